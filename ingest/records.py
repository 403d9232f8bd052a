"""YAML that people keep by hand, read strictly: two equal keys in one mapping are an error, not the last
one wins."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ingest.errors import CorpusError

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast, where built


class _Strict(_Safe):  # type: ignore[misc]
    """A safe loader whose mappings refuse a key that stands twice."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.YAMLError(f"第{key_node.start_mark.line + 1}行：键“{key}”重复")
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises CorpusError (in Chinese, with the line) if it is unreadable or
    ambiguous."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
    except OSError as problem:
        raise CorpusError(f"{path.name}：打不开（{problem.strerror}）。请检查文件是否存在。") from problem
    except UnicodeDecodeError as problem:
        raise CorpusError(f"{path.name}：不是 UTF-8 编码。请另存为 UTF-8。") from problem
    except yaml.YAMLError as problem:
        words = f"{path.name}：不是有效的 YAML（{_first_line(problem)}）。请改正该处。"
        raise CorpusError(words) from problem


def only(
    where: str, record: dict[str, Any], allowed: frozenset[str], needed: frozenset[str] = frozenset()
) -> None:
    """Refuse unknown keys and the absence of needed ones. `where` names the file and entry for the
    message."""
    if not isinstance(record, dict):
        raise CorpusError(f"{where}：应是“键: 值”的结构，现在是“{record}”。请按已有条目的写法改正。")
    for key in record:
        if key not in allowed:
            raise CorpusError(f"{where}：没有“{key}”这个键。可用的键：{'、'.join(sorted(allowed))}。")
    for key in sorted(needed):
        if record.get(key) in (None, "", []):
            raise CorpusError(f"{where}：缺少“{key}”。请补上。")


def as_date(where: str, value: Any) -> date | None:
    """A YAML date, None kept. Raises CorpusError for anything else."""
    if value is None or (isinstance(value, date) and type(value) is date):
        return value
    raise CorpusError(f"{where}：“{value}”不是日期。请写成 2022-06-01 的形式（不加引号）。")


def _first_line(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    text = getattr(problem, "problem", None) or str(problem).splitlines()[0]
    return f"第{mark.line + 1}行：{text}" if mark else str(text)
