"""The corpus of the scale bench: copies parse like the original in other words, needles stand once and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.copies import CORPUS, multiply
from bench.needles import DOCUMENT, Needle, plant
from ingest.corpus import load_corpus
from ingest.types import Corpus


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, list[Needle]]:
    folder = multiply(CORPUS, tmp_path_factory.mktemp("scale") / "corpus", 3)
    needles = plant(folder, 20)
    return load_corpus(folder), needles


def test_every_copy_has_every_passage_in_words_of_its_own(grown: tuple[Corpus, list[Needle]]) -> None:
    own = {item.id: item.text for item in load_corpus(CORPUS).passages}
    held = {item.id: item.text for item in grown[0].passages}
    assert own.items() <= held.items()
    planted = [item for item in grown[0].passages if item.document_id == DOCUMENT]
    assert len(held) - len(planted) == 3 * len(own)
    long = [text for text in held.values() if len(text) > 30]
    assert len(set(long)) > 0.98 * len(long)  # lists of names and numbers have nothing to vary


def test_each_needle_stands_whole_in_one_passage_and_speaks_like_no_other(grown: tuple[Corpus, list[Needle]]) -> None:
    corpus, needles = grown
    texts = [item.text for item in corpus.passages]
    elsewhere = "".join(item.text for item in corpus.passages if item.document_id != DOCUMENT)
    for needle in needles:
        assert texts.count(needle.quote) == 1
        assert needle.question[5:7] in needle.quote and needle.question[5:7] not in elsewhere
    assert len({needle.question for needle in needles}) == 20


def test_the_same_corpus_is_made_every_time(tmp_path: Path) -> None:
    first = plant(multiply(CORPUS, tmp_path / "a", 2), 5)
    second = plant(multiply(CORPUS, tmp_path / "b", 2), 5)
    assert first == second
    names = sorted(path.name for path in (tmp_path / "a").iterdir() if path.is_file())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
