"""Is a new text already in the corpus? Shingles of ten characters, against every document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ingest.tokens import normalize
from ingest.types import Corpus

SIZE = 10
"""Characters of a shingle: longer than the phrases that all documents share."""

SAME, NEAR = 0.97, 0.5
"""Shares of the shorter text that make two texts the same, or near."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that shares text with a new one. `share` is the shared part of the new text (0 to 1)."""

    document_id: str
    title: str
    share: float
    locators: tuple[str, ...]
    """The clauses that the new text repeats whole or nearly, in order."""

    @property
    def same(self) -> bool:
        """Whether the new text holds nothing of its own."""
        return self.share >= SAME


def duplicates(text: str, corpus: Corpus) -> tuple[Duplicate, ...]:
    """Documents that hold half of a new text, or half of which the new text holds; the closest first."""
    new = shingles(text)
    if not new:
        return ()
    texts: dict[str, list[str]] = defaultdict(list)
    locators: dict[str, list[str]] = defaultdict(list)
    for article in corpus.articles:
        texts[article.document_id].append(article.text)
        own = shingles(article.text)
        if own and len(own & new) >= len(own) * 0.8:
            locators[article.document_id].append(article.locator)
    found = []
    for name, parts in texts.items():
        own = shingles("".join(parts))
        shared = len(own & new)
        if shared >= max(5, NEAR * min(len(new), len(own))):
            title = corpus.documents[name].title
            found.append(Duplicate(name, title, shared / len(new), tuple(locators[name])))
    return tuple(sorted(found, key=lambda item: (-item.share, item.document_id)))


def shingles(text: str) -> set[str]:
    """All runs of SIZE letters and digits of the normalized text; a shorter text is one run of its own."""
    plain = "".join(char for char in normalize(text) if char.isalnum())
    if not plain:
        return set()
    return {plain[n : n + SIZE] for n in range(max(1, len(plain) - SIZE + 1))}
