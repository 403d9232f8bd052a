"""Yes or no before all else: the person's figures against limits, what a clause forbids or grants, the day against
the application period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.compose.draft import Draft
from bot.compose.wording import listed
from bot.decision.compute import Computed
from bot.decision.evidence import (
    Overlap,
    Verdict,
    best_sentences,
    forbidden,
    polarity,
    sentences,
    verdicts,
)
from bot.numbers.quantities import scan
from bot.numbers.seasons import Rounds, Window, rounds, windows
from bot.rules.calc import kept_checks
from bot.rules.kept import KEPT
from bot.types import Amount, Calculation, Retrieved
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
    found = [
        v for sentence in sentences(passage.text) for v in verdicts(question, sentence, as_of) if not _is_cap(v)
    ]
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


_CAP = re.compile(r"(?:最高|上限|封顶|奖励|补助|补贴|奖补|奖金|资助|额度|每家|每年|总额)[^，。；]{0,14}$")


def _is_cap(verdict: Verdict) -> bool:
    """Whether a limit is only the most that is paid: nobody is fit or unfit by it."""
    limit = verdict.limit
    before = limit.sentence[: limit.quantity.start].rstrip()
    return limit.quantity.kind == "money" and limit.operator == "<=" and _CAP.search(before) is not None


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
    weights = overlap.weights(turn.search)
    for item in found[:1]:
        for _, _, sentence in best_sentences(item.passage.text, weights, turn.routes, phrases)[:2]:
            said = polarity(turn.text, sentence, weights, phrases)
            if said is not None and not (said[0] and _twice(turn, sentence, phrases)):
                _say_words(draft, item.passage, sentence, said)
                return True
    return False


def _twice(turn: Understanding, sentence: str, phrases: Phrases) -> bool:
    """Whether it is asked if something can be had beside another, and a sentence says nothing of that."""
    return turn.wants("conflict") and not phrases.evidence["conflict"].search(sentence)


def _wish(text: str, phrases: Phrases) -> str:
    """What a person wants to do: the words behind the last 能, 可以 …; empty where there are none."""
    ends = [text.rfind(word) + len(word) for word in phrases.wish if word in text]
    return text[max(ends) :] if ends else ""


def _say_words(draft: Draft, passage: Passage, sentence: str, said: tuple[bool, str]) -> None:
    n = draft.book.cite(passage, sentence)
    name = "words_yes" if said[0] else "words_no"
    draft.head.insert(0, f"**{draft.messages.say(name, words=said[1])}**[{n}]")


def judge_day(draft: Draft, turn: Understanding, found: Sequence[Retrieved], as_of: date | None) -> bool:
    """Say whether the day in question lies in the application period, and in which year the next round is.

    The first clauses tell it, else another clause of the same document; of several documents that are named, each its
    own. False when none is told.
    """
    day = turn.day or ((as_of.month, as_of.day) if as_of else None)
    if day is None or not found:
        return False
    named = [name for name in dict.fromkeys(item.passage.document_id for item in found) if name in turn.documents]
    lines: list[str] = []
    for document in named[:_MOST_LIMITS] if len(named) > 1 else [found[0].passage.document_id]:
        near = [item.passage for item in found if item.passage.document_id == document]
        told = _season(near) or _season(draft.book.corpus.passages_in(document), applying=True)
        if told is not None:
            lines.append(_say_season(draft, told, day, as_of))
    draft.head[:0] = lines
    return bool(lines)


def goes_by_rounds(text: str, found: Sequence[Retrieved], phrases: Phrases) -> bool:
    """Whether a question is about the year of a selection that, as the clauses of the document found first say, is not held
    every year."""
    near = (item.passage.text for item in found if item.passage.document_id == found[0].passage.document_id)
    return phrases.which_year.search(text) is not None and any(map(rounds, near))


Season = tuple[Passage, str, Window | None, Rounds | None]
"""The passage and its sentence that name a period of the year, rounds of years, or both."""
_APPLYING = ("申报", "申请", "受理", "报送", "推荐")


def _season(passages: Sequence[Passage], applying: bool = False) -> Season | None:
    """The first sentence that names a period; with `applying` only one that speaks of applying."""
    for passage in passages:
        around = rounds(passage.text)
        for sentence in sentences(passage.text):
            if applying and not any(word in sentence for word in _APPLYING):
                continue
            own = windows(sentence)
            if own or rounds(sentence):
                return passage, sentence, own[0] if own else _later(passage, sentence), around
    return None


def _later(passage: Passage, sentence: str) -> Window | None:
    """The period that a further sentence of the same passage names (每两年选拔一次。…当年度8月份组织申报)."""
    behind = passage.text[passage.text.find(sentence) + len(sentence) :]
    return next((window for other in sentences(behind) for window in windows(other)), None)


def _say_season(draft: Draft, told: Season, day: tuple[int, int], as_of: date | None) -> str:
    passage, sentence, window, around = told
    n = draft.book.cite(passage, sentence)
    if around is not None and as_of is not None:
        passed = window is not None and day > window.last
        year = around.following(as_of.year + passed)
        if year != as_of.year:
            draft.calculations.append(_next_round(draft, passage, around, year, n))
            quoted = f"“{around.words}”[{n}]" + (f"，“{window.words}”" if window else "")
            return f"**{draft.messages.say('next_round', words=quoted, this=str(as_of.year), year=str(year))}**"
        if window is not None and day < window.first:
            quoted = f"“{around.words}”[{n}]，“{window.words}”"
            return f"**{draft.messages.say('this_round', words=quoted, year=str(year))}**"
    if window is None:
        return f"**{draft.messages.say('window', window=f'“{sentence}”[{n}]')}**"
    name = "in_window" if window.first <= day <= window.last else "after_window" if day > window.last else "before_window"
    return f"**{draft.messages.say(name, window=f'“{window.words}”[{n}]')}**"


def _next_round(draft: Draft, passage: Passage, around: Rounds, year: int, n: int) -> Calculation:
    """The year of the next round as a calculation of its own, so that it has an origin."""
    times = (year - around.first) // around.every
    return Calculation(
        rule_id="next_round",
        title=draft.messages.say("next_round_title"),
        outcome="computed",
        inputs={},
        document_id=passage.document_id,
        locator=passage.locator,
        quotes=(around.words,),
        amount=Amount(Decimal(year), "年", draft.messages.say("next_round_title")),
        steps=(f"{around.first}年 + {around.every}年 × {times} = {year}年",),
        citations=(n,),
    )


def _phrase(sentence: str, start: int, end: int) -> str:
    """The phrase of a sentence around one of its quantities, between commas."""
    left = max(sentence.rfind(mark, 0, start) for mark in "，,；：。") + 1
    rights = [at for at in (sentence.find(mark, end) for mark in "，,；。") if at >= 0]
    return sentence[left : min(rights, default=len(sentence))].strip()


def say_may(draft: Draft, turn: Understanding) -> None:
    """Say first that the money can be had, or which part of it, to who asks if they get it."""
    had = [c for c in draft.calculations if c.outcome == "computed" and c.state != "expired"]
    had = [c for c in had if c.amount and c.amount.value > 0 and c.amount.unit.startswith("元")]
    if turn.wants("eligibility") and not turn.wants("conflict") and had and len(had) == len(draft.calculations):
        cut = [step for c in had for step in c.steps if _CUT.search(step)]
        draft.head.insert(0, draft.messages.say("may_part", step=cut[0]) if cut else draft.messages.say("may"))


def say_met(draft: Draft, turn: Understanding) -> None:
    """Say first whether what was told reaches what is required, to who asks if it is enough."""
    judged = [c.met for c in draft.calculations if c.met is not None]
    if turn.wants("eligibility", "must") and len(judged) == 1:
        reached, line = judged[0]
        draft.head.insert(0, draft.messages.say("limit_met" if reached else "limit_unmet", step=line))


def kept_as_told(turn: Understanding, item: Computed) -> list[str]:
    """The conditions of an amount that what was told meets, for who asks if they get it; those of a right are its steps."""
    if not turn.wants("eligibility") or item.rule.is_right or item.refused:
        return []
    return list(dict.fromkeys(say for given in item.situation.given for say in kept_checks(item.rule, given)))


def say_kept(draft: Draft, kept: Sequence[str]) -> None:
    """Name the conditions that what was told meets."""
    if kept:
        draft.head.append(f"{KEPT}{listed(kept[:_MOST_KEPT])}。")


_MOST_KEPT = 3


_CUT = re.compile(r"\d(?:天|个月|月|年|人|名|家|户|项)按\d[\d.]*(?:天|个月|月|年|人|名|家|户|项)计")
"""A step that counts less than the person told (10天按7天计)."""
