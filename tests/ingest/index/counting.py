"""An embedder that records what it is asked to embed."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.embed import Role, UseEmbedder, Vectors


class CountingEmbedder:
    """The bundled embedder, with a record of the texts that it embedded as passages."""

    def __init__(self, inner: UseEmbedder) -> None:
        self._inner = inner
        self.name = inner.name
        self.dimensions = inner.dimensions
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        if role == "passage":
            self.texts += texts
        return self._inner.embed(texts, role)
