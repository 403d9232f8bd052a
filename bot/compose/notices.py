"""Notices beside an answer: expired or doubtful validity, superseding and conflicting clauses, what excludes what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.cite import CitationBook
from bot.compose.wording import Messages
from bot.types import Calculation, Citation, Notice
from ingest.clean import squash
from ingest.types import Corpus, Evidence, Passage, Relation


def validity_notices(book: CitationBook, as_of: date | None, messages: Messages) -> list[Notice]:
    """One notice per cited document that is expired or doubtful on the day of the question, and per superseded clause."""
    found: dict[str, Notice] = {}
    for item in list(book.items):
        passage = book.corpus.passage(item.passage_id)
        if passage is None:
            continue
        judged = book.judge(passage.document_id, passage.locator, item.highlight)
        title = book.corpus.documents[passage.document_id].title
        reason = judged.reason.rstrip("。")
        if judged.state == "expired":
            text = messages.say("expired", title=title, reason=reason)
            found.setdefault(f"{passage.document_id}-expired", Notice("expired", text, (item.n,)))
        elif judged.state == "superseded":
            newer = superseding(book, passage, item.highlight)
            marks = (item.n,) if newer is None or newer == item.n else (item.n, newer)
            found.setdefault(judged.reason, Notice("superseded", f"{reason}。", marks))
        elif as_of is not None and judged.state == "unknown" and is_dated(book.corpus, passage):
            text = messages.say("may_expire", title=title, reason=reason)
            found.setdefault(f"{passage.document_id}-doubt", Notice("expired", text, (item.n,)))
    return list(found.values())


def superseding(book: CitationBook, passage: Passage, quote: str | None) -> int | None:
    """The number of the clause that took the place of this one (of these words of it), cited if it was not; None
    if none did."""
    judged = book.judge(passage.document_id, passage.locator, quote)
    for relation in book.corpus.relations if judged.state == "superseded" else ():
        source, target = relation.source, relation.target
        by = f"{source.document_id}:{source.locator}"
        if relation.kind == "supersedes" and target and relation.note in judged.reason and by == judged.superseded_by:
            newer = book.find(source.document_id, source.quote, source.locator)
            return book.cite(newer, source.quote) if newer is not None else None
    return None


def is_dated(corpus: Corpus, passage: Passage) -> bool:
    """Whether the document of a clause has a last day at all, so that "unknown" means a real doubt."""
    return corpus.documents[passage.document_id].effective_to is not None


def related(book: CitationBook, kinds: Iterable[str]) -> list[tuple[Relation, Evidence | None, int]]:
    """Relations of the given kinds that touch the words an answer relies on.

    Each with its other side (None when there is only one) and the number of the citation that it touches. A relation
    about other words of a cited clause does not count.
    """
    wanted = set(kinds)
    found = []
    for relation in book.corpus.relations:
        if relation.kind not in wanted:
            continue
        sides = (relation.source, relation.target) if relation.target else (relation.source,)
        for side in sides:
            number = next((item.n for item in book.items if _relies(book, item, side)), None)
            if number is not None:
                other = relation.target if side is relation.source else relation.source
                found.append((relation, other, number))
                break
    return found


def _relies(book: CitationBook, item: Citation, side: Evidence) -> bool:
    """Whether the highlighted words of a citation and the words of a relation overlap."""
    passage = book.corpus.passage(item.passage_id)
    if passage is None or passage.document_id != side.document_id:
        return False
    quote, marked, whole = squash(side.quote), squash(item.highlight), squash(item.quote)
    return quote in marked or (marked in quote and quote in whole)


def rule_notices(calculations: Iterable[Calculation], messages: Messages) -> list[Notice]:
    """Near thresholds and ambiguous wording of the calculations of an answer, each once."""
    found: dict[str, Notice] = {}
    for calculation in calculations:
        for text in calculation.near:
            found.setdefault(text, Notice("near_threshold", text, calculation.citations))
        if calculation.ambiguity:
            text = messages.say("ambiguous", text=calculation.ambiguity)
            found.setdefault(text, Notice("ambiguous", text, calculation.citations))
    return list(found.values())
