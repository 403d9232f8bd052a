"""Small safe expressions over named values: compiled once from a whitelisted syntax tree, never `eval`.

A value that is not known is None, and None goes through: 2 * None is None, `False and None` is False
(Kleene logic).
Only 0, 1, 2 and 12 may be written as numbers: every number of a policy is a named parameter with its own
quote.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

Known = Decimal | str | bool | date
Val = Known | None
UNIT_FACTORS = frozenset({0, 1, 2, 12})


class ExprError(ValueError):
    """An expression that is not allowed or does not fit its values; the message is Chinese."""


class Scope(Protocol):
    """Where an expression finds its names."""

    def value(self, name: str) -> Val:
        """The value of an input, a parameter or a formula line; None when not known."""

    def known(self, name: str) -> bool:
        """Whether the person told this input."""

    def tier(self, name: str, at: Decimal) -> Val:
        """The tier table `name` read at another value than its own input."""


Run = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Expr:
    """A compiled expression: its source, the names it reads, the words it compares with, and how to run
    it."""

    source: str
    names: frozenset[str]
    tables: frozenset[str]
    compared: tuple[tuple[str, str], ...]
    run: Run
    tree: ast.expr

    def __call__(self, scope: Scope) -> Val:
        """The value in this scope; None when something it needs is not known."""
        result: Val = self.run(scope)
        return result

    @property
    def demands(self) -> tuple[str, str] | None:
        """The name and the word, where the expression demands of one name that it be one word; else None."""
        equal = isinstance(self.tree, ast.Compare) and len(self.tree.ops) == 1 and isinstance(self.tree.ops[0], ast.Eq)
        return self.compared[0] if equal and len(self.compared) == 1 else None

    @property
    def terms(self) -> frozenset[str]:
        """The names that it adds up, where it is nothing but their sum; else none."""
        nodes = (ast.BinOp, ast.Add, ast.Name, ast.Load)
        return self.names if all(isinstance(node, nodes) for node in ast.walk(self.tree)) else frozenset()


def compile_expr(source: object) -> Expr:
    """Compiles the text (or the bare number or truth value) of an expression. Raises ExprError."""
    if isinstance(source, bool):
        source = "true" if source else "false"
    text = " ".join(str(source).split())
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        raise ExprError(f"算式“{text}”写法不对") from None
    names: set[str] = set()
    tables: set[str] = set()
    run = _Compiler(names, tables).run(tree)
    return Expr(text, frozenset(names), frozenset(tables), tuple(_compared(tree)), run, tree)


def _compared(tree: ast.expr) -> list[tuple[str, str]]:
    """Pairs (name, word) that the expression compares, so that a misspelt choice is found at load."""
    pairs = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            for right in node.comparators:
                items = right.elts if isinstance(right, ast.List | ast.Tuple) else [right]
                words = [i.value for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str)]
                pairs += [(node.left.id, word) for word in words]
    return pairs


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_TRUTH: Mapping[str, bool] = {"true": True, "false": False, "True": True, "False": False}


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Turns the nodes of one expression into nested functions, and notes the names on the way."""

    names: set[str]
    tables: set[str]

    def run(self, node: ast.expr) -> Run:
        """The function of one node. Raises ExprError for anything outside the whitelist."""
        match node:
            case ast.Constant() | ast.Name() | ast.List() | ast.Tuple():
                return self._leaf(node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return _arithmetic(_ARITHMETIC[type(op)], self.run(left), self.run(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _each(operator.neg, [self.run(operand)])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _each(operator.not_, [self.run(operand)])
            case ast.BoolOp(op=op, values=values):
                return _logic(isinstance(op, ast.And), [self.run(v) for v in values])
            case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(o) in _COMPARE for o in ops):
                return _chain([_COMPARE[type(o)] for o in ops], [self.run(v) for v in (left, *rights)])
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return _choice(self.run(test), self.run(body), self.run(orelse))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
        raise ExprError(f"算式里不能用“{ast.unparse(node)}”这种写法")

    def _leaf(self, node: ast.Constant | ast.Name | ast.List | ast.Tuple) -> Run:
        if isinstance(node, ast.Constant):
            return self._constant(node.value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        return _each(lambda *values: values, [self.run(item) for item in node.elts])

    def _constant(self, value: object) -> Run:
        if isinstance(value, str | bool):
            return lambda scope: value
        if isinstance(value, int) and value in UNIT_FACTORS:
            number = Decimal(value)
            return lambda scope: number
        raise ExprError(f"算式里不能直接写数字{value}（只许0、1、2、12），请放进 parameters 并给出原文")

    def _name(self, name: str) -> Run:
        if name in _TRUTH:
            truth = _TRUTH[name]
            return lambda scope: truth
        self.names.add(name)
        return lambda scope: scope.value(name)

    def _call(self, name: str, args: list[ast.expr]) -> Run:
        if name in ("min", "max") and args:
            return _each(min if name == "min" else max, [self.run(a) for a in args], single=len(args) == 1)
        if name == "known" and len(args) == 1 and isinstance(args[0], ast.Name):
            told = args[0].id
            self.names.add(told)
            return lambda scope: scope.known(told)
        if name == "at" and len(args) == 2 and isinstance(args[0], ast.Name):
            table, where = args[0].id, self.run(args[1])
            self.tables.add(table)
            return lambda scope: None if (x := where(scope)) is None else scope.tier(table, x)
        raise ExprError(f"算式里没有“{name}”这个函数（只有 min、max、at(分档, 数)、known(输入)）")


def _each(function: Callable[..., Any], parts: list[Run], single: bool = False) -> Run:
    def run(scope: Scope) -> Any:
        values = [part(scope) for part in parts]
        if any(value is None for value in values):
            return None
        return values[0] if single else function(*values)

    return run


def _arithmetic(function: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    def run(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if a is None or b is None:
            return None
        if not (isinstance(a, Decimal) and isinstance(b, Decimal)):
            raise ExprError(f"算式把不是数的内容拿来计算（{a}、{b}）")
        try:
            return function(a, b)
        except (ZeroDivisionError, InvalidOperation):
            return None

    return run


def _logic(every: bool, parts: list[Run]) -> Run:
    def run(scope: Scope) -> Any:
        values = [part(scope) for part in parts]
        if any(value is (not every) for value in values):
            return not every
        return None if any(value is None for value in values) else every

    return run


def _chain(operators: list[Callable[[Any, Any], bool]], parts: list[Run]) -> Run:
    def run(scope: Scope) -> Any:
        values = [part(scope) for part in parts]
        results = []
        for function, a, b in zip(operators, values, values[1:], strict=False):
            try:
                results.append(None if a is None or b is None else function(a, b))
            except TypeError:
                raise ExprError(f"算式比较了两种不同的内容（{a}、{b}）") from None
        return False if False in results else None if None in results else True

    return run


def _choice(test: Run, body: Run, orelse: Run) -> Run:
    def run(scope: Scope) -> Any:
        decided = test(scope)
        if decided is None:
            return None
        return body(scope) if decided else orelse(scope)

    return run
