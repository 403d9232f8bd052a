"""What the benchmarks share: the opened assistant, the questions, and which passages answer them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.bot import Bot, open_bot
from bot.settings import load_settings
from eval.corpus import CorpusText, corpus_text
from eval.questions import Case, load
from eval.wiring import HERE

DAY = date(2023, 6, 30)
"""The day that undated questions are asked for: the month in which the compendium was put together."""
QUESTIONS = HERE / "questions"


@dataclass(frozen=True)
class Setting:
    """An opened assistant, every question, and the text that anchors stand in."""

    bot: Bot
    cases: tuple[Case, ...]
    text: CorpusText

    def anchored(self, split: str | None = None) -> list[Case]:
        """The questions that a clause answers, of one split or of both."""
        return [case for case in self.cases if case.anchors and split in (None, case.split)]


def open_setting() -> Setting:
    """Opens the assistant by its settings, offline. Raises NotReady, BadCases."""
    settings = load_settings()
    bot = open_bot(settings, say)
    return Setting(bot, load(QUESTIONS), corpus_text(settings.corpus, bot.corpus))


def say(line: str) -> None:
    """One line of progress on standard error."""
    print(line, file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(share: float) -> str:
    """0.8714 -> 87.1 %."""
    return f"{share:.1%}".replace("%", " %")


def mean(values: Sequence[float]) -> float:
    """The mean; 0 for nothing."""
    return sum(values) / len(values) if values else 0.0


def middle(values: Sequence[float], share: float = 0.5) -> float:
    """The value that a share of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
