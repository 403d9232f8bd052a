"""Reading a mapping of a rule file key by key, so that every finding names file, rule and key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bot.rules.expr import Expr, ExprError, compile_expr

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where (file:rule:key) and what is wrong, in Chinese."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class Node:
    """One mapping of a rule file. Each `take_*` marks its key as read; `done` reports the keys nobody
    knows."""

    data: dict[str, Any]
    where: str
    problems: list[Problem]
    seen: set[str] = field(default_factory=set)

    def say(self, key: str, what: str) -> None:
        """Notes a finding at `key`."""
        self.problems.append(Problem(f"{self.where}:{key}" if key else self.where, what))

    def take(self, key: str, kind: type | tuple[type, ...], required: bool = False) -> Any:
        """The value of `key` if it is of `kind`; None (and a finding, where due) otherwise."""
        self.seen.add(key)
        value = self.data.get(key)
        if value is None:
            if required:
                self.say(key, "缺少这一项")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is Decimal):
            names = {str: "文字", list: "列表", dict: "映射", Decimal: "数", bool: "true/false"}
            expected = kind if isinstance(kind, tuple) else (kind,)
            self.say(key, f"应为{'或'.join(names.get(k, k.__name__) for k in expected)}，实为“{value}”")
            return None
        return value

    def text(self, key: str, required: bool = False) -> str | None:
        """A text; a bare number (a year, a name of digits) is read as its digits."""
        value = self.take(key, (str, Decimal), required)
        return None if value is None else str(value)

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.take(key, (list, str), required)
        items = [value] if isinstance(value, str) else value or []
        for item in items:
            if not isinstance(item, str | Decimal):
                self.say(key, f"列表里应是文字，实为“{item}”（含冒号的文字请加引号）")
        return tuple(str(item) for item in items)

    def date(self, key: str) -> date | None:
        """A date "YYYY-MM-DD"."""
        value = self.take(key, str)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.say(key, f'日期应写成"2024-01-31"，实为“{value}”')
            return None

    def expr(self, key: str, required: bool = False) -> Expr | None:
        """An expression, compiled."""
        value = self.take(key, (str, Decimal, bool), required)
        return None if value is None else self.compiled(key, value)

    def compiled(self, key: str, source: object) -> Expr | None:
        """Compiles `source`, noting what is wrong with it."""
        try:
            return compile_expr(source)
        except ExprError as error:
            self.say(key, str(error))
            return None

    def child(self, key: str, required: bool = False) -> Node | None:
        """The mapping under `key`."""
        value = self.take(key, dict, required)
        return None if value is None else Node(value, f"{self.where}:{key}", self.problems)

    def children(self, key: str, name: str = "") -> list[Node]:
        """The mappings of the list under `key`; `name` is the key whose value names them in findings."""
        out = []
        for number, item in enumerate(self.take(key, list) or [], 1):
            label = item.get(name, number) if isinstance(item, dict) and name else number
            if isinstance(item, dict):
                out.append(Node(item, f"{self.where}:{key}[{label}]", self.problems))
            else:
                self.say(f"{key}[{label}]", f"应为映射，实为“{item}”")
        return out

    def done(self) -> None:
        """Reports every key that nobody asked for."""
        for key in self.data:
            if key not in self.seen:
                self.say(str(key), "不认识的键（拼写错误？可用的键见 docs/rules.md）")


def built(make: Callable[[Node], T], nodes: list[Node]) -> tuple[T, ...]:
    """Builds each node and then reports its unknown keys."""
    out = []
    for node in nodes:
        out.append(make(node))
        node.done()
    return tuple(out)
