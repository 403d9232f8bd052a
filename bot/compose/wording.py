"""Fixed wordings and how amounts are written for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from bot.types import Amount, plain


@dataclass(frozen=True)
class Messages:
    """The sentences of `messages.yaml`, by name."""

    texts: dict[str, str]

    def say(self, which: str, /, **values: str) -> str:
        """One sentence with its {names} filled in, in one pass: braces inside a value stay as they are."""
        return self.texts[which].format(**values)


def load_messages(path: Path) -> Messages:
    """Read `messages.yaml`."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Messages({name: str(text) for name, text in data.items()})


def money(value: Decimal, unit: str = "元") -> str:
    """An amount as people read it: 90000元（9万元）; small or uneven ones without the second writing."""
    written = f"{plain(value)}{unit}"
    if not unit.startswith("元") or abs(value) < 10_000:
        return written
    for size, name in ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万")):
        if abs(value) >= size:
            short = plain((value / size).normalize())
            if len(short) <= 8:
                return f"{written}（{short}{name}{unit}）"
    return written


def amount_line(amount: Amount, messages: Messages) -> str:
    """The headline of a result: exact, an upper or lower bound, or a range, said as such."""
    values = {"label": amount.label, "amount": money(amount.value, amount.unit)}
    if amount.bound == "range" and amount.low is not None:
        values["low"] = money(amount.low, amount.unit)
        return messages.say("amount_range", **values)
    bound = amount.bound if amount.bound in ("at_most", "at_least") and amount.value != 0 else "exact"
    return messages.say(f"amount_{bound}", **values)


def listed(items: Iterable[str]) -> str:
    """Phrases as one Chinese enumeration."""
    return "；".join(item.rstrip("。；，") for item in items if item)
