"""The term of what an answer rests on: the clause that sets it, and the line that says that it has run out."""

from __future__ import annotations

from datetime import date

from bot.compose.draft import Draft
from bot.compose.notices import is_dated
from bot.types import Citation
from ingest.clean import squash
from ingest.types import Corpus, Document, Passage, Validity


def term_clause(corpus: Corpus, document: Document) -> tuple[str, str] | None:
    """The document (itself or the one it is annexed to) and the words that set the term; None if none do."""
    if document.validity_quote:
        return document.id, document.validity_quote
    return term_clause(corpus, corpus.documents[document.parent]) if document.parent else None


def say_expired(draft: Draft, as_of: date | None) -> None:
    """Say, with the clause that sets the term, that what the answer rests on has run out or may have.

    Before all else for the first clause, at the end for the others; each document once.
    """
    told: set[str] = set()
    for item in list(draft.book.items):
        passage = draft.book.corpus.passage(item.passage_id)
        if passage is None or passage.document_id in told:
            continue
        judged = draft.book.judge(passage.document_id, passage.locator, item.highlight)
        doubtful = as_of is not None and judged.state == "unknown" and is_dated(draft.book.corpus, passage)
        if judged.state != "expired" and not doubtful:
            continue
        told.add(passage.document_id)
        line = _line(draft, item, passage, judged)
        (draft.head if item.n == 1 and judged.state == "expired" else draft.tail).insert(0, line)


def _line(draft: Draft, item: Citation, passage: Passage, judged: Validity) -> str:
    """The sentence on the term: a clause whose own period is over is no expired document."""
    document = draft.book.corpus.documents[passage.document_id]
    over = [term for term in document.terms if term.words == judged.reason]
    own = next((term for term in over if squash(term.quote) in squash(passage.text)), over[0] if over else None)
    if own is not None:
        return draft.messages.say("period_over", title=document.title, words=own.quote, n=str(item.n))
    clause = term_clause(draft.book.corpus, document)
    where = draft.book.find(*clause) if clause else None
    n = draft.book.cite(where, clause[1]) if clause and where else item.n
    words = f"“{clause[1]}”" if clause and where else judged.reason.rstrip("。")
    name = "expired_first" if judged.state == "expired" else "may_expire_first"
    return draft.messages.say(name, title=document.title, words=words, n=str(n))
