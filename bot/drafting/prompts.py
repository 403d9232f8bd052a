"""The prompts: one Markdown file each, with a head that says what it is for, what it takes and what it
asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

from bot.errors import NotReady

_SLOT = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `inputs` are exactly the {names} of its body; {{ and }} stand for braces."""

    name: str
    purpose: str
    inputs: tuple[str, ...]
    output: str
    body: str
    sha256: str

    def fill(self, **values: str) -> str:
        """The body with its slots filled in one pass: braces inside a value stay as they are.

        Raises KeyError when a value is missing or not asked for.
        """
        if set(values) != set(self.inputs):
            raise KeyError(f"{self.name}: {sorted(set(values) ^ set(self.inputs))}")
        return _SLOT.sub(lambda m: values[m[1]] if m[1] else m[0][0], self.body)


def load_prompt(path: Path) -> Prompt:
    """Read one prompt file. Raises NotReady when its head and its body do not agree."""
    text = path.read_text(encoding="utf-8")
    try:
        _, head, body = text.split("---\n", 2)
        data: Mapping[str, object] = yaml.safe_load(head)
        inputs = data["inputs"]
        assert isinstance(inputs, list)
    except (ValueError, KeyError, AssertionError, TypeError, yaml.YAMLError):
        raise NotReady(
            f"提示词文件 {path.name} 的头部不完整：应有 purpose、inputs、output 三项，请补全。"
        ) from None
    used = {match[1] for match in _SLOT.finditer(body) if match[1]}
    if used != set(inputs):
        raise NotReady(
            f"提示词文件 {path.name} 的 inputs 与正文的占位不一致：{sorted(used ^ set(inputs))}，请改成一致。"
        )
    digest = sha256(text.encode()).hexdigest()
    return Prompt(
        path.stem,
        str(data.get("purpose", "")),
        tuple(inputs),
        str(data.get("output", "")),
        body.strip(),
        digest,
    )


def load_prompts(folder: Path, pattern: str = "agent-*.md") -> dict[str, Prompt]:
    """The prompts of a folder by name. Raises NotReady for a damaged or missing one."""
    found = {path.stem: load_prompt(path) for path in sorted(folder.glob(pattern))}
    if not found:
        raise NotReady(f"没有找到提示词文件 {pattern}：请恢复 prompts 目录。")
    return found
