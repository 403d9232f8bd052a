"""Rules with one number changed by one digit: what the mutation test walks over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.rules.model import Parameter, Rule, Table, Tier
from bot.types import plain


def changed(value: Decimal) -> list[Decimal]:
    """The value with its first, and with its last, non-zero digit one up and one down."""
    text = plain(value)
    places = [i for i, c in enumerate(text) if c in "123456789"]
    out = []
    for place in {places[0], places[-1]} if places else set():
        for step in (1, -1):
            digit = (int(text[place]) + step) % 10
            out.append(Decimal(text[:place] + str(digit) + text[place + 1 :]))
    return out


def mutants(rule: Rule) -> Iterator[tuple[str, Rule, Parameter]]:
    """Every single-number change of a rule: its description, the changed rule and the parameter."""
    for name, parameter in rule.parameters.items():
        for label, mutant in _parameters(parameter):
            yield (
                f"{rule.id}.{name}: {label}",
                replace(rule, parameters={**rule.parameters, name: mutant}),
                mutant,
            )


def _parameters(parameter: Parameter) -> Iterator[tuple[str, Parameter]]:
    if isinstance(parameter.value, Decimal):
        for new in changed(parameter.value):
            yield f"{parameter.value} -> {new}", replace(parameter, value=new)
    for label, table in _tables(parameter.values):
        yield label, replace(parameter, values=table)
    for index, tier in enumerate(parameter.tiers):
        for label, new_tier in _tiers(tier):
            yield (
                label,
                replace(parameter, tiers=(*parameter.tiers[:index], new_tier, *parameter.tiers[index + 1 :])),
            )


def _tiers(tier: Tier) -> Iterator[tuple[str, Tier]]:
    for new in changed(tier.bound):
        yield f"from {tier.bound} -> {new}", replace(tier, bound=new)
    if isinstance(tier.value, Mapping):
        for label, table in _tables(tier.value):
            yield label, replace(tier, value=table)
    else:
        for new in changed(tier.value):
            yield f"tier {tier.value} -> {new}", replace(tier, value=new)


def _tables(table: Table) -> Iterator[tuple[str, Table]]:
    for key, held in table.items():
        if isinstance(held, Mapping):
            for label, inner in _tables(held):
                yield f"{key}/{label}", {**table, key: inner}
        else:
            for new in changed(held):
                yield f"{key} {held} -> {new}", {**table, key: new}
