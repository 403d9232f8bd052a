"""The offline composer: fixed wording and quoted words, never a paraphrase of a clause.

First the answer itself, then the clauses that it rests on, then what else must hold, then the notices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.asking import answering, asks_of, whole_list
from bot.cite import CitationBook
from bot.evidence import (
    Overlap,
    Verdict,
    best_sentences,
    forbidden,
    polarity,
    said_day,
    sentences,
    verdicts,
    windows,
)
from bot.types import Calculation, Clarification, Fact, Notice, Retrieved, Status
from bot.understand import Understanding
from bot.vocabulary import Phrases
from bot.wording import Messages
from ingest.clean import squash
from ingest.types import Passage

_WHOLE = 460
"""A clause of at most this many characters is shown whole; of a longer one the answering sentences are shown."""
_ASIDE = 230
_MOST_LIMITS = 3
_SHORT = 120
"""A clause of at most this many characters is an answer as it stands; nothing is said before it."""
_SAME = 0.3
"""A sentence from elsewhere in the document answers only if it holds this much of what is asked."""
_LEAD = 260
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条\s*")
_LISTED = 1500
"""Where a list is asked for, a clause of up to this many characters is shown with all its items."""
_SENTENCE = 14
"""Shorter pieces of a clause are headings or list marks, not statements."""


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

    def place(self, passage: Passage) -> str:
        """Where a clause stands, as a civil servant would name it."""
        title = self.book.corpus.documents[passage.document_id].title.strip("《》").replace("\n", "")
        locator = passage.locator
        return locator if locator.startswith(title) else f"《{title}》{locator}"


def write_clauses(
    draft: Draft, turn: Understanding, found: Sequence[Retrieved], weights: dict[str, float], phrases: Phrases
) -> None:
    """Write the clauses that answer a question: the first in full, the others by their answering sentences."""
    for rank, item in enumerate(found):
        passage = item.passage
        ranked = best_sentences(passage.text, weights, turn.routes, phrases)
        wide = turn.wants("list", "materials", "procedure", "comparison", "definition")
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
        draft.body.append(f"> {lead}{draft.place(passage)}{chapeau}：“{quoted}”[{n}]")


def headline(
    draft: Draft, turn: Understanding, main: Retrieved, weights: dict[str, float], phrases: Phrases
) -> None:
    """Put the sentence that answers first, with its citation mark; a list with all its items."""
    ranked = best_sentences(main.passage.text, weights, turn.routes, phrases)
    ranked = [row for row in ranked if len(row[2]) >= _SENTENCE]
    if not ranked or len(main.passage.text) <= _SHORT:
        return
    chosen = (
        [row for row in ranked[:2] if row[0] >= 0.75 * ranked[0][0]]
        if turn.wants("list", "conflict")
        else ranked[:1]
    )
    text = "".join(sentence for _, _, sentence in sorted(chosen, key=lambda row: row[1]))
    lead(draft, main.passage, ranked[0][2], text, turn.wants("list", "materials", "procedure", "definition"))


def lead(
    draft: Draft, passage: Passage, sentence: str, text: str | None = None, listing: bool = True
) -> None:
    """Say a sentence of a clause in the first lines; the whole list where it opens one or is an item of one."""
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
        draft.head.append(f"**{words}**[{n}]")


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
        best = answering(ask, near if len(asks) == 1 else [*near, *rest], topic, own, phrases)
        if best is None and len(asks) == 1:
            best = answering(ask, rest, topic, own, phrases)
            best = best if best is not None and best.share >= _SAME else None
        plain = best is not None and best.rank == 0 and len(asks) == 1 and len(best.passage.text) <= _SHORT
        if best is not None and best.sentence not in told and not plain:
            told.append(best.sentence)
            lead(draft, best.passage, best.sentence, listing=ask.kind in ("materials", "procedure"))
    return bool(told) and bool(draft.head)


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


def judge_limits(
    draft: Draft, turn: Understanding, passages: Sequence[Passage], as_of: date | None
) -> list[Verdict]:
    """Compare the person's figures with the limits of the same things in the first clauses, and say so first.

    Every limit that decides is named, an unmet one before the others. Where one figure keeps one limit and misses
    another of the same thing in the same clause, the limits are for different cases and nothing is decided.
    """
    decided: list[tuple[Verdict, Passage]] = []
    for passage in passages:
        decided += [(verdict, passage) for verdict in _of_the_thing(turn.text, passage, as_of)]
    unmet = [pair for pair in decided if not pair[0].met]
    said: dict[str, str] = {}
    for verdict, passage in (unmet or decided)[:_MOST_LIMITS]:
        sentence, quantity = verdict.limit.sentence, verdict.limit.quantity
        clause = _phrase(sentence, quantity.start, quantity.end)
        n = draft.book.cite(passage, sentence)
        name = "yes_met" if verdict.met else "no_met"
        line = draft.messages.say(name, given=verdict.given.words, limit=f"“{clause}”[{n}]")
        said.setdefault(squash(clause), f"**{line}**")
    draft.head[:0] = list(said.values())
    return [verdict for verdict, _ in unmet or decided]


def _of_the_thing(question: str, passage: Passage, as_of: date | None) -> list[Verdict]:
    """For each figure the verdicts of the limits whose words are nearest to it; none where those contradict."""
    found = [v for sentence in sentences(passage.text) for v in verdicts(question, sentence, as_of)]
    out: list[Verdict] = []
    for given in dict.fromkeys(verdict.given for verdict in found):
        own = [verdict for verdict in found if verdict.given == given]
        nearest = max(verdict.shared for verdict in own)
        own = [verdict for verdict in own if verdict.shared == nearest]
        if len({verdict.met for verdict in own}) == 1:
            out += own
    return out


def judge_words(
    draft: Draft, turn: Understanding, found: Sequence[Retrieved], overlap: Overlap, phrases: Phrases
) -> bool:
    """Say no or yes first where the answering sentence says it of the very thing that is asked about."""
    wish = _wish(turn.text, phrases)
    wish = "" if phrases.applies.match(wish) else wish
    for item in found[:3]:
        for sentence in sentences(item.passage.text) if wish else ():
            no = forbidden(overlap.known(wish), sentence, phrases)
            if no is not None:
                _say_words(draft, item.passage, sentence, (False, no[1]))
                return True
    weights = overlap.weights(turn.text)
    for item in found[:1]:
        for _, _, sentence in best_sentences(item.passage.text, weights, turn.routes, phrases)[:2]:
            said = polarity(turn.text, sentence, weights, phrases)
            if said is not None:
                _say_words(draft, item.passage, sentence, said)
                return True
    return False


def _wish(text: str, phrases: Phrases) -> str:
    """What a person wants to do: the words behind the last 能, 可以 …; empty where there are none."""
    ends = [text.rfind(word) + len(word) for word in phrases.wish if word in text]
    return text[max(ends) :] if ends else ""


def _say_words(draft: Draft, passage: Passage, sentence: str, said: tuple[bool, str]) -> None:
    n = draft.book.cite(passage, sentence)
    name = "words_yes" if said[0] else "words_no"
    draft.head.insert(0, f"**{draft.messages.say(name, words=said[1])}**[{n}]")


def judge_day(draft: Draft, turn: Understanding, found: Sequence[Retrieved], as_of: date | None) -> bool:
    """Say whether the day in question lies in the application period of the first clauses; False when none is named."""
    day = said_day(turn.text) or ((as_of.month, as_of.day) if as_of else None)
    if day is None:
        return False
    for item in found[:2]:
        for sentence in sentences(item.passage.text):
            for window in windows(sentence):
                n = draft.book.cite(item.passage, sentence)
                name = (
                    "in_window"
                    if window.first <= day <= window.last
                    else "after_window"
                    if day > window.last
                    else "before_window"
                )
                draft.head.insert(0, f"**{draft.messages.say(name, window=f'“{window.words}”[{n}]')}**")
                return True
    return False


def _phrase(sentence: str, start: int, end: int) -> str:
    """The phrase of a sentence around one of its quantities, between commas."""
    left = max(sentence.rfind(mark, 0, start) for mark in "，,；：。") + 1
    rights = [at for at in (sentence.find(mark, end) for mark in "，,；。") if at >= 0]
    return sentence[left : min(rights, default=len(sentence))].strip()
