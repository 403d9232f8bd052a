"""What is derived from one published index: word weights, where the rules' clauses stand, the answered examples."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.decision.evidence import Overlap
from bot.decision.examples import Examples
from bot.rules.model import RuleBook
from ingest.clean import squash
from ingest.index import Index
from ingest.recall import Recall
from ingest.types import Corpus, Passage


class View:
    """One index with everything that is computed from it once. Safe to share between threads."""

    def __init__(self, index: Index, book: RuleBook, stop: frozenset[str], recall: Recall) -> None:
        self.index = index
        self._book = book
        self.overlap = Overlap([self.spoken(p) for p in index.corpus.passages], stop)
        self.clause_of = self._clauses()
        """Rule id -> ids of the passages that hold its quotes, its own first."""
        told = self._told()
        asks = [ask for _, texts in told for ask in texts]
        owners = [row for row, (_, texts) in enumerate(told) for _ in texts]
        self.speech = Overlap(asks, frozenset())
        self.answered = Examples(asks, owners, recall, self.speech)
        """The questions that clauses and rules are known to answer, compared by all their words: 多少 and 几次 part
        questions that share every other word."""
        self.told_in = [frozenset(places) for places, _ in told]
        """For each row of `answered` the ids of the passages that answer it."""

    @property
    def corpus(self) -> Corpus:
        """The parsed corpus of the index."""
        return self.index.corpus

    def spoken(self, passage: Passage) -> str:
        """A passage as it may be spoken of: title, headings, chapeau, text and likely wordings."""
        title = self.corpus.documents[passage.document_id].title
        asks = self.corpus.wordings.get(passage.id, ())
        return "\n".join([title, *passage.headings, passage.parent_text or "", passage.text, *asks])

    def _clauses(self) -> dict[str, tuple[str, ...]]:
        squashed: dict[str, list[tuple[str, str]]] = {}
        for passage in self.corpus.passages:
            squashed.setdefault(passage.document_id, []).append((passage.id, squash(passage.text)))
        out: dict[str, tuple[str, ...]] = {}
        for rule in self._book.rules.values():
            ids: list[str] = []
            for clause in (rule.clause, *rule.also_quotes):
                wanted = squash(clause.quote)
                ids += [pid for pid, text in squashed.get(clause.document_id, []) if wanted in text][:1]
            out[rule.id] = tuple(dict.fromkeys(ids))
        return out

    def _told(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The passages of each clause and of each rule that has likely wordings, with those wordings."""
        clauses = [((place,), tuple(texts)) for place, texts in self.corpus.wordings.items()]
        return clauses + [(self.clause_of[rule.id], (rule.title, *rule.asks)) for rule in self._book.rules.values()]


class Views:
    """The view of the newest published index; made anew when a new index is published."""

    def __init__(self, current: Callable[[], Index], make: Callable[[Index], View]) -> None:
        self._current = current
        self._make = make
        self._lock = threading.Lock()
        self._view = make(current())

    def current(self) -> View:
        """The view to answer with now."""
        index = self._current()
        if index is not self._view.index:
            with self._lock:
                if index is not self._view.index:
                    self._view = self._make(index)
        return self._view
