"""From matched rules to calculations: which rules a question asks to apply, with which facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bot.decision.match import Match
from bot.facts.cases import Situation
from bot.facts.contrast import contrasted
from bot.facts.figures import bids
from bot.facts.named import named_apart
from bot.facts.parted import pieces
from bot.facts.reader import Reader
from bot.facts.situation import read_situation, with_remembered
from bot.numbers.quantities import scan
from bot.rules.calc import calculate_each, calculate_many
from bot.rules.model import Rule, RuleBook
from bot.rules.spec import InputSpec
from bot.types import Calculation, Fact, Value, plain
from bot.understand import Understanding
from ingest.types import Validity

_MONEY_ROUTES = ("amount", "total", "comparison", "difference", "conflict", "benefits")


@dataclass(frozen=True)
class Computed:
    """A matched rule with what was read for it and what it gives; `score` is the match after the reading."""

    match: Match
    situation: Situation
    calculations: tuple[Calculation, ...]
    score: float
    own_words: float
    """How much the question tells it in words that few other rules take, 0 to 0.32."""
    reread: Callable[[str], Computed] = field(repr=False, compare=False)
    """The same rule applied to another reading of the question: only the part of it that speaks of this rule."""

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.match.rule

    @property
    def refused(self) -> bool:
        """Whether what was told rules out every case of it."""
        return all(c.outcome == "not_eligible" for c in self.calculations)

    @property
    def computes(self) -> bool:
        """Whether it works out a figure for some case of it."""
        return any(c.outcome == "computed" for c in self.calculations)

    @property
    def grants(self) -> bool:
        """Whether it gives something, a figure or a right, for some case of it."""
        return any(c.outcome in ("computed", "qualified") for c in self.calculations)


def compute(
    turn: Understanding,
    matches: Sequence[Match],
    book: RuleBook,
    reader: Reader,
    judge: Callable[[Rule], Validity],
    fixed: Mapping[str, Value],
) -> list[Computed]:
    """Apply the matched rules to the facts of the conversation, best first after seeing which facts fit.

    A rule whose inputs the question tells by their own words is more likely the one that is meant.
    """
    specs = tuple({id(item.spec): item.spec for match in matches for item in match.rule.inputs}.values())
    all_years = _asks_for_all_years(book, reader, turn.text)
    applied = _Applied(turn, book, reader, judge, fixed, specs, all_years)
    reads = applied.bidden([*turn.earlier, turn.text])
    return sorted((applied.to(match, turn.text, reads) for match in matches), key=lambda item: -item.score)


@dataclass(frozen=True)
class _Applied:
    """The rules of a book applied to one question, all the inputs (`specs`) of the matched ones bidding for its numbers."""

    turn: Understanding
    book: RuleBook
    reader: Reader
    judge: Callable[[Rule], Validity]
    fixed: Mapping[str, Value]
    specs: Sequence[InputSpec]
    all_years: bool
    readers: dict[str, Reader] = field(default_factory=dict)
    parts: dict[tuple[str, str], Computed] = field(default_factory=dict)

    def of_part(self, match: Match, text: str) -> Computed:
        """One rule applied to a part of the question; whoever asks for it again, or for another rule, has the part read once."""
        key = (match.rule.id, text)
        if key not in self.parts:
            reads = self.readers.get(text) or self.readers.setdefault(text, self.bidden([text]))
            self.parts[key] = self.to(match, text, reads)
        return self.parts[key]

    def bidden(self, texts: Sequence[str]) -> Reader:
        """A reader that knows which input each number of these texts goes to."""
        said = {*texts, *(text for told in pieces(texts) for text in told)}
        said |= {text for case in named_apart(texts[-1], self.reader.phrases) for text in case.texts}
        return replace(self.reader, bids={text: bids(self.specs, text, self.reader.phrases) for text in said})

    def to(self, match: Match, text: str, reads: Reader) -> Computed:
        """One rule applied to the question, or to a part of it."""
        turn, rule, state = self.turn, match.rule, self.judge(match.rule)
        situation = self._read(rule, text, reads)
        calculations = _apply(self.book, rule, situation, reads.as_of, state)
        if calculations[0].outcome == "missing" and situation.told and turn.turns and not turn.earlier:
            known = with_remembered(rule, situation, turn.turns, text, reads)
            again = _apply(self.book, rule, known, reads.as_of, state)
            situation, calculations = (known, again) if again[0].outcome == "computed" else (situation, calculations)
        if turn.wants("most") and calculations[0].outcome == "missing":
            most = _at_most(self.book, calculations[0], situation, reads.as_of, state)
            calculations = (most,) if most else calculations
        own = _own_words(rule, situation, self.book.rarity)
        score = match.score + _fit(rule, situation) + own
        return Computed(match, situation, calculations, score, own, lambda part: self.of_part(match, part))

    def _read(self, rule: Rule, text: str, reads: Reader) -> Situation:
        turn, told = self.turn, [*self.turn.earlier, text]
        situation = read_situation(rule, told, reads, self.fixed)
        for asked in () if self.all_years else (text, *turn.earlier[-1:]):
            situation = with_asked_period(rule, situation, asked, turn.claims)
        if turn.wants("difference", "comparison"):
            situation = of_its_own_case(rule, situation, text, reads)
        return contrasted(rule, situation, told, reads) if turn.wants("difference") else situation


def _apply(
    book: RuleBook, rule: Rule, situation: Situation, as_of: date | None, state: Validity
) -> tuple[Calculation, ...]:
    """One calculation; or one for each value of a choice that was named with several, those that can be had first."""
    if situation.apart:
        return tuple(calculate_many(book, rule, [given], as_of, state) for given in situation.given)
    if situation.names:
        return (calculate_each(book, rule, situation.given, situation.names, as_of, state, situation.over_time),)
    name, values = situation.variants or ("", (None,))
    found = []
    for value in values:
        told = [{**given, name: value} if value is not None else given for given in situation.given]
        found.append(calculate_many(book, rule, told, as_of, state))
    able = [item for item in found if item.outcome != "not_eligible"]
    told_apart = {(c.outcome, c.amount, c.per_unit, c.steps, c.missing): c for c in reversed(able)}
    return tuple(reversed(told_apart.values())) or tuple(found[:1])


_VAST = Decimal(10) ** 11
"""More yuan than any cap asks for."""


def _at_most(
    book: RuleBook, lacking: Calculation, situation: Situation, as_of: date | None, state: Validity
) -> Calculation | None:
    """What a rule gives at most, where only an amount is missing that a cap makes of no account; None if none does."""
    rule = book.rules[lacking.rule_id]
    specs = [item.spec for item in rule.inputs if item.spec.name in lacking.missing]
    if not specs or any(spec.type != "money" for spec in specs):
        return None
    found = []
    for size in (_VAST, _VAST / 2):
        filled = {spec.name: min(size, spec.max or size) for spec in specs}
        found.append(calculate_many(book, rule, [{**told, **filled} for told in situation.given], as_of, state))
    amount = found[0].amount
    if not amount or not amount.value or any(item.outcome != "computed" or item.amount != amount for item in found):
        return None
    labels = "、".join(spec.label for spec in specs)
    step = f"没有说{labels}，按达到上限计：最高{plain(amount.value)}{amount.unit}"
    inputs = {name: value for name, value in found[0].inputs.items() if name not in lacking.missing}
    return replace(found[0], amount=replace(amount, bound="at_most"), inputs=inputs, steps=(step,))


_PER_PERIOD = re.compile(
    r"(今|当|全|头一|第一|首|这一|一|每|1)(?P<unit>年|个月)(?:下来[，,]?[^，。？！；]{0,24}(?:多少|几|共|呢)"
    r"|[^，。？！；]{0,10}(?:多少|几|能领|能拿|能有|给|补|领))"
)


_STATED_FOR = re.compile(r"[一每]个?(?P<unit>年|月)(?:就|也|能|可以?|才|都)*(?:是|有|合|拿|领|给|补|共|发)?$")
"""What stands before an amount that the person has heard of as that of a year or month (一年就是一万八)."""


def _asks_for_all_years(book: RuleBook, reader: Reader, text: str) -> bool:
    """Whether a text asks for all that a benefit gives (the input `full_term`), and so for no single year of it."""
    spec = book.inputs.get("full_term")
    return spec is not None and any(mention.value for mention in reader.read([spec], text))


def _stated_for(text: str, claims: Collection[Decimal]) -> re.Match[str] | None:
    """The period of which a stated amount is that, the longest where there are several (每月1500，一年就是一万八)."""
    stated = [q for q in scan(text) if q.value in claims or (q.kind == "plain" and q.value >= _AMOUNT)] if claims else []
    before = (_STATED_FOR.search(text[: q.start]) for q in stated)
    return max((found for found in before if found), key=lambda found: found["unit"] == "年", default=None)


_AMOUNT = 100
"""A bare number of so much beside a stated amount is one too (一个月1500，一年18000)."""


def with_asked_period(rule: Rule, situation: Situation, text: str, claims: Collection[Decimal] = ()) -> Situation:
    """Take the period that is asked for as the term: "一年能领多少" means 12 months where no other term was told, and so does a
    stated amount of a year (`claims`, in yuan)."""
    stated = _stated_for(text, claims)
    asked = stated if stated and stated["unit"] == "年" else _PER_PERIOD.search(text) or stated
    terms = [item.spec for item in rule.inputs if item.spec.type in ("months", "years") and not item.optional]
    if asked is None or len(terms) != 1 or any(terms[0].name in given for given in situation.given):
        return situation
    months = 12 if asked["unit"] == "年" else 1
    if terms[0].type == "years" and months != 12:
        return situation
    value = Decimal(months if terms[0].type == "months" else 1)
    fact = Fact(terms[0].name, value, terms[0].unit, asked[0])
    given = tuple({**told, terms[0].name: value} for told in situation.given)
    return replace(situation, given=given, facts=(*situation.facts, fact))


def of_its_own_case(rule: Rule, situation: Situation, text: str, reader: Reader) -> Situation:
    """A situation with the one case that a rule is for (its card), where a comparison names it beside others (A卡的房租和B卡的
    哪个多): each rule is then held for its own."""
    specs = {item.spec.name: item.spec for item in rule.inputs}
    wanted = rule.one_case
    told = reader.read([specs[name] for name in wanted], text)
    own = {m.name: m.value for m in told if wanted[m.name] == m.value}
    others = {m.name for m in told if wanted[m.name] != m.value}
    if not own or not own.keys() & others:
        return situation
    given = tuple({**case, **own} for case in situation.given)
    kept = None if situation.variants and situation.variants[0] in own else situation.variants
    return replace(situation, given=given, variants=kept)


def _own_words(rule: Rule, situation: Situation, rare: Mapping[str, float]) -> float:
    """A bonus for inputs that few other rules have and that the question tells in their own words."""
    named = {item.spec.name for item in rule.inputs if item.assume is None}
    told = sum(rare[name] for name in situation.told & named)
    return min(0.32, 0.11 * told)


def _fit(rule: Rule, situation: Situation) -> float:
    """A bonus for inputs that the question tells, a small malus for required ones that it does not."""
    known = {name for given in situation.given for name in given}
    if situation.variants:
        known.add(situation.variants[0])
    if not rule.needed:
        return 0.03 * min(2, len(known))
    told = sum(name in known for name in rule.needed) / len(rule.needed)
    return 0.18 * told - 0.06 + 0.02 * min(3, len(known))


def wants_amount(turn: Understanding) -> bool:
    """Whether the question asks for money or a calculation."""
    return turn.wants(*_MONEY_ROUTES) or bool(turn.claims)
