"""Needles for the haystack of `bench.scale`: clauses of a document that no other text speaks like, and questions for them.

The words come from the tokenizer's dictionary, those that the corpus never uses, so a needle can be asked for in
words that mean it and nothing else.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from ingest.catalogue import NAME
from ingest.records import load_yaml
from ingest.tokens import word_counts

DOCUMENT = "planted-needles"
TITLE = "测量用条款汇编"
_CLAUSE = "第{n}条 对开展{a}{b}的单位，经核查合格后，按每次{amount}元给予{c}补助，同一单位每年不超过{times}次。"
_QUESTION = "我们单位做{a}{b}，一次能领多少{c}补助？"


@dataclass(frozen=True)
class Needle:
    """A clause's own words, and a question that only this clause answers."""

    quote: str
    question: str


def plant(folder: Path, count: int = 100) -> list[Needle]:
    """Adds a document of `count` clauses to a corpus folder; returns what to ask for each. The same every time."""
    used: set[str] = set()
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        used.update(map("".join, pairwise(text)))
    words = sorted(w for w, count in word_counts().items() if count >= 3 and len(w) == 2 and w not in used)
    random.Random(1).shuffle(words)
    lines, needles = [TITLE, ""], []
    for n in range(1, count + 1):
        a, b, c = words[3 * n : 3 * n + 3]
        clause = _CLAUSE.format(n=n, a=a, b=b, c=c, amount=1000 + 37 * n, times=2 + n % 7)
        lines += [clause, ""]
        needles.append(Needle(clause, _QUESTION.format(a=a, b=b, c=c)))
    (folder / f"{DOCUMENT}.txt").write_text("\n".join(lines), encoding="utf-8")
    data: dict[str, Any] = load_yaml(folder / NAME)
    entry = {"id": DOCUMENT, "title": TITLE, "kind": "汇编", "begins": [TITLE]}
    data["files"].append({"file": f"{DOCUMENT}.txt", "documents": [entry]})
    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    written = yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1000)
    (folder / NAME).write_text(written, encoding="utf-8")
    return needles
