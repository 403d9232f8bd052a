"""One calculator in words and data, for everyone who lists them: command line, page, other programs."""

from __future__ import annotations

from typing import Any

from bot.rules.model import Clause, Rule, RuleInput
from bot.rules.spec import InputSpec
from bot.types import plain
from ingest.types import Document, Validity


def describe(rule: Rule, validity: Validity, document: Document | None = None) -> dict[str, Any]:
    """What a rule is about, its verbatim quotes, what it asks for, and since and until when it holds.

    `validity` is that of the rule's clause on the day in question; `document` adds title and number. Dates
    are YYYY-MM-DD or None: `effective_from`/`effective_to` are the rule's own bounds, else its document's.
    """
    return {
        "id": rule.id,
        "title": rule.title,
        "audience": list(rule.audience),
        "kind": rule.kind,
        "document_id": rule.document_id,
        "document_title": document.title.replace("\n", "") if document else rule.document_id,
        "document_number": document.number if document else None,
        "locator": rule.clause.article,
        "quotes": [_quote(clause) for clause in (rule.clause, *rule.also_quotes)],
        "inputs": [describe_input(item) for item in rule.inputs],
        "result": {"label": rule.result.label, "unit": rule.result.unit, "bound": rule.result.bound},
        "conditions": list(rule.conditions),
        "ambiguity": rule.ambiguity,
        "notes": rule.notes,
        "excludes": [{"rule": item.rule, "how": item.how} for item in rule.excludes],
        **_term(rule, document),
        "validity": {"state": validity.state, "reason": validity.reason},
    }


def _quote(clause: Clause) -> dict[str, str]:
    return {"document_id": clause.document_id, "locator": clause.article, "quote": clause.quote}


def _term(rule: Rule, document: Document | None) -> dict[str, str | None]:
    first = rule.effective_from or (document.effective_from if document else None)
    last = rule.effective_to or (document.effective_to if document else None)
    return {
        "effective_from": first.isoformat() if first else None,
        "effective_to": last.isoformat() if last else None,
    }


def describe_input(item: RuleInput) -> dict[str, Any]:
    """One thing that a rule asks for; `optional` ones may stay out, `assumed` ones have a stated default."""
    return {**describe_spec(item.spec), "optional": item.optional, "assumed": item.assume is not None}


def describe_spec(spec: InputSpec) -> dict[str, Any]:
    """An input as a form needs it: its type and unit, the question that asks for it, choices and bounds."""
    return {
        "name": spec.name,
        "type": spec.type,
        "label": spec.label,
        "question": spec.question,
        "unit": spec.unit,
        "choices": [choice.value for choice in spec.choices],
        "min": plain(spec.min) if spec.min is not None else None,
        "max": plain(spec.max) if spec.max is not None else None,
        "of_question": spec.of_question,
        "of_other": spec.of_other,
    }
