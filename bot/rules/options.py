"""When one fact is missing: what the amount would be in each case of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.rules.model import Parameter, Rule, Tier
from bot.rules.words import with_unit
from bot.rules.working import Working
from bot.types import Amount

Figure = Callable[[Rule, Working], Amount | None]
_STEP = Decimal("0.01")
"""The smallest step above a bound that is not included (one 分)."""


def cases_for(
    rule: Rule, working: Working, missing: tuple[str, ...], amount_of: Figure, per_unit_of: Figure
) -> tuple[tuple[str, Amount], ...]:
    """For one missing choice, flag or tier input: each case with its amount (or, that failing, its standard
    per unit)."""
    open_choices = [name for name in missing if working.inputs[name].spec.type in ("choice", "flag")]
    options: Sequence[tuple[str, str | bool | Decimal]]
    if len(open_choices) == 1:
        options = _options(rule, open_choices[0])
    elif len(missing) == 1:
        options = _tier_options(rule, missing[0])
    else:
        return ()
    name = (open_choices or list(missing))[0]
    out: list[tuple[str, Amount]] = []
    for label, value in options:
        trial = Working(rule, {**working.told, name: value}, working.inputs, working.lines)
        if any(item.check(trial) is False for item in rule.requires):
            out.append((label, Amount(Decimal(0), rule.result.unit, rule.result.label)))
            continue
        found = amount_of(rule, trial) or per_unit_of(rule, trial)
        if found is not None:
            out.append((label, found))
    return tuple(out)


def _options(rule: Rule, name: str) -> list[tuple[str, str | bool]]:
    item = rule.input(name)
    assert item is not None  # missing names are the rule's own inputs
    if item.spec.type == "flag":
        return [(f"{item.spec.label}：是", True), (f"{item.spec.label}：否", False)]
    return [(choice.value, choice.value) for choice in item.spec.choices]


def _tier_options(rule: Rule, name: str) -> list[tuple[str, Decimal]]:
    """One value in each tier, if the input enters the amount through tiers alone."""
    tables = [p for p in rule.parameters.values() if p.tiers_of == name]
    direct = any(name in expr.names for _, expr in rule.formula)
    if len(tables) != 1 or direct:
        return []
    tiers = tables[0].tiers
    following: list[Tier | None] = [*tiers[1:], None]
    return [
        (_tier_label(rule, tables[0], tier, after), tier.bound + (0 if tier.inclusive else _STEP))
        for tier, after in zip(tiers, following, strict=True)
    ]


def _tier_label(rule: Rule, table: Parameter, tier: Tier, after: Tier | None) -> str:
    """The tier's own ends in words: 1人及以上、不到3人."""
    item = rule.input(table.tiers_of or "")
    assert item is not None  # checked by _tier_options
    scale = 100 if item.spec.type == "rate" else 1
    edge = with_unit(tier.bound * scale, item.spec)
    label = f"{edge}及以上" if tier.inclusive else f"超过{edge}"
    if after is None:
        return label
    return f"{label}、{'不到' if after.inclusive else '不超过'}{with_unit(after.bound * scale, item.spec)}"
