"""Writing whether a document is still in force: its state on the day, the clause that sets its term, the day it runs out."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from bot.compose.draft import Draft
from bot.compose.notices import superseding
from bot.compose.terms import term_clause
from bot.decision.evidence import sentences
from bot.numbers.quantities import scan
from bot.types import Amount, Calculation
from bot.vocabulary import Phrases
from ingest.clean import squash
from ingest.types import Document, Passage

_TERM = re.compile(r"有效期(?:为|限)?\s*[^，。；]{1,6}年")
_REPEALS = re.compile(r"原[^，。；]{0,12}同时废止")


def write_validity(draft: Draft, text: str, passage: Passage, phrases: Phrases) -> list[str]:
    """Say whether the document of a clause still applies, with the words that set its term and the day on which it runs out.

    Returns the catalogue's sentences where no clause sets a term: they are to be told as far as they are borne out.
    """
    document = draft.book.corpus.documents[passage.document_id]
    judged = draft.book.judge(passage.document_id, passage.locator, None)
    superseding(draft.book, passage, None)
    term = term_clause(draft.book.corpus, document)
    where = (draft.book.find(term[0], term[1]) or passage) if term else passage
    n = draft.book.cite(where, term[1] if term else None)
    state: str = judged.state
    if term and phrases.older.search(text) and _REPEALS.search(term[1]):
        state = "replaced"
    told = [] if term and judged.state != "superseded" else sentences(judged.reason)
    titled = term is not None and squash(term[1]) in squash(document.title)
    stated = draft.messages.say("term_in_title") if titled else f"写明“{term[1]}”。" if term else ""
    reason = "".join(told) or stated
    end = _say_end(draft, document, term[1], n) if term else ""
    draft.head.append(draft.messages.say(f"valid_{state}", title=document.title, reason=reason, n=str(n)) + end)
    return told


def _say_end(draft: Draft, document: Document, words: str, n: int) -> str:
    """The day on which a term of years ends, worked out from the day of issue that the document bears; empty where it
    bears none."""
    term = _TERM.search(words)
    years = next((int(q.value // 12) for q in scan(term[0]) if q.kind == "duration_months"), 0) if term else 0
    issued = document.issued_on
    said = _written(draft, document, issued) if issued and years else None
    if said is None or issued is None:
        return ""
    passage, written = said
    end = date(issued.year + years, issued.month, 1) + timedelta(days=issued.day - 2)  # the day before, of a 29 February too
    marks = (n, draft.book.cite(passage, written))
    step = f"{_day(issued)} + {years}年 = {_day(end)}"
    made = Amount(Decimal(end.year), "年", draft.messages.say("term_end_title"))
    draft.calculations.append(
        Calculation(
            rule_id="term_end", title=made.label, outcome="computed", inputs={}, document_id=document.id,
            locator=passage.locator, quotes=(written,), amount=made, steps=(step,), citations=marks,
        )
    )  # fmt: skip
    return draft.messages.say("term_end", issued=_day(issued), end=_day(end), n=str(marks[1]))


def _written(draft: Draft, document: Document, day: date) -> tuple[Passage, str] | None:
    """The passage of a document that bears a day, with the day as it is written there."""
    pattern = re.compile(rf"{day.year}\s*年\s*{day.month}\s*月\s*{day.day}\s*日")
    found = ((p, pattern.search(p.text)) for p in draft.book.corpus.passages_in(document.id))
    return next(((passage, match[0]) for passage, match in found if match), None)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
