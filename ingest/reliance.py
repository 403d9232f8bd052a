"""Who quotes a clause: rules and evaluation questions, read as plain data, to see whom a change touches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.clean import squash
from ingest.diff import DocumentChange
from ingest.records import load_yaml


@dataclass(frozen=True, slots=True)
class Reliance:
    """A rule or a question that rests on words which a change touched."""

    kind: str
    """"规则" or "题目"."""
    name: str
    document_id: str
    locator: str
    quote: str
    lost: bool
    """True when the words no longer stand anywhere in the new state of the document."""

    def line(self) -> str:
        """One line for a maintainer."""
        state = "引用的文字已不存在，必须改" if self.lost else "引用的条文有改动，请复核"
        return f"{self.kind} {self.name}：{state}（{self.document_id} {self.locator}）“{self.quote[:40]}”"


def reliances(
    changes: Iterable[DocumentChange], rules: Path, questions: Iterable[Path] = ()
) -> tuple[Reliance, ...]:
    """Rules (a folder of YAML files) and questions (JSONL files) that quote changed or removed articles."""
    quotes = [*_rule_quotes(rules), *_question_quotes(questions)]
    out = []
    for change in changes:
        after = squash("".join(article.text for _, article in change.changed))
        for article in [*change.removed, *(old for old, _ in change.changed)]:
            text = squash(article.text)
            out += [
                Reliance(kind, name, change.document_id, article.locator, quote, squash(quote) not in after)
                for kind, name, quote in quotes
                if len(squash(quote)) >= 4 and squash(quote) in text
            ]
    return tuple(dict.fromkeys(out))


def _rule_quotes(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*.yaml")):
        data = load_yaml(path)
        for rule in data.get("rules") or () if isinstance(data, dict) else ():
            name = str(rule.get("id", path.stem))
            yield from (("规则", name, quote) for quote in _quotes(rule))


def _quotes(value: Any) -> Iterator[str]:
    """Every `quote` in a nested value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "quote":
                yield from [inner] if isinstance(inner, str) else map(str, inner or ())
            else:
                yield from _quotes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _quotes(inner)


def _question_quotes(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line) if line.strip() else {}
            for group in item.get("anchors") or ():
                yield from (("题目", str(item.get("id")), words) for words in group)
