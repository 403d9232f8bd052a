"""One pass over the paragraphs of a document: which number, heading, annex or signature each of them
belongs to.

The result is a list of drafts, one for each smallest numbered unit; `ingest.articles` gathers short lists
again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.clean import squash
from ingest.joins import ANNEX, ANNEX_LIST, DATE, Paragraph
from ingest.markers import RANKS, Marker, marker_of
from ingest.signs import BARE, NUMBERED, SENTENCE, View, ends_list, plain_heading, signature


@dataclass(slots=True)
class Draft:
    """An article in the making; `labels` from the outside in, `headings` the words above it."""

    labels: tuple[str, ...]
    headings: tuple[str, ...]
    kind: str
    rank: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    gap_after: bool = False
    words: str = ""
    """Its own heading words, under which the articles below it stand."""

    @property
    def size(self) -> int:
        """Characters of text."""
        return sum(len(p.text) + 1 for p in self.paragraphs)

    @property
    def bare(self) -> bool:
        """True for a heading without words of its own below it: one short line that is no sentence."""
        only = self.paragraphs[0].text if len(self.paragraphs) == 1 else ""
        return 0 < len(only) <= BARE and not SENTENCE.search(only)


@dataclass(frozen=True, slots=True)
class Level:
    """One open heading: its rank, its label in a locator and its words."""

    rank: int
    label: str
    words: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What the parser is told about a document."""

    title: str
    kind: str
    prefix: str | None = None
    restarts: frozenset[str] = frozenset()
    annexes: dict[str, str] = field(default_factory=dict)
    """Announced annex titles (white space removed) -> label, such as 附件2."""


class Walk:
    """The state of one pass: open headings, the article being filled, whether a 条 is open."""

    def __init__(self, view: View, setting: Setting) -> None:
        self.view = view
        self.setting = setting
        self.drafts: list[Draft] = []
        self.levels: list[Level] = []
        self.base: list[Level] = []
        self.closing = 0
        self.body = self.listing = False

    def take(self, i: int) -> None:
        """Put paragraph `i` where it belongs."""
        p, marker = self.view.paragraphs[i], self.view.markers[i]
        if not self._outside(i, p, marker):
            if marker is not None:
                self._numbered(p, marker)
            elif plain_heading(self.view, i) and not any(level.number for level in self.levels[:1]):
                self._open(p, Level(RANKS["plain"], "", heading_words(p.text)))
            elif self.body:
                self._unnumbered(i, p)
            else:
                self._front(i, p)
        if p.gap_after:
            self._gap(p)

    def _outside(self, i: int, p: Paragraph, marker: Marker | None) -> bool:
        """Titles, annex lines, lists of annexes and signatures; True if `p` was one."""
        self.listing = ANNEX_LIST.match(p.text) is not None or (self.listing and marker is not None)
        if p.title:
            self._aside(p, "标题", "heading")
            self.body = False
        elif self.listing:
            self._aside(p, "附件说明", "signature")
        elif self._annex(p):
            pass
        elif signature(self.view, i, self.body):
            self._aside(p, "落款", "signature")
        else:
            return False
        return True

    def _annex(self, p: Paragraph) -> bool:
        """An annex inside the document: its 附件N line, or its announced title."""
        name = squash(p.text).strip("《》")
        label = squash(p.text) if ANNEX.match(p.text) else self.setting.annexes.get(name)
        if label is None:
            return False
        if self.base and self.base[-1].label == label and name in self.setting.annexes:
            draft = self.drafts[-1]
            draft.paragraphs.append(p)
            draft.headings = (self.setting.title, name)
        else:
            self.base = [Level(0, label, label)]
            self.levels, self.body = list(self.base), True
            self._start(p, "clause", 0)
            self.drafts[-1].headings = (self.setting.title, name)
        self.base = [replace(self.base[-1], words=name)]
        self.levels = list(self.base)
        return True

    def _numbered(self, p: Paragraph, marker: Marker) -> None:
        """A paragraph that starts with a number."""
        in_article = any(level.rank == RANKS["article"] for level in self.levels)
        inner = marker.rank > RANKS["article"] or (marker.kind == "cn" and self.view.inner_cn)
        self.body = True
        if in_article and inner:
            self.drafts[-1].paragraphs.append(p)
            return
        words = heading_words(p.text)
        label = marker.label if marker.kind not in ("chapter", "section") else ""
        self._open(p, Level(marker.rank, label, words, marker.number))

    def _open(self, p: Paragraph, level: Level) -> None:
        while self.levels and self.levels[-1].rank >= level.rank and self.levels[-1] not in self.base:
            self.levels.pop()
        self.levels.append(level)
        self.body, self.closing = True, 0
        self._start(p, "heading" if level.rank < RANKS["plain"] else "clause", level.rank, level.words)

    def _unnumbered(self, i: int, p: Paragraph) -> None:
        """A further paragraph of the open article, or a closing paragraph of its list."""
        draft = self.drafts[-1]
        if self.closing or self._closes(i, draft):
            self.closing += 1
            if self.closing == 1:
                self.levels = [level for level in self.levels if level.rank < draft.rank]
            labels = (*self._labels(), f"末段{self.closing}")
            self.drafts.append(Draft(labels, self._headings(self.levels), "clause", 99, [p]))
            return
        if draft.kind in ("heading", "signature"):
            if draft.kind == "signature":
                self._start(p, "clause", self.levels[-1].rank if self.levels else 0)
                return
            draft.kind = "clause"
        draft.paragraphs.append(p)

    def _closes(self, i: int, draft: Draft) -> bool:
        """True if paragraph `i` closes the list whose last item is open."""
        if not draft.paragraphs or draft.bare or draft.rank < RANKS["cn"] or draft.rank == RANKS["article"]:
            return False
        first = draft.paragraphs[0].text
        top = marker_of(first) if self.levels and self.levels[-1].number else None
        return ends_list(self.view, i, top, first)

    def _front(self, i: int, p: Paragraph) -> None:
        """Before the first number: 文号 and date of the title, then prose."""
        under_title = bool(self.drafts) and self.drafts[-1].kind == "heading"
        if NUMBERED.search(p.text) or (DATE.match(p.text) and under_title):
            self._aside(p, "标题", "heading")
        elif not any(self.view.markers):
            self._aside(p, "正文", "clause")
        else:
            self._aside(p, "印发通知" if i < self.view.last_title else "引言", "preamble")

    def _aside(self, p: Paragraph, label: str, kind: str) -> None:
        """Text outside the numbering: gathered under one label while it goes on."""
        labels = (*(level.label for level in self.base), label)
        if self.drafts and self.drafts[-1].labels == self._prefixed(labels) and not self.drafts[-1].gap_after:
            self.drafts[-1].paragraphs.append(p)
            return
        headings = (self.setting.title, *(level.words for level in self.base))
        self.drafts.append(Draft(self._prefixed(labels), headings, kind, 0, [p]))

    def _gap(self, p: Paragraph) -> None:
        """Nothing is joined across lost text: the next paragraph starts an article of its own at the same
        place."""
        last = self.drafts[-1]
        last.gap_after = True
        words = squash(p.text)
        if any(words.endswith(end) for end in self.setting.restarts):
            self.levels = list(self.base)
            return
        self.drafts.append(Draft(last.labels, last.headings, last.kind, last.rank))

    def _start(self, p: Paragraph, kind: str, rank: int, own: str = "") -> None:
        if self.drafts and not self.drafts[-1].paragraphs:
            self.drafts.pop()
        headings = self._headings(self.levels[:-1] if own else self.levels)
        self.drafts.append(Draft(self._labels(), headings, kind, rank, [p], words=own))

    def _labels(self) -> tuple[str, ...]:
        return self._prefixed(labels_of(self.levels, self.base))

    def _prefixed(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        return (self.setting.prefix, *labels) if self.setting.prefix else labels

    def _headings(self, levels: Sequence[Level]) -> tuple[str, ...]:
        return (self.setting.title, *(level.words for level in levels if level.words))

def labels_of(levels: Sequence[Level], base: Sequence[Level]) -> tuple[str, ...]:
    """The labels of a place. Headings above a 条 are not cited, an annex is."""
    article = next((n for n, level in enumerate(levels) if level.rank == RANKS["article"]), 0)
    cited = [level for n, level in enumerate(levels) if n >= article or level in base]
    return tuple(level.label or level.words for level in cited)


def heading_words(text: str) -> str:
    """The words by which a numbered paragraph is announced: its first sentence, 40 characters at most."""
    first = re.split(r"[。：:；\n]", text, maxsplit=1)[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"
