"""An answer as server-sent events: status, citation, calculation, token, done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_PIECE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]+|[^，。；：！？\n]+$")


def event(name: str, data: Any) -> str:
    """One event; the data are JSON on one line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def events(answer: dict[str, Any]) -> Iterator[str]:
    """The events of a finished answer: what it rests on first, then its words in pieces, then the whole."""
    for citation in answer["citations"]:
        yield event("citation", citation)
    for calculation in answer["calculations"]:
        yield event("calculation", calculation)
    for piece in pieces(answer["answer"]):
        yield event("token", {"text": piece})
    yield event("done", answer)


def pieces(text: str) -> list[str]:
    """The text in pieces that end at punctuation; together they are the text."""
    return _PIECE.findall(text)
