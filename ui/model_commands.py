"""The command about a model's answers: `replay`, a recorded answer once more without the endpoint."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BadInput
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.bot import Bot

_TRACE = re.compile(r"[0-9a-f]{6,32}")


def register(app: typer.Typer, opened: Callable[[], Bot]) -> None:
    """Add the command to the application; `opened` opens the assistant."""

    @app.command()
    def replay(
        trace: Annotated[str, typer.Argument(help="回答的 trace_id，或它开头的至少6位")],
    ) -> None:
        """重放一个用模型写的回答：当时模型说的话，用现在的语料、规则和核对再走一遍；不连接模型。"""
        from bot.drafting.trace import find

        wanted = trace.strip().lower()
        if not _TRACE.fullmatch(wanted):
            raise BadInput(f"“{trace[:40]}”不是 trace_id：它由 0-9、a-f 组成，见回答的 trace_id，至少写开头6位。")
        find(load_settings().home / "traces", wanted)
        from bot.drafting.replay import replay as again

        found = again(wanted, opened())
        print(found.text())
        if not found.same:
            raise typer.Exit(1)
