"""Paragraphs of one document → its articles, each with the place where a civil servant would look for it.

A document with 条 has one article per 条 (its 款 and 项 inside). A document without has one article per
numbered item (一、（一）1.（1）); a short list under one heading stays one article, since people ask for
the whole list. Unnumbered closing paragraphs are 末段1, 末段2 … under the nearest heading. Numbers that are
missing or stand twice are kept as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.clean import squash
from ingest.joins import ANNEX_LIST, Paragraph
from ingest.locators import join_labels
from ingest.markers import RANKS, marker_of
from ingest.outline import Draft, Setting, Walk
from ingest.signs import view_of

LIST_LIMIT = 720
NESTED_LIMIT = 400
ITEM_AVERAGE = 80
ANNOUNCED_AVERAGE = 130
TITLED = re.compile(r"[^。，；：:]{2,24}。.")
BLANK_TITLE = re.compile(r"(?:表|样表|[（(](?:模板|样本|样式)[）)])$")


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
    walk = Walk(view_of(paragraphs), setting)
    for i in range(len(paragraphs)):
        walk.take(i)
    return gathered(mark_forms(walk.drafts, setting))


def mark_forms(drafts: list[Draft], setting: Setting) -> list[Draft]:
    """Name what a table is: a blank form, a model contract, or a table with content."""
    for draft in drafts:
        rows = [p for p in draft.paragraphs if p.row]
        cells = [cell.strip() for p in rows for cell in p.text.split("\t")]
        annexed = any(label.startswith("附件") for label in draft.labels)
        titles = [squash(draft.headings[-1])] if annexed else []
        if draft.rank == 0 and draft.paragraphs:
            titles.append(squash(draft.paragraphs[0].text))
        if setting.kind in ("form", "model"):
            draft.kind = setting.kind
        elif rows:
            draft.kind = "form" if len(rows) == 1 or cells.count("") * 3 >= len(cells) else "table"
        elif any(BLANK_TITLE.search(title) for title in titles):
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
        if draft.kind == "clause" and draft.bare:
            following = drafts[i + 1] if i + 1 < len(drafts) else None
            if draft.words and following and following.headings[: len(path)] == path:
                draft.kind = "heading"
        out.append(draft)
        i += 1
    return out


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
    nested = any(len(d.labels) > len(draft.labels) + 1 for d in below)
    if nested and (total > NESTED_LIMIT or draft.rank <= RANKS["cn"]):
        return False
    told = draft.paragraphs[-1].text.endswith(("：", ":"))
    if not told and any(TITLED.match(d.paragraphs[0].text) for d in below):
        return False
    average = sum(d.size for d in below) / len(below)
    head = marker_of(draft.paragraphs[0].text)
    wide = told and (head is None or head.kind != "cn")
    return total <= LIST_LIMIT and average <= (ANNOUNCED_AVERAGE if wide else ITEM_AVERAGE)


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
