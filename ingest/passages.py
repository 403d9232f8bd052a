"""Articles → passages, the unit of retrieval: one clause, about 450 characters at most, cut only at 款, 项
and sentences.

The id is the document's id and a hash of the passage's own words, so that it changes only when they do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.clean import squash
from ingest.locators import join_labels
from ingest.markers import marker_of
from ingest.read import Source
from ingest.types import Article, Passage

LIMIT = 450
LIST_LIMIT = 720
LEAD = 200
SHORT = 15
TITLE = "标题"
SENTENCE_END = re.compile(r"[。！？；;][”’」）)]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch [start, end) of an article's text, with the labels below the article and its introducing
    words."""

    start: int
    end: int
    labels: tuple[str, ...] = ()
    chapeau: str | None = None


def passages_of(articles: Sequence[Article], source: Source) -> list[Passage]:
    """The passages of one document's articles, in order, linked to their neighbours."""
    seen: dict[str, int] = {}
    out: list[Passage] = []
    leads: dict[str, str] = {}
    for article in articles:
        if article.text.endswith(("：", ":")) and len(article.text) > SHORT:
            leads[article.locator] = article.text[-LEAD:]
        if article.kind == "heading" and not article.locator.endswith(TITLE):
            continue
        lead = _announced(article, leads)
        for part in parts_of(article):
            chapeau = "\n".join(filter(None, (lead, part.chapeau))) or None
            out.append(_passage(article, replace(part, chapeau=chapeau), source, seen))
    return [
        replace(
            item,
            previous=out[i - 1].id if i else None,
            following=out[i + 1].id if i + 1 < len(out) else None,
        )
        for i, item in enumerate(out)
    ]


def _announced(article: Article, leads: dict[str, str]) -> str | None:
    """The words of the nearest article above that end in a colon and so announce this one."""
    above = [key for key in leads if article.locator.startswith(key) and article.locator != key]
    return leads[max(above, key=len)] if above else None


def parts_of(article: Article) -> list[Part]:
    """How an article is cut. Every character belongs to exactly one part."""
    text = article.text
    if len(text) <= (LIST_LIMIT if len(_items(text)) > 1 else LIMIT):
        return [Part(0, len(text))]
    out: list[Part] = []
    groups = _groups(text)
    for n, (start, end) in enumerate(groups):
        lead = text[: text.find("\n")] if n and "\n" in text else None
        out.extend(_grouped(text, Part(start, end, (), lead)))
    return out


def _groups(text: str) -> list[tuple[int, int]]:
    """Stretches of an article that start with an unnumbered line announcing a new list
    (…符合下列条件之一：)."""
    cuts = [0]
    at = 0
    top = _rank(text)
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        marker = marker_of(following)
        announces = line.endswith(("：", ":")) and marker_of(line) is None
        if at and announces and marker and marker.number == 1 and marker.rank == top:
            cuts.append(at)
        at += len(line) + 1
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _rank(text: str) -> int:
    """The rank of the items of an article, 0 without any."""
    found = [marker.rank for marker in map(marker_of, text.split("\n")[1:]) if marker]
    return min(found, default=0)


def _grouped(text: str, part: Part) -> Iterable[Part]:
    """Cut one stretch: whole if it is short, else by its items, else by sentences."""
    inner = text[part.start : part.end]
    items = _items(inner)
    if len(inner) <= (LIST_LIMIT if len(items) > 1 else LIMIT):
        yield part
    elif len(items) < 2:
        yield from _sentences(text, part, LIMIT)
    else:
        for sub in _by_items(inner, items):
            chapeau = "\n".join(filter(None, (part.chapeau, sub.chapeau))) or None
            yield replace(sub, start=part.start + sub.start, end=part.start + sub.end, chapeau=chapeau)


def _items(text: str) -> list[tuple[int, int]]:
    """Where the highest-ranked numbered lines below the first one begin: (offset, rank)."""
    found = []
    at = 0
    for line in text.split("\n"):
        marker = marker_of(line)
        if marker is not None and at > 0:
            found.append((at, marker.rank))
        at += len(line) + 1
    top = min((rank for _, rank in found), default=0)
    # only the highest rank: what stands below it belongs to its items
    return [(offset, rank) for offset, rank in found if rank == top]


def _by_items(text: str, items: list[tuple[int, int]]) -> Iterable[Part]:
    """One part per item; the words before the first item go with it unless they are long."""
    first = items[0][0]
    chapeau = text[:first].strip()
    ends = [offset for offset, _ in items[1:]] + [len(text)]
    if len(chapeau) > LIMIT // 3:
        yield from _sentences(text, Part(0, first), LIMIT)
    for n, ((start, _), end) in enumerate(zip(items, ends, strict=True)):
        begin = 0 if n == 0 and len(chapeau) <= LIMIT // 3 else start
        marker = marker_of(text[start:])
        labels = (marker.label,) if marker else ()
        lead = None if begin < start else chapeau or None
        part = Part(begin, end, labels, lead)
        inner = _items(text[start:end])
        if end - begin > LIST_LIMIT and len(inner) > 1:
            for sub in _by_items(text[start:end], inner):
                yield Part(begin if sub.start == 0 else start + sub.start, start + sub.end,
                           (*labels, *sub.labels), "\n".join(filter(None, (chapeau, sub.chapeau))) or None)
        elif end - begin > LIST_LIMIT:
            yield from _sentences(text, part, LIMIT)
        else:
            yield part


def _sentences(text: str, part: Part, limit: int) -> Iterable[Part]:
    """Cut a stretch at sentence ends (lines first) into parts of about equal length, none above `limit` if
    possible."""
    ends = _ends(text, part.start, part.end)
    size = part.end - part.start
    for count in range(-(-size // limit), len(ends) + 1):
        cuts = _even(part.start, size, ends, count)
        if all(b - a <= limit for a, b in pairwise(cuts)):
            break
    opening = text[part.start : ends[0]].strip()
    for start, end in pairwise(cuts):
        yield replace(part, start=start, end=end, chapeau=_lead(part, opening, start))


def _even(start: int, size: int, ends: list[int], count: int) -> list[int]:
    """Offsets that cut [start, start + size) into at most `count` parts, each at the sentence end nearest
    to even."""
    cuts = [start]
    for n in range(1, count):
        near = min(ends, key=lambda end: abs(end - start - size * n / count))
        if cuts[-1] < near < start + size:
            cuts.append(near)
    return [*cuts, start + size]


def _lead(part: Part, opening: str | None, start: int) -> str | None:
    """A later part of a long paragraph leans on its opening sentence."""
    if start == part.start or not opening or len(opening) > 150:
        return part.chapeau
    return "\n".join(filter(None, (part.chapeau, opening)))


def _ends(text: str, start: int, end: int) -> list[int]:
    """Offsets behind each sentence in [start, end), brackets and quotation marks kept whole."""
    out: list[int] = []
    for found in SENTENCE_END.finditer(text, start, end):
        if not _inside(text[start : found.start()]):
            out.append(found.end())
    for i in range(start, end):
        if text[i] == "\n":
            out.append(i + 1)
    return sorted({*out, end})


def _inside(text: str) -> bool:
    """True if a bracket is open at the end of `text`."""
    tail = text[-200:]
    return sum(tail.count(c) for c in "（(〔《“") > sum(tail.count(c) for c in "）)〕》”")


def _passage(article: Article, part: Part, source: Source, seen: dict[str, int]) -> Passage:
    text = article.text[part.start : part.end]
    left = part.start + len(text) - len(text.lstrip())
    right = part.end - (len(text) - len(text.rstrip()))
    text = text.strip()
    digest = hashlib.sha256(squash(text).encode("utf-8")).hexdigest()[:8]
    name = f"{article.document_id}-{digest}"
    seen[name] = seen.get(name, 0) + 1
    return Passage(
        id=name if seen[name] == 1 else f"{name}-{seen[name]}",
        article_id=article.id,
        document_id=article.document_id,
        locator=article.locator + join_labels(part.labels),
        headings=article.headings,
        text=text,
        start_line=source.line_at(place(article, left)),
        end_line=source.line_at(place(article, max(left, right - 1))),
        parent_text=part.chapeau,
        kind=article.kind,
    )


def place(article: Article, offset: int) -> int:
    """The source offset of character `offset` of an article's text."""
    for span in article.spans:
        size = span.end - span.start
        if offset < size:
            return span.start + offset
        offset -= size
    return article.spans[-1].end - 1
