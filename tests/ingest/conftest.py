"""The compendium, parsed once for all tests that only read it."""

from __future__ import annotations

import pytest

from ingest.corpus import load_corpus
from ingest.types import Corpus
from tests.ingest.parsing import CORPUS


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus(CORPUS)
