"""One answer per line of a JSONL file, in order; a bad line gives an answer of status `error`, never none."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.errors import BadInput
from bot.types import Answer, Question, Turn

Ask = Callable[[Question], Answer]
Mode = Literal["auto", "offline", "llm"]
Numbered = tuple[int, bytes]
"""A line's number in its file, from 1, and its bytes."""

MODES: tuple[Mode, ...] = ("auto", "offline", "llm")
_MARK = b"\xef\xbb\xbf"


def question_of(data: Any, today: date, mode: str = "auto") -> Question:
    """A Question from the contract's JSON object; without `as_of`, the answer must hold `today`.

    Raises BadInput, naming the field that does not fit.
    """
    if not isinstance(data, dict):
        raise BadInput('每一行应是一个 JSON 对象，例如 {"id": "q-1", "question": "…"}。')
    text = data.get("question")
    if not isinstance(text, str):
        raise BadInput("缺少 question（应为文字）。")
    asked = str(data.get("mode") or mode)
    wanted = next((known for known in MODES if known == asked), None)
    if wanted is None:
        raise BadInput(f"mode 应为 auto、offline 或 llm，现在是“{asked[:40]}”。")
    ident = data.get("id")
    made = Question(
        text=text,
        history=_history(data.get("history") or []),
        as_of=day_of(data.get("as_of"), today),
        mode=wanted,
        id=str(ident) if ident is not None else None,
    )
    if not _writable(text, made.id or "", *(turn.content for turn in made.history)):
        raise BadInput("文字里有残缺的字符（不成对的代理码位，不是 UTF-8）：请改正后重试。")
    return made


def _history(told: Any) -> tuple[Turn, ...]:
    if not isinstance(told, list):
        raise BadInput('history 应为列表，每项形如 {"role": "user", "content": "…"}。')
    turns = []
    for turn in told:
        role = turn.get("role") if isinstance(turn, dict) else None
        if role not in ("user", "assistant") or not isinstance(turn.get("content"), str):
            raise BadInput("history 的每项应有 role（user 或 assistant）和 content（文字）。")
        turns.append(Turn(role, turn["content"]))
    return tuple(turns)


def _writable(*texts: str) -> bool:
    """Whether texts can be written as UTF-8 (JSON may escape half a character)."""
    try:
        "".join(texts).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def day_of(value: Any, default: date) -> date:
    """A date written YYYY-MM-DD, or the default for none. Raises BadInput."""
    if value in (None, ""):
        return default
    text = str(value)
    try:
        if len(text) != 10:  # fromisoformat also takes 20230630 and 2023-W26-5
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"日期应写成 YYYY-MM-DD，现在是“{text[:40]}”。") from None


def read_lines(source: Path) -> list[Numbered]:
    """The lines of a file that are not blank. Raises BadInput when it cannot be read or holds no question."""
    try:
        raw = source.read_bytes().removeprefix(_MARK)
    except OSError as error:
        raise BadInput(f"读不到 {source}（{_why(error)}）：请检查文件名和权限。") from None
    lines = [(number, line) for number, line in enumerate(raw.splitlines(), 1) if line.strip()]
    if not lines:
        raise BadInput(f'{source} 是空的：每行写一个问题，例如 {{"id": "q-1", "question": "…"}}。')
    return lines


def check_target(out: Path, source: Path) -> None:
    """Raises BadInput for a target that could not be written, before any question is answered."""
    if out.is_dir():
        raise BadInput(f"写不了 {out}（它是一个文件夹）：请写出文件名。")
    if out.exists() and out.resolve() == source.resolve():
        raise BadInput(f"--out 和 --batch 是同一个文件 {out}：请换一个结果文件名，以免覆盖问题。")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise BadInput(f"写不了 {out}（{_why(error)}）：请换一个可写的位置。") from None


def _why(error: OSError) -> str:
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "没有这个文件或文件夹",
        PermissionError: "没有权限",
        IsADirectoryError: "它是一个文件夹",
        NotADirectoryError: "路径中有一段不是文件夹",
        FileExistsError: "路径中有一段不是文件夹",
    }
    return reasons.get(type(error), error.strerror or "读写出错")


def answers(lines: Iterable[Numbered], ask: Ask, today: date, mode: str = "auto") -> Iterator[Answer]:
    """One Answer per line, in order."""
    for number, raw in lines:
        try:
            yield ask(question_of(json.loads(raw.decode("utf-8")), today, mode))
        except UnicodeDecodeError:
            yield _bad(raw, f"第{number}行不是 UTF-8 文字：请把文件另存为 UTF-8 后重试。")
        except json.JSONDecodeError as error:
            yield _bad(raw, f"第{number}行不是合法的 JSON（第{error.colno}个字符附近）：请改正这一行。")
        except BadInput as error:
            yield _bad(raw, f"第{number}行：{error}")
        except (ValueError, RecursionError):  # numbers of 5000 digits, brackets ten thousand deep
            yield _bad(raw, f"第{number}行的 JSON 读不了（数字过长或嵌套过深）：请改正这一行。")


def _bad(raw: bytes, text: str) -> Answer:
    """The answer to a line that is no question; it keeps the id and the words as far as they can be read."""
    question, ident = "", None
    try:
        data = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        told, name = data.get("question"), data.get("id")
        question = told if isinstance(told, str) and _writable(told) else ""
        ident = str(name) if name is not None and _writable(str(name)) else None
    return replace(Answer(question, "error", text), id=ident)


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write JSON lines beside the target, then replace it; nothing half-written stays. Returns their number.

    Raises BadInput when the target cannot be written.
    """
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
    except OSError as error:
        raise BadInput(f"写不了 {path}（{_why(error)}）：请换一个可写的位置。") from None
    count = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except OSError as error:
        raise BadInput(f"写不了 {path}（{_why(error)}）：请检查空间和权限后重试。") from None
    finally:
        Path(beside).unlink(missing_ok=True)
    return count


def _umask() -> int:
    """The process's umask; temporary files are private, the result is an ordinary file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
