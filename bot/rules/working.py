"""The names of one calculation: what was told, what is assumed, parameters and formula lines, resolved when
asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.rules.expr import Expr, Val
from bot.rules.inputs import checked
from bot.rules.model import Rule, RuleInput
from bot.rules.parameters import look_up
from bot.rules.words import figure
from bot.types import Value


@dataclass(slots=True)
class Working:
    """The scope of one rule for one set of facts.

    `wanted` collects the inputs that were needed and not told; `assumed` the ones that an assumption stood
    in for.
    """

    rule: Rule
    told: dict[str, Val]
    inputs: dict[str, RuleInput]
    lines: dict[str, Expr]
    memo: dict[str, Val] = field(default_factory=dict)
    wanted: dict[str, None] = field(default_factory=dict)
    assumed: dict[str, Val] = field(default_factory=dict)

    def value(self, name: str) -> Val:
        """The value of a name, None when it hangs on something not known."""
        if name in self.told:
            return self.told[name]
        if name in self.memo:
            return self.memo[name]
        if name in self.inputs:
            found = self._assumption(self.inputs[name])
        elif name in self.rule.parameters:
            found = look_up(self.rule.parameters[name], self)
        else:
            found = self.lines[name](self) if name in self.lines else None
        if found is not None:
            self.memo[name] = found
        return found

    def known(self, name: str) -> bool:
        """Whether the input was told."""
        return name in self.told

    def tier(self, name: str, at: Decimal) -> Val:
        """A tier table read at another value."""
        return look_up(self.rule.parameters[name], self, at)

    def _assumption(self, item: RuleInput) -> Val:
        if item.assume is not None and (item.assume_when is None or item.assume_when(self) is True):
            value = item.assume(self)
            if value is not None:
                self.assumed[item.spec.name] = value
                return value
        self.wanted[item.spec.name] = None
        return None

    def missing(self) -> tuple[str, ...]:
        """The wanted inputs in the rule's own order; optional ones only when nothing else is wanted."""
        order = [item for item in self.rule.inputs if item.spec.name in self.wanted]
        needed = [item.spec.name for item in order if not item.optional]
        return tuple(needed or [item.spec.name for item in order])

    def assumptions(self) -> list[str]:
        """What was assumed, in words; what was assumed alike in one sentence."""
        alike: dict[str, list[str]] = {}
        for name, value in self.assumed.items():
            item = self.inputs[name]
            if item.assume_when is not None and item.assume_words is None:
                continue  # follows from what was told
            shown = figure(value, "pct" if item.spec.type == "rate" else "")
            words = item.assume_words or f"按{shown}{'' if item.spec.type == 'rate' else item.spec.unit}计"
            alike.setdefault(words, []).append(item.spec.label)
        return [words if words.startswith("没有说") else _untold(labels, words) for words, labels in alike.items()]


def _untold(labels: Sequence[str], words: str) -> str:
    """That these inputs were not told, and what stands in for them (没有说光罩费、测试费，都按0元计)."""
    return f"没有说{'、'.join(labels)}，{'都' if len(labels) > 1 else ''}{words}"


def start(rule: Rule, given: Mapping[str, Value]) -> Working:
    """The scope for these facts; facts about other things are left aside. Raises InputError for values that
    do not fit."""
    inputs = {item.spec.name: item for item in rule.inputs}
    told: dict[str, Val] = {}
    for name, item in inputs.items():
        if name in given:
            value = checked(item.spec, given[name])
            told[name] = value / 100 if item.spec.type == "rate" and isinstance(value, Decimal) else value
    return Working(rule, told, inputs, dict(rule.formula))
