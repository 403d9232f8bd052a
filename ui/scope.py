"""Answers within the documents that a site has in scope: nothing else is searched, nothing else gets out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.answer import answer
from bot.bot import Bot
from bot.decision.match import Match, RuleMatcher
from bot.types import Answer, Question
from bot.understand import Understanding
from ingest.index import Index
from ingest.live import Live
from ingest.types import Corpus
from ui.service import Service
from ui.sites import Site

_ALL = 100_000
"""More rules than any book holds: the nearest of the scope are wanted, not those among the nearest of all."""
OUTSIDE = "本站的助手只回答与本站有关的政策，这个问题不在范围内。"


@dataclass(frozen=True)
class ScopedIndex:
    """An index whose corpus shows only some documents; what it finds beyond them is not seen."""

    index: Index
    corpus: Corpus

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


class ScopedLive:
    """Hands out the newest index, narrowed to some documents."""

    def __init__(self, live: Live, documents: frozenset[str]) -> None:
        self._live = live
        self._documents = documents
        self._made: tuple[Index, ScopedIndex] | None = None

    def current(self) -> ScopedIndex:
        """See Live.current."""
        index = self._live.current()
        made = self._made
        if made is None or made[0] is not index:
            made = self._made = (index, ScopedIndex(index, narrowed(index.corpus, self._documents)))
        return made[1]


@dataclass(frozen=True)
class ScopedMatcher:
    """A rule matcher that does not see the rules of other documents."""

    matcher: RuleMatcher
    rules: frozenset[str]

    def match(self, turn: Understanding, k: int = 12) -> list[Match]:
        """See RuleMatcher.match."""
        return [item for item in self.matcher.match(turn, _ALL) if item.rule.id in self.rules][:k]

    def part_scores(self, parts: Sequence[str]) -> list[dict[str, float]]:
        """See RuleMatcher.part_scores."""
        found = self.matcher.part_scores(parts)
        return [{rule: score for rule, score in scores.items() if rule in self.rules} for scores in found]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.matcher, name)


class Scopes:
    """One narrowed assistant for each site that has a scope, made when it is first asked."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._bots: dict[str, tuple[Bot, frozenset[str]]] = {}

    def ask(self, site: Site, question: Question) -> Answer:
        """The answer for a site; nothing that leans on a document outside its scope gets out.

        The whole corpus decides what a question is about: searched alone, a few documents would seem to answer
        anything. What lies wholly inside is given as it is, what lies partly inside is asked again of the scope.
        """
        whole = self._service.ask(question)
        if not site.documents:
            return whole
        if site.id not in self._bots:
            self._bots[site.id] = scoped(self._service.bot, site.documents)
        bot, documents = self._bots[site.id]
        used = self._used(whole)
        if used and used <= documents:
            return whole
        if used & documents:
            found = answer(question, bot)
            if self._used(found) and self._used(found) <= documents:
                return found
        return self.declined(question, OUTSIDE) if used or self._names_other(whole, documents) else whole

    def _used(self, found: Answer) -> frozenset[str]:
        """The documents that an answer leans on; an empty name stands for one that is gone."""
        corpus = self._service.bot.corpus
        passages = [corpus.passage(item.passage_id) for item in found.citations]
        cited = {passage.document_id if passage else "" for passage in passages}
        return frozenset(cited | {item.document_id for item in found.calculations})

    def _names_other(self, found: Answer, documents: frozenset[str]) -> bool:
        """Whether an answer without clauses speaks of a document outside the scope."""
        others = (item for item in self._service.bot.corpus.documents.values() if item.id not in documents)
        return any(item.title.strip("《》") in found.answer for item in others)

    def declined(self, question: Question, say: str) -> Answer:
        """An answer that only says why there is none."""
        return Answer(question.text, "out_of_scope", say, as_of=question.as_of)


def scoped(bot: Bot, documents: tuple[str, ...]) -> tuple[Bot, frozenset[str]]:
    """The assistant narrowed to documents and their annexes, and the ids of all of these."""
    every = frozenset(
        item.id for item in bot.corpus.documents.values() if item.id in documents or item.parent in documents
    )
    rules = {name: rule for name, rule in bot.book.rules.items() if rule.document_id in every}
    narrow = replace(
        bot,
        live=cast(Live, ScopedLive(bot.live, every)),
        matcher=cast(RuleMatcher, ScopedMatcher(bot.matcher, frozenset(rules))),
        book=replace(bot.book, rules=rules),
    )
    return narrow, every


def narrowed(corpus: Corpus, documents: frozenset[str]) -> Corpus:
    """The text of a corpus that lies in some documents, with the relations between them.

    The catalogue stays whole: a question may name any document, and which one it names must still be known.
    """
    return replace(
        corpus,
        articles=tuple(item for item in corpus.articles if item.document_id in documents),
        passages=tuple(item for item in corpus.passages if item.document_id in documents),
        relations=tuple(
            item
            for item in corpus.relations
            if all(side is None or side.document_id in documents for side in (item.source, item.target))
        ),
    )


