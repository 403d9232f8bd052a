"""Calculating: a rule and what is known -> a Calculation with its working, or a named result without a
figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.rules.kept import KEPT, rests_on_told
from bot.rules.model import Rule, RuleBook, Step
from bot.rules.near import near_sentences
from bot.rules.options import cases_for
from bot.rules.parameters import factor_of
from bot.rules.words import figure, rounded
from bot.rules.working import Working, start
from bot.types import Amount, Bound, Calculation, Value
from ingest.types import Validity


def calculate(
    book: RuleBook,
    rule: Rule,
    given: Mapping[str, Value],
    as_of: date | None,
    state: Validity | None = None,
) -> Calculation:
    """What the rule says for these facts on that date.

    `state` is the validity of the rule's document on that date; the rule's own dates and successor narrow it.
    Order of results: a failed condition, 一事一议, missing facts, an amount. Raises InputError for
    impossible values.
    """
    working = start(rule, given)
    validity = rule_validity(book, rule, as_of, state)
    blank = Calculation(
        rule_id=rule.id,
        title=rule.title,
        outcome="missing",
        inputs={name: given[name] for name in working.told},
        document_id=rule.document_id,
        locator=rule.clause.article,
        quotes=rule.quotes(),
        ambiguity=rule.ambiguity,
        state=validity.state,
        state_reason=validity.reason,
    )
    return _checked(rule, working, blank)


def kept_checks(rule: Rule, given: Mapping[str, Value]) -> list[str]:
    """The conditions of a rule that these facts meet, each in its words. Raises InputError for impossible values."""
    return _kept(rule, start(rule, given))


def _kept(rule: Rule, working: Working) -> list[str]:
    return [item.say for item in rule.requires if item.check(working) and rests_on_told(item.check, working)]


def _checked(rule: Rule, working: Working, blank: Calculation) -> Calculation:
    """Runs the checks, then the formula."""
    results = [(item, item.check(working)) for item in rule.requires]
    open_checks = tuple(item.say for item, held in results if held is None)
    working.value("amount")  # shows which tables this person's figures are read in
    near = near_sentences(rule, working, working.memo)
    blank = replace(blank, conditions=(*rule.conditions, *open_checks), near=near)
    failed = tuple(item.fail for item, held in results if held is False)
    if failed:
        zero = Amount(Decimal(0), rule.result.unit, rule.result.label) if not rule.is_right else None
        return replace(blank, outcome="not_eligible", amount=zero, reasons=failed)
    if rule.case_by_case and rule.case_by_case.when(working) is True:
        return replace(blank, outcome="case_by_case", reasons=(rule.case_by_case.say,))
    if rule.is_right:
        return _qualified(rule, working, blank, _kept(rule, working))
    working.wanted.clear()
    working.assumed.clear()
    working.memo.clear()
    total = amount_of(rule, working)
    if total is None:
        return _without_amount(rule, working, blank)
    said = working.assumptions()
    inputs = {**blank.inputs, **{name: _shown(working, name) for name in working.assumed}}
    steps = (*said, *steps_of(rule, working))
    judged = (s for s in rule.steps if s.meets is not None)
    met = next(((bool(step.meets), line) for step in judged if (line := _line(step, working))), None)
    per_unit = per_unit_of(rule, working) if said else None
    return replace(blank, outcome="computed", amount=total, inputs=inputs, steps=steps, per_unit=per_unit, met=met)


def _qualified(rule: Rule, working: Working, blank: Calculation, kept: Sequence[str]) -> Calculation:
    """A right that nothing told speaks against, with the conditions that what was told meets (`kept`); open where a fact
    that it cannot do without was not told."""
    lacking = tuple(i.spec.name for i in rule.inputs if not i.optional and i.assume is None and not working.known(i.spec.name))
    if lacking:
        return replace(blank, missing=lacking)
    steps = (*steps_of(rule, working), *(f"{KEPT}{say}" for say in kept))
    return replace(blank, outcome="qualified", steps=steps, reasons=(rule.result.label,))


def _shown(working: Working, name: str) -> Value:
    """An assumed value in the scale of its input (rates as percent numbers)."""
    value = working.assumed[name]
    if working.inputs[name].spec.type == "rate" and isinstance(value, Decimal):
        return value * 100
    assert value is not None  # only found assumptions are kept
    return value


def _without_amount(rule: Rule, working: Working, blank: Calculation) -> Calculation:
    """Facts are missing; or all are there and the text has no figure for them."""
    missing = working.missing()
    if not missing:
        zero = Amount(Decimal(0), rule.result.unit, rule.result.label)
        named = "、".join(f"{item.spec.label}：{figure(working.told[n])}" for n, item in
        working.inputs.items()
                         if n in working.told and item.spec.type == "choice")  # fmt: skip
        return replace(
            blank, outcome="not_eligible", amount=zero, reasons=(f"文件没有列出这种情况的标准（{named}）",)
        )
    per_unit = per_unit_of(rule, working)
    cases = cases_for(rule, working, missing, amount_of, per_unit_of)
    return replace(blank, missing=missing, cases=cases, per_unit=per_unit)


def amount_of(rule: Rule, working: Working) -> Amount | None:
    """The last formula line as an Amount; None when something it needs is not known."""
    value = working.value("amount")
    if not isinstance(value, Decimal):
        return None
    scale = factor_of(rule.result.unit)
    low = rule.result.low(working) if rule.result.low else None
    shown_low = rounded(low / scale) if isinstance(low, Decimal) else None
    called = next((label for when, label in rule.result.called if when(working) is True), None)
    bound: Bound = "exact" if called else rule.result.bound
    return Amount(rounded(value / scale), rule.result.unit, called or rule.result.label, bound, shown_low)


def per_unit_of(rule: Rule, working: Working) -> Amount | None:
    """The standard per month, person or item, as far as it is known."""
    if rule.per_unit is None:
        return None
    value = rule.per_unit.value(working)
    if not isinstance(value, Decimal):
        return None
    scale = factor_of(rule.per_unit.unit)
    return Amount(rounded(value / scale), rule.per_unit.unit, rule.per_unit.label, rule.result.bound)


def steps_of(rule: Rule, working: Working) -> tuple[str, ...]:
    """The working in words; a line whose condition or figures are not known is left out."""
    return tuple(filter(None, (_line(step, working) for step in rule.steps)))


def _line(step: Step, working: Working) -> str | None:
    """One line of the working; None where its condition or figures are not known."""
    if step.when is not None and step.when(working) is not True:
        return None
    values = [(part, None) if isinstance(part, str) else (part[0](working), part[1]) for part in step.parts]
    if any(value is None for value, _ in values):
        return None
    return "".join(v if style is None else figure(v, style) for v, style in values)  # type: ignore[misc]


def calculate_many(
    book: RuleBook,
    rule: Rule,
    several: Sequence[Mapping[str, Value]],
    as_of: date | None,
    state: Validity | None = None,
) -> Calculation:
    """One rule for several people, suppliers or products: each computed, added, then capped by the rule's
    `repeat.cap`."""
    counted, left_out = _within(rule, several)
    parts = [calculate(book, rule, given, as_of, state) for given in counted]
    if len(parts) == 1 and not (rule.repeat and rule.repeat.cap):
        return parts[0]
    merged = _added(rule, parts)
    if merged.outcome in ("missing", "case_by_case") or rule.is_right or merged.amount is None:
        return merged
    total, steps = merged.amount.value, [*merged.steps]
    steps += left_out
    cap = _cap(rule, several[0])
    if cap is not None and total > cap:
        total = cap
        steps.append(f"超过上限，按{figure(cap, 'wan')}{rule.result.unit}")
    return replace(merged, amount=replace(merged.amount, value=total), steps=tuple(steps))


def calculate_each(
    book: RuleBook,
    rule: Rule,
    several: Sequence[Mapping[str, Value]],
    names: Sequence[str],
    as_of: date | None,
    state: Validity | None = None,
    over_time: bool = False,
) -> Calculation:
    """One rule for several who each have it for themselves, each with a cap of its own; `names` says whose each mapping is.
    The amounts are added; each step says of whom it is.

    `over_time`: they are years of one case; no more of them count than `repeat.within`, and a cap over all years
    (`repeat.cap` of such a rule) then holds for all.
    """
    parts = []
    several, left_out = _within(rule, several) if over_time and several else (several, [])
    for name in dict.fromkeys(names[: len(several)]):
        own = [given for given, whose in zip(several, names, strict=False) if whose == name]
        part = calculate_many(book, rule, own, as_of, state)
        lines = part.steps or part.reasons
        parts.append(replace(part, steps=tuple(f"{name}：{line}" for line in lines)))
    cap = _cap(rule, several[0]) if over_time and rule.repeat and rule.repeat.within else None
    added = _added(rule, parts if cap is None else _within_cap(parts, cap))
    return replace(added, steps=(*added.steps, *left_out))


def _within_cap(parts: Sequence[Calculation], cap: Decimal) -> list[Calculation]:
    """The years of one case, each with what the years before leave of a cap over all of them."""
    left, found = cap, []
    for part in parts:
        if part.amount is not None and part.amount.value > left:
            name = part.steps[0].split("：", 1)[0] if part.steps else ""
            line = f"{name}：累计不超过{figure(cap, 'wan')}元，只剩{figure(left, 'wan')}元，按{figure(left, 'wan')}元计"
            part = replace(part, amount=replace(part.amount, value=left), steps=(*part.steps, line))
        left -= part.amount.value if part.amount is not None else Decimal(0)
        found.append(part)
    return found


def _added(rule: Rule, parts: Sequence[Calculation]) -> Calculation:
    """Several calculations of a rule as one, their amounts added; the one that cannot be decided yet where there is one."""
    undecided = next((part for part in parts if part.outcome in ("missing", "case_by_case")), None)
    if undecided is not None:
        return undecided
    if rule.is_right:
        return next((part for part in parts if part.outcome == "not_eligible"), parts[0])
    amounts = [part.amount.value for part in parts if part.amount]
    total = sum(amounts, Decimal(0))
    steps = [line for part in parts for line in (part.steps or part.reasons)]
    if len(amounts) > 1:
        added = " + ".join(figure(value) for value in amounts)
        steps.append(f"合计：{added} = {figure(total)}{rule.result.unit}")
    first = next((part for part in parts if part.outcome == "computed"), parts[0])
    return replace(
        first,
        amount=replace(first.amount, value=total, low=_low(parts)) if first.amount else None,
        steps=tuple(dict.fromkeys(steps)) if len(set(steps)) < len(steps) else tuple(steps),
        conditions=tuple(dict.fromkeys(line for part in parts for line in part.conditions)),
        near=tuple(dict.fromkeys(line for part in parts for line in part.near)),
    )


def _within(
    rule: Rule, several: Sequence[Mapping[str, Value]]
) -> tuple[Sequence[Mapping[str, Value]], list[str]]:
    """The years that count of a year-by-year list, and the line that says so where some do not."""
    most = rule.repeat.within(start(rule, several[0])) if rule.repeat and rule.repeat.within else None
    if not isinstance(most, Decimal) or len(several) <= most:
        return several, []
    return several[: int(most)], [f"最长{figure(most)}年，只算前{figure(most)}年"]


def _cap(rule: Rule, given: Mapping[str, Value]) -> Decimal | None:
    if rule.repeat is None or rule.repeat.cap is None:
        return None
    value = rule.repeat.cap(start(rule, given))
    return value if isinstance(value, Decimal) else None


def _low(parts: Sequence[Calculation]) -> Decimal | None:
    lows = [part.amount.low for part in parts if part.amount and part.amount.low is not None]
    return sum(lows, Decimal(0)) if lows else None


def rule_validity(book: RuleBook, rule: Rule, as_of: date | None, state: Validity | None) -> Validity:
    """The document's validity, narrowed by the rule's own dates and by the rule that takes its place."""
    if as_of and rule.effective_to and as_of > rule.effective_to:
        return Validity("expired", f"这一条执行到{figure(rule.effective_to)}为止")
    if as_of and rule.effective_from and as_of < rule.effective_from:
        return Validity("unknown", f"这一条自{figure(rule.effective_from)}起施行，当时尚未施行")
    if state is not None and state.state in ("expired", "superseded"):
        return state
    if rule.superseded_by:
        successor = book.rules.get(rule.superseded_by)
        starts = successor.effective_from if successor else None
        if not (as_of and starts and as_of < starts):
            return Validity("superseded", rule.superseded_note or "已有新的标准", rule.superseded_by)
    return state or Validity("unknown", "没有给出日期，也没有核对文件的有效期")
