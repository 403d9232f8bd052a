"""The published index: vectors in Chroma, keywords beside them, and the corpus they were made from.

Chroma is opened here and searched in `ingest.nearest`. No filters there: a `where` costs 8–22 times a plain query.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from pydantic import TypeAdapter

from ingest import manifest as manifests
from ingest import publish
from ingest.embed import Embedder, Vectors
from ingest.errors import IndexCorrupt, IngestError
from ingest.keywords import KeywordIndex
from ingest.nearest import Nearest, Scored, nearest_of
from ingest.types import Corpus

STORE_FAILURES = (OSError, ChromaError)
"""What writing or opening the vector store can raise when the disk or the server fails."""

_HNSW = {"space": "cosine", "max_neighbors": 24, "ef_construction": 200, "ef_search": 200}
_BATCH = 5000
_PROBES = 8
_SAME = 1e-3
_DATABASE = "chroma.sqlite3"
_SNAPSHOT = TypeAdapter(Corpus)


class Index:
    """One build, open for reading. Safe to share between threads; it never changes."""

    def __init__(self, folder: Path, embedder: Embedder, chroma_url: str = "") -> None:
        """Opens the build in `folder`. Raises IndexCorrupt, IndexForeign, HomeUnusable."""
        handle = publish.hold(folder)
        if handle is not None:
            weakref.finalize(self, os.close, handle)
        self.folder = folder
        self.embedder = embedder
        self.manifest = manifests.read(folder)
        manifests.verify(self.manifest, folder)
        try:
            self.corpus = load_snapshot(folder)
            self._keywords = KeywordIndex.load(folder / "keywords")
            self._wordings = KeywordIndex.load(folder / "wordings")
            client = connect(folder, chroma_url)
            weakref.finalize(self, client.close)
            passages = client.get_collection(f"passages-{self.manifest.build}", embedding_function=None)
            likely = client.get_collection(f"wordings-{self.manifest.build}", embedding_function=None)
            self._near = nearest_of(passages, self.manifest.passages, local=not chroma_url)
            self._near_wordings = nearest_of(likely, self.manifest.wordings, local=not chroma_url)
        except IngestError:
            raise
        except Exception as error:  # Chroma, numpy and json each have their own way of saying "damaged"
            raise _corrupt(folder, error) from error

    def keyword(self, text: str, k: int) -> Scored:
        """Passage ids by BM25 over title, headings and text, best first."""
        return self._keywords.search(text, k)

    def dense(self, text: str, k: int) -> Scored:
        """Passage ids by cosine of the text alone, best first. Raises EmbeddingFailed."""
        return self._nearest(self._near, text, k)

    def wording(self, text: str, k: int) -> Scored:
        """Passage ids by BM25 over their likely wordings (the best wording of each counts), best first."""
        return _best_of(self._wordings.search(text, 4 * k), k)

    def wording_dense(self, text: str, k: int) -> Scored:
        """Passage ids by cosine with their likely wordings, best first. Raises EmbeddingFailed."""
        return _best_of(self._nearest(self._near_wordings, text, 4 * k), k)

    def _nearest(self, near: Nearest, text: str, k: int) -> Scored:
        return near(self.embedder.embed([text], "query")[0], k) if text.strip() else []


def _best_of(scored: Scored, k: int) -> Scored:
    """Wording ids (`passage#n`) to passage ids, each once with its best score."""
    best: dict[str, float] = {}
    for name, score in scored:
        best.setdefault(name.rpartition("#")[0], score)
    return list(best.items())[:k]


def _corrupt(folder: Path, error: Exception) -> IngestError:
    if folder.is_dir() and not os.access(folder, os.W_OK):  # Chroma writes there even when it only reads
        return publish.unusable(folder.parent.parent, OSError(errno.EROFS, ""))
    return IndexCorrupt(f"索引 {folder} 已损坏（{type(error).__name__}）：请运行 policybot ingest 重建")


def connect(folder: Path, chroma_url: str = "") -> Any:
    """A Chroma client: a server's when `chroma_url` is given, else the store inside the build folder."""
    settings = Settings(anonymized_telemetry=False)
    if not chroma_url:
        return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    parts = urlsplit(chroma_url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    return chromadb.HttpClient(host=parts.hostname or "localhost", port=port, ssl=secure, settings=settings)


@dataclass(frozen=True, slots=True)
class Patch:
    """A collection that a copied store holds already, and what must change in it: ids that go, rows that come."""

    name: str
    gone: tuple[str, ...]
    rows: tuple[int, ...]


def store(client: Any, name: str, ids: Sequence[str], vectors: Vectors, patch: Patch | None = None) -> None:
    """Makes the collection `name` hold these vectors, ids in the order of the rows.

    Written anew (an old one of that name goes), or made from an earlier one by what differs.
    """
    rows: Sequence[int] = range(len(ids))
    if patch is not None:
        collection = client.get_collection(patch.name, embedding_function=None)
        collection.modify(name=name)
        rows = patch.rows
        for part in _parts(patch.gone):
            collection.delete(ids=list(part))
    else:
        if any(found.name == name for found in client.list_collections()):
            client.delete_collection(name)
        collection = client.create_collection(name, embedding_function=None, configuration={"hnsw": _HNSW})
    for part in _parts(rows):
        collection.upsert(ids=[ids[row] for row in part], embeddings=vectors[list(part)])
    _prove(collection, ids, vectors)


def _prove(collection: Any, ids: Sequence[str], vectors: Vectors) -> None:
    """That a collection holds as many vectors as it should, and that a few of them find themselves."""
    if collection.count() != len(ids):
        raise StoreMismatch(f"{collection.name}: {collection.count()} vectors for {len(ids)} ids")
    for row in range(0, len(ids), max(1, len(ids) // _PROBES)):
        found = collection.query(query_embeddings=vectors[[row]], n_results=1, include=["distances"])
        if not found["ids"][0] or found["distances"][0][0] > _SAME:
            raise StoreMismatch(f"{collection.name}: {ids[row]} does not find itself")


class StoreMismatch(OSError):
    """The vector store does not hold what was written into it."""


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Stretches as large as Chroma takes: it saves its graph after each, so few large ones are faster."""
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def copy_store(old: Path, new: Path) -> None:
    """Copies the vector store of one build folder into another. Raises OSError.

    The database by its own backup, because whoever reads the old build has it open; the graphs beside it are
    written by a build alone.
    """
    source, target = old / "chroma", new / "chroma"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
    reading = sqlite3.connect(f"file:{source / _DATABASE}?mode=ro", uri=True)
    try:
        with contextlib.closing(sqlite3.connect(target / _DATABASE)) as writing:
            reading.backup(writing)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, str(error)) from error
    finally:
        reading.close()


def save_snapshot(corpus: Corpus, folder: Path) -> None:
    """Writes the parsed corpus into a build folder."""
    (folder / "corpus.json").write_bytes(_SNAPSHOT.dump_json(corpus))


def load_snapshot(folder: Path) -> Corpus:
    """The parsed corpus of a build. Raises OSError or ValueError for a missing or damaged one."""
    return _SNAPSHOT.validate_json((folder / "corpus.json").read_bytes())


def save_vectors(folder: Path, hashes: Sequence[str], vectors: Vectors) -> None:
    """Keeps vectors under the hash of their text, so that the next build need not embed unchanged texts."""
    np.save(folder / "hashes.npy", np.asarray(hashes, dtype="S32"))
    np.save(folder / "vectors.npy", vectors)


def load_vectors(folder: Path) -> dict[str, Vectors]:
    """Text hash -> vector of a build, read from disk as they are used. Raises OSError or ValueError."""
    names = np.load(folder / "hashes.npy", allow_pickle=False)
    vectors = np.load(folder / "vectors.npy", allow_pickle=False, mmap_mode="r" if len(names) else None)
    return {name.decode(): row for name, row in zip(names.tolist(), vectors, strict=True)}
