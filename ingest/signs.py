"""Signs in the paragraphs of a document: where a signature, a heading in words or the end of a section is.

They look at paragraphs and their markers only, never at what has been parsed so far.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.joins import ANNEX, ANNEX_LIST, DATE, Paragraph
from ingest.markers import RANKS, Marker, marker_of

SENTENCE = re.compile(r"[。；;！？]")
NUMBERED = re.compile(r"^[^，。：]{0,14}〔\d{4}〕\s*\d+\s*号$")
BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
PUNCTUATED = re.compile("[，。；：:、]")
BARE = 36
NAME = 40
NOTE = 12


@dataclass(frozen=True, slots=True)
class View:
    """The paragraphs of a document with the marker of each.

    `last_title`: the index of the last title line, -1 without one. `inner_cn`: 一、 stands inside 条 in this
    document, not above them.
    """

    paragraphs: Sequence[Paragraph]
    markers: Sequence[Marker | None]
    last_title: int
    inner_cn: bool


def view_of(paragraphs: Sequence[Paragraph]) -> View:
    """Read the markers once. A title has none; a table row only 一、 and （一）, which head the parts of a
    form."""
    markers = [_marker(p) for p in paragraphs]
    kinds = [marker.kind for marker in markers if marker]
    inner_cn = "article" in kinds and "cn" in kinds and kinds.index("article") < kinds.index("cn")
    last_title = max((i for i, p in enumerate(paragraphs) if p.title), default=-1)
    return View(paragraphs, markers, last_title, inner_cn)


def _marker(p: Paragraph) -> Marker | None:
    marker = None if p.title else marker_of(p.text)
    return None if marker and p.row and marker.kind not in ("cn", "cn_paren") else marker


def plain_heading(view: View, i: int) -> bool:
    """A short line ending in a colon, not numbered, above a list in brackets (申领范围：)."""
    p = view.paragraphs[i]
    if view.markers[i] or p.row or p.title or len(p.text) > 15 or not p.text.endswith(("：", ":")):
        return False
    if i and plain_heading(view, i - 1):
        return False
    ahead = view.markers[i + 1 : i + 3]
    lead = i + 1 < len(view.paragraphs) and view.paragraphs[i + 1].text.endswith(("：", ":"))
    found = ahead[0] if ahead and ahead[0] else (ahead[1] if lead and len(ahead) > 1 else None)
    return found is not None and found.rank > RANKS["article"] and found.number == 1


def signature(view: View, i: int, body: bool) -> bool:
    """True if from paragraph `i` to the end of its part there are only names, dates and notes such as
    此件公开发布.

    `body`: the numbered text has begun; before it a date under the title is no signature.
    """
    if i == 0:
        return False
    for j in range(i, len(view.paragraphs)):
        q = view.paragraphs[j]
        if j > i and (q.title or ANNEX.match(q.text) or ANNEX_LIST.match(q.text)):
            return True
        words = BRACKETED.sub("", q.text)
        if q.title or q.row or view.markers[j] or len(q.text) > NAME or PUNCTUATED.search(words):
            return False
        if not words and len(q.text) > NOTE:
            return False
        heads = DATE.match(q.text) and j + 1 < len(view.paragraphs)
        if heads and not body and view.last_title < i:
            return False
    return True


def section_end(view: View, i: int) -> int:
    """The index at which the part of the document that holds paragraph `i` ends."""
    for j in range(i + 1, len(view.paragraphs)):
        q = view.paragraphs[j]
        if q.title or ANNEX.match(q.text) or ANNEX_LIST.match(q.text) or plain_heading(view, j):
            return j
    return len(view.paragraphs)


def ends_list(view: View, i: int, top: Marker | None, first: str) -> bool:
    """True if the unnumbered paragraph `i` closes a list rather than going on with its last item.

    `top` is the marker of the item that is open, `first` its first paragraph. It goes on with the item if
    the next number continues the list or opens a list below it, if it is a bracketed note (责任单位), if
    the item is only a heading so far, or if it is prose of several sentences in the middle of a document.
    """
    p = view.paragraphs[i]
    if top is None or p.row or p.text[0] in "（(〔":
        return False
    following = next((m for m in view.markers[i + 1 : section_end(view, i)] if m), None)
    if following and (following.rank, following.number) > (top.rank, top.number):
        return False
    if not SENTENCE.search(first) and not first.endswith(("：", ":", "，")):
        return False
    later = any(view.markers[j] or plain_heading(view, j) for j in range(i + 1, len(view.paragraphs)))
    return not (later and len(SENTENCE.findall(first)) > 1)
