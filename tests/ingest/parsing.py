"""Parse a text as one document, without a catalogue file: what several tests of the parser need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from ingest.articles import announced, drafts_of
from ingest.clean import lines_of, squash
from ingest.corpus import load_corpus, titled
from ingest.joins import Joined, Layout, Repeat, paragraphs_of
from ingest.outline import Draft, Setting
from ingest.read import source_of
from ingest.types import Corpus

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def join(
    text: str, titles: Sequence[str] = (), gaps: Sequence[str] = (), repeats: Sequence[Repeat] = ()
) -> Joined:
    """The paragraphs of a text, page breaks repaired."""
    source = source_of("text", text)
    lines = lines_of(source, 1, len(source.starts))
    names = frozenset(map(squash, titles)) | frozenset(announced([line.text for line in lines]))
    return paragraphs_of(source, lines, Layout(24, names, tuple(map(squash, gaps)), tuple(repeats)))


def drafts(text: str) -> list[Draft]:
    """The articles of a text, first line the title."""
    title = text.strip().split("\n")[0]
    joined = join(text, [title])
    lines = [line for line in text.split("\n") if line.strip()]
    own = titled(joined.paragraphs, squash(title), frozenset())
    return drafts_of(own, Setting(title, "", annexes=announced(lines)))


def corpus_of(folder: Path, text: str, **entry: object) -> Corpus:
    """Write a one-document corpus folder and load it; `entry` overrides the catalogue entry."""
    title = text.strip().split("\n")[0]
    record = {"id": "doc", "title": title, "kind": "办法", "begins": [title], **entry}
    (folder / "text.txt").write_text(text, encoding="utf-8")
    catalogue = {"files": [{"file": "text.txt", "documents": [record]}]}
    (folder / "catalogue.yaml").write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")
    return load_corpus(folder)


def write_wordings(folder: Path, document: str, entries: Sequence[dict[str, object]]) -> None:
    """Write one file of likely wordings into a corpus folder."""
    (folder / "wordings").mkdir(exist_ok=True)
    data = {"document": document, "wordings": list(entries)}
    (folder / "wordings" / "a.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
