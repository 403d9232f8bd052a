"""Near-threshold sentences: how far from the next tier, or from passing or losing a condition."""

from __future__ import annotations

import ast
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Literal

from bot.rules.expr import Expr, Scope, compile_expr
from bot.rules.model import Limit, Parameter, Rule
from bot.rules.spec import InputSpec
from bot.rules.words import in_wan, with_unit
from bot.types import plain

NEAR = Decimal("0.2")
"""A threshold counts as near within a fifth of itself: a person at 10 of 12 months or at 95.9 of 96 万元
can still act."""
_OPS: dict[type[ast.cmpop], Literal["<", "<=", ">", ">="]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_FLIPPED: dict[str, Literal["<", "<=", ">", ">="]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TIMES = ("months", "years", "days")


def limits_of(check: Expr) -> tuple[Limit, ...]:
    """The numeric bounds of a check that must all hold (a comparison, or comparisons joined by `and`)."""
    tree = check.tree
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    out: list[Limit] = []
    for part in parts:
        if isinstance(part, ast.Compare):
            sides = [part.left, *part.comparators]
            for left, op, right in zip(sides, part.ops, sides[1:], strict=False):
                out += _limit(left, _OPS.get(type(op)), right)
    return tuple(out)


def _limit(left: ast.expr, op: Any, right: ast.expr) -> list[Limit]:
    if op is None:
        return []
    out = []
    if isinstance(left, ast.Name):
        out.append(Limit(left.id, op, compile_expr(ast.unparse(right))))
    if isinstance(right, ast.Name):
        out.append(Limit(right.id, _FLIPPED[op], compile_expr(ast.unparse(left))))
    return out


def near_sentences(rule: Rule, scope: Scope, used: Collection[str]) -> tuple[str, ...]:
    """Sentences for every told number that stands close to a threshold of the rule.

    `used` names the parameters that this calculation read: other tables say nothing to this person.
    """
    out: list[str] = []
    for requirement in rule.requires:
        for limit in requirement.limits:
            item = rule.input(limit.name)
            if item is not None and scope.known(limit.name) and not _is_year(item.spec):
                out += _near_limit(limit, item.spec, scope)
    for parameter in rule.parameters.values():
        item = rule.input(parameter.tiers_of or "")
        if item is not None and parameter.name in used and scope.known(item.spec.name):
            out += _near_tier(parameter, item.spec, scope)
    return tuple(dict.fromkeys(out))


def _is_year(spec: InputSpec) -> bool:
    """A calendar year (立项年度) is a fact of the past: nobody comes nearer to it."""
    return spec.type == "count" and spec.unit == "年"


def _near_limit(limit: Limit, spec: InputSpec, scope: Scope) -> list[str]:
    x, bound = scope.value(limit.name), limit.bound(scope)
    if not (isinstance(x, Decimal) and isinstance(bound, Decimal)) or abs(x - bound) > abs(bound) * NEAR:
        return []
    scale = 100 if spec.type == "rate" else 1
    x, bound = x * scale, bound * scale
    gap, edge = with_unit(abs(bound - x), spec), with_unit(bound, spec)
    if limit.op in (">", ">="):
        if x > bound or (x == bound and limit.op == ">="):
            return []
        if x == bound:
            return [f"{spec.label}恰为{edge}，须超过{edge}才符合条件"]
        passed = "即可" if limit.op == ">=" else "以上即可"
        return (
            [f"{spec.label}再满{gap}{passed}"] if spec.type in _TIMES else [f"{spec.label}距{edge}还差{gap}"]
        )
    if x > bound or (x == bound and limit.op == "<"):
        return [f"{spec.label}超出上限（{edge}）{gap}"] if x > bound else [f"{spec.label}须不满{edge}"]
    if spec.type in (*_TIMES, "age") and x <= bound:
        left = f"离上限（{edge}）还有{gap}" if x < bound else f"恰在上限（{edge}）"
        return [f"{spec.label}{left}，请留意申报时间"]
    return []


def _near_tier(parameter: Parameter, spec: InputSpec, scope: Scope) -> list[str]:
    x = scope.value(spec.name)
    if not isinstance(x, Decimal):
        return []
    scale = 100 if spec.type == "rate" else 1
    now = next((tier.value for tier in reversed(parameter.tiers) if tier.holds(x)), Decimal(0))
    following = next((tier for tier in parameter.tiers if not tier.holds(x) and tier.value != now), None)
    if following is None or following.bound - x > following.bound * NEAR:
        return []
    edge = with_unit(following.bound * scale, spec)
    worth = ""
    if isinstance(following.value, Decimal):
        shown = in_wan(following.value) if parameter.unit.startswith("元") else plain(following.value)
        worth = f"，下一档为{shown}{parameter.unit}"
    if following.bound == x:
        return [f"{spec.label}恰为{edge}，须超过{edge}才到下一档{worth}"]
    more = "（含）" if following.inclusive else "以上（不含）"
    return [f"距下一档（{edge}{more}）还差{with_unit((following.bound - x) * scale, spec)}{worth}"]
