"""What the tests of the model path share: a bot on a scripted endpoint, and replies made from the
evidence it was sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.bot import Bot
from bot.settings import Settings
from bot.types import Question
from tests.conftest import DAY
from tests.llm_server import Reply, Wire, says


def with_model(bot: Bot, home: Path, url: str, **more: Any) -> Bot:
    """The same bot with a scripted model: a fresh breaker, its own traces and costs under `home`."""
    given: dict[str, Any] = {
        "model": "scripted",
        "model_url": url,
        "model_path": "tools",
        "model_seconds": 20.0,
    }
    settings: Settings = replace(bot.settings, home=home, **{**given, **more})
    return replace(bot, settings=settings)


def asked(text: str, **more: Any) -> Question:
    """A question on a day on which the measures of 2022 are in force, to be written by the model."""
    return Question(text, **{"as_of": DAY, "mode": "llm", **more})


def ids(prompt: str, letter: str) -> list[str]:
    """The ids issued in a prompt, in order: `p` for clauses, `c` for calculations."""
    return re.findall(rf"〔(?:条文|计算) ({letter}-[0-9a-f]{{6}})〕", prompt)


def prompt_of(request: dict[str, Any]) -> str:
    """The whole text that was sent."""
    return "\n".join(str(message.get("content") or "") for message in request["messages"])


def writes(make: Callable[[str], str], **how: Any) -> Reply:
    """A streamed text that depends on the prompt (so that it can cite what was issued)."""

    def reply(wire: Wire, request: dict[str, Any]) -> None:
        says(make(prompt_of(request)), **how)(wire, request)

    return reply
