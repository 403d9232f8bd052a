"""An answer as a stream of events: verified sentences as they come, at the end the whole Answer."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.answer import answer
from bot.drafting.write import Event, Left
from bot.types import Answer, Question

if TYPE_CHECKING:
    from bot.bot import Bot


def start_answer(question: Question, bot: Bot, put: Callable[[Event], None]) -> Callable[[], None]:
    """Answer in a thread of its own; what it returns ends that work, for a reader who has gone away.

    `put` is called in that thread with status, citation, calculation, token, and last of all `done` with the whole
    Answer. A `token` is a verified sentence of a model, or a paragraph of the offline answer. Where a model's draft
    was given up half-way, `done` holds the offline answer and takes the place of what was streamed.
    """
    left = threading.Event()
    told = False

    def emit(event: Event) -> None:
        nonlocal told
        if left.is_set():
            raise Left
        told = told or event.kind == "token"
        put(event)

    def work() -> None:
        with contextlib.suppress(Left):
            emit(Event("status", {"stage": "searching"}))
            made = answer(question, bot, emit)
            for event in () if told else _paragraphs(made):
                emit(event)
            emit(Event("done", made.to_dict()))

    threading.Thread(target=work, daemon=True, name="answer").start()
    return left.set


def stream_answer(question: Question, bot: Bot) -> Iterator[Event]:
    """The events of one answer as `start_answer` gives them. Closing the stream ends the work behind it."""
    box: queue.Queue[Event] = queue.Queue()
    stop = start_answer(question, bot, box.put)
    try:
        while True:
            event = box.get()
            yield event
            if event.kind == "done":
                return
    finally:
        stop()


def _paragraphs(made: Answer) -> Iterator[Event]:
    """A whole answer as events: its sources first, then paragraph by paragraph."""
    for citation in made.citations:
        yield Event("citation", citation.to_dict())
    for calculation in made.calculations:
        yield Event("calculation", calculation.to_dict())
    for n, paragraph in enumerate(made.answer.split("\n\n")):
        yield Event("token", {"text": paragraph if n == 0 else f"\n\n{paragraph}"})
