"""The numbers of a rule: reading them from the file, and looking them up (table by choices, brackets)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.rules.expr import Scope, Val
from bot.rules.model import Clause, Parameter, Table, Tier
from bot.rules.node import Node

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def parse_parameters(node: Node, clause: Clause) -> dict[str, Parameter]:
    """The `parameters` of a rule; a parameter without its own quote stands in the rule's."""
    out: dict[str, Parameter] = {}
    holder = node.child("parameters")
    for name in holder.data if holder else ():
        child = holder.child(name) if holder else None
        if child is not None:
            out[str(name)] = parse_parameter(str(name), child, clause)
            child.done()
    return out


def parse_parameter(name: str, node: Node, clause: Clause) -> Parameter:
    """One parameter: `value`, or `by` + `values`, or `tiers_of` + `tiers`."""
    unit = node.text("unit", required=True) or ""
    quote = node.text("quote")
    own = Clause(
        node.text("document") or clause.document_id,
        node.text("article") or clause.article,
        quote or clause.quote,
    )
    value = node.take("value", (Decimal, str))
    by = node.texts("by")
    tiers = tuple(_tier(child, by) for child in node.children("tiers"))
    values = _table(node, "values", node.take("values", dict) or {}, len(by))
    given = [value is not None, bool(values), bool(tiers)]
    if given.count(True) != 1:
        node.say("", "参数要写 value、by+values、tiers_of+tiers 三者之一")
    tiers_of = node.text("tiers_of", required=bool(tiers))
    if list(tiers) != sorted(tiers, key=lambda t: (t.bound, not t.inclusive)):
        node.say("tiers", "档次要从低到高排列")
    return Parameter(
        name, unit, own, _number(node, value), by, values, tiers_of, tiers, factor_of(unit, value)
    )


def factor_of(unit: str, value: object = None) -> Decimal:
    """What a written number of this unit is multiplied by inside formulas: % 0.01, ‰ 0.001, 折 0.1 (95折:
    0.01)."""
    if unit.startswith("%"):
        return Decimal("0.01")
    if unit.startswith("‰"):
        return Decimal("0.001")
    if unit.startswith("折"):
        return Decimal("0.01") if isinstance(value, Decimal) and value >= 10 else Decimal("0.1")
    return Decimal(1)


def _number(node: Node, value: Any) -> Decimal | date | None:
    """A number, a quoted decimal or a quoted date."""
    if not isinstance(value, str):
        return value if isinstance(value, Decimal) else None
    if _DATE.fullmatch(value):
        return date.fromisoformat(value)
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return Decimal(value)
    node.say("value", f'应为数或"YYYY-MM-DD"，实为“{value}”')
    return None


def _table(node: Node, key: str, data: Mapping[Any, Any], depth: int) -> Table:
    """Nested values as deep as there are names in `by`; true/false keys become 是/否."""
    out: dict[str, Any] = {}
    for name, value in data.items():
        word = {True: "是", False: "否"}.get(name, str(name)) if isinstance(name, bool) else str(name)
        if isinstance(value, dict) and depth > 1:
            out[word] = _table(node, f"{key}:{word}", value, depth - 1)
        elif isinstance(value, Decimal | str) and depth == 1:
            number = _number(node, value)
            if isinstance(number, Decimal):
                out[word] = number
        else:
            node.say(f"{key}:{word}", "表的层数与 by 不符（by 里几个名字就是几层）")
    return out


def _tier(node: Node, by: tuple[str, ...]) -> Tier:
    low, above = node.take("from", Decimal), node.take("above", Decimal)
    if (low is None) == (above is None):
        node.say("", "每档要写 from（含）或 above（不含）之一")
    value = node.take("value", (Decimal, dict), required=True)
    held = _table(node, "value", value, len(by)) if isinstance(value, dict) else value or Decimal(0)
    if isinstance(value, dict) and not by:
        node.say("value", "按选项分的数额要写 by")
    node.done()
    return Tier(low if low is not None else above or Decimal(0), low is not None, held)


def look_up(parameter: Parameter, scope: Scope, at: Decimal | None = None) -> Val:
    """The parameter's value in a scope, as formulas use it. None when what it hangs on is not known or not
    listed.

    Below the lowest tier the value is 0. `at` reads the tiers at another value.
    """
    if parameter.tiers:
        x = at if at is not None else scope.value(parameter.tiers_of or "")
        if not isinstance(x, Decimal):
            return None
        held = [tier.value for tier in parameter.tiers if tier.holds(x)]
        value = held[-1] if held else Decimal(0)
        if isinstance(value, Mapping):
            return _walk(value, parameter, scope)
        return value * parameter.factor
    if parameter.by:
        return _walk(parameter.values, parameter, scope)
    return parameter.value * parameter.factor if isinstance(parameter.value, Decimal) else parameter.value


def _walk(table: Table, parameter: Parameter, scope: Scope) -> Val:
    found: Any = table
    keys = [scope.value(name) for name in parameter.by]
    for key in keys:
        if key is None:
            return None
        found = found.get({True: "是", False: "否"}[key] if isinstance(key, bool) else str(key))
        if found is None:
            return None
    return found * parameter.factor if isinstance(found, Decimal) else None
