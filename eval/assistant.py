"""The door from the evaluation to the assistant: the same call that answers users, and what it retrieved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast

from bot.answer import answer
from bot.bot import Bot, open_bot
from bot.guard import clean
from bot.retrieve import retrieve
from bot.settings import load_settings
from bot.types import Question, Turn
from eval.files import Record
from eval.wiring import Opened

Mode = Literal["auto", "offline", "llm"]
DEPTH = 10
"""Ranks that the retrieval metrics look at."""


def open_assistant(mode: str, today: date | None) -> Opened:
    """Opens the assistant by its settings; undated questions are asked as of `today`."""
    settings = load_settings()
    bot = open_bot(settings)

    def batch(lines: Iterable[Record]) -> Iterator[Record]:
        for line in lines:
            yield answer(question_of(line, mode, today), bot).to_dict()

    def found(line: Record) -> list[Record]:
        return retrieved(question_of(line, mode, today), bot)

    config: dict[str, Any] = {
        "mode": mode,
        "as_of": today.isoformat() if today else None,
        "embedding": settings.embedding,
        "model": settings.model if mode != "offline" else None,
    }
    return Opened(batch, found, config)


def question_of(line: Record, mode: str, today: date | None) -> Question:
    """A case's line as the assistant's Question."""
    return Question(
        text=line["question"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in line.get("history") or []),
        as_of=date.fromisoformat(line["as_of"]) if line.get("as_of") else today,
        mode=cast(Mode, mode),
        id=line["id"],
    )


def retrieved(question: Question, bot: Bot) -> list[Record]:
    """The passages that the assistant looks at for a question, by rank."""
    asked = replace(question, text=clean(question.text))
    turn = bot.read(asked)
    matches = bot.rule_passages(bot.matcher.match(turn))
    found = retrieve(turn, bot.live.current(), matches, bot.phrases, bot.weights)
    return [
        {"passage_id": item.passage.id, "text": (item.passage.parent_text or "") + item.passage.text}
        for item in found[:DEPTH]
    ]
