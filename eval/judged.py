"""One case beside the answer that a bot gave to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.provenance import Numbers, Origin, origins
from eval.corpus import CorpusText
from eval.questions import Case


@dataclass(frozen=True)
class Judged:
    """One case beside the answer that a bot gave to it, with what both need from the corpus."""

    case: Case
    answer: dict[str, Any]
    corpus: CorpusText
    numbers: Numbers

    @property
    def status(self) -> str:
        """How the answer ended."""
        return str(self.answer.get("status"))

    @property
    def text(self) -> str:
        """The answer's own words."""
        return self.answer.get("answer") or ""

    @cached_property
    def citations(self) -> list[dict[str, Any]]:
        """The cited clauses."""
        return list(self.answer.get("citations") or [])

    @cached_property
    def quotes(self) -> list[str]:
        """The cited clauses' words."""
        return [citation.get("quote") or "" for citation in self.citations]

    @cached_property
    def calculations(self) -> list[dict[str, Any]]:
        """The calculations shown."""
        return list(self.answer.get("calculations") or [])

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Each number of the answer with its source."""
        return origins(self.answer, self.case.line(), self.numbers)

    @cached_property
    def retrieved(self) -> list[str] | None:
        """The retrieved passages' texts by rank; None where the run recorded none."""
        found = self.answer.get("retrieved")
        return None if found is None else [str(item.get("text") or "") for item in found]


def share(flags: Sequence[bool]) -> float | None:
    """The share of true flags; None (not scored) when there are none."""
    return sum(flags) / len(flags) if flags else None
