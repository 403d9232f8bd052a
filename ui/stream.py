"""An answer as server-sent events: status, citation, calculation, token, done."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from bot.drafting.stream import start_answer
from bot.drafting.write import Event
from bot.types import Question
from ui.service import Service

_PIECE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]+|[^，。；：！？\n]+$")
_STAGES = {
    "retrieve": "正在查找条款…",
    "searching": "正在查找条款…",
    "writing": "已找到条款，正在写回答…",
    "repairing": "有的话没有通过核对，正在改正…",
    "fallback": "改用直接依据条款的回答…",
}


def event(name: str, data: Any) -> str:
    """One event; the data are JSON on one line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def status(stage: str) -> str:
    """A `status` event: the stage, and what a person may read about it."""
    return event("status", {"stage": stage, "text": _STAGES.get(stage, "正在处理…")})


def events(answer: dict[str, Any]) -> Iterator[str]:
    """The events of a finished answer: what it rests on first, then its words in pieces, then the whole."""
    for citation in answer["citations"]:
        yield event("citation", citation)
    for calculation in answer["calculations"]:
        yield event("calculation", calculation)
    for piece in pieces(answer["answer"]):
        yield event("token", {"text": piece})
    yield event("done", answer)


async def live(service: Service, question: Question) -> AsyncIterator[Event]:
    """The events of an answer while a model writes it, each as soon as its sentence is verified; `done` is the last.

    Waiting takes up no thread of the server's pool. Closing it ends the work behind it.
    """
    box: asyncio.Queue[Event] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    stop = start_answer(question, service.bot, lambda item: _handed(loop, box, item))
    try:
        while True:
            item = await box.get()
            yield item
            if item.kind == "done":
                return
    finally:
        stop()


def _handed(loop: asyncio.AbstractEventLoop, box: asyncio.Queue[Event], item: Event) -> None:
    """From the answering thread to the server's loop; one that has been closed no longer wants it."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(box.put_nowait, item)


def pieces(text: str) -> list[str]:
    """The text in pieces that end at punctuation; together they are the text."""
    return _PIECE.findall(text)
