"""Vectors of short texts that are needed at every start, kept in a file beside the index so that they are computed once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.embed import Embedder, Role, Vectors


class Recall:
    """An embedder that remembers what it embedded before. A damaged or unwritable file is ignored: it only costs time."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self._embedder = embedder
        self._file = file
        self._known = self._load()

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """One unit vector per text, in order; new ones are computed and kept. Raises EmbeddingFailed."""
        keys = [
            hashlib.sha256(f"{self._embedder.name}|{role}|{text}".encode()).hexdigest()[:32] for text in texts
        ]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            found = self._embedder.embed(list(new.values()), role)
            self._known |= dict(zip(new, found, strict=True))
            self._save()
        if not keys:
            return self._embedder.embed([], role)
        return np.stack([self._known[key] for key in keys])

    def _load(self) -> dict[str, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                return {str(key): row for key, row in zip(kept["keys"], kept["vectors"], strict=True)}
        except (OSError, ValueError, KeyError):
            return {}

    def _save(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=self._file.parent, suffix=".part")
            with os.fdopen(handle, "wb") as out:
                np.savez(out, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
            os.replace(beside, self._file)
        except OSError:
            return
