"""How far an amount is from the cap of its rule, or by how much it would have passed it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.rules.expr import compile_expr
from bot.rules.model import Rule
from bot.rules.parameters import factor_of
from bot.rules.words import rounded
from bot.rules.working import Working, start
from bot.types import Value


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap of a rule and what would be due without it, both in the unit of the rule's result."""

    limit: Decimal
    uncapped: Decimal
    unit: str


def caps(rule: Rule, several: Sequence[Mapping[str, Value]]) -> tuple[Cap, ...]:
    """The caps on what the rule gives for these facts: those in its formula (`min(…, cap)`) and that over several.

    A cap of which the one side is not known is left out.
    """
    found: list[Cap] = []
    workings = [start(rule, given) for given in several]
    if len(workings) == 1:
        found += _in_formula(rule, workings[0])
    joint = rule.repeat.cap(workings[0]) if rule.repeat and rule.repeat.cap else None
    amounts = [working.value("amount") for working in workings]
    if isinstance(joint, Decimal) and all(isinstance(amount, Decimal) for amount in amounts):
        found.append(_cap(rule, joint, sum((a for a in amounts if isinstance(a, Decimal)), Decimal(0))))
    return tuple(dict.fromkeys(found))


def _in_formula(rule: Rule, working: Working) -> list[Cap]:
    found = []
    for _, line in rule.formula:
        for node in ast.walk(line.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "min":
                limits = [arg for arg in node.args if isinstance(arg, ast.Name) and _is_cap(rule, arg.id)]
                others = [arg for arg in node.args if arg not in limits]
                if len(limits) == 1 and len(others) == 1:
                    limit, raw = (compile_expr(ast.unparse(arg))(working) for arg in (limits[0], others[0]))
                    if isinstance(limit, Decimal) and isinstance(raw, Decimal):
                        found.append(_cap(rule, limit, raw))
    return found


def _is_cap(rule: Rule, name: str) -> bool:
    """Whether a name is a parameter in the kind of unit that the rule's result has (元, 万元; not 年)."""
    parameter = rule.parameters.get(name)
    return parameter is not None and parameter.unit.split("/")[0].endswith(rule.result.unit.split("/")[0])


def _cap(rule: Rule, limit: Decimal, raw: Decimal) -> Cap:
    scale = factor_of(rule.result.unit)
    return Cap(rounded(limit / scale), rounded(raw / scale), rule.result.unit)
