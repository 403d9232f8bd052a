"""The door from the evaluation to the assistant: the same call that answers users, and what it retrieved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from bot.answer import answer
from bot.bot import Bot, open_bot, prepare_index
from bot.drafting.write import Material
from bot.guard import clean
from bot.retrieve import retrieve
from bot.settings import load_settings
from bot.types import Question, Retrieved, Turn
from eval.files import Record
from eval.generate import AnswerBatch
from eval.wiring import Opened
from eval.workers import answered_by

Mode = Literal["auto", "offline", "llm"]
DEPTH = 10
"""Ranks that the retrieval metrics look at."""


def open_assistant(mode: str, today: date | None) -> Opened:
    """Describes the assistant by its settings; undated questions are asked as of `today`.

    It is opened with the first question; only its index is brought up to date now. Raises NotReady.
    """
    settings = load_settings()
    prepare_index(settings)

    @cache
    def bot() -> Bot:
        return open_bot(settings)

    def batch(lines: Iterable[Record]) -> Iterator[Record]:
        for line in lines:
            yield answer(question_of(line, mode, today), bot()).to_dict()

    def found(line: Record) -> list[Record]:
        return retrieved(question_of(line, mode, today), bot())

    config: dict[str, Any] = {
        "mode": mode,
        "as_of": today.isoformat() if today else None,
        "embedding": settings.embedding,
        "model": settings.model if mode != "offline" else None,
    }

    def shared(processes: int) -> AnswerBatch:
        return lambda lines: answered_by(lines, processes, answering, mode, today)

    return Opened(batch, found, config, shared if mode == "offline" else None)


def answering(mode: str, today: date | None) -> Callable[[Record], Record]:
    """The opened assistant as one function, for a process of its own; each answer tells what was retrieved."""
    bot = open_bot(load_settings())

    def one(line: Record) -> Record:
        question = question_of(line, mode, today)
        seen: list[Material] = []
        answered = answer(question, bot, watch=seen.append).to_dict()
        return {**answered, "retrieved": ranks(seen[0].found) if seen else retrieved(question, bot)}

    return one


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
    return ranks(found)


def ranks(found: Sequence[Retrieved]) -> list[Record]:
    """The first passages that were found, as the retrieval metrics read them."""
    return [
        {"passage_id": item.passage.id, "text": (item.passage.parent_text or "") + item.passage.text}
        for item in found[:DEPTH]
    ]
