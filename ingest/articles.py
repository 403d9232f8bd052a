"""Paragraphs of one document → its articles, each with the place where a civil servant would look for it.

A document with 条 has one article per 条 (its 款 and 项 inside). A document without has one article per numbered item
(一、（一）1.（1）); a short list under one heading stays one article, since people ask for the whole list. Unnumbered
closing paragraphs are 末段1, 末段2 … under the nearest heading. Numbers that are missing or stand twice are kept as
they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.clean import squash
from ingest.joins import ANNEX, ANNEX_LIST, DATE, Paragraph
from ingest.locators import join_labels
from ingest.markers import RANKS, Marker, marker_of
from ingest.types import Article

LIST_LIMIT = 720
NESTED_LIMIT = 400
ITEM_AVERAGE = 80
ANNOUNCED_AVERAGE = 130
BARE = 36
NUMBERED = re.compile(r"^[^，。：]{0,14}〔\d{4}〕\s*\d+\s*号$")
SENTENCE = re.compile(r"[。；;！？]")
BLANK_TITLE = re.compile(r"(?:表|样表|[（(](?:模板|样本|样式)[）)])$")


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


def announced(texts: Sequence[str]) -> dict[str, str]:
    """Annex titles named in a document's 附件 list -> 附件N, or 附件 where there is only one."""
    found: dict[str, str] = {}
    listing = False
    for text in texts:
        head = ANNEX_LIST.match(text)
        rest = text[head.end() :].strip() if head else text
        marker = marker_of(rest)
        if not head and not (listing and marker):
            listing = False
            continue
        listing = True
        name = rest[marker.end :] if marker else rest
        found[squash(name).strip("《》。")] = f"附件{marker.number}" if marker else "附件"
    return found


def drafts_of(paragraphs: Sequence[Paragraph], setting: Setting) -> list[Draft]:
    """Walk the paragraphs of one document and return its articles in order, short lists gathered."""
    walk = Walk(list(paragraphs), setting)
    for i in range(len(paragraphs)):
        walk.take(i)
    return gathered(mark_forms(walk.drafts, setting))


class Walk:
    """The state of one pass: open headings, the article being filled, whether a 条 is open."""

    def __init__(self, paragraphs: list[Paragraph], setting: Setting) -> None:
        self.paragraphs = paragraphs
        self.setting = setting
        self.markers = [self._marker(p) for p in paragraphs]
        self.drafts: list[Draft] = []
        self.levels: list[Level] = []
        self.base: list[Level] = []
        self.closing = 0
        self.body = False
        self.listing = False
        self.last_title = max((i for i, p in enumerate(paragraphs) if p.title), default=-1)
        kinds = [m.kind for m in self.markers if m]
        self.inner_cn = "article" in kinds and "cn" in kinds and kinds.index("article") < kinds.index("cn")

    def take(self, i: int) -> None:
        """Put paragraph `i` where it belongs."""
        p, marker = self.paragraphs[i], self.markers[i]
        if not self._outside(i, p, marker):
            if marker is not None:
                self._numbered(p, marker)
            elif self._plain_heading(i, p):
                self._open(p, Level(RANKS["plain"], squash(p.text).rstrip("：:"), squash(p.text).rstrip("：:")))
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
        elif self._signature(i):
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
        inner = marker.rank > RANKS["article"] or (marker.kind == "cn" and self.inner_cn)
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
        if self.closing or self._closes(i, p, draft):
            self.closing += 1
            levels = [level for level in self.levels if level.rank < draft.rank] if self.closing == 1 else self.levels
            self.levels = list(levels)
            labels = (*self._labels(), f"末段{self.closing}")
            self.drafts.append(Draft(labels, self._headings(self.levels), "clause", 99, [p]))
            return
        if draft.kind in ("heading", "signature"):
            if draft.kind == "signature":
                self._start(p, "clause", self.levels[-1].rank if self.levels else 0)
                return
            draft.kind = "clause"
        draft.paragraphs.append(p)

    def _closes(self, i: int, p: Paragraph, draft: Draft) -> bool:
        """True if `p` closes the list whose last item is open, rather than going on with that item."""
        if draft.rank in (0, RANKS["article"]) or draft.rank < RANKS["cn"] or bare(draft):
            return False
        top = self.levels[-1] if self.levels else None
        if top is None or not top.number or p.row or p.text[0] in "（(〔":
            return False
        following = next((m for m in self.markers[i + 1 : self._section_end(i)] if m), None)
        if following and (following.rank > top.rank or (following.rank == top.rank and following.number > top.number)):
            return False
        first = draft.paragraphs[0].text
        if not SENTENCE.search(first) and not first.endswith(("：", ":", "，")):
            return False
        later = any(self._plain_heading(j, q) or self.markers[j] for j, q in enumerate(self.paragraphs) if j > i)
        return not (later and len(SENTENCE.findall(first)) > 1)

    def _section_end(self, i: int) -> int:
        """The index at which the part of the document that holds paragraph `i` ends."""
        for j in range(i + 1, len(self.paragraphs)):
            q = self.paragraphs[j]
            if q.title or ANNEX.match(q.text) or ANNEX_LIST.match(q.text) or self._plain_heading(j, q):
                return j
        return len(self.paragraphs)

    def _front(self, i: int, p: Paragraph) -> None:
        """Before the first number: 文号 and date of the title, then prose."""
        if NUMBERED.search(p.text) or (DATE.match(p.text) and self.drafts and self.drafts[-1].kind == "heading"):
            self._aside(p, "标题", "heading")
        elif not any(self.markers):
            self._aside(p, "正文", "clause")
        else:
            self._aside(p, "印发通知" if i < self.last_title else "引言", "preamble")

    def _aside(self, p: Paragraph, label: str, kind: str) -> None:
        """Text outside the numbering: gathered under one label while it goes on."""
        labels = (*(level.label for level in self.base), label)
        if self.drafts and self.drafts[-1].labels == self._prefixed(labels) and not self.drafts[-1].gap_after:
            self.drafts[-1].paragraphs.append(p)
            return
        headings = (self.setting.title, *(level.words for level in self.base))
        self.drafts.append(Draft(self._prefixed(labels), headings, kind, 0, [p]))

    def _plain_heading(self, i: int, p: Paragraph) -> bool:
        """A heading in words (申领范围：) above a list in brackets, in a document without other headings."""
        if self.markers[i] or p.row or p.title or len(p.text) > 15 or not p.text.endswith(("：", ":")):
            return False
        if any(level.number for level in self.levels[:1]):
            return False
        ahead = self.markers[i + 1 : i + 3]
        lead = i + 1 < len(self.paragraphs) and self.paragraphs[i + 1].text.endswith(("：", ":"))
        found = ahead[0] if ahead and ahead[0] else (ahead[1] if lead and len(ahead) > 1 else None)
        return found is not None and found.rank > RANKS["article"] and found.number == 1

    def _signature(self, i: int) -> bool:
        """True for the lines of names and dates that end a notice or a document."""
        for j in range(i, len(self.paragraphs)):
            q = self.paragraphs[j]
            if j > i and (q.title or ANNEX.match(q.text) or ANNEX_LIST.match(q.text)):
                return i > 0
            words = re.sub(r"[（(][^（()）]*[）)]", "", q.text)
            plain = len(q.text) <= 40 and not self.markers[j] and not q.row and not re.search("[，。；：:、]", words)
            if not plain or q.title or (not words and len(q.text) > 12):
                return False
            if DATE.match(q.text) and j + 1 < len(self.paragraphs) and not self.body and self.last_title < i:
                return False
        return i > 0 and (self.body or bool(self.drafts))

    def _gap(self, p: Paragraph) -> None:
        """Nothing is joined across lost text: the next paragraph starts an article of its own at the same place."""
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
        levels = self.levels
        article = next((n for n, level in enumerate(levels) if level.rank == RANKS["article"]), None)
        if article is not None:
            levels = [level for n, level in enumerate(levels) if n >= article or level in self.base]
        return self._prefixed(tuple(level.label or level.words for level in levels))

    def _prefixed(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        return (self.setting.prefix, *labels) if self.setting.prefix else labels

    def _headings(self, levels: Sequence[Level]) -> tuple[str, ...]:
        return (self.setting.title, *(level.words for level in levels if level.words))

    def _marker(self, p: Paragraph) -> Marker | None:
        marker = None if p.title else marker_of(p.text)
        return None if marker and p.row and marker.kind not in ("cn", "cn_paren") else marker


def heading_words(text: str) -> str:
    """The words by which a numbered paragraph is announced: its first sentence, 40 characters at most."""
    first = re.split(r"[。：:；\n]", text, maxsplit=1)[0].strip()
    return first if len(first) <= 40 else first[:39] + "…"


def mark_forms(drafts: list[Draft], setting: Setting) -> list[Draft]:
    """Name what a table is: a blank form, a model contract, or a table with content."""
    for draft in drafts:
        rows = [p for p in draft.paragraphs if p.row]
        cells = [cell.strip() for p in rows for cell in p.text.split("\t")]
        title = squash(draft.paragraphs[0].text) if draft.paragraphs else ""
        if setting.kind in ("form", "model"):
            draft.kind = setting.kind
        elif rows:
            draft.kind = "form" if len(rows) == 1 or cells.count("") * 3 >= len(cells) else "table"
        elif BLANK_TITLE.search(squash(draft.headings[-1])) or (draft.rank == 0 and BLANK_TITLE.search(title)):
            draft.kind = "form" if draft.kind == "clause" else draft.kind
    return [draft for draft in drafts if draft.paragraphs]


def gathered(drafts: list[Draft]) -> list[Draft]:
    """Put the items of a short list back under their heading, as one article."""
    out: list[Draft] = []
    i = 0
    while i < len(drafts):
        draft = drafts[i]
        j = i + 1
        while j < len(drafts) and _under(drafts[j], draft):
            j += 1
        below = drafts[i + 1 : j]
        if below and _short_list(draft, below):
            whole = replace(draft, paragraphs=[p for d in (draft, *below) for p in d.paragraphs])
            whole.kind = "clause" if draft.kind == "heading" else draft.kind
            out.append(whole)
            i = j
            continue
        path = (*draft.headings, draft.words)
        if draft.kind == "clause" and bare(draft):
            following = drafts[i + 1] if i + 1 < len(drafts) else None
            if draft.words and following and following.headings[: len(path)] == path:
                draft.kind = "heading"
        out.append(draft)
        i += 1
    return out


def bare(draft: Draft) -> bool:
    """True for a heading without words of its own below it: one short line that is no sentence."""
    only = draft.paragraphs[0].text if len(draft.paragraphs) == 1 else ""
    return 0 < len(only) <= BARE and not SENTENCE.search(only)


def _under(draft: Draft, above: Draft) -> bool:
    size = len(above.labels)
    return len(draft.labels) > size and draft.labels[:size] == above.labels


def _short_list(draft: Draft, below: list[Draft]) -> bool:
    """A list of at least two short items, or any list announced by a colon, whose whole is short."""
    if draft.rank < RANKS["plain"] or draft.rank == RANKS["article"] or draft.gap_after:
        return False
    if any(d.gap_after or d.kind not in ("clause", draft.kind) for d in below) or len(below) < 2:
        return False
    total = draft.size + sum(d.size for d in below)
    if total > NESTED_LIMIT and any(len(d.labels) > len(draft.labels) + 1 for d in below):
        return False
    items = [d.size for d in below]
    colon = draft.paragraphs[-1].text.endswith(("：", ":")) and draft.rank > RANKS["cn"]
    return total <= LIST_LIMIT and sum(items) / len(items) <= (ANNOUNCED_AVERAGE if colon else ITEM_AVERAGE)


def locator_of(draft: Draft) -> str:
    """The locator of an article; a label that is a prefix of the document's own keeps its separator."""
    return join_labels(draft.labels) or "正文"


def unique_ids(document_id: str, locators: Sequence[str]) -> list[str]:
    """Article ids: document and locator, with #2, #3 … where a locator stands twice."""
    seen: dict[str, int] = {}
    out = []
    for locator in locators:
        seen[locator] = seen.get(locator, 0) + 1
        out.append(f"{document_id}:{locator}" + (f"#{seen[locator]}" if seen[locator] > 1 else ""))
    return out


__all__ = ["Article", "Draft", "Setting", "announced", "drafts_of", "locator_of", "unique_ids"]
