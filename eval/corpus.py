"""The corpus as an evaluation needs it: the text that anchors and quotes stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from eval.match import clause
from ingest.types import Corpus


@dataclass(frozen=True)
class CorpusText:
    """`raw`: every source file without white space; `joined`: each document with page breaks joined."""

    raw: str
    joined: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def holds(self, words: str) -> bool:
        """True if the words stand verbatim in the corpus; white space, markup and page breaks are ignored."""
        needle = clause(words)
        return bool(needle) and (needle in self.raw or any(needle in text for text in self.joined.values()))

    def documents_with(self, words: str) -> tuple[str, ...]:
        """The ids of the documents that the words stand in."""
        needle = clause(words)
        return tuple(name for name, text in self.joined.items() if needle and needle in text)


def corpus_text(folder: Path, corpus: Corpus | None = None) -> CorpusText:
    """The text files of a corpus folder; with the parsed corpus also its documents, page breaks joined."""
    raw = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    if corpus is None:
        return CorpusText(clause(raw))
    texts: dict[str, list[str]] = {}
    for article in corpus.articles:
        texts.setdefault(article.document_id, []).append(article.text)
    joined = {name: clause("".join(parts)) for name, parts in texts.items()}
    return CorpusText(clause(raw), joined, {name: item.title for name, item in corpus.documents.items()})
