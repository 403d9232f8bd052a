"""What happened in one answer with a model, kept so that it can be looked at and played again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from bot.errors import BadInput

NAME = "model.jsonl"
_LARGEST = 20_000_000
_KEPT = 5


@dataclass
class Round:
    """One call of the model: why it was made, what was sent, and what came, in order."""

    purpose: str
    messages: list[tuple[str, str]]
    heard: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass
class Trace:
    """One answer with a model. `salt` made the issued ids; `issued` tells what each of them stood for."""

    trace_id: str
    question: dict[str, Any]
    model: str
    path: str
    salt: str
    prompts: dict[str, str] = field(default_factory=dict)
    """Prompt name -> sha256 of its file."""
    issued: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    outcome: str = ""
    """model, no_basis, or why the offline answer was given: a fault, findings, limit …"""
    detail: str = ""
    answer: str = ""
    seconds: float = 0.0
    own_seconds: float = 0.0
    """Our own time beside the model's."""
    cost: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object."""
        return asdict(self)


def keep(trace: Trace, folder: Path) -> None:
    """Append a trace to `model.jsonl`; a file of more than 20 MB is moved on, the five newest are kept."""
    line = json.dumps(trace.to_dict(), ensure_ascii=False, default=str)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f"{NAME}.lock"):
        path = folder / NAME
        if path.exists() and path.stat().st_size > _LARGEST:
            for n in range(_KEPT - 1, 0, -1):
                older = folder / f"{NAME}.{n}"
                if older.exists():
                    os.replace(older, folder / f"{NAME}.{n + 1}")
            os.replace(path, folder / f"{NAME}.1")
            (folder / f"{NAME}.{_KEPT + 1}").unlink(missing_ok=True)
        with path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


def find(folder: Path, trace_id: str) -> Trace:
    """The trace of this id (or its beginning), newest first. Raises BadInput when there is none."""
    for path in [folder / NAME, *(folder / f"{NAME}.{n}" for n in range(1, _KEPT + 1))]:
        try:
            for row in _rows(path):
                if str(row.get("trace_id", "")).startswith(trace_id):
                    return read(row)
        except (OSError, UnicodeDecodeError):
            raise BadInput(f"模型记录 {path.name} 读不出来：请检查数据文件夹和权限。") from None
    raise BadInput(
        f"没有编号为“{trace_id[:40]}”的模型记录：编号见回答的 trace_id，只有用过模型的回答才有记录。"
    )


def read(row: dict[str, Any]) -> Trace:
    """A trace from its JSON object. Raises BadInput for one of another shape."""
    try:
        rounds = [Round(**item) for item in row["rounds"]]
        made = Trace(**{**row, "rounds": rounds})
        spoken = [(heard["kind"], heard["text"], heard["arguments"]) for r in rounds for heard in r.heard]
        if not isinstance(made.question["text"], str) or not all(isinstance(s[1], str) for s in spoken):
            raise TypeError("text")
        return made
    except (KeyError, TypeError) as error:
        raise BadInput(f"这条模型记录的格式不对（{error}），可能来自别的版本，无法重放。") from None


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in reversed(path.read_text(encoding="utf-8").splitlines()):
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row
