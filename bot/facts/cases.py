"""Several of whom a question tells one after another, as the cases of one rule: people, firms, things, years."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.facts.named import Told, named_apart
from bot.facts.parts import IN_ALL
from bot.facts.reader import Reader
from bot.rules.model import Rule
from bot.types import Fact, Value


@dataclass(frozen=True)
class Situation:
    """What is known for one rule.

    `given` holds one mapping of inputs, or several where the person named several groups (3个硕士、2个博士; three
    suppliers). `variants` names a choice that was mentioned with several values to be told side by side.
    """

    given: tuple[dict[str, Value], ...]
    facts: tuple[Fact, ...]
    variants: tuple[str, tuple[Value, ...]] | None = None
    told: frozenset[str] = field(default_factory=frozenset)
    """Inputs that the question itself (not an earlier turn) told."""
    sure: float = 0.0
    """How surely the numbers were read: the lowest of the readings used, 1 when there are none."""
    apart: bool = False
    """Whether the mappings of `given` are to be held against each other, not added up."""
    names: tuple[str, ...] = ()
    """Of whom each mapping of `given` was told, where the question names several (小周, 小吕): each is a case of its own."""
    over_time: bool = False
    """Whether they are years of one case, over which its caps hold."""


def of_named(
    rule: Rule,
    texts: Sequence[str],
    reader: Reader,
    reads: Callable[[Sequence[str], Mapping[str, Value]], Situation],
    fixed: Mapping[str, Value] | None,
) -> Situation | None:
    """The situations of those whom the question names one after another, put together; None unless it tells several of them
    all that the rule needs. Who is told nothing of it is no case of it.

    `reads` reads the situation that turns and what is known beside them tell.
    """
    told = named_apart(texts[-1], reader.phrases) if texts else []
    if not told:
        return None
    over_time = told[0].over_time
    if over_time and not _ALL_YEARS.search(texts[-1]):
        return None
    about = [item.spec for item in rule.inputs if item.spec.of_question]
    asked = {m.name: m.value for m in reader.read(about, told[0].asked)} if about else {}
    more = {**asked, **(fixed or {})}

    def read(text: str) -> Situation:
        return reads([*texts[:-1], text], more)

    for rest in dict.fromkeys(("", told[0].asked)):
        cases = [(case, _its_own(read(f"{case.text}{rest}"), case, read)) for case in told]
        own = [(case, item) for case, item in cases if any(_of_it(fact, case) for fact in item.facts)]
        cases = _true_once(rule, cases if own and told[0].counted else own)
        plain = not any(item.variants for _, item in cases)
        if len(cases) > 1 and plain and all(rule.needed <= known.keys() for _, item in cases for known in item.given):
            return replace(_put_together(cases), over_time=over_time)
    return None


_ALL_YEARS = re.compile(
    rf"{'|'.join(IN_ALL)}|相加|[各每](?:年)?[是给补奖得拿能有]|分别|前后"
    r"|(?:[两三四五六2-6]|几)年[^，。；\d]{0,8}(?:多少|几|各|共)"
)
"""What asks for all the years of which a text tells one after another, or for each of them."""


def _of_it(fact: Fact, case: Told) -> bool:
    """Whether a fact was told in the clauses of one alone; of a year only numbers count, and not the year itself."""
    if fact.words not in case.own:
        return False
    return not case.over_time or (isinstance(fact.value, Decimal) and fact.words not in case.name)


def _true_once(rule: Rule, cases: Sequence[tuple[Told, Situation]]) -> list[tuple[Told, Situation]]:
    """The years of one case, each for itself and with a no for what was true in one before and can be so only once (首次贷款)."""
    once = [item.spec.name for item in rule.inputs if item.spec.once]
    each = rule.repeat.each if rule.repeat else {}
    found, passed = [], set[str]()
    for case, item in cases:
        over = {**each, **{name: False for name in passed if name not in item.told}} if case.over_time else {}
        found.append((case, replace(item, given=tuple({**known, **over} for known in item.given)) if over else item))
        passed |= {name for name in once if any(known.get(name) is True for known in item.given)}
    return found


def _its_own(item: Situation, case: Told, read: Callable[[str], Situation]) -> Situation:
    """The situation of one of those named without the cases that what is said of all tells (三县各有一个分厂): its own clauses
    say which is its."""
    if not item.variants and len(item.given) == 1:
        return item
    own = read(case.own)
    if own.variants or len(own.given) >= len(item.given) > 1:
        return item
    of_all = read(case.common).given
    same = {name: value for name, value in of_all[0].items() if all(g.get(name) == value for g in of_all[1:])}
    return replace(item, given=tuple({**same, **known} for known in own.given), variants=None)


def _put_together(cases: Sequence[tuple[Told, Situation]]) -> Situation:
    """The situations of those named as one."""
    given = tuple(known for _, item in cases for known in item.given)
    names = tuple(case.name for case, item in cases for _ in item.given)
    facts = tuple(dict.fromkeys(fact for _, item in cases for fact in item.facts))
    told = frozenset().union(*(item.told for _, item in cases))
    return Situation(given, facts, None, told, min(item.sure for _, item in cases), names=names)
