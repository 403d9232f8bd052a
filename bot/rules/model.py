"""What a rule file says, as frozen values: Rule, Parameter, InputSpec, RuleBook. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from bot.rules.expr import Expr
from bot.rules.spec import InputSpec
from bot.types import Bound, Value

Table = Mapping[str, "Decimal | Table"]


QUALIFICATION = "qualification"
"""The kind of a rule without an amount: who may apply for something, by its checks alone."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a document and its verbatim words."""

    document_id: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of a bracket table: from `bound` on (inclusive, 含) or above it (不含); a value, or values
    by a choice."""

    bound: Decimal
    inclusive: bool
    value: Decimal | Table

    def holds(self, x: Decimal) -> bool:
        """Whether x lies in or above this tier."""
        return x >= self.bound if self.inclusive else x > self.bound


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the policy: one value, a table looked up by choices (`by`), or tiers over a numeric name.

    Values are kept as written; `factor` turns them into what formulas use (30 % -> 0.3, 8折 -> 0.8).
    """

    name: str
    unit: str
    clause: Clause
    value: Decimal | date | None = None
    by: tuple[str, ...] = ()
    values: Table = field(default_factory=dict)
    tiers_of: str | None = None
    tiers: tuple[Tier, ...] = ()
    factor: Decimal = Decimal(1)

    def numbers(self) -> tuple[Decimal, ...]:
        """Every number of the parameter as written, tier bounds included."""
        flat: list[Decimal] = [self.value] if isinstance(self.value, Decimal) else []
        flat += _leaves(self.values)
        for tier in self.tiers:
            flat += _leaves(tier.value) if isinstance(tier.value, Mapping) else [tier.value]
        return tuple(flat)


def _leaves(table: Table) -> list[Decimal]:
    out: list[Decimal] = []
    for value in table.values():
        out += _leaves(value) if isinstance(value, Mapping) else [value]
    return out


@dataclass(frozen=True, slots=True)
class RuleInput:
    """An input as one rule uses it. `assume` stands in when it was not told (if `assume_when` holds), and
    is said."""

    spec: InputSpec
    optional: bool = False
    assume: Expr | None = None
    assume_when: Expr | None = None
    assume_words: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A numeric bound inside a check, such as `age <= age_limit`: the name, the operator, the bound."""

    name: str
    op: Literal["<", "<=", ">", ">="]
    bound: Expr


@dataclass(frozen=True, slots=True)
class Requirement:
    """A check. Not decidable: `say` is a condition that must also hold. False: not eligible, with `fail` as
    the reason; `instead` names the rule that is for those whom this one refuses."""

    check: Expr
    say: str
    fail: str
    limits: tuple[Limit, ...] = ()
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the working: words and, between them, expressions with their format ("", "wan" or "pct").

    `meets`: the line says that what was told reaches what the clause requires, or that it does not.
    """

    when: Expr | None
    text: str
    parts: tuple[str | tuple[Expr, str], ...]
    meets: bool | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What the amount is called, its unit, and whether it is exact, an upper or a lower bound, or a range.

    `called`: what it is called instead, and then exact, where another figure was asked for (超过限额的数).
    `lent`: it is a loan, never added to what is given.
    """

    label: str
    unit: str
    bound: Bound
    low: Expr | None = None
    called: tuple[tuple[Expr, str], ...] = ()
    lent: bool = False


@dataclass(frozen=True, slots=True)
class PerUnit:
    """The standard to state when the number of months, people or items is not known."""

    value: Expr
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The rule may be given several times; results are added and then capped.

    With `within` it is given year by year (第一年9000，第二年1万): `each` holds for every year (years: 1), and at
    most so many years count. With `lead` there are several cases only where that input is told several times (17户两口，9户三口).
    """

    inputs: tuple[str, ...]
    cap: Expr | None = None
    each: Mapping[str, Value] = field(default_factory=dict)
    within: Expr | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class CaseByCase:
    """一事一议: when it holds there is no figure, only this sentence."""

    when: Expr
    say: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Another rule that cannot be had together with this one; `higher` means that the higher one is paid."""

    rule: str
    how: Literal["not_both", "higher"]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example of the file: what is given and what must come out."""

    given: tuple[Mapping[str, Value], ...]
    several: bool
    outcome: str
    amount: Decimal | None
    low: Decimal | None
    as_of: date | None
    state: str | None
    why: str | None


@dataclass(frozen=True)
class Rule:
    """One benefit, share or ceiling of one document, with everything needed to compute and to explain it."""

    id: str
    title: str
    document_id: str
    clause: Clause
    kind: str
    audience: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    inputs: tuple[RuleInput, ...]
    formula: tuple[tuple[str, Expr], ...]
    result: Result
    aliases: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    also_quotes: tuple[Clause, ...] = ()
    requires: tuple[Requirement, ...] = ()
    conditions: tuple[str, ...] = ()
    per_unit: PerUnit | None = None
    steps: tuple[Step, ...] = ()
    repeat: Repeat | None = None
    case_by_case: CaseByCase | None = None
    ambiguity: str | None = None
    unwritten: str | None = None
    """Which of its cases holds for whom, where the text leaves that open: nothing is worked out for who asks for it."""
    excludes: tuple[Exclusion, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    superseded_by: str | None = None
    part_of: tuple[str, ...] = ()
    """The rules whose amount holds this one's already: the two are never added."""
    superseded_note: str | None = None
    notes: str | None = None
    correction: str | None = None
    cases: tuple[Case, ...] = ()
    file: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it says who may apply for something, and no amount."""
        return self.kind == QUALIFICATION

    def input(self, name: str) -> RuleInput | None:
        """The input of this name, or None."""
        return next((item for item in self.inputs if item.spec.name == name), None)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The inputs that it cannot do without and never assumes."""
        return frozenset(item.spec.name for item in self.inputs if not item.optional and item.assume is None)

    @cached_property
    def needed_kinds(self) -> frozenset[str]:
        """Those of them that are a choice: which case it is."""
        return frozenset(item.spec.name for item in self.inputs if item.spec.type == "choice" and item.spec.name in self.needed)

    @cached_property
    def one_case(self) -> Mapping[str, str]:
        """The choices of which it is for one case alone, with that case (its card, its contest)."""
        return dict(found for need in self.requires if (found := need.check.demands) is not None)

    def numbers(self) -> frozenset[Decimal]:
        """Every number of its parameters as written."""
        return frozenset(number for parameter in self.parameters.values() for number in parameter.numbers())

    def quotes(self) -> tuple[str, ...]:
        """The verbatim quotes: the rule's own first, then the further clauses."""
        return (self.clause.quote, *(clause.quote for clause in self.also_quotes))


@dataclass(frozen=True, slots=True)
class JointCap:
    """One cap over the sum of several rules."""

    id: str
    rules: tuple[str, ...]
    cap: Parameter


@dataclass(frozen=True, slots=True)
class NotRule:
    """A sentence with an amount that is no rule, and why."""

    clause: Clause
    reason: str


@dataclass(frozen=True)
class RuleBook:
    """All rule files of a folder."""

    rules: dict[str, Rule]
    inputs: dict[str, InputSpec]
    joint_caps: tuple[JointCap, ...] = ()
    not_rules: tuple[NotRule, ...] = ()

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How telling each input is: 1 when one rule alone uses it, less the more rules do."""
        uses = Counter(item.spec.name for rule in self.rules.values() for item in rule.inputs)
        return {name: n**-0.5 for name, n in uses.items()}
