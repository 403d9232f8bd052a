"""The text that rules quote: documents and articles of the corpus, by id and locator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from bot.rules.model import Clause
from bot.rules.provenance import squash
from ingest.types import Corpus, Validity

ValidityOf = Callable[[str, str, date | None, str | None], Validity]
"""document id, locator, as_of, words relied upon -> validity."""


@dataclass(frozen=True)
class Sources:
    """Squashed texts of a corpus. `articles` maps document id to (locator, text) in order."""

    documents: dict[str, str]
    articles: dict[str, list[tuple[str, str]]]
    validity: ValidityOf | None = None
    note: str = ""
    raw: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Document id -> (locator, text as it stands)."""

    def fault(self, clause: Clause) -> str | None:
        """What is wrong with a clause's place or words; None if nothing is."""
        text = self.documents.get(clause.document_id)
        if text is None:
            return f"目录里没有文件“{clause.document_id}”"
        quote = squash(clause.quote)
        if quote not in text:
            return f"引文不在{clause.document_id}的原文里：从“{_broken_at(text, quote)}”起对不上"
        places = [locator for locator, words in self.articles[clause.document_id] if quote in words]
        if places and not any(_same_place(clause.article, place) for place in places):
            return f"引文不在“{clause.article}”，而在“{'”“'.join(dict.fromkeys(places))}”"
        return None


def _same_place(named: str, found: str) -> bool:
    """A quote may stand in a part of the named article, or be named by a part that the text does not split
    off."""
    a, b = squash(named), squash(found)
    return a == b or a.startswith(b) or b.startswith(a)


def _broken_at(text: str, quote: str) -> str:
    """The first words of the quote that the text does not go on with."""
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if quote[:middle] in text else (low, middle - 1)
    return quote[low : low + 15]


def from_corpus(corpus: Corpus, validity: ValidityOf | None) -> Sources:
    """The texts of a parsed corpus."""
    raw: dict[str, list[tuple[str, str]]] = {name: [] for name in corpus.documents}
    for article in corpus.articles:
        raw[article.document_id].append((article.locator, article.text))
    articles = {name: [(place, squash(text)) for place, text in items] for name, items in raw.items()}
    documents = {name: "".join(text for _, text in items) for name, items in articles.items()}
    return Sources(documents, articles, validity, "按语料的文件和条款核对", raw)


def read_sources(folder: Path) -> Sources:
    """Parses a corpus folder and gives its texts, with the validity of its clauses."""
    from ingest.corpus import load_corpus
    from ingest.validity import validity

    corpus = load_corpus(folder)
    return from_corpus(corpus, partial(validity, corpus))
