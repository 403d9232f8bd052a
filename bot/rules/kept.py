"""Which checks of a rule the person's own facts meet, so that an answer may say so."""

from __future__ import annotations

import ast
import functools

from bot.rules.expr import Expr, compile_expr
from bot.rules.working import Working

KEPT = "符合："
"""How a step begins that names a condition which the person's own facts meet."""


def rests_on_told(check: Expr, working: Working) -> bool:
    """Whether a check that holds would be open without one of the facts told, and holds by what it demands.

    A check that holds only because it is not for this person (名医的须满6年, and this is no 名医) is met by nobody's fact.
    """
    if _exempt(check, working):
        return False
    for name in working.told:
        fewer = {other: value for other, value in working.told.items() if other != name}
        if check(Working(working.rule, fewer, working.inputs, working.lines)) is not True:
            return True
    return False


def _exempt(check: Expr, working: Working) -> bool:
    """Whether an "or" holds by those of its parts alone that say whom it is not for (not …, … == …, … in …)."""
    if not isinstance(check.tree, ast.BoolOp) or not isinstance(check.tree.op, ast.Or):
        return False
    held = [part for part in check.tree.values if _compiled(ast.unparse(part))(working) is True]
    return all(_says_for_whom(part) for part in held)


def _says_for_whom(part: ast.expr) -> bool:
    if isinstance(part, ast.Compare):
        return isinstance(part.ops[0], ast.Eq | ast.NotEq | ast.In | ast.NotIn)
    return isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not)


@functools.cache
def _compiled(source: str) -> Expr:
    return compile_expr(source)
