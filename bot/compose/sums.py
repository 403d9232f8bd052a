"""Amounts worked out from several calculations: their sum and their difference, each a calculation of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.compose.draft import Draft
from bot.compose.wording import amount_line, money
from bot.decision.decide import Decision
from bot.rules.caps import caps
from bot.types import Amount, Bound, Calculation, plain
from bot.understand import Understanding


def views_of_one(decision: Decision) -> bool:
    """Whether a rule tells the same money in several ways (两年合计, 第二年): by a choice that it would assume anyway."""
    for item in decision.rules:
        told = item.rule.input(item.situation.variants[0]) if item.situation.variants else None
        if told is not None and told.assume is not None:
            return True
    return False


def say_total(draft: Draft) -> None:
    """The sum of several amounts in yuan as a calculation of its own, said first; upper bounds make it one, and a range
    makes it a range."""
    parts = [c for c in draft.calculations if c.outcome == "computed" and c.amount and c.amount.unit == "元"]
    amounts = [c.amount for c in parts if c.amount is not None]
    if len(amounts) < 2:
        return
    total = sum((amount.value for amount in amounts), Decimal(0))
    bound: Bound = "at_most" if any(amount.bound == "at_most" for amount in amounts) else "exact"
    words = " + ".join(plain(amount.value) for amount in amounts)
    made = Amount(total, "元", draft.messages.say("together"), bound)
    step = f"{words} = {plain(total)}元"
    if any(amount.bound == "range" for amount in amounts):
        lows = [amount.value if amount.low is None else amount.low for amount in amounts]
        low = sum(lows, Decimal(0))
        made = replace(made, bound="range", low=low)
        step = f"{' + '.join(map(plain, lows))} = {plain(low)}元，{step}"
    marks = tuple(dict.fromkeys(n for c in parts for n in c.citations))
    draft.calculations.append(derived("total", parts[0], made, (step,), marks))
    draft.head.insert(0, f"{amount_line(made, draft.messages)}：{step}")


def say_difference(draft: Draft, turn: Understanding) -> None:
    """By how much the one of two amounts in the same unit exceeds the other, said first; nothing unless there are two.

    Where both rest on a standard per month or person and only that differs, the standards are compared as well.
    """
    known = [c for c in draft.calculations if c.outcome in ("computed", "not_eligible") and c.amount]
    parts = [c for c in known if c.rule_id == draft.calculations[0].rule_id]
    parts = parts if len(parts) > 1 else known
    if len(parts) != 2 or all(part.outcome == "not_eligible" for part in parts):
        return
    made = _apart(draft, parts, [c.amount for c in parts if c.amount])
    each = _apart(draft, parts, [c.per_unit for c in parts if c.per_unit])
    if made is None:
        return
    amount, step = made
    lines = [f"{amount_line(amount, draft.messages)}：{step}"]
    if each is not None and each[0].value:
        standard = f"{draft.messages.say('per_unit_apart', unit=each[0].unit)}：{each[1]}"
        lines.insert(0 if _asks_for_each(turn.text, each[0].unit) else 1, standard)
    marks = tuple(dict.fromkeys(n for c in parts for n in c.citations))
    steps = (step, *(each[1:] if each is not None else ()))
    draft.calculations.append(derived("difference", parts[0], amount, steps, marks))
    draft.head[0:0] = lines


def say_headroom(draft: Draft, decision: Decision) -> None:
    """How far the amount is from its cap, or by how much it would have passed it, as a calculation of its own."""
    for item in decision.rules:
        own = [c for c in draft.calculations if c.rule_id == item.rule.id]
        if len(own) != 1 or own[0].outcome != "computed" or item.situation.variants:
            continue
        calculation = own[0]
        for cap in caps(item.rule, item.situation.given):
            gap = cap.limit - cap.uncapped
            limit = money(cap.limit, cap.unit)
            label = draft.messages.say("below_cap" if gap >= 0 else "over_cap", limit=limit)
            more, less = (cap.limit, cap.uncapped) if gap >= 0 else (cap.uncapped, cap.limit)
            step = f"{plain(more)} - {plain(less)} = {plain(abs(gap))}{cap.unit}"
            made = Amount(abs(gap), cap.unit, label)
            draft.calculations.append(derived("headroom", calculation, made, (step,), calculation.citations))
            draft.head.append(f"{amount_line(made, draft.messages)}：{step}")


def _asks_for_each(text: str, unit: str) -> bool:
    """Whether the difference per month, person … is asked for (每月多多少), not that of the whole."""
    return any(f"{each}{unit.rpartition('/')[2][:1]}" in text for each in ("每", "每个", "一个"))


def _apart(draft: Draft, parts: Sequence[Calculation], amounts: Sequence[Amount]) -> tuple[Amount, str] | None:
    """The difference of two amounts with its working; None where they cannot be compared."""
    if len(amounts) != 2 or amounts[0].unit != amounts[1].unit or any(a.bound == "range" for a in amounts):
        return None
    more, less = sorted((amount.value for amount in amounts), reverse=True)
    bound: Bound = "at_most" if any(amount.bound == "at_most" for amount in amounts) else "exact"
    unit = amounts[0].unit
    step = f"{plain(more)} - {plain(less)} = {plain(more - less)}{unit}"
    return Amount(more - less, unit, draft.messages.say("apart"), bound), step


def derived(
    name: str, first: Calculation, amount: Amount, steps: tuple[str, ...], marks: tuple[int, ...]
) -> Calculation:
    """A calculation that was worked out from others and belongs to no rule."""
    made = replace(first, rule_id=name, title=amount.label, inputs={}, outcome="computed", amount=amount, steps=steps)
    return replace(
        made, citations=marks, conditions=(), reasons=(), near=(), ambiguity=None, note=None, cases=(), per_unit=None
    )
