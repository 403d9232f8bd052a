"""JSON lines with their line numbers, and files written beside and then put in place."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eval.errors import BadCases

Record = dict[str, Any]


def _once(pairs: list[tuple[str, Any]]) -> Record:
    """An object whose keys occur once; plain `json.loads` would silently keep the last of two."""
    record: Record = {}
    for key, value in pairs:
        if key in record:
            raise ValueError(f"字段“{key}”出现两次")
        record[key] = value
    return record


def read_lines(path: Path) -> Iterator[tuple[int, Record | str]]:
    """Each non-blank line of a JSON-lines file: its number from 1 and the object, or what is wrong in words.

    Raises BadCases when the file cannot be read as UTF-8 text at all.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadCases([f"{path.name}：文件不存在，请检查路径。"]) from None
    except (OSError, UnicodeDecodeError):
        raise BadCases([f"{path.name}：无法按 UTF-8 读取，请检查文件编码和权限。"]) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _parse(line)


def _parse(line: str) -> Record | str:
    try:
        record = json.loads(line, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return f"不是完整的 JSON（第 {error.colno} 列起有误，可能在写入中途被截断）"
    except ValueError as error:
        return str(error)
    return record if isinstance(record, dict) else "每行应是一个 JSON 对象"


def dump(record: Record) -> str:
    """One JSON line, Chinese kept readable."""
    return json.dumps(record, ensure_ascii=False)


def write_lines(path: Path, records: Iterable[Record]) -> None:
    """Replaces a JSON-lines file in one step; a failure half-way leaves the old file as it was."""
    write_text(path, "".join(dump(record) + "\n" for record in records))


def write_text(path: Path, text: str) -> None:
    """Replaces a text file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read_object(path: Path) -> Record:
    """One JSON object of a whole file. Raises BadCases naming file and line."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except FileNotFoundError:
        raise BadCases([f"{path.name}：文件不存在，请检查路径。"]) from None
    except json.JSONDecodeError as error:
        raise BadCases([f"{path.name}:{error.lineno}：不是完整的 JSON，请重新生成。"]) from None
    except (OSError, ValueError) as error:
        raise BadCases([f"{path.name}：无法读取（{type(error).__name__}），请检查文件。"]) from None
    if not isinstance(record, dict):
        raise BadCases([f"{path.name}:1：应是一个 JSON 对象。"])
    return record
