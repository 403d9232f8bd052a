"""What an input of a rule is: its type, the question for it, and the words and limits of its values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

InputType = Literal["money", "rate", "count", "months", "years", "days", "age", "date", "choice", "flag"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice input (a Chinese word) and the words people use for it."""

    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class InputSpec:
    """An input: its type, the question that asks for it, the words that tell it, and its limits.

    Values: money in yuan, rate as the percent number (50 for 50%), count in `unit`, months/years/days in
    that unit. `counts`: the things that a count counts (学徒, 工匠); `none`: words that tell the number to be
    0; `per` "year": an amount told for a month is taken twelve times.
    """

    name: str
    type: InputType
    label: str
    question: str
    choices: tuple[Choice, ...] = ()
    cues: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    counts: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    per: str = ""
    patterns: tuple[tuple[str, str], ...] = ()
    """Further words that tell a choice (its value) or a flag (是, 否), as regular expressions."""
    of_question: bool = False
    """It says what is asked, not how somebody stands: 我能领什么 does not ask for it."""
    of_other: bool = False
    """It says that somebody beside the one who asks is meant (the spouse): where it was not told, 我能领什么 asks."""
    of_all: bool = False
    """An amount for all together: what was told for each (人均5200) is taken times the people told (480人)."""
    of_goal: bool = False
    """A choice of what somebody is to become: what he has already (早就有中级证) is another matter."""
    adds_up: bool = False
    """An amount that several numbers of one list add up to (前三年分别领过100万、100万、60万)."""
    once: bool = False
    """For a flag: of several years that are told one after another it is true of one at most (whether a loan is the first)."""
    is_place: bool = False
    """A count that is a place in an order (第8名, 排第300位): never so many people or things."""
    of_last_year: bool = False
    """An amount of last year: those of other years are none where that of last year is told too."""
    of: str = ""
    """For a flag: the choice whose values it tells of, each apart (whether a degree was earned full-time)."""

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The names of the choices, or the words of a flag, in lower case with the value (yes, no), longest first."""
        said = [(alias, choice.value) for choice in self.choices for alias in (choice.value, *choice.aliases)]
        said += [(word, "no") for word in self.no] + [(word, "yes") for word in self.yes]
        return tuple(sorted(((word.lower(), value) for word, value in said), key=lambda pair: -len(pair[0])))
