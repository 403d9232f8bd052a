"""What can I get? Every rule against what is known about a person or a firm, on one date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bot.rules.calc import calculate
from bot.rules.model import Exclusion, Rule, RuleBook
from bot.rules.words import in_wan
from bot.types import Amount, Calculation, Value
from ingest.types import Validity

Fit = Literal["fits", "not", "needs"]
Judge = Callable[[Rule], Validity]
"""Rule -> validity of its clause (of the words it relies upon) on the day in question."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """One rule for these facts. `next_input` and `question` name the one fact to ask for next when `status`
    is needs."""

    rule_id: str
    title: str
    status: Fit
    calculation: Calculation
    next_input: str | None = None
    question: str | None = None
    told: int = 0
    """How many of the told facts speak about this rule; the list is sorted by it."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rule_id": self.rule_id,
            "title": self.title,
            "status": self.status,
            "next_input": self.next_input,
            "question": self.question,
            "calculation": self.calculation.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Choose:
    """Two benefits that cannot be had together: the better one where amounts can be compared, the clause,
    the words."""

    rules: tuple[str, str]
    how: str
    better: str | None
    text: str
    document_id: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class BenefitReport:
    """All rules sorted by how they stand to the facts; rules no longer in force stand apart in `expired`."""

    as_of: date | None
    fits: tuple[Benefit, ...]
    needs: tuple[Benefit, ...]
    not_eligible: tuple[Benefit, ...]
    expired: tuple[Benefit, ...]
    choose: tuple[Choose, ...]
    caps: tuple[str, ...]
    total: Amount | None
    total_words: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "fits": [item.to_dict() for item in self.fits],
            "needs": [item.to_dict() for item in self.needs],
            "not_eligible": [item.to_dict() for item in self.not_eligible],
            "expired": [item.to_dict() for item in self.expired],
            "choose": [{"rules": list(c.rules), "better": c.better, "text": c.text} for c in self.choose],
            "caps": list(self.caps),
            "total": self.total.to_dict() if self.total else None,
            "total_words": self.total_words,
        }


def benefits(
    book: RuleBook,
    facts: Mapping[str, Value],
    as_of: date | None,
    judge: Judge,
    audience: str | None = None,
) -> BenefitReport:
    """Checks and computes every rule (of one audience: person, employer or institution; None for all).

    A rule fits when nothing that is known speaks against it, its amount can be stated, and at least one
    told fact
    is about it. Raises InputError when a fact has an impossible value.
    """
    rules = [rule for rule in book.rules.values() if audience is None or audience in rule.audience]
    found = [_benefit(book, rule, facts, as_of, judge) for rule in rules]
    found.sort(key=lambda item: -item.told)
    over = [item for item in found if item.calculation.state in ("expired", "superseded")]
    live = [item for item in found if item not in over]
    fits = tuple(item for item in live if item.status == "fits")
    choose = _exclusions(book, fits)
    caps, total, words = _total(book, fits, choose)
    return BenefitReport(
        as_of=as_of,
        fits=fits,
        needs=tuple(item for item in live if item.status == "needs"),
        not_eligible=tuple(item for item in live if item.status == "not"),
        expired=tuple(item for item in over if item.status != "not"),
        choose=choose,
        caps=caps,
        total=total,
        total_words=words,
    )


def _benefit(
    book: RuleBook, rule: Rule, facts: Mapping[str, Value], as_of: date | None, judge: Judge
) -> Benefit:
    own = {item.spec.name: item for item in rule.inputs}
    result = calculate(book, rule, facts, as_of, judge(rule))
    # What the rule would assume anyway (one person, the full term) or what only says which part is asked for
    # does not single it out.
    told = sum(
        1 for name in facts if name in own and own[name].assume is None and not own[name].spec.of_question
    )
    if result.outcome == "not_eligible":
        return Benefit(rule.id, rule.title, "not", result, told=told)
    other = next((name for name, item in own.items() if item.spec.of_other and name not in facts), None)
    if result.outcome in ("computed", "qualified", "case_by_case") and told and other is None:
        return Benefit(rule.id, rule.title, "fits", result, told=told)
    following = result.missing[0] if result.missing else other or _undecided(rule, facts)
    question = own[following].spec.question if following in own else None
    return Benefit(rule.id, rule.title, "needs", result, following, question, told)


def _undecided(rule: Rule, facts: Mapping[str, Value]) -> str | None:
    """The first input of a check that was not told."""
    read = [name for item in rule.requires for name in item.check.names]
    return next((i.spec.name for i in rule.inputs if i.spec.name in read and i.spec.name not in facts), None)


def _exclusions(book: RuleBook, fits: Sequence[Benefit]) -> tuple[Choose, ...]:
    here = {item.rule_id: item for item in fits}
    pairs: dict[frozenset[str], tuple[Benefit, Benefit, Exclusion]] = {}
    for item in fits:
        for exclusion in book.rules[item.rule_id].excludes:
            other = here.get(exclusion.rule)
            pair = frozenset((item.rule_id, exclusion.rule))
            if other is not None and len(pair) == 2:
                pairs.setdefault(pair, (item, other, exclusion))
    worth = {item.rule_id: item.calculation.amount.value for item in fits if item.calculation.amount}
    kept = best_set(worth, set(pairs))
    return tuple(_choice(a, b, exclusion, kept) for a, b, exclusion in pairs.values())


def best_set(worth: Mapping[str, Decimal], pairs: set[frozenset[str]]) -> frozenset[str]:
    """The rules that together are worth most when no pair may be had together (ties: the earlier rule)."""
    contested = [name for name in worth if any(name in pair for pair in pairs)]
    if not contested:
        return frozenset(worth)
    first = contested[0]
    rivals = {other for pair in pairs if first in pair for other in pair}
    with_it = best_set({n: v for n, v in worth.items() if n not in rivals}, pairs) | {first}
    open_pairs = {pair for pair in pairs if first not in pair}
    without = best_set({n: v for n, v in worth.items() if n != first}, open_pairs)
    return max(with_it, without, key=lambda names: sum((worth[n] for n in names), Decimal(0)))


def _choice(a: Benefit, b: Benefit, exclusion: Exclusion, kept: frozenset[str]) -> Choose:
    """Both sides in words, and the better one: the higher, or the one that leaves more in all."""
    x, y = a.calculation.amount, b.calculation.amount
    better = None
    if x and y and x.unit == y.unit and (a.rule_id in kept) != (b.rule_id in kept):
        better = a if a.rule_id in kept else b
    rule = "按就高原则只享受一项" if exclusion.how == "higher" else "不能重复享受"
    text = f"“{a.title}”{_shown(x)}与“{b.title}”{_shown(y)}{rule}"
    if better is not None and x and y and x.value != y.value:
        higher = a if x.value > y.value else b
        text += f"；按您说的情况，“{better.title}”" + (
            "较高" if better is higher else "连同可以一起享受的其他项目合计更多"
        )
    clause = exclusion.clause
    return Choose(
        (a.rule_id, b.rule_id), exclusion.how, better.rule_id if better else None, text,
        clause.document_id, clause.article, clause.quote,
    )  # fmt: skip


def _shown(amount: Amount | None) -> str:
    if amount is None:
        return ""
    bound = {"at_most": "最高", "at_least": "至少", "range": "最高"}.get(amount.bound, "")
    return f"（{bound}{in_wan(amount.value)}{amount.unit}）"


def _total(
    book: RuleBook, fits: Sequence[Benefit], choose: Sequence[Choose]
) -> tuple[tuple[str, ...], Amount | None, str]:
    """The sum of what can be had together: exact yuan amounts of one audience, after exclusions and joint
    caps."""
    lost = {name for c in choose for name in c.rules if c.better and name != c.better}
    open_pairs = [c for c in choose if c.better is None]
    summed = {
        item.rule_id: item.calculation.amount.value
        for item in fits
        if item.rule_id not in lost and item.calculation.amount is not None
        and item.calculation.amount.bound == "exact" and item.calculation.amount.unit == "元"
        and item.calculation.amount.value > 0
    }  # fmt: skip
    caps, cut = _joint_caps(book, summed)
    shared = set.intersection(*(set(book.rules[name].audience) for name in summed)) if summed else set()
    if len(summed) < 2:
        return caps, None, ""
    if open_pairs or not shared:
        return caps, None, "各项的对象不同或不能同时享受，不作合计"
    total = sum(summed.values(), Decimal(0)) - cut
    words = "各项条件都符合时的合计；最高额（上限）类和不能重复享受的较低项没有计入"
    return caps, Amount(total, "元", "合计"), words


def _joint_caps(book: RuleBook, summed: Mapping[str, Decimal]) -> tuple[tuple[str, ...], Decimal]:
    lines: list[str] = []
    cut = Decimal(0)
    for cap in book.joint_caps:
        limit = cap.cap.value
        together = sum((summed[name] for name in cap.rules if name in summed), Decimal(0))
        if isinstance(limit, Decimal) and together > limit:
            lines.append(
                f"几项合计{in_wan(together)}元，超过共同上限，按{in_wan(limit)}{cap.cap.unit}（{cap.cap.clause.article}）"
            )
            cut += together - limit
    return tuple(lines), cut
