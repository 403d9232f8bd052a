"""Two runs over the same questions: what differs, by how much, and which questions turned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from eval.errors import BadCases
from eval.files import Record, read_object, write_text
from eval.metrics import METRICS
from eval.questions import Case
from eval.score import Scored
from eval.stats import interval

Values = Mapping[str, float]


@dataclass(frozen=True)
class Snapshot:
    """The values of a run by question; `prints` tells whether a case has been changed since."""

    label: str
    values: dict[str, Values]
    prints: dict[str, str]
    floors: dict[str, float] = field(default_factory=dict)
    as_of: str | None = None
    """The day that undated questions were asked for; runs for different days are not the same questions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric before and after, over the `n` questions scored in both, with the interval of the change."""

    metric: str
    before: float
    after: float
    change: float
    low: float
    high: float
    n: int

    @property
    def worse(self) -> bool:
        """A regression beyond its confidence interval: the whole interval of the change lies below zero."""
        return self.high < 0

    @property
    def better(self) -> bool:
        """The whole interval of the change lies above zero."""
        return self.low > 0


@dataclass(frozen=True)
class Comparison:
    """What changed from one run to the next; lists hold question ids."""

    differences: tuple[Difference, ...]
    turned_wrong: tuple[str, ...]
    turned_right: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Questions whose case was edited in between; they are not compared."""


def snapshot(scored: Scored, label: str) -> Snapshot:
    """The part of a scored run that comparisons need, rounded as a baseline is saved."""
    values: dict[str, Values] = {
        row.case.id: _rounded({name: value for name, value in row.values.items() if value is not None})
        for row in scored.rows
    }
    return Snapshot(label, values, {row.case.id: case_print(row.case) for row in scored.rows})


def case_print(case: Case) -> str:
    """Changes when what is asked or what is right changes; not with where the case is filed."""
    core = replace(case, where="", documents=(), rules=(), note="", source="", suite="")
    return hashlib.sha256(repr(core).encode()).hexdigest()[:12]


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Pairs the questions that both runs have, unchanged, and resamples them together."""
    common = [name for name in after.values if name in before.values]
    same = [name for name in common if before.prints[name] == after.prints[name]]
    found = (_difference(metric, before, after, same) for metric in METRICS)
    return Comparison(
        differences=tuple(item for item in found if item is not None),
        turned_wrong=tuple(
            n for n in same if before.values[n]["right"] == 1 and after.values[n]["right"] != 1
        ),
        turned_right=tuple(
            n for n in same if before.values[n]["right"] != 1 and after.values[n]["right"] == 1
        ),
        added=tuple(name for name in after.values if name not in before.values),
        removed=tuple(name for name in before.values if name not in after.values),
        changed=tuple(name for name in common if name not in set(same)),
    )


MOMENTARY = ("timings_ms", "trace_id")
"""Fields of an answer that no two runs share."""


def answered_otherwise(before: Sequence[Record], after: Sequence[Record]) -> list[str]:
    """Ids of the questions that both runs have and whose answers differ in anything but the momentary fields."""
    known = {record["id"]: _lasting(record) for record in before}
    return [str(new["id"]) for new in after if new["id"] in known and known[new["id"]] != _lasting(new)]


def _lasting(answer: Record) -> Record:
    return {key: value for key, value in answer.items() if key not in MOMENTARY}


def _difference(metric: str, before: Snapshot, after: Snapshot, names: list[str]) -> Difference | None:
    pairs = [
        (before.values[name][metric], after.values[name][metric])
        for name in names
        if metric in before.values[name] and metric in after.values[name]
    ]
    if not pairs:
        return None
    first, second = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    low, high = interval([b - a for a, b in pairs])
    return Difference(metric, first, second, second - first, low, high, len(pairs))


def save(taken: Snapshot, path: Path) -> None:
    """Writes a baseline, one question a line so that a review shows what moved."""
    entries = {
        name: {"print": taken.prints[name], **values} for name, values in taken.values.items()
    }
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(entry)}" for name, entry in entries.items()
    ]
    known = {"label": taken.label, "as_of": taken.as_of, "floors": taken.floors}
    head = "".join(f'"{key}": {json.dumps(value, ensure_ascii=False)},\n' for key, value in known.items())
    write_text(path, "{" + head + '"questions": {\n' + ",\n".join(lines) + "\n}}\n")


def _rounded(values: Values) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def read(path: Path) -> Snapshot:
    """A saved baseline. Raises BadCases naming what is wrong with the file."""
    record = read_object(path)
    questions = record.get("questions")
    if not isinstance(questions, dict) or not all(_sound(entry) for entry in questions.values()):
        raise BadCases([f"{path.name}：不是基线文件（应有 questions），请用 eval gate --update 重新生成。"])
    values: dict[str, Values] = {
        name: {k: float(v) for k, v in e.items() if k != "print"} for name, e in questions.items()
    }
    prints = {name: entry["print"] for name, entry in questions.items()}
    floors, as_of = dict(record.get("floors") or {}), record.get("as_of")
    if as_of is not None and not _is_day(as_of):
        raise BadCases([f"{path.name}：as_of 应为 YYYY-MM-DD，现在是“{as_of}”。"])
    return Snapshot(str(record.get("label", "")), values, prints, floors, as_of)


def _is_day(raw: object) -> bool:
    try:
        return isinstance(raw, str) and bool(date.fromisoformat(raw))
    except ValueError:
        return False


def _sound(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("print"), str) or "right" not in entry:
        return False
    return all(isinstance(value, int | float) for name, value in entry.items() if name != "print")
