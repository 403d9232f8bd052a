"""corpus/wordings/*.yaml: how people are likely to ask for a passage.

Each entry names the place (`at`, a locator), some words that the passage holds (`holds`) and the questions
(`asks`); so an entry outlives a new cut of the text, and one whose words are gone is found by the proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.clean import contains
from ingest.records import load_yaml, only
from ingest.types import Corpus, Passage

FOLDER = "wordings"
FILE_KEYS = frozenset({"document", "wordings"})
KEYS = frozenset({"at", "holds", "asks"})


@dataclass(frozen=True, slots=True)
class Wording:
    """One entry: where it is written, the place it means and the questions."""

    where: str
    document_id: str
    at: str
    holds: str
    asks: tuple[str, ...]


def read_wordings(folder: Path) -> Iterator[Wording]:
    """All entries of a corpus folder. Raises CorpusError naming file and entry if one is malformed."""
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        name = f"{FOLDER}/{path.name}"
        data = load_yaml(path)
        only(name, data, FILE_KEYS, FILE_KEYS)
        for n, record in enumerate(data["wordings"], 1):
            where = f"{name} 第{n}条"
            only(where, record, KEYS, KEYS)
            asks = tuple(str(words) for words in record["asks"])
            yield Wording(where, data["document"], str(record["at"]), str(record["holds"]), asks)


def passage_of(corpus: Corpus, wording: Wording) -> Passage | None:
    """The passage that an entry means: at its place, holding its words; None if there is none."""
    for article in corpus.by_locator(wording.document_id, wording.at):
        for passage in corpus.passages_of(article.id):
            if contains(passage.text, wording.holds):
                return passage
    return None


def by_passage(corpus: Corpus, folder: Path) -> dict[str, tuple[str, ...]]:
    """Passage id -> questions, in the order of the files. Entries without a passage are left to the proof."""
    out: dict[str, tuple[str, ...]] = {}
    for wording in read_wordings(folder):
        passage = passage_of(corpus, wording)
        if passage is not None:
            out[passage.id] = (*out.get(passage.id, ()), *wording.asks)
    return out
