"""Expressions: what they compute, what goes through unknown, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from bot.rules.expr import ExprError, Val, compile_expr


@dataclass(frozen=True)
class Names:
    """A scope of plain values; `t` is a tier table that doubles."""

    values: dict[str, Val]

    def value(self, name: str) -> Val:
        return self.values.get(name)

    def known(self, name: str) -> bool:
        return name in self.values

    def tier(self, name: str, at: Decimal) -> Val:
        return at * 2


SCOPE = Names({"a": Decimal(10), "b": Decimal(3), "yes": True, "no": False, "word": "硕士"})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a + b * 2", Decimal(16)),
        ("(a + b) * 2", Decimal(26)),
        ("-a", Decimal(-10)),
        ("a / 2", Decimal(5)),
        ("min(a, b)", Decimal(3)),
        ("max(a, b, 12)", Decimal(12)),
        ("a > b >= 2", True),
        ("a == b", False),
        ('word in ["硕士", "博士"]', True),
        ('word not in ["硕士"]', False),
        ("a if yes else b", Decimal(10)),
        ("yes and not no", True),
        ("at(t, a)", Decimal(20)),
        ("known(a)", True),
        ("known(x)", False),
        ("true", True),
        ("x + 1", None),
        ("min(a, x)", None),
        ("x > 1", None),
        ("a / 0", None),
        ("a if x else b", None),
        ("x and no", False),
        ("no and x", False),
        ("x and yes", None),
        ("x or yes", True),
        ("x or no", None),
        ("not x", None),
        ("a > 1 > x", None),
        ("at(t, x)", None),
        ("b > a > x", False),
    ],
)
def test_values(source: str, value: Val) -> None:
    assert compile_expr(source)(SCOPE) == value


@pytest.mark.parametrize(
    "source",
    [
        "3",
        "a * 100",
        "1.5 * a",
        "a.b",
        "a[0]",
        "open('x')",
        "__import__('os')",
        "lambda: 1",
        "[x for x in a]",
        "a ** 2",
        "a // 2",
        "a % 2",
        "f'{a}'",
        "a := 1",
        "min()",
        "at(1, a)",
        "known(1)",
        "min(a, key=b)",
        "a b",
        "",
        "a; b",
        "None",
    ],
)
def test_refused(source: str) -> None:
    with pytest.raises(ExprError):
        compile_expr(source)


@pytest.mark.parametrize("source", ["word + 1", "a * yes", "word > a"])
def test_unlike_things_are_not_mixed(source: str) -> None:
    with pytest.raises(ExprError):
        compile_expr(source)(SCOPE)


def test_names_and_compared_words_are_known_before_running() -> None:
    compiled = compile_expr('a if word in ["硕士", "博士"] else at(t, b)')
    assert compiled.names == {"a", "word", "b"}
    assert compiled.tables == {"t"}
    assert set(compiled.compared) == {("word", "硕士"), ("word", "博士")}
