"""Whether a clause applies on a date, and why, from what the catalogue and the relations say.

Nothing is guessed: a first or last day that the text does not let one compute is kept as bounds, and
between the bounds the answer is unknown. A document without any term stays in force until the corpus says
otherwise, and the reason says that the text gives no term.
"""

from __future__ import annotations

from datetime import date

from ingest.clean import overlaps
from ingest.locators import same_place
from ingest.types import Corpus, Document, Relation, Term, Validity


def validity(
    corpus: Corpus, document_id: str, locator: str, as_of: date | None, quote: str | None = None
) -> Validity:
    """The state of one clause on a day, with a Chinese reason that names the clause it comes from.

    `quote` narrows it to the words relied upon: a supersession or a period that concerns other words of the
    same clause then does not count. `as_of` None means that no date was given: superseded if so, else
    unknown with the term named. Raises KeyError for a document that is not in the catalogue.
    """
    document = corpus.documents[document_id]
    early = _not_yet(document, as_of)
    if early is not None:
        return early
    term = _expired(corpus, document, as_of) or _term_over(corpus, document, locator, as_of, quote)
    if term is not None:
        return term
    for relation in corpus.relations:
        if relation.kind == "supersedes" and _hits(corpus, relation, document_id, locator, quote):
            found = _superseded(corpus, relation, as_of)
            if found is not None:
                return found
    return _standing(corpus, document, as_of)


def first_day(document: Document) -> date | None:
    """The latest day on which the document may have begun to apply; None if the text gives no clue."""
    return document.effective_from_latest or document.effective_from or document.issued_on


def _not_yet(document: Document, as_of: date | None) -> Validity | None:
    start = document.effective_from or document.issued_on
    if as_of is None or start is None:
        return None
    if as_of < start:
        return Validity("unknown", f"{day(as_of)}时该文件尚未施行（最早{day(start)}起）。")
    latest = document.effective_from_latest
    if latest is not None and as_of < latest:
        words = document.issued_words or "印发日期原件缺失"
        return Validity("unknown", f"{day(as_of)}时是否已经施行无法确定：{words}。")
    return None


def _expired(corpus: Corpus, document: Document, as_of: date | None) -> Validity | None:
    """Past the last day, or between the bounds of it."""
    end = document.effective_to
    if as_of is None or end is None or as_of <= end:
        return None
    words = _words(corpus, document)
    latest = document.effective_to_latest
    if latest is not None and as_of <= latest:
        return Validity("unknown", f"{day(as_of)}时可能已经过期。{words}")
    return Validity("expired", f"{day(as_of)}时已过期。{words}")


def _term_over(
    corpus: Corpus, document: Document, locator: str, as_of: date | None, quote: str | None
) -> Validity | None:
    """A clause whose own period is over."""
    for term in document.terms:
        if as_of is not None and as_of > term.last_day and _same(corpus, document, term, locator, quote):
            return Validity("expired", term.words)
    return None


def _same(corpus: Corpus, document: Document, term: Term, locator: str, quote: str | None) -> bool:
    if not same_place(corpus.articles_of(document.id), term.locator, locator):
        return False
    return quote is None or overlaps(quote, term.quote)


def _hits(corpus: Corpus, relation: Relation, document_id: str, locator: str, quote: str | None) -> bool:
    """True if the relation's superseded side is this clause, and these words of it if words are given."""
    target = relation.target
    if target is None or target.document_id != document_id:
        return False
    if not same_place(corpus.articles_of(document_id), target.locator, locator):
        return False
    return quote is None or overlaps(quote, target.quote)


def _superseded(corpus: Corpus, relation: Relation, as_of: date | None) -> Validity | None:
    newer = corpus.documents[relation.source.document_id]
    start = first_day(newer)
    if as_of is not None and start is not None and as_of < start:
        return None
    how = "明文废止" if relation.stated else "按时间先后和规定内容推断，文中没有明文废止"
    number = newer.number or f"《{newer.title}》"
    reason = f"已有新规定：{number} {relation.source.locator}（{how}）。{relation.note}"
    return Validity("superseded", reason, f"{newer.id}:{relation.source.locator}")


def _standing(corpus: Corpus, document: Document, as_of: date | None) -> Validity:
    words = _words(corpus, document)
    if as_of is None:
        return Validity("unknown", f"没有给出日期，不能判断是否仍然有效。{words}")
    if document.term_unknown:
        return Validity("unknown", words)
    return Validity("in_force", words)


def _words(corpus: Corpus, document: Document) -> str:
    """The sentence on the term: the document's own, else that of the document it is attached to."""
    if document.validity_words:
        return document.validity_words
    if document.parent is not None:
        return _words(corpus, corpus.documents[document.parent])
    return "文件没有写有效期，汇编中也没有废止它的文件；是否仍在执行，请以发文机关的最新公布为准。"


def day(value: date) -> str:
    """A date in Chinese: 2024年7月5日."""
    return f"{value.year}年{value.month}月{value.day}日"

