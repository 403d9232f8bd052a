"""Citations and the check before display: every quote verbatim, every number with an origin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from bot import provenance
from bot.numbers.quantities import scan
from bot.provenance import Origin
from bot.types import Answer, Calculation, Citation, Question, show
from ingest.clean import squash
from ingest.types import Corpus, Passage, Validity

Judge = Callable[[str, str, str | None], Validity]
"""(document id, locator, the words relied upon) -> validity on the day of the question."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALE = {
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "千万": Decimal(10_000_000),
    "百万": Decimal(1_000_000),
}
_MARK = re.compile(r"\[\d+\]")


@dataclass
class CitationBook:
    """The citations of one answer, numbered in the order in which they are first used; a passage is cited once."""

    corpus: Corpus
    judge: Judge
    items: list[Citation] = field(default_factory=list)

    def cite(self, passage: Passage, highlight: str | None = None) -> int:
        """The number of a passage; `highlight` is the sentence that answers (the whole passage if not a part of it)."""
        for citation in self.items:
            if citation.passage_id == passage.id:
                return citation.n
        document = self.corpus.documents[passage.document_id]
        marked = highlight if highlight and highlight in passage.text else passage.text
        self.items.append(
            Citation(
                n=len(self.items) + 1,
                passage_id=passage.id,
                document_title=document.title,
                document_number=document.number,
                locator=passage.locator,
                quote=passage.text,
                highlight=marked,
                file=document.file,
                start_line=passage.start_line,
                end_line=passage.end_line,
                validity=self.judge(passage.document_id, passage.locator, marked).state,
            )
        )
        return len(self.items)

    def find(self, document_id: str, quote: str, locator: str | None = None) -> Passage | None:
        """The passage of a document that holds a quote (white space ignored), or its beginning if it was split."""
        wanted = squash(quote)
        passages = self.corpus.passages_in(document_id)
        whole = [p for p in passages if wanted in squash(p.text)]
        if whole:
            return next((p for p in whole if p.locator == locator), whole[0])
        start = wanted[:16]
        return next((p for p in passages if start and start in squash(p.text)), None)


def numbers(text: str) -> list[tuple[str, frozenset[Decimal]]]:
    """The numbers written in Arabic digits in a text, each with the values it may stand for (9万: 9 and 90000)."""
    found = []
    for match in _NUMBER.finditer(_MARK.sub("", text)):
        try:
            value = Decimal(match[0].replace(",", ""))
        except InvalidOperation:
            continue
        tail = _MARK.sub("", text)[match.end() : match.end() + 3].lstrip()
        scale = next(
            (
                factor
                for unit, factor in sorted(_SCALE.items(), key=lambda u: -len(u[0]))
                if tail.startswith(unit)
            ),
            None,
        )
        found.append((match[0], frozenset([value] if scale is None else [value * scale])))
    return found


def origins(texts: Iterable[str]) -> set[Decimal]:
    """Every value that a number in one of the texts may stand for, in Arabic or Chinese writing."""
    values: set[Decimal] = set()
    for text in texts:
        for match in _NUMBER.finditer(text):
            with_digits = match[0].replace(",", "")
            value = Decimal(with_digits)
            values.add(value)
            tail = text[match.end() : match.end() + 3].lstrip()
            values |= {value * factor for unit, factor in _SCALE.items() if tail.startswith(unit)}
        for quantity in scan(text):
            values.add(quantity.value)
            if quantity.kind == "duration_months" and quantity.value % 12 == 0:
                values.add(quantity.value / 12)
    return values


def calculation_texts(calculation: Calculation) -> list[str]:
    """Everything in a calculation that a number of an answer may come from."""
    texts = [
        *calculation.steps,
        *calculation.reasons,
        *calculation.conditions,
        *calculation.near,
        *calculation.quotes,
    ]
    texts += [str(show(value)) for value in calculation.inputs.values()]
    amounts = [calculation.amount, *(amount for _, amount in calculation.cases)]
    texts += [f"{amount.value:f}" for amount in amounts if amount] + [
        f"{a.low:f}" for a in amounts if a and a.low is not None
    ]
    return [
        *texts,
        calculation.title,
        calculation.ambiguity or "",
        calculation.note or "",
        calculation.state_reason,
    ]


def unsupported(answer: Answer, question: Question) -> list[Origin]:
    """The numbers of an answer that have no origin, by the reading of `bot.provenance`: in a quote, a calculation, a
    cited document's title or number, the person's own words or the day of the question. Empty for every answer that
    may be shown.
    """
    asked = {
        "question": question.text,
        "history": [{"role": turn.role, "content": turn.content} for turn in question.history],
        "as_of": question.as_of.isoformat() if question.as_of else None,
    }
    found = provenance.origins(answer.to_dict(), asked, provenance.Numbers())
    return [item for item in found if item.source is None]


def broken_quotes(answer: Answer, corpus: Corpus) -> list[int]:
    """The citations whose quote or highlight is not verbatim text of the passage that they name."""
    bad = []
    for citation in answer.citations:
        passage = corpus.passage(citation.passage_id)
        if passage is None or citation.quote not in passage.text or citation.highlight not in citation.quote:
            bad.append(citation.n)
    return bad
