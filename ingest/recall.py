"""Vectors of short texts that are needed at every start, kept in a file beside the index, so they are computed once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ingest.embed import Embedder, Vectors
from ingest.manifest import text_hash


class Recall:
    """An embedder that remembers what it embedded before, and what the live index already holds.

    A damaged or unwritable file is ignored: it only costs time.
    """

    def __init__(self, embedder: Embedder, file: Path, indexed: Mapping[str, Vectors] | None = None) -> None:
        """`indexed` maps text hashes to vectors of the same embedder (see `ingest.index.load_vectors`)."""
        self._embedder = embedder
        self._file = file
        self._indexed = dict(indexed or {})
        self._own = self._load()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, in order; new ones are computed and kept. Raises EmbeddingFailed."""
        keys = [text_hash(text) for text in texts]
        known = {**self._own, **self._indexed}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            found = dict(zip(new, self._embedder.embed(list(new.values())), strict=True))
            self._own |= found
            known |= found
            self._save()
        return np.stack([known[key] for key in keys]) if keys else self._embedder.embed([])

    def _load(self) -> dict[str, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                if str(kept["embedder"]) != self._embedder.name:
                    return {}
                return {str(key): row for key, row in zip(kept["keys"], kept["vectors"], strict=True)}
        except (OSError, ValueError, KeyError):
            return {}

    def _save(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=self._file.parent, suffix=".part")
            rows = np.stack(list(self._own.values()))
            with os.fdopen(handle, "wb") as out:
                np.savez(out, embedder=self._embedder.name, keys=np.array(list(self._own)), vectors=rows)
            os.replace(beside, self._file)
        except OSError:
            return
