"""Lines of a scan → paragraphs, with every character accounted for.

A paragraph keeps the source's own characters (`pieces`); markup, page furniture and words doubled at a page
break are named as dropped. Nothing is rewritten: the text of a paragraph is the concatenation of its
pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.read import Source
from ingest.types import Span

MARKUP = re.compile(
    r"</?(?:p|input|br|table|thead|tbody|tr|td|th|div|span|b|i|u|em|strong|sup|sub|ul|ol|li|h[1-6])\b[^<>]*>|\*\*"
)
BULLET = re.compile(r"(?:[-*+]|#{1,6}) +")
WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank source line without its markup: kept pieces, what was dropped from it, its clean text."""

    number: int
    pieces: tuple[Span, ...]
    markup: tuple[Span, ...]
    text: str

    @property
    def row(self) -> bool:
        """True for a line of table cells (tab separated)."""
        return "\t" in self.text


def squash(text: str) -> str:
    """Without any white space: the form in which quotes are compared (a scan spaces words at will)."""
    return WHITE.sub("", text)


def contains(haystack: str, quote: str) -> bool:
    """True if the words of `quote` stand in `haystack`, white space ignored. An empty quote stands
    nowhere."""
    words = squash(quote)
    return bool(words) and words in squash(haystack)


def overlaps(one: str, other: str, size: int = 10) -> bool:
    """True if the two texts share a run of `size` characters and of half the shorter one, or the whole of it; white space
    ignored. Clauses share shorter runs of set words (，除省级奖励外，市级财政)."""
    long, short = sorted((squash(one), squash(other)), key=len, reverse=True)
    size = min(max(size, len(short) // 2), len(short))
    return size > 0 and any(short[i : i + size] in long for i in range(len(short) - size + 1))


def lines_of(source: Source, first: int, last: int) -> list[Line]:
    """The non-blank lines `first`..`last` (1-based, inclusive), stripped of markup and outer blanks."""
    lines = (line_of(source, number) for number in range(first, last + 1))
    return [line for line in lines if line is not None]


def line_of(source: Source, number: int) -> Line | None:
    """One source line as a Line, None if nothing but white space and markup is on it."""
    start, end = source.line_span(number)
    raw = source.text[start:end]
    cut = [(m.start(), m.end()) for m in MARKUP.finditer(raw)]
    bullet = BULLET.match(raw)
    if bullet and raw[bullet.end() :].strip():
        cut.insert(0, (bullet.start(), bullet.end()))
    keep: list[tuple[int, int]] = []
    at = 0
    for left, right in [*cut, (len(raw), len(raw))]:
        if left > at:
            keep.append((at, left))
        at = max(at, right)
    keep = _strip(raw, keep)
    if not keep:
        return None
    return Line(
        number,
        tuple(Span(start + a, start + b) for a, b in keep),
        tuple(Span(start + a, start + b) for a, b in cut),
        "".join(raw[a:b] for a, b in keep),
    )


def _strip(raw: str, keep: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take outer white space off; a row of cells keeps its tabs, since an empty cell is part of the table."""
    blank = " \u3000\r" if "\t" in raw else None
    while keep and not raw[keep[0][0] : keep[0][1]].strip(blank):
        keep.pop(0)
    while keep and not raw[keep[-1][0] : keep[-1][1]].strip(blank):
        keep.pop()
    if not keep or not "".join(raw[a:b] for a, b in keep).strip():
        return []
    a, b = keep[0]
    keep[0] = (a + len(raw[a:b]) - len(raw[a:b].lstrip(blank)), b)
    a, b = keep[-1]
    keep[-1] = (a, a + len(raw[a:b].rstrip(blank)))
    return keep
