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

    Where the formula holds the cap over several as well, each one's amount counts as it is without it. A cap of which the
    one side is not known is left out.
    """
    workings = [start(rule, given) for given in several]
    alone = [_in_formula(rule, working) for working in workings]
    found = list(alone[0]) if len(alone) == 1 else []
    joint = rule.repeat.cap(workings[0]) if rule.repeat and rule.repeat.cap else None
    amounts = [working.value("amount") for working in workings]
    if isinstance(joint, Decimal) and all(isinstance(amount, Decimal) for amount in amounts):
        whole = _cap(rule, joint, Decimal(0))
        raw = [
            next((cap.uncapped for cap in own if cap.limit == whole.limit), _cap(rule, joint, amount).uncapped)
            for own, amount in zip(alone, amounts, strict=True)
            if isinstance(amount, Decimal)
        ]
        found = [cap for cap in found if cap.limit != whole.limit]
        found.append(Cap(whole.limit, sum(raw, Decimal(0)), whole.unit))
    return tuple(dict.fromkeys(found))


def _in_formula(rule: Rule, working: Working) -> list[Cap]:
    """The caps of the formula's lines, in their order."""
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
    """Whether a name is a figure of the policy in the unit of the rule's result (元, 万元; not 年), or what is left of one
    after what was had already (room: max(annual_cap - received, 0))."""
    parameter = rule.parameters.get(name)
    if parameter is not None:
        return parameter.unit.split("/")[0].endswith(rule.result.unit.split("/")[0])
    line = dict(rule.formula).get(name)
    return line is not None and _is_remainder(line.tree, rule)


def _is_remainder(tree: ast.expr, rule: Rule) -> bool:
    """Whether an expression takes something off a cap, and never goes below nothing."""
    match tree:
        case ast.Call(func=ast.Name(id="max"), args=[ast.BinOp(left=ast.Name(id=cap), op=ast.Sub()), ast.Constant(value=0)]):
            return cap in rule.parameters and _is_cap(rule, cap)
    return False


def _cap(rule: Rule, limit: Decimal, raw: Decimal) -> Cap:
    scale = factor_of(rule.result.unit)
    return Cap(rounded(limit / scale), rounded(raw / scale), rule.result.unit)
