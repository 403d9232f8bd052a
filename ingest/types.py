"""The words of the corpus: Document, Article, Passage, Relation, Validity.

Frozen values without I/O. Offsets count characters of the decoded source file; lines are 1-based.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from ingest.locators import find

ValidityState = Literal["in_force", "expired", "superseded", "unknown"]
RelationKind = Literal["supersedes", "conflicts", "excludes", "takes_higher"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range [start, end) of characters of one source file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A period that one clause states for itself, such as 到2022年 or 2019至2022年; `last_day` is its end."""

    locator: str
    quote: str
    last_day: date
    words: str
    """One Chinese sentence for residents."""


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document 文件. `number` is its 文号 as printed in the body, never in the table of
    contents."""

    id: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    kind: str
    """What it is: 通知, 实施细则, 办法, 规划, 意见, 方案, 附件, 参考文本 …"""
    file: str
    sha256: str
    start_line: int
    end_line: int
    parent: str | None = None
    issued_on: date | None = None
    issued_words: str | None = None
    """What the text says about its date when it gives no full one, such as "2022年（印发日期原件缺失）"."""
    effective_from: date | None = None
    effective_to: date | None = None
    """Last day in force, if the text lets it be computed to the day."""
    effective_from_latest: date | None = None
    """Set where the first day is known only within bounds: `effective_from` is then the earliest, this the
    latest."""
    effective_to_latest: date | None = None
    """Set where the last day is known only within bounds: `effective_to` is then the earliest, this the
    latest."""
    term_unknown: bool = False
    """True where the text hangs its term on a document that the corpus does not hold."""
    terms: tuple[Term, ...] = ()
    """Clauses with a period of their own (目标年份, 申报期) that is shorter than the document's."""
    validity_words: str | None = None
    """One Chinese sentence for residents: how long it applies and which clause says so."""
    validity_quote: str | None = None
    """Verbatim words of the clause that the dates come from."""
    validity_locator: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One clause 条/项 with its place: locator as a civil servant writes it, the headings above it, its
    source lines."""

    id: str
    document_id: str
    locator: str
    headings: tuple[str, ...]
    text: str
    start_line: int
    end_line: int
    spans: tuple[Span, ...]
    kind: Literal["clause", "heading", "preamble", "table", "form", "model", "signature"] = "clause"
    """`model` is a model contract 参考文本; `form` a blank form whose gaps are never amounts."""
    gap_after: bool = False
    """True where the scan lost text behind this article; nothing may be joined across it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: an article, or one 款/项 of a long one. `id` does not change when others are
    split anew."""

    id: str
    article_id: str
    document_id: str
    locator: str
    headings: tuple[str, ...]
    text: str
    start_line: int
    end_line: int
    parent_text: str | None = None
    """The introducing words (chapeau) of the article that this passage leans on, if it is only a part of
    one."""
    previous: str | None = None
    following: str | None = None
    kind: str = "clause"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One side of a relation: the document, the place in it and its verbatim words."""

    document_id: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Relation:
    """How two clauses stand to each other; `source` is the newer or prevailing side where there is one."""

    id: str
    kind: RelationKind
    stated: bool
    """True when the text itself says so, False when it is inferred from dates and wording."""
    source: Evidence
    target: Evidence | None
    note: str
    """One or two Chinese sentences that a resident can be shown."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a clause applies on a date, and why."""

    state: ValidityState
    reason: str
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Characters of the source that are in no article, and the reason (目录, 页眉页脚, 网页残留, 重字,
    空白)."""

    span: Span
    reason: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A line break that was removed because a page break had cut a paragraph; `rule` names why."""

    offset: int
    rule: str
    before: str
    after: str
    file: str = ""


@dataclass(frozen=True)
class Gap:
    """A place where the scan lost text: the words before and behind it, and what is known about the loss."""

    file: str
    after: str
    before: str
    note: str


@dataclass(frozen=True)
class Corpus:
    """Everything parsed from one corpus folder, with look-ups that are made once."""

    documents: dict[str, Document]
    articles: tuple[Article, ...]
    passages: tuple[Passage, ...]
    relations: tuple[Relation, ...]
    dropped: tuple[Dropped, ...] = ()
    joins: tuple[Join, ...] = ()
    wordings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Passage id -> likely wordings of questions that it answers."""
    gaps: tuple[Gap, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    """File -> digest of its bytes and its catalogue entry: equal digests are parsed alike."""

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {item.id: item for item in self.passages}

    @cached_property
    def _articles(self) -> dict[str, Article]:
        return {item.id: item for item in self.articles}

    @cached_property
    def _by_document(self) -> dict[str, tuple[Article, ...]]:
        found: dict[str, list[Article]] = {key: [] for key in self.documents}
        for item in self.articles:
            found[item.document_id].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def _within(self) -> dict[str, tuple[Passage, ...]]:
        found: dict[str, list[Passage]] = {}
        for item in self.passages:
            found.setdefault(item.document_id, []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def _children(self) -> dict[str, tuple[Document, ...]]:
        found: dict[str, list[Document]] = {}
        for item in self.documents.values():
            if item.parent is not None:
                found.setdefault(item.parent, []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def worded(self) -> frozenset[str]:
        """The documents for which somebody has written likely wordings."""
        return frozenset(item.document_id for item in self.passages if item.id in self.wordings)

    @cached_property
    def _by_article(self) -> dict[str, tuple[Passage, ...]]:
        found: dict[str, list[Passage]] = {}
        for item in self.passages:
            found.setdefault(item.article_id, []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    def passage(self, passage_id: str) -> Passage | None:
        """The passage of this id, None if it was never issued."""
        return self._passages.get(passage_id)

    def article(self, article_id: str) -> Article | None:
        """The article of this id, None if there is none."""
        return self._articles.get(article_id)

    def articles_of(self, document_id: str) -> tuple[Article, ...]:
        """The articles of one document in order; empty for an unknown id."""
        return self._by_document.get(document_id, ())

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """The passages of one article in order; empty for an unknown id."""
        return self._by_article.get(article_id, ())

    def children_of(self, document_id: str) -> tuple[Document, ...]:
        """The documents whose parent this is, in order of the text."""
        return self._children.get(document_id, ())

    def passages_in(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of one document in order; empty for an unknown id."""
        return self._within.get(document_id, ())

    def by_locator(self, document_id: str, locator: str) -> tuple[Article, ...]:
        """The articles that a locator names. See `ingest.locators.find` for what is forgiven."""
        return find(self.articles_of(document_id), locator)
