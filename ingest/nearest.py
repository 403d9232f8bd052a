"""The nearest vectors of a Chroma collection: all of them compared where they are few, Chroma's graph where they are many.

The graph is searched roughly, and Chroma completes it anew in each process that opens it, so two processes may find
different neighbours. Comparing all is exact and the same everywhere, and up to some ten thousand vectors faster too.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

FEW = 50_000
"""Up to so many vectors (about 100 MB of 512 numbers each) all are held in memory and compared."""

Scored = list[tuple[str, float]]


class Nearest(Protocol):
    """Finds the ids whose vectors have the highest cosine with a unit vector, best first."""

    def __call__(self, vector: NDArray[np.float32], k: int) -> Scored:
        """At most `k` pairs of id and cosine."""
        ...


def nearest_of(collection: Any, size: int, local: bool) -> Nearest:
    """How to search a collection of `size` vectors; one behind a server is always searched by its graph.

    Raises ValueError when the collection holds another number of them.
    """
    return scan_of(collection, size) if local and size <= FEW else graph_of(collection, size)


def scan_of(collection: Any, size: int) -> Nearest:
    """Compares all vectors of a collection; equals come in the order of their ids. Raises ValueError."""
    held = collection.get(include=["embeddings"])
    _expect(len(held["ids"]), size)
    if not held["ids"]:
        return lambda vector, k: []
    order = sorted(range(len(held["ids"])), key=held["ids"].__getitem__)
    ids = [held["ids"][row] for row in order]
    vectors = np.asarray(held["embeddings"], dtype=np.float32)[order]
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)

    def scan(vector: NDArray[np.float32], k: int) -> Scored:
        if k <= 0:
            return []
        cosines = vectors @ np.asarray(vector, dtype=np.float32)
        least = np.partition(cosines, -min(k, len(ids)))[-min(k, len(ids))]
        rows = np.flatnonzero(cosines >= least)
        best = rows[np.argsort(-cosines[rows], kind="stable")][:k]
        return [(ids[row], float(cosines[row])) for row in best]

    return scan


def graph_of(collection: Any, size: int) -> Nearest:
    """Asks Chroma, which compares some of the vectors. Raises ValueError."""
    _expect(collection.count(), size)

    def ask(vector: NDArray[np.float32], k: int) -> Scored:
        if min(k, size) <= 0:
            return []
        found = collection.query(query_embeddings=[vector], n_results=min(k, size), include=["distances"])
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(name, 1.0 - float(gap)) for name, gap in pairs]

    return ask


def _expect(held: int, size: int) -> None:
    if held != size:
        raise ValueError(f"向量数量不符：应为{size}，实为{held}")
