"""Nearest vectors: exact and in one order where all are compared, Chroma's graph where they are many or far away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest

from ingest import nearest
from ingest.nearest import graph_of, nearest_of, scan_of

SIZE, WIDTH = 400, 16


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(7).normal(size=(SIZE, WIDTH)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def collection(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Any:
    client = chromadb.PersistentClient(str(tmp_path_factory.mktemp("chroma")))
    made = client.create_collection("some", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    made.add(ids=[f"p{row:03d}" for row in range(SIZE)], embeddings=3 * vectors)
    return made


def test_a_scan_finds_exactly_the_nearest_best_first(collection: Any, vectors: np.ndarray) -> None:
    scan = scan_of(collection, SIZE)
    for row in range(0, SIZE, 40):
        cosines = vectors @ vectors[row]
        wanted = sorted(range(SIZE), key=lambda other: -cosines[other])[:25]
        found = scan(vectors[row], 25)
        assert [name for name, _ in found] == [f"p{other:03d}" for other in wanted]
        assert np.allclose([score for _, score in found], cosines[wanted], atol=1e-5)


def test_both_ways_speak_of_the_same_neighbours(collection: Any, vectors: np.ndarray) -> None:
    scan, graph = scan_of(collection, SIZE), graph_of(collection, SIZE)
    for row in (0, 57, 399):
        assert scan(vectors[row], 1)[0][0] == graph(vectors[row], 1)[0][0] == f"p{row:03d}"
        assert len(scan(vectors[row], SIZE + 5)) == len(graph(vectors[row], SIZE + 5)) == SIZE
        assert scan(vectors[row], 0) == graph(vectors[row], 0) == []


def test_equals_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    made = chromadb.PersistentClient(str(tmp_path)).create_collection("same", embedding_function=None)
    made.add(ids=["c", "a", "b"], embeddings=[[1.0, 0.0]] * 3)
    assert [name for name, _ in scan_of(made, 3)(np.array([1.0, 0.0], dtype=np.float32), 2)] == ["a", "b"]


def test_an_empty_collection_has_no_neighbours(tmp_path: Path) -> None:
    made = chromadb.PersistentClient(str(tmp_path)).create_collection("none", embedding_function=None)
    assert scan_of(made, 0)(np.array([1.0, 0.0], dtype=np.float32), 5) == []


@pytest.mark.parametrize(("size", "local", "asked"), [(SIZE, True, False), (SIZE, False, True), (nearest.FEW + 1, True, True)])
def test_few_vectors_of_our_own_are_compared_and_others_asked_for(
    collection: Any, vectors: np.ndarray, size: int, local: bool, asked: bool
) -> None:
    class Counting:
        queries = 0

        def count(self) -> int:
            return size

        def get(self, **given: Any) -> Any:
            return collection.get(**given)

        def query(self, **given: Any) -> Any:
            Counting.queries += 1
            return collection.query(**given)

    nearest_of(Counting(), size, local)(vectors[0], 3)
    assert (Counting.queries == 1) is asked


@pytest.mark.parametrize("local", [True, False])
def test_a_collection_of_another_size_is_refused(collection: Any, local: bool) -> None:
    with pytest.raises(ValueError, match=f"应为{SIZE + 1}，实为{SIZE}"):
        nearest_of(collection, SIZE + 1, local)
