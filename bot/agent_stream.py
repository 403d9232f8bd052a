"""An answer as a stream of events: verified sentences as they come, at the end the whole Answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.agent_write import Event
from bot.answer import answer
from bot.types import Answer, Question

if TYPE_CHECKING:
    from bot.bot import Bot


class _Left(Exception):
    """The reader of the stream has gone away."""


def stream_answer(question: Question, bot: Bot) -> Iterator[Event]:
    """The events of one answer: status, citation, calculation, token, and last of all `done` with the
    whole Answer.

    A `token` is a verified sentence of a model, or a paragraph of the offline answer. Where a model's
    draft was given
    up half-way, `done` holds the offline answer and takes the place of what was streamed. Closing the
    stream ends the
    work behind it.
    """
    box: queue.Queue[Event | Answer] = queue.Queue()
    left = threading.Event()

    def emit(event: Event) -> None:
        if left.is_set():
            raise _Left
        box.put(event)

    worker = threading.Thread(target=lambda: box.put(answer(question, bot, emit)), daemon=True, name="answer")
    worker.start()
    yield Event("status", {"stage": "searching"})
    told = False
    try:
        while True:
            item = box.get()
            if isinstance(item, Answer):
                if not told:
                    yield from _paragraphs(item)
                yield Event("done", item.to_dict())
                return
            told = told or item.kind == "token"
            yield item
    finally:
        left.set()


def _paragraphs(made: Answer) -> Iterator[Event]:
    """A whole answer as events: its sources first, then paragraph by paragraph."""
    for citation in made.citations:
        yield Event("citation", citation.to_dict())
    for calculation in made.calculations:
        yield Event("calculation", calculation.to_dict())
    for n, paragraph in enumerate(made.answer.split("\n\n")):
        yield Event("token", {"text": paragraph if n == 0 else f"\n\n{paragraph}"})
