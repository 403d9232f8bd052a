"""What was read of a text for one rule, as tests compare it."""

from __future__ import annotations

from decimal import Decimal

from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.rules.model import RuleBook
from bot.types import Value

Groups = list[tuple[Value | None, ...]]


def told(book: RuleBook, reader: Reader, rule: str, names: str, text: str) -> Groups:
    """What was read of these inputs, group by group; whole numbers as int."""
    given = read_situation(book.rules[rule], (text,), reader).given
    rows = [[group.get(name) for name in names.split()] for group in given]
    return [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in rows]
