"""What people want to know about any policy and its text seldom tells: a telephone, the day the money comes, …

A question for one of these is not answered by clauses that say nothing of it, however near they stand otherwise.
The aspects are listed in `aspects.yaml`; they know no policy and no city.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.vocabulary import pattern_of


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect: its name in the sentence that it is not written, how it is asked for, and what tells of it."""

    name: str
    asks: re.Pattern[str]
    tells: re.Pattern[str]


def load_aspects(path: Path) -> tuple[Aspect, ...]:
    """Read `aspects.yaml`."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Aspect(entry["name"], pattern_of(entry["asks"]), pattern_of(entry["tells"]))
        for entry in data.values()
    )


def asked_aspects(question: str, aspects: Iterable[Aspect]) -> list[Aspect]:
    """The aspects that a question asks for."""
    return [aspect for aspect in aspects if aspect.asks.search(question)]


def untold_aspect(question: str, texts: Sequence[str], aspects: Iterable[Aspect]) -> Aspect | None:
    """The first aspect that a question asks for and of which none of the texts tells, or None."""
    for aspect in asked_aspects(question, aspects):
        if not any(aspect.tells.search(text) for text in texts):
            return aspect
    return None
