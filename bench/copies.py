"""A corpus many times the size of the real one: the real text again and again, each time in other words.

Copy 0 is the corpus itself with all its data files, so that the assistant works on it. In every other copy the
commonest words of two characters have changed places among each other, differently each time, and one particle
is a character that only this copy has: hardly two texts are alike, all keep their form, ids are the copy's own.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ingest.catalogue import NAME
from ingest.records import load_yaml
from ingest.tokens import words

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
COMMON = 90
"""Words that change places."""
_PLAIN = re.compile(r"[一-鿿]{2}")
_PARTICLE = re.compile("[的和]")

Vary = Callable[[str], str]


def multiply(corpus: Path, folder: Path, copies: int) -> Path:
    """Writes a corpus folder that holds every document `copies` times; returns it."""
    shutil.copytree(corpus, folder)
    files = load_yaml(corpus / NAME)["files"]
    texts = {file["file"]: (corpus / file["file"]).read_text(encoding="utf-8") for file in files}
    common = movable(list(texts.values()), files)
    records: list[Any] = list(files)
    for n in range(1, copies):
        vary = varying(common, n)
        for file in files:
            name = f"{n:03d}-{file['file']}"
            (folder / name).write_text(vary(texts[file["file"]]), encoding="utf-8")
            records.append({**_varied(file, n, vary), "file": name})
    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    written = yaml.dump({"files": records}, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1000)
    (folder / NAME).write_text(written, encoding="utf-8")
    return folder


def movable(texts: list[str], files: list[Mapping[str, Any]]) -> list[str]:
    """The commonest words of two characters that the catalogue's own wording does not lean on."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in words(text) if _PLAIN.fullmatch(word))
    kinds = {document["kind"] for file in files for document in file["documents"]}
    return [word for word, _ in counts.most_common() if word not in kinds][:COMMON]


def varying(common: list[str], n: int) -> Vary:
    """What turns a text into that of copy `n`; of equal length, and the same for the same words."""
    moved = {word: common[(row + n) % len(common)] for row, word in enumerate(common)}
    places = re.compile("|".join(map(re.escape, common)))
    own = chr(0x4E00 + 37 * n)
    return lambda text: _PARTICLE.sub(own, places.sub(lambda found: moved[found[0]], text))


def _varied(value: Any, n: int, vary: Vary, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _varied(inner, n, vary, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_varied(inner, n, vary, key) for inner in value]
    if isinstance(value, str):
        return f"{value}-{n}" if key in ("id", "parent") else vary(value)
    return value
