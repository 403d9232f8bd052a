"""Yes or no before all else: the person's figures against limits, what a clause forbids or grants, the day against
the application period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.compose import Draft
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
from bot.quantities import scan
from bot.types import Retrieved
from bot.understand import Understanding
from bot.vocabulary import Phrases
from ingest.clean import squash
from ingest.types import Passage

_MOST_LIMITS = 3


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
    """For each figure the verdicts of the limits whose words are nearest to it; none where those contradict.

    A figure that the clause itself states, and not as a limit, is the clause's own repeated by the person.
    """
    found = [v for sentence in sentences(passage.text) for v in verdicts(question, sentence, as_of)]
    bounds = {(v.limit.quantity.kind, v.limit.quantity.value) for v in found}
    stated = {(q.kind, q.value) for q in scan(passage.text)} - bounds
    out: list[Verdict] = []
    for given in dict.fromkeys(verdict.given for verdict in found):
        if (given.kind, given.value) in stated:
            continue
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
