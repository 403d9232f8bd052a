"""The words of an answer: Fact, Retrieved, Calculation, Citation, Notice, Answer.

Frozen values without I/O; `to_dict` gives the JSON of the public contract (money as decimal strings in yuan).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ingest.types import Passage, ValidityState

Value = Decimal | str | bool | date
Status = Literal["answered", "partial", "clarification", "unanswerable", "out_of_scope", "refused", "error"]
NoticeKind = Literal[
    "expired", "superseded", "conflict", "exclusive", "ambiguous", "near_threshold", "degraded"
]
Outcome = Literal["computed", "qualified", "not_eligible", "missing", "case_by_case"]
Bound = Literal["exact", "at_most", "at_least", "range"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, with its conversation and the date on which the answer must hold."""

    text: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    mode: Literal["auto", "offline", "llm"] = "auto"
    id: str | None = None
    facts: dict[str, Value] = field(default_factory=dict)
    """Facts that the person set by hand (a corrected chip on the page); they win over what is read from the words."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing the user told us: the input it fills, its value, its unit and the words it was read from."""

    name: str
    value: Value
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage found for a question, with its fused score, the scores it came from and its rank from 1."""

    passage: Passage
    score: float
    rank: int
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """A result. `value` is the figure (the upper end of a range), `low` the lower end of a range."""

    value: Decimal
    unit: str
    label: str
    bound: Bound = "exact"
    low: Decimal | None = None

    def to_dict(self) -> dict[str, Any]:
        """The contract's `amount` object."""
        out: dict[str, Any] = {"value": plain(self.value), "unit": self.unit, "label": self.label}
        out["bound"] = self.bound
        if self.low is not None:
            out["low"] = plain(self.low)
        return out


@dataclass(frozen=True, slots=True)
class Calculation:
    """What a rule says for given facts: the amount with its working, or a named result without one.

    `outcome`: computed · qualified (a right without a figure; nothing told speaks against it) · not_eligible (amount 0
    where the rule has one, `reasons` say which condition fails) · missing (`missing` names the
    inputs) · case_by_case (一事一议, no figure). `cases` holds the amount for each choice when one choice is missing.
    """

    rule_id: str
    title: str
    outcome: Outcome
    inputs: dict[str, Value]
    document_id: str
    locator: str
    quotes: tuple[str, ...]
    amount: Amount | None = None
    steps: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Near-threshold sentences ("再满2个月即可…")."""
    ambiguity: str | None = None
    cases: tuple[tuple[str, Amount], ...] = ()
    per_unit: Amount | None = None
    """The standard per month, person or item when the amount itself is missing a fact."""
    state: ValidityState = "unknown"
    state_reason: str = ""
    note: str | None = None
    """What else the document says about it in one line, such as when to apply."""
    met: tuple[bool, str] | None = None
    """Whether what was told reaches what the clause requires, and the line of the working that says so; None where the rule
    computes no requirement or it was not told."""
    citations: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's `calculations` entry."""
        return {
            "rule_id": self.rule_id,
            "title": self.title,
            "outcome": self.outcome,
            "inputs": {name: show(value) for name, value in self.inputs.items()},
            "amount": self.amount.to_dict() if self.amount else None,
            "steps": list(self.steps),
            "reasons": list(self.reasons),
            "missing": list(self.missing),
            "conditions": list(self.conditions),
            "near": list(self.near),
            "ambiguity": self.ambiguity,
            "note": self.note,
            "cases": [{"case": case, "amount": amount.to_dict()} for case, amount in self.cases],
            "per_unit": self.per_unit.to_dict() if self.per_unit else None,
            "validity": self.state,
            "citations": list(self.citations),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause shown with an answer; `quote` is verbatim corpus text."""

    n: int
    passage_id: str
    document_title: str
    document_number: str | None
    locator: str
    quote: str
    highlight: str
    """The sentence of `quote` that answers; always a part of it."""
    file: str
    start_line: int
    end_line: int
    validity: ValidityState

    def to_dict(self) -> dict[str, Any]:
        """The contract's `citations` entry."""
        return {
            "n": self.n,
            "passage_id": self.passage_id,
            "document_title": self.document_title,
            "document_number": self.document_number,
            "locator": self.locator,
            "quote": self.quote,
            "highlight": self.highlight,
            "source": {"file": self.file, "start_line": self.start_line, "end_line": self.end_line},
            "validity": self.validity,
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person must know beside the answer: expiry, conflict, mutual exclusion, a near threshold."""

    kind: NoticeKind
    text: str
    citations: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's `notices` entry."""
        return {"kind": self.kind, "text": self.text, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Clarification:
    """The one question back, and the inputs that it asks for."""

    question: str
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contract's `clarification` object."""
        return {"question": self.question, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question always ends in, whatever happened."""

    question: str
    status: Status
    answer: str
    id: str | None = None
    citations: tuple[Citation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    clarification: Clarification | None = None
    notices: tuple[Notice, ...] = ()
    facts: tuple[Fact, ...] = ()
    mode: str = "offline"
    as_of: date | None = None
    trace_id: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The contract's Answer."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "answer": self.answer,
            "citations": [item.to_dict() for item in self.citations],
            "calculations": [item.to_dict() for item in self.calculations],
            "clarification": self.clarification.to_dict() if self.clarification else None,
            "notices": [item.to_dict() for item in self.notices],
            "facts": [
                {"name": f.name, "value": show(f.value), "unit": f.unit, "words": f.words} for f in self.facts
            ],
            "mode": self.mode,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "trace_id": self.trace_id,
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
        }


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: Decimal("9E+4") -> "90000"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: Value) -> str | bool:
    """A fact's value as JSON: decimals and dates as strings."""
    if isinstance(value, bool | str):
        return value
    return plain(value) if isinstance(value, Decimal) else value.isoformat()
