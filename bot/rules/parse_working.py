"""Reading the working of a rule (its steps) and its worked cases from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import get_args

from bot.rules.expr import Expr
from bot.rules.model import Case, Step
from bot.rules.node import Node
from bot.rules.words import YEARS
from bot.types import Outcome, Value

_HOLE = re.compile(r"\{([^{}]*)\}")


def steps_of(node: Node) -> tuple[Step, ...]:
    """The lines of the working, each words and expressions."""
    out = []
    for number, item in enumerate(node.take("steps", list) or [], 1):
        where = f"{node.where}:steps[{number}]"
        child = Node(item if isinstance(item, dict) else {"text": item}, where, node.problems)
        text = child.text("text", required=True) or ""
        out.append(Step(child.expr("when"), text, _parts(child, text), child.take("meets", bool)))
        child.done()
    return tuple(out)


def _parts(node: Node, text: str) -> tuple[str | tuple[Expr, str], ...]:
    """Splits "{a * b:wan}元" into words and compiled expressions with their format; "{years}年" is one of years."""
    parts: list[str | tuple[Expr, str]] = []
    position = 0
    for hole in _HOLE.finditer(text):
        source, _, style = hole[1].partition(":")
        if style not in ("", "wan", "pct"):
            node.say("text", f"没有“:{style}”这种格式，可用 :wan（万、亿）和 :pct（百分数）")
        compiled = node.compiled("text", source)
        parts.append(text[position : hole.start()])
        position = hole.end()
        if not style and text.startswith(YEARS, position):
            style, position = YEARS, position + len(YEARS)
        if compiled is not None:
            parts.append((compiled, style))
    return (*parts, text[position:])


def case_of(node: Node) -> Case:
    """One worked example: what is given and what must come out."""
    given = node.take("given", (dict, list), required=True)
    several = isinstance(given, list)
    outcome = node.text("outcome") or "computed"
    if outcome not in get_args(Outcome):
        node.say("outcome", f"没有“{outcome}”，可用：{'、'.join(get_args(Outcome))}")
    amount = node.take("amount", Decimal)
    if outcome == "computed" and amount is None:
        node.say("amount", "算例要么写 amount，要么写 outcome（资格类规则写 outcome: qualified）")
    parts = [g for g in (given if isinstance(given, list) else [given]) if isinstance(g, dict)]
    values: tuple[Mapping[str, Value], ...] = tuple(parts)
    as_of: date | None = node.date("as_of")
    low, state, why = node.take("low", Decimal), node.text("state"), node.text("why")
    return Case(values or ({},), several, outcome, amount, low, as_of, state, why)
