"""A recorded answer once more, without the endpoint: what the model said then, judged by today's rules
and corpus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.agent import written
from bot.answer import material_for
from bot.bot import Bot
from bot.drafting.speak import Recorded
from bot.drafting.trace import Trace, find
from bot.drafting.write import silent
from bot.llm import ModelFault
from bot.rules.inputs import parse_value
from bot.types import Answer, Question, Turn


@dataclass(frozen=True)
class Replay:
    """A recorded answer and the same one made again; `same` when the text that people saw did not change."""

    recorded: Trace
    again: Trace
    answer: Answer

    @property
    def same(self) -> bool:
        """Whether the answer is what it was."""
        return self.again.answer == self.recorded.answer

    def text(self) -> str:
        """Both, in a few lines for a terminal."""
        old, new = self.recorded, self.again
        changed = sorted(name for name in old.prompts if old.prompts[name] != new.prompts.get(name, ""))
        lines = [
            f"问题：{old.question.get('text', '')}",
            f"模型：{old.model}（{old.path}），{old.seconds:.1f} 秒，"
            f"其中程序自身 {old.own_seconds * 1000:.0f} 毫秒，"
            f"{sum(r.tokens_in for r in old.rounds)}+{sum(r.tokens_out for r in old.rounds)} 个词元，"
            f"{old.cost:.4f} 元",
            f"当时的结局：{old.outcome} {old.detail}".rstrip(),
            f"重放的结局：{new.outcome} {new.detail}".rstrip(),
            "回答没有变化。" if self.same else f"回答有变化，现在是：\n{new.answer}",
        ]
        lines += [f"已改动的提示词：{'、'.join(changed)}"] if changed else []
        return "\n".join([*lines, *(f"- {f['kind']}：{f['detail']}｜{f['sentence']}" for f in new.findings)])


def replay(trace_id: str, bot: Bot, folder: Path | None = None) -> Replay:
    """Play a trace again. `folder` is where traces are kept, the bot's own by default.

    Raises BadInput when there is no such trace or when it is not readable.
    """
    trace = find(folder or bot.settings.home / "traces", trace_id)
    again = Trace(trace.trace_id, trace.question, trace.model, trace.path, trace.salt)
    found = material_for(_question(trace.question, bot), bot)
    if isinstance(found, Answer):
        again.outcome, again.answer = "early", found.answer
        return Replay(trace, again, found)
    try:
        made = written(found, bot, Recorded(trace), again, silent)
    except ModelFault as fault:
        again.outcome, again.detail = fault.kind, fault.detail
        made = found.offline
    again.answer = made.answer
    return Replay(trace, again, made)


def _question(row: dict[str, Any], bot: Bot) -> Question:
    known = bot.book.inputs
    facts = {
        name: parse_value(known[name], value) for name, value in row.get("facts", {}).items() if name in known
    }
    day = row.get("as_of")
    return Question(
        text=str(row["text"]),
        history=tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", [])),
        as_of=date.fromisoformat(day) if day else None,
        mode="llm",
        facts=facts,
    )
