"""The compendium, parsed once for all tests that only read it."""

from __future__ import annotations

import pytest
from parsing import CORPUS

from ingest.corpus import load_corpus
from ingest.types import Corpus


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus(CORPUS)
