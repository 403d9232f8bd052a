"""Everything that one answer needs, opened once and shared by all requests: the index, the rules, the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.cite import Judge
from bot.compose.wording import Messages, load_messages
from bot.decision.aspects import Aspect, load_aspects
from bot.decision.evidence import Overlap
from bot.decision.examples import Examples, Unsaid, load_offtopic, load_unsaid
from bot.decision.match import Match, RuleMatcher
from bot.decision.silence import Scales, load_scales
from bot.drafting.prompts import Prompt, load_prompts
from bot.drafting.verify import Manners, load_manners
from bot.errors import NotReady
from bot.facts.parts import IN_ALL
from bot.guard import Guard, load_guard
from bot.llm import Endpoint
from bot.plan import plan_of
from bot.retrieve import Weights, load_weights
from bot.rules.load import load_rules
from bot.rules.model import Rule, RuleBook
from bot.settings import PROJECT, Settings
from bot.spelling.language import learn
from bot.spelling.repair import Speller, make_speller
from bot.types import Question
from bot.understand import Reading, Understanding, understand
from bot.view import View, Views
from bot.vocabulary import Phrases, Vocabulary, load_phrases, load_vocabulary
from ingest.embed import Embedder, Vectors
from ingest.errors import IngestError
from ingest.index import load_vectors
from ingest.live import Live
from ingest.pipeline import ensure_index
from ingest.recall import Recall
from ingest.tokens import word_counts
from ingest.types import Corpus, Validity
from ingest.validity import validity

_HERE = Path(__file__).resolve().parent
_AT_LEAST = 0.5
_REPEATED = 0.5
"""A reply that shares this much of its weight with one clause speaks of the clause's document."""
_FIGURES = re.compile(r"[\d.,]+\s*[万亿]?元?")
_TELLING = 0.6
"""A reply names this much of a topic before it can repeat a clause (see Overlap.names)."""
_STRONG = 0.62
"""A text whose best rule card scores this much by itself names a topic (see RuleMatcher.strength)."""


@dataclass(frozen=True)
class Bot:
    """The opened assistant. Immutable but for `live` and `views`, which hand out the newest published index."""

    settings: Settings
    live: Live
    views: Views
    embedder: Embedder
    book: RuleBook
    matcher: RuleMatcher
    unsaid: Examples
    unsaid_items: tuple[Unsaid, ...]
    offtopic: Examples
    aspects: tuple[Aspect, ...]
    scales: Mapping[str, Scales]
    guard: Guard
    speller: Speller
    phrases: Phrases
    vocabulary: Vocabulary
    messages: Messages
    weights: Weights

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The model endpoint with its breaker and its costs; None when no model is configured."""
        return Endpoint(self.settings) if self.settings.has_model else None

    @cached_property
    def manners(self) -> Manners:
        """How the sentences of a model are judged."""
        return load_manners(_HERE / "agent.yaml", self.guard)

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        """What a model is told."""
        return load_prompts(PROJECT / "prompts")

    def asks_model(self, question: Question) -> bool:
        """Whether a question is to be written by a model (asking for one where there is none gives a notice)."""
        return question.mode == "llm" or (question.mode == "auto" and self.endpoint is not None)

    @property
    def view(self) -> View:
        """What is derived from the live index."""
        return self.views.current()

    @property
    def corpus(self) -> Corpus:
        """The corpus of the live index."""
        return self.view.corpus

    @property
    def overlap(self) -> Overlap:
        """Word weights over all passages."""
        return self.view.overlap

    @property
    def collection(self) -> str:
        """What the corpus is called, for the greeting."""
        return f"{self.vocabulary.city}政策汇编"

    def vector(self, text: str) -> Vectors:
        """The unit vector of a question."""
        found: Vectors = self.embedder.embed([text], "query")[0]
        return found

    def read(self, question: Question) -> Understanding:
        """What a cleaned question means in its conversation."""
        reading = Reading(lambda text: self.matcher.strength(text) >= _STRONG, self.own_topic, self.topic)
        turn = understand(question, self.speller, self.phrases, self.vocabulary, reading)
        return replace(
            turn, documents=self._with_annexes(turn.documents), inherited=self._with_annexes(turn.inherited)
        )

    def _with_annexes(self, named: Mapping[str, str]) -> dict[str, str]:
        """A document that is named stands for its annexed documents too, unless one of those is named itself."""
        found = dict(named)
        for parent, words in named.items():
            annexes = [child.id for child in self.corpus.children_of(parent)]
            if not any(child in named for child in annexes):
                found |= dict.fromkeys(annexes, words)
        return found

    def own_topic(self, text: str) -> float:
        """How far a follow-up's own words count: `_AT_LEAST` where they name no topic, to nearly 1."""
        return _AT_LEAST + (1 - _AT_LEAST) * self.overlap.names(text)

    def topic(self, said: str) -> str | None:
        """The document whose clause a reply of the assistant repeats, or None where no clause holds most of its words."""
        if self.overlap.names(_FIGURES.sub("，", said)) < _TELLING:  # a line of figures repeats no clause
            return None
        best = self.live.current().keyword(said, 1)
        passage = self.corpus.passage(best[0][0]) if best else None
        if passage is None or self.overlap.share(self.overlap.weights(said), passage.text) < _REPEATED:
            return None
        return passage.document_id

    def rule_passages(self, matches: Sequence[Match]) -> dict[str, float]:
        """For the clause of each matched rule, how well the rule matches (0 to 1)."""
        clause_of = self.view.clause_of
        found: dict[str, float] = {}
        for match in matches:
            for pid in clause_of[match.rule.id][:1]:
                found[pid] = max(found.get(pid, 0.0), min(1.0, max(0.0, match.score)))
        return found

    def validity(self, as_of: date | None) -> Judge:
        """Validity of a clause on one day: (document id, locator, words relied upon) -> Validity."""
        corpus = self.corpus
        return lambda document_id, locator, quote: validity(corpus, document_id, locator, as_of, quote)

    def judge(self, as_of: date | None) -> Callable[[Rule], Validity]:
        """Validity of a rule's clause on one day."""
        corpus = self.corpus
        return lambda rule: validity(corpus, rule.document_id, rule.clause.article, as_of, rule.clause.quote)


def open_bot(settings: Settings, progress: Callable[[str], None] = lambda _line: None) -> Bot:
    """Open the assistant, building the index first if it is missing or stale.

    Raises NotReady with one Chinese line when corpus, index or rules cannot be used.
    """
    plan = plan_of(settings)
    try:
        live = Live(plan, ensure_index(plan, progress))
    except IngestError as error:
        raise NotReady(str(error)) from error
    return _assemble(settings, live, plan.embedder)


def prepare_index(settings: Settings, progress: Callable[[str], None] = lambda _line: None) -> None:
    """Build the index if it is missing or stale. Raises NotReady."""
    try:
        ensure_index(plan_of(settings), progress)
    except IngestError as error:
        raise NotReady(str(error)) from error


def _assemble(settings: Settings, live: Live, vectors: Embedder) -> Bot:
    """Read the words and rules and put everything together."""
    phrases = load_phrases(_HERE / "phrases.yaml")
    vocabulary = load_vocabulary(settings.corpus / "vocabulary.yaml")
    book = load_rules(settings.rules)
    vectors.embed(["预热"], "query")  # the model is read now, not by the first person who asks
    recall = Recall(vectors, settings.home / "recall.npz", load_vectors(live.current().folder))
    views = Views(live.current, lambda index: View(index, book, phrases.stop, recall))
    speech = views.current().speech
    items, asks, owners = load_unsaid(settings.corpus / "unsaid")
    return Bot(
        settings=settings,
        live=live,
        views=views,
        embedder=vectors,
        book=book,
        matcher=RuleMatcher(book, vectors, recall, phrases.stop),
        unsaid=Examples(asks, owners, recall, speech),
        unsaid_items=tuple(items),
        offtopic=Examples(*load_offtopic(_HERE / "offtopic.yaml"), recall, speech),
        aspects=load_aspects(_HERE / "aspects.yaml"),
        scales=load_scales(_HERE / "silence.yaml"),
        guard=load_guard(_HERE / "guard.yaml"),
        speller=speller_for(live.current().corpus, known_terms(book, vocabulary, phrases), asks),
        phrases=phrases,
        vocabulary=vocabulary,
        messages=load_messages(_HERE / "messages.yaml"),
        weights=load_weights(_HERE / "weights.yaml"),
    )


def speller_for(corpus: Corpus, terms: Sequence[str], unsaid: Sequence[str]) -> Speller:
    """The speller that knows how one corpus and its readers write."""
    questions = [*(ask for asks in corpus.wordings.values() for ask in asks), *unsaid]
    language = learn(word_counts(), terms, questions, [passage.text for passage in corpus.passages])
    return make_speller(terms, language)


_ASKING = re.compile(r"多少|什么|怎么|几[个年月]")
"""多少平 asks for a thing; as a term it would hide that 平芳 is misspelt."""


def known_terms(book: RuleBook, vocabulary: Vocabulary, phrases: Phrases) -> list[str]:
    """The terms that misspelt words are read as."""
    terms = [*phrases.spoken, *IN_ALL]
    terms += [name for names in vocabulary.documents.values() for name in names]
    for said in vocabulary.terms.values():
        terms += said
    terms += [word for term in vocabulary.terms for word in term.split()]
    terms += vocabulary.local
    for spec in book.inputs.values():
        terms += [*spec.cues, *(word for c in spec.choices for word in (c.value, *c.aliases))]
    for rule in book.rules.values():
        terms += [rule.title, *rule.aliases]
    return [term for term in terms if term in phrases.spoken or not _ASKING.search(term)]
