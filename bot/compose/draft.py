"""The offline composer: fixed wording and quoted words, never a paraphrase of a clause.

First the answer itself, then the clauses that it rests on, then what else must hold, then the notices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cite import CitationBook
from bot.compose.wording import Messages
from bot.decision.asking import WHO, Ask, Found, answering, asks_of, hints, is_item, whole_list
from bot.decision.evidence import (
    Overlap,
    best_sentences,
    sentences,
)
from bot.types import Calculation, Clarification, Fact, Notice, Retrieved, Status
from bot.understand import Understanding
from bot.vocabulary import Phrases
from ingest.types import Passage

_WHOLE = 460
"""A clause of at most this many characters is shown whole; of a longer one the answering sentences are shown."""
_ASIDE = 230
_SAME = 0.3
"""A sentence from elsewhere in the document answers only if it holds this much of what is asked."""
_LEAD = 260
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条\s*")
_LISTED = 1500
"""Where a list is asked for, a clause of up to this many characters is shown with all its items."""
_SENTENCE = 14
"""Shorter pieces of a clause are headings or list marks, not statements."""


_CONDITIONS = re.compile(r"(?:条件|要求|情形|标准)[^。；]{0,4}[：:]$")
"""How a sentence opens the conditions that a clause lists."""
_NUMBERING = re.compile(r"^\s*\d{1,2}[.、．]\s*")
"""The list number of a chapeau: it is in the locator already."""


@dataclass
class Draft:
    """An answer while it is being written."""

    book: CitationBook
    messages: Messages
    as_of: date | None = None
    status: Status = "answered"
    head: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    calculations: list[Calculation] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    clarification: Clarification | None = None
    notices: list[Notice] = field(default_factory=list)

    def text(self) -> str:
        """The whole answer as Markdown."""
        return "\n\n".join(part for part in [*self.head, *self.body, *self.tail] if part)

    def drop(self, places: Sequence[int]) -> list[str]:
        """Take out every line that holds one of these places of `text()`; returns those lines."""
        gone: list[str] = []
        at = 0
        for part in (self.head, self.body, self.tail):
            for row, words in enumerate(part):
                kept: list[str] = []
                for line in words.split("\n"):
                    end = at + len(line) + 1
                    hit = any(at <= place < end for place in places)
                    (gone if hit else kept).append(line)
                    at = end
                at += 1 if words else -1
                part[row] = "\n".join(kept)
        return gone

    def place(self, passage: Passage, turn: Understanding | None = None) -> str:
        """Where a clause stands, as a civil servant would name it.

        With the document's number where the `turn` holds several sources or figures against each other.
        """
        document = self.book.corpus.documents[passage.document_id]
        title = document.title.strip("《》").replace("\n", "")
        which = turn is not None and (turn.wants("conflict", "comparison", "validity") or bool(turn.claims))
        number = f"（{document.number}）" if which and document.number else ""
        locator = passage.locator
        return locator if locator.startswith(title) else f"《{title}》{number}{locator}"


def write_clauses(
    draft: Draft, turn: Understanding, found: Sequence[Retrieved], weights: dict[str, float], phrases: Phrases
) -> None:
    """Write the clauses that answer a question: the first in full, the others by their answering sentences."""
    for rank, item in enumerate(found):
        passage = item.passage
        ranked = best_sentences(passage.text, weights, turn.routes, phrases)
        wide = turn.wants("list", "materials", "procedure", "comparison", "definition", "conditions")
        room = (_LISTED if wide else _WHOLE) if rank == 0 else _WHOLE if wide else _ASIDE
        shown = excerpt(passage.text, [place for _, place, _ in ranked], room)
        n = draft.book.cite(passage, ranked[0][2] if ranked else None)
        lead = draft.messages.say("basis") if rank == 0 else draft.messages.say("also")
        chapeau = (
            f"（{_NUMBERING.sub('', passage.parent_text).rstrip('：:')}）"
            if passage.parent_text and len(passage.parent_text) < 90
            else ""
        )
        quoted = shown.replace("\n", "\n> ")
        draft.body.append(f"> {lead}{draft.place(passage, turn)}{chapeau}：“{quoted}”[{n}]")


def headline(
    draft: Draft, turn: Understanding, main: Retrieved, weights: dict[str, float], phrases: Phrases
) -> None:
    """Put the sentence that answers first, with its citation mark; a list with all its items."""
    ranked = best_sentences(main.passage.text, weights, turn.routes, phrases)
    ranked = [row for row in ranked if len(row[2]) >= _SENTENCE]
    if not ranked:
        return
    chosen = (
        [row for row in ranked[:2] if row[0] >= 0.75 * ranked[0][0]]
        if turn.wants("list", "conflict")
        else ranked[:1]
    )
    text = "".join(sentence for _, _, sentence in sorted(chosen, key=lambda row: row[1]))
    listing = turn.wants("list", "materials", "procedure", "definition", "conditions")
    opening = (sentence for _, _, sentence in chosen if listing and whole_list(main.passage.text, sentence))
    lead(draft, main.passage, next(opening, ranked[0][2]), text, listing)


def lead_conditions(draft: Draft, turn: Understanding, main: Retrieved) -> bool:
    """Say the conditions that the first clause lists, where conditions are asked for; False where it lists none."""
    if not turn.wants("conditions"):
        return False
    able = (sentence for sentence in sentences(main.passage.text) if _CONDITIONS.search(sentence))
    opening = next((sentence for sentence in able if whole_list(main.passage.text, sentence)), None)
    if opening is not None:
        lead(draft, main.passage, opening)
    return opening is not None


def lead(
    draft: Draft, passage: Passage, sentence: str, text: str | None = None, listing: bool = True
) -> None:
    """Say a sentence of a clause in the first lines; the whole list where it opens one or is an item of one.

    An item by itself does not say what it is an item of; where it stands does.
    """
    if sentence == passage.text and passage.parent_text:
        opening = _NUMBERING.sub("", passage.parent_text.strip().split("\n")[-1])
        draft.head.append(f"**{opening}**[{draft.book.cite(passage)}]\n{sentence}")
        return
    listed = whole_list(passage.text, sentence, listing)
    n = draft.book.cite(passage, listed or sentence)
    words = _ARTICLE.sub("", listed or text or sentence).rstrip("；;，,")
    if listed:
        opening, _, items = words.partition("\n")
        draft.head.append(f"**{opening}**[{n}]" + (f"\n{items}" if items else ""))
    elif len(words) <= _LEAD:
        where = f"{draft.place(passage)}：" if sentence != passage.text and is_item(sentence) else ""
        draft.head.append(f"{where}**{words}**[{n}]")


def answer_asks(
    draft: Draft, turn: Understanding, found: Sequence[Retrieved], overlap: Overlap, phrases: Phrases
) -> bool:
    """Answer who, when and what with, each from its own clause of the document found; False if nothing is said.

    Where several things are asked, or the first clause does not tell the one thing, the rest of its document is read.
    """
    asks = asks_of(turn.text, turn.routes, phrases)
    if not asks or not found:
        return False
    near = [item.passage for item in found]
    main = near[0].document_id
    rest = [p for p in draft.book.corpus.passages if p.document_id == main and p not in near and p.kind == "clause"]
    topic = overlap.weights(turn.search)
    told: list[str] = []
    for ask in asks:
        own = overlap.weights(ask.words)
        one = len(asks) == 1
        best = answering(ask, near if one else [*near, *rest], topic, own, phrases, told)
        if one and best is not None and best.rank and hints(ask, near[0], phrases):
            return False
        if ask.kind == "department" and (best is None or best.rank):
            best = answering(Ask(WHO, ask.kind), near[:1], topic, own, phrases) or best
        if best is None and one:
            best = _elsewhere_in_it(ask, rest, topic, own, phrases)
        if best is not None and best.sentence not in told:
            told.append(best.sentence)
            lead(draft, best.passage, best.sentence, listing=ask.kind in ("materials", "procedure"))
    return bool(told) and bool(draft.head)


def _elsewhere_in_it(
    ask: Ask, rest: Sequence[Passage], topic: dict[str, float], own: dict[str, float], phrases: Phrases
) -> Found | None:
    """The sentence of the rest of a document that answers the one thing asked: one that holds its words, or names the office
    of the whole document where an office is asked for."""
    office = ask.kind == "department"
    for words in (ask, Ask(WHO, ask.kind)) if office else (ask,):
        best = answering(words, rest, topic, own, phrases)
        if best is not None and (best.share >= _SAME or (office and phrases.office_of_all.search(best.sentence))):
            return best
    return None


def excerpt(text: str, order: Sequence[int], room: int) -> str:
    """The best sentences of a clause in their own order, within `room` characters; gaps are marked with ……."""
    if len(text) <= room:
        return text
    parts = sentences(text)
    kept: set[int] = set()
    used = 0
    for place in order:
        if kept and used + len(parts[place]) > room:
            continue
        kept.add(place)
        used += len(parts[place])
    out: list[str] = []
    for place in sorted(kept):
        if place and place - 1 not in kept:
            out.append("……")
        out.append(parts[place])
    if kept and max(kept) < len(parts) - 1:
        out.append("……")
    return "".join(out)
