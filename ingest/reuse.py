"""What a new build takes from the live one: parsed files, vectors, keyword postings, the vector store.

Vectors are good as long as the embedding is the same. Everything else depends on this program too, so it is
taken only from a build of the very same program, and never when a build is forced.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest import manifest as manifests
from ingest.embed import Vectors
from ingest.index import Patch, load_vectors
from ingest.keywords import KeywordIndex
from ingest.manifest import Manifest
from ingest.types import Corpus

Texts = dict[str, str]
"""Id -> text, in the order of the corpus."""

KINDS = ("passages", "wordings")
_PATCHED = 0.2
_FEW = 64
"""A store is written from nothing once more than a fifth of it, and more than a few, was changed: changed
vectors stay in the graph as dead ones, and a search that meets too many of them finds less."""


def texts_of(corpus: Corpus) -> dict[str, Texts]:
    """The texts of each collection by their ids: passages, and the likely wordings (`passage#n`)."""
    likely = {f"{key}#{n}": ask for key, asks in corpus.wordings.items() for n, ask in enumerate(asks)}
    return {"passages": {item.id: item.text for item in corpus.passages}, "wordings": likely}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The live build before it is replaced."""

    folder: Path
    manifest: Manifest
    corpus: Corpus
    trusted: bool
    """Whether more than vectors may be taken from it."""

    @property
    def parsed(self) -> Corpus | None:
        """Its corpus, where this program would parse the same files alike."""
        return self.corpus if self.trusted else None

    def vectors(self, embedding: str) -> Mapping[str, Vectors]:
        """Text hash -> vector, empty where they were made by another embedding or cannot be read."""
        if self.manifest.embedding == embedding:
            with contextlib.suppress(OSError, ValueError):
                return load_vectors(self.folder)
        return {}

    def keywords(self, kind: str) -> KeywordIndex | None:
        """Its keyword index of one kind."""
        if self.trusted:
            with contextlib.suppress(OSError, ValueError, KeyError):
                return KeywordIndex.load(self.folder / kind)
        return None

    def patches(self, new: Mapping[str, Texts], embedding: str) -> dict[str, Patch] | None:
        """How its store becomes the new one; None where it is better written from nothing."""
        held = self.manifest
        if not self.trusted or held.server or held.embedding != embedding:
            return None
        old = texts_of(self.corpus)
        found = {kind: _patch(f"{kind}-{held.build}", old[kind], new[kind]) for kind in KINDS}
        changed = held.patched + sum(map(changes, found.values()))
        return found if changed <= max(_FEW, _PATCHED * sum(map(len, new.values()))) else None


def changes(patch: Patch) -> int:
    """How many vectors a patch touches."""
    return len(patch.gone) + len(patch.rows)


def _patch(name: str, old: Texts, new: Texts) -> Patch:
    gone = tuple(key for key in old if key not in new)
    return Patch(name, gone, tuple(row for row, key in enumerate(new) if old.get(key) != new[key]))


def trusted(manifest: Manifest, force: bool) -> bool:
    """Whether a build was made by this very program and nobody asked for a new start."""
    return not force and manifest.parser == manifests.parser_version()
