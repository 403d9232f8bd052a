"""Notices beside an answer: expired or doubtful validity, superseding and conflicting clauses, what excludes what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.cite import CitationBook
from bot.types import Calculation, Notice
from bot.wording import Messages
from ingest.types import Corpus, Evidence, Passage, Relation
from ingest.validity import validity


def validity_notices(book: CitationBook, as_of: date | None, messages: Messages) -> list[Notice]:
    """One notice per cited document that is expired, superseded or doubtful on the day of the question."""
    found: dict[str, Notice] = {}
    for item in book.items:
        passage = book.corpus.passage(item.passage_id)
        if passage is None:
            continue
        judged = validity(book.corpus, passage.document_id, passage.locator, as_of)
        title = book.corpus.documents[passage.document_id].title
        if judged.state == "expired":
            text = messages.say("expired", title=title, reason=judged.reason.rstrip("。"))
            found.setdefault(f"{passage.document_id}-expired", Notice("expired", text, (item.n,)))
        elif judged.state == "superseded":
            text = messages.say("superseded", reason=judged.reason)
            found.setdefault(f"{passage.document_id}-{passage.locator}", Notice("superseded", text, (item.n,)))
        elif as_of is not None and judged.state == "unknown" and is_dated(book.corpus, passage):
            text = messages.say("may_expire", title=title, reason=judged.reason.rstrip("。"))
            found.setdefault(f"{passage.document_id}-doubt", Notice("expired", text, (item.n,)))
    return list(found.values())


def is_dated(corpus: Corpus, passage: Passage) -> bool:
    """Whether the document of a clause has a first or last day at all, so that "unknown" means a real doubt."""
    document = corpus.documents[passage.document_id]
    return document.effective_to is not None


def related(book: CitationBook, kinds: Iterable[str]) -> list[tuple[Relation, Evidence | None]]:
    """Relations of the given kinds that touch a cited clause, each with its other side (None when it has only one)."""
    wanted = set(kinds)
    cited = [p for p in (book.corpus.passage(item.passage_id) for item in book.items) if p is not None]
    found = []
    for relation in book.corpus.relations:
        if relation.kind not in wanted:
            continue
        if any(_holds(p, relation.source) for p in cited):
            found.append((relation, relation.target))
        elif relation.target is not None and any(_holds(p, relation.target) for p in cited):
            found.append((relation, relation.source))
    return found


def _holds(passage: Passage, side: Evidence) -> bool:
    if passage.document_id != side.document_id:
        return False
    return "".join(side.quote.split()) in "".join(passage.text.split())


def rule_notices(calculations: Iterable[Calculation], messages: Messages) -> list[Notice]:
    """Near thresholds and ambiguous wording of the calculations of an answer."""
    found = []
    for calculation in calculations:
        found += [Notice("near_threshold", text, calculation.citations) for text in calculation.near]
        if calculation.ambiguity:
            text = messages.say("ambiguous", text=calculation.ambiguity)
            found.append(Notice("ambiguous", text, calculation.citations))
    return found
