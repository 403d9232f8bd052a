"""Paragraphs cut by page breaks are put together again, and words printed twice at a break are kept once.

Each decision has a named rule, so that a reviewer can read all joins as data. A line that starts with its
own number, a title, a table row and a line behind a marked gap are never joined to what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.clean import Line, squash
from ingest.markers import Marker, marker_of, refers
from ingest.read import Source
from ingest.types import Dropped, Join, Span

CLOSED = "。！？；：!?;:…"
OPENERS = {"）": "（(", ")": "（(", "”": "“", "》": "《", "〕": "〔", "】": "【", "’": "‘", "]": "["}
PAUSES = "，、,"
LEADERS = "，。、；：！？）)》”〕】’%％"
ANNEX = re.compile(r"附\s*(?:件|表)\s*(\d*|[一二三四五六七八九十]?)\s*$")
ANNEX_LIST = re.compile(r"附\s*件\s*[：:]")
DATE = re.compile(r"[（(]?\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[）)]?$")


@dataclass(frozen=True, slots=True)
class Repeat:
    """Words that a page break printed twice, as the catalogue tells: `before` ends one page, `after` begins
    the next with the repeated `words`. All without white space."""

    before: str
    after: str
    words: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the catalogue knows about the pages of a file.

    The width in characters from which a line is a full one, the titles (white space removed), the words
    behind which text was lost, and repetitions that people found.
    """

    full_line: int = 24
    titles: frozenset[str] = frozenset()
    gap_ends: tuple[str, ...] = ()
    repeats: tuple[Repeat, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together. `text` is the concatenation of `pieces` in the source."""

    pieces: tuple[Span, ...]
    text: str
    first_line: int
    last_line: int
    row: bool = False
    title: bool = False
    gap_after: bool = False


@dataclass(slots=True)
class Joined:
    """What `paragraphs_of` found: the paragraphs, the joins made and the doubled words dropped."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    doubled: list[Dropped] = field(default_factory=list)


def paragraphs_of(source: Source, lines: Sequence[Line], layout: Layout) -> Joined:
    """Join the lines of one document (in order) into paragraphs."""
    out = Joined()
    last: dict[str, int] = {}
    listing = False
    for line in lines:
        prev = out.paragraphs[-1] if out.paragraphs else None
        rule = None if prev is None or listing else join_rule(prev, line, last, layout)
        if prev is None or rule is None:
            marker = marker_of(line.text)
            if marker is not None:
                last[marker.kind] = marker.number
            listing = ANNEX_LIST.match(line.text) is not None or (listing and marker is not None)
            out.paragraphs.append(_fresh(line, layout))
            continue
        out.joins.append(Join(line.pieces[0].start, rule, prev.text[-12:], line.text[:12]))
        out.paragraphs[-1] = _merge(source, prev, line, layout, out)
    return out


def join_rule(prev: Paragraph, line: Line, last: dict[str, int], layout: Layout) -> str | None:
    """The rule by which `line` continues `prev`, or None. `last` holds the latest number of each kind of
    marker."""
    text = line.text
    apart = prev.row or line.row or prev.title or prev.gap_after or squash(text) in layout.titles
    if apart or _closed(prev.text):
        return None
    strong = prev.text[-1] in PAUSES or _unclosed(prev.text)
    marker = marker_of(text)
    if marker is not None and not _in_sentence(text, marker, strong, last):
        return None
    if text[0] not in LEADERS and not any(char.isalnum() for char in text):
        return None
    if ANNEX.match(text) or ANNEX_LIST.match(text) or (DATE.match(text) and not strong):
        return None
    return _rule(prev, text, strong, layout)


def _rule(prev: Paragraph, text: str, strong: bool, layout: Layout) -> str | None:
    """Name the sign that `prev` goes on."""
    if strong:
        return "停顿未完" if prev.text[-1] in PAUSES else "括号未合"
    if text[0] in LEADERS:
        return "标点在后"
    if len(prev.text) >= layout.full_line:
        return "整行未完"
    head = marker_of(prev.text)
    if head is not None and head.kind == "article":
        return "条文未完"
    if any(char in prev.text for char in "，。；"):
        return "句子未完"
    return None


def _in_sentence(text: str, marker: Marker, strong: bool, last: dict[str, int]) -> bool:
    """True if a line that looks numbered is really the middle of a sentence (a cross-reference,
    一、二等奖)."""
    expected = last.get(marker.kind, 0) + 1
    if marker.kind == "article" and refers(text):
        return True
    if marker.kind == "article":
        spaced = text[marker.end : marker.end + 1].isspace()
        return marker.number != expected and (strong or not spaced)
    return strong and marker.number not in (1, expected)


def _closed(text: str) -> bool:
    """True if a paragraph may end here: after a full stop, a colon, or a bracket that follows one."""
    end = text[-1]
    if end in CLOSED or text.endswith(("...", "___", "--")):
        return True
    if end not in OPENERS:
        return False
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        if text[i] == end or (end in "）)" and text[i] in "）)"):
            depth += 1
        elif text[i] in OPENERS[end]:
            depth -= 1
            if depth == 0:
                note = end in "）)〕】" and text[i - 1] in CLOSED
                return i == 0 or note or text[-2] in CLOSED
    return True


def _unclosed(text: str, reach: int = 40) -> bool:
    """True if a bracket or quotation mark opened in the last `reach` characters is still open."""
    tail = text[-reach:]
    return any(
        sum(tail.count(char) for char in opener) > sum(tail.count(char) for char in closer)
        for opener, closer in (("（(", "）)"), ("《", "》"), ("〔", "〕"), ("“", "”"))
    )


def _fresh(line: Line, layout: Layout) -> Paragraph:
    title = squash(line.text) in layout.titles
    gap = _gap(line.text, layout)
    return Paragraph(line.pieces, line.text, line.number, line.number, line.row, title, gap)


def _gap(text: str, layout: Layout) -> bool:
    words = squash(text)
    return any(words.endswith(end) for end in layout.gap_ends)


def _merge(source: Source, prev: Paragraph, line: Line, layout: Layout, out: Joined) -> Paragraph:
    """Append `line` to `prev`, dropping what the page break printed twice."""
    cut_before, cut_after = doubled(prev.text, line.text, source.text)
    cut_after = cut_after or told(prev.text, line.text, layout.repeats)
    pieces, pieces_after = list(prev.pieces), list(line.pieces)
    if cut_before:
        end = pieces[-1].end
        pieces[-1] = Span(pieces[-1].start, end - cut_before)
        out.doubled.append(_dropped(source, end - cut_before, end))
    if cut_after:
        start = pieces_after[0].start
        pieces_after[0] = Span(start + cut_after, pieces_after[0].end)
        out.doubled.append(_dropped(source, start, start + cut_after))
    merged = tuple(p for p in (*pieces, *pieces_after) if p.end > p.start)
    text = "".join(source.text[p.start : p.end] for p in merged)
    return Paragraph(merged, text, prev.first_line, line.number)


def _dropped(source: Source, start: int, end: int) -> Dropped:
    return Dropped(Span(start, end), "重字", source.text[start:end])


def doubled(before: str, after: str, whole: str, reach: int = 12) -> tuple[int, int]:
    """How many characters to drop at the end of `before` and at the start of `after`.

    Two shapes: the same words end one page and begin the next ("的党中央 / 的党中央", "保障局 / 保障局");
    or the first page ends in a false start that the next page prints in full ("《河北省河 /
    《河北省职业…"). A doubled form that also stands elsewhere in `whole`, unbroken, is not an error. One
    character alone is never dropped by rule (监督 / 督导 are two words): the catalogue names such places.
    """
    for size in range(min(reach, len(before), len(after)), 1, -1):
        words = before[-size:]
        written = any("\u4e00" <= char <= "\u9fff" for char in words)
        if written and after.startswith(words) and words + words not in whole:
            return 0, size
    for extra in (1, 2):
        head = before[: len(before) - extra]
        for size in range(min(reach, len(head), len(after)), 2, -1):
            if after.startswith(head[-size:]) and head[-size] in "《“（〔":
                return size + extra, 0
    return 0, 0


def told(before: str, after: str, known: Sequence[Repeat]) -> int:
    """How many characters the catalogue says that `after` repeats at its start; 0 if it says nothing."""
    for repeat in known:
        if squash(before).endswith(repeat.before) and squash(after).startswith(repeat.after):
            return len(repeat.words)
    return 0
