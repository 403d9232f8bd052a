"""Cutting what a model writes into sentences while it is still writing.

A sentence ends at 。！？ or a line end, never inside “…”; the ids that it cites stand in brackets
before or right
behind its end. What a model thinks aloud between <think> marks is no part of the answer.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_ID = r"[pc]-[0-9A-Za-z_]+"
_MARKS = re.compile(
    rf"[\[【〔（(]\s*(?:条文|计算)?\s*{_ID}(?:[\s,，、;；]*(?:条文|计算)?\s*{_ID})*\s*[\]】〕）)]"
)
_BARE = re.compile(r"(?<![0-9A-Za-z-])[pc]-(?=[0-9A-Za-z_]*\d)[0-9A-Za-z_]{3,}(?![0-9A-Za-z-])")
_ANY_ID = re.compile(_ID)
_NUMBERED = re.compile(r"\[\d+\]|【\d+(?:†[^】]*)?】")
_END = re.compile(r"[。！？!?\n]")
_ITEM = re.compile(r"^\s*(?:(?:[-*+•·]|\d{1,2}[.)、]|[（(]\d{1,2}[）)])\s+|\d{1,2}[.)、](?=\D))")
_HEAD = re.compile(r"^\s*#{1,6}\s*")
_LONGEST = 1200
"""Characters after which a sentence without an end is cut all the same."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence as written: its words without ids, the ids in order, and how it begins (new line, list
    item)."""

    text: str
    ids: tuple[str, ...] = ()
    line: bool = False
    item: bool = False

    @property
    def lead(self) -> str:
        """What stands before the sentence in Markdown."""
        return "\n- " if self.item else "\n\n" if self.line else ""


def piece(raw: str, line: bool) -> Piece | None:
    """One raw sentence as a Piece, None when nothing but white space and marks is left of it."""
    ids: list[str] = []
    for found in _MARKS.findall(raw):
        ids += _ANY_ID.findall(found)
    bare = _MARKS.sub("", raw)
    ids += [found[0] for found in _BARE.finditer(bare)]
    text = _NUMBERED.sub("", _BARE.sub("", bare))
    item = bool(_ITEM.match(text)) and line
    text = _HEAD.sub("", _ITEM.sub("", text) if item else text).strip()
    if not re.search(r"\w", text):
        return None
    return Piece(text, tuple(dict.fromkeys(ids)), line, item)


@dataclass
class Sentences:
    """A stream of text cut into pieces as soon as each of them is finished."""

    rest: str = ""
    line: bool = True
    whole: str = ""
    _seen: int = 0

    def feed(self, delta: str) -> list[Piece]:
        """The pieces that are finished with this part of the text."""
        self.whole += delta
        clear = _THOUGHT.sub("", self.whole)
        held = _partial(clear)
        clear = clear[: len(clear) - held] if held else clear
        self.rest += clear[self._seen :]
        self._seen = max(self._seen, len(clear))
        return self._cut(final=False)

    def close(self) -> list[Piece]:
        """What is left when the text has ended."""
        return self._cut(final=True)

    def _cut(self, final: bool) -> list[Piece]:
        out: list[Piece] = []
        while self.rest:
            end = self._end(final)
            if end is None:
                break
            raw, self.rest = self.rest[:end], self.rest[end:]
            made = piece(raw, self.line)
            if made is not None:
                out.append(made)
            self.line = raw.endswith("\n") or (self.line and made is None)
        return out

    def _end(self, final: bool) -> int | None:
        """Where the first sentence of the rest ends, its trailing marks included; None while it may go on."""
        for match in _END.finditer(self.rest):
            end = match.end()
            head = self.rest[:end]
            if match[0] != "\n" and head.count("“") > head.count("”"):
                continue
            while end < len(self.rest) and self.rest[end] in "”’）)*":
                end += 1
            behind = re.compile(rf"\s*{_MARKS.pattern}").match(self.rest, end)
            if behind:
                return behind.end()
            tail = self.rest[end:]
            open_mark = re.fullmatch(r"\s*[\[【〔（(][^\]】〕）)]{0,60}", tail)
            waits = match[0] != "\n" and ((not tail.strip("\n ") and not _MARKS.search(head)) or open_mark)
            return None if waits and not final else end
        if final or len(self.rest) > _LONGEST:
            return len(self.rest)
        return None


def _partial(text: str) -> int:
    """How many characters at the end may be the beginning of a <think> mark."""
    for size in range(min(6, len(text)), 0, -1):
        if "<think>".startswith(text[-size:]):
            return size
    return 0


@dataclass
class JsonSentences:
    """The same for structured output: {"sentences": [{"text": …, "ids": […]}, …]}, read object by object."""

    whole: str = ""
    _at: int = field(default=-1)

    def feed(self, delta: str) -> list[Piece]:
        """The sentences whose objects are closed with this part of the text."""
        self.whole += delta
        if self._at < 0:
            opened = re.search(r"\[\s*(?=\{)", self.whole)
            if opened is None:
                return []
            self._at = opened.end()
        out: list[Piece] = []
        decoder = json.JSONDecoder()
        while True:
            start = self.whole.find("{", self._at)
            if start < 0:
                return out
            try:
                value, self._at = decoder.raw_decode(self.whole, start)
            except ValueError:
                return out
            out += _pieces_of(value)

    def close(self) -> list[Piece]:
        """Nothing: an object that was not closed is not shown."""
        return []


def _pieces_of(value: object) -> list[Piece]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return []
    ids = [item for item in value.get("ids") or [] if isinstance(item, str)]
    cutter = Sentences()
    out = [*cutter.feed(value["text"] + "\n"), *cutter.close()]
    marked = [Piece(p.text, tuple(dict.fromkeys([*p.ids, *ids])), p.item, p.item) for p in out]
    return marked
