"""What the commands are given from outside: a bot to ask, the present day, traces to make cases from.

Whoever mounts the commands may replace any of it; tests pass bots that are wrong on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from eval.files import Record
from eval.generate import AnswerBatch, Retrieve


@dataclass(frozen=True)
class Opened:
    """A bot ready to be asked; `config` (mode, model, embedding) is saved beside the answers."""

    answer_batch: AnswerBatch
    retrieve: Retrieve | None = None
    config: Record = field(default_factory=dict)
    shared: Callable[[int], AnswerBatch] | None = None
    """The same in so many processes, where that gives the same answers; each then holds what was `retrieved`."""


Open = Callable[[str, date | None], Opened]
"""Mode (auto, offline, llm) and the day for questions without a date → a bot."""


def assistant(mode: str, today: date | None) -> Opened:
    """The assistant itself, as the settings in the environment describe it. Raises what opening it raises."""
    from eval.assistant import open_assistant  # opens an index: only for commands that ask questions

    return open_assistant(mode, today)


HERE = Path(__file__).resolve().parent


@dataclass
class Wiring:
    """Filled by the command line that mounts `eval.cli.app`."""

    questions: Path = HERE / "questions"
    baseline: Path = HERE / "baseline.json"

    open: Open = assistant
    today: Callable[[], date | None] = lambda: None
    """The day on which undated questions are asked; None leaves them undated."""
    trace: Callable[[str], Record | None] = lambda trace_id: None
    """A stored exchange by its trace id: `question`, `history`, `as_of`, `answer`."""
    candidates: Callable[[], list[Record]] = list
    """Exchanges that people rated, newest first: `trace_id`, `rating`, `comment`, `question`."""
