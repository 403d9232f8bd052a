"""One answer per line of a JSONL file, in order; a bad line gives an answer of status `error`, never a missing one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import BadInput
from bot.types import Answer, Question, Turn

Ask = Callable[[Question], Answer]

_MODES = ("auto", "offline", "llm")


def question_of(data: Any, today: date, mode: str = "auto") -> Question:
    """A Question from the contract's JSON object; without `as_of`, the answer must hold `today`.

    Raises BadInput, naming the field that does not fit.
    """
    if not isinstance(data, dict):
        raise BadInput("每一行应是一个 JSON 对象，例如 {\"id\": \"q-1\", \"question\": \"…\"}。")
    text = data.get("question")
    if not isinstance(text, str):
        raise BadInput("缺少 question（应为文字）。")
    history = data.get("history") or []
    if not isinstance(history, list):
        raise BadInput("history 应为列表，每项形如 {\"role\": \"user\", \"content\": \"…\"}。")
    turns = []
    for turn in history:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant") or not isinstance(turn.get("content"), str):
            raise BadInput("history 的每项应有 role（user 或 assistant）和 content（文字）。")
        turns.append(Turn(turn["role"], turn["content"]))
    wanted = data.get("mode") or mode
    if wanted not in _MODES:
        raise BadInput(f"mode 应为 auto、offline 或 llm，现在是“{wanted}”。")
    ident = data.get("id")
    return Question(
        text=text,
        history=tuple(turns),
        as_of=day_of(data.get("as_of"), today),
        mode=wanted,
        id=str(ident) if ident is not None else None,
    )


def day_of(value: Any, default: date) -> date:
    """A date written YYYY-MM-DD, or the default for none. Raises BadInput."""
    if value in (None, ""):
        return default
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(f"日期应写成 YYYY-MM-DD，现在是“{value}”。") from None


def answers(lines: Iterable[bytes], ask: Ask, today: date, mode: str = "auto") -> Iterator[Answer]:
    """One Answer per non-empty line, in order."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        ident: str | None = None
        try:
            data = json.loads(raw.decode("utf-8"))
            ident = str(data["id"]) if isinstance(data, dict) and data.get("id") is not None else None
            yield ask(question_of(data, today, mode))
        except UnicodeDecodeError:
            yield _bad(ident, f"第{number}行不是 UTF-8 文字：请把文件另存为 UTF-8 后重试。")
        except json.JSONDecodeError as error:
            yield _bad(ident, f"第{number}行不是合法的 JSON（第{error.colno}个字符附近）：请改正这一行。")
        except BadInput as error:
            yield _bad(ident, f"第{number}行：{error}")


def _bad(ident: str | None, text: str) -> Answer:
    return replace(Answer("", "error", text), id=ident)


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write JSON lines beside the target, then replace it; nothing half-written stays. Returns the number of lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    count = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return count
