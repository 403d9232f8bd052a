"""The path for models without native tool calls: understand (as JSON) → our retrieval and rules → write
(as JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.drafting.speak import Speaker
from bot.drafting.text import NARROW, Writing, conversation, given, repair_text
from bot.drafting.tools import FactIn, answered, borne_out
from bot.drafting.write import Event
from bot.errors import PolicyBotError
from bot.llm import Heard, Message
from bot.rules.model import Rule
from bot.rules.spec import InputSpec
from bot.types import Question

_UNCLEAR = ("clarification", "partial")
_LIKELY = 0.55
"""Rules that match this well are asked about and calculated (the bound of the offline walk)."""
_RULES = 3
_SENTENCES = 5


def write_structured(work: Writing, speaker: Speaker, path: str) -> None:
    """Write with structured output; the ids that may be cited are an enumeration of the schema."""
    if work.page.material.offline.status == "unanswerable":
        work.page.no_basis = True  # a small model makes an answer of whatever lies near; ours says what is not written
        return
    strict = path == "schema"
    if work.page.material.offline.status in _UNCLEAR:
        _understand(work, speaker, strict)
    parts = given(work, NARROW)
    bot, material = work.page.bot, work.page.material
    prompt = work.prompts["agent-write"].fill(
        **parts, collection=bot.collection, question=material.turn.text, no_basis=work.manners.no_basis
    )
    messages: list[Message] = [("user", prompt)]
    hostile = work.listen(_asked(work, speaker, "write", messages, strict), structured=True)
    if hostile or not work.unfinished():
        return
    work.page.emit(Event("status", {"stage": "repairing"}))
    messages = [("user", f"{prompt}\n\n{repair_text(work)}")]
    work.renew()
    work.listen(_asked(work, speaker, "repair", messages, strict), structured=True)


def _asked(
    work: Writing, speaker: Speaker, purpose: str, messages: list[Message], strict: bool
) -> Iterator[Heard]:
    ids = [*work.ledger.passages, *work.ledger.calculations]
    return speaker.plain(purpose, messages, _format("answer", sentences_schema(ids)) if strict else {})


def sentences_schema(ids: list[str]) -> dict[str, Any]:
    """{"sentences": [{"text", "ids"}]} where ids can only be issued ones."""
    known: dict[str, Any] = {"type": "string", "enum": ids} if ids else {"type": "string", "maxLength": 0}
    row = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "ids": {"type": "array", "items": known, "maxItems": 3}},
        "required": ["text", "ids"],
        "additionalProperties": False,
    }
    rows = {"type": "array", "items": row, "minItems": 1, "maxItems": _SENTENCES}
    return {
        "type": "object",
        "properties": {"sentences": rows},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def understood_schema(names: list[str]) -> dict[str, Any]:
    """{"question", "facts": [{"name", "value", "words"}]}."""
    text = {"type": "string"}
    fact = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": names} if names else text,
            "value": text,
            "words": text,
        },
        "required": ["name", "value", "words"],
        "additionalProperties": False,
    }
    facts = {"type": "array", "items": fact, "maxItems": 10}
    shape = {"question": text, "facts": facts}
    return {
        "type": "object",
        "properties": shape,
        "required": ["question", "facts"],
        "additionalProperties": False,
    }


def _format(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": name, "strict": True, "schema": schema},
        }
    }


def _understand(work: Writing, speaker: Speaker, strict: bool) -> None:
    """Let the model put the question into the words of the documents, then search and calculate with it
    ourselves."""
    bot, material = work.page.bot, work.page.material
    matches = bot.matcher.match(material.turn)[:_RULES]
    specs = {item.spec.name: item.spec for match in matches for item in match.rule.inputs}
    prompt = work.prompts["agent-understand"].fill(
        history=conversation(work),
        question=material.turn.text,
        facts="\n".join(map(_described, specs.values())),
    )
    body = _format("understood", understood_schema(list(specs))) if strict else {}
    written = "".join(
        h.text for h in speaker.plain("understand", [("user", prompt)], body) if h.kind == "text"
    )
    told = _parsed(written)
    asked = told.get("question")
    if not isinstance(asked, str) or not asked.strip() or work.manners.hostile(asked):
        return
    answered(work.toolbox.search_policies, query=asked[:300])
    facts = [fact for fact in map(_fact, told.get("facts") or []) if fact is not None]
    turn = bot.read(Question(asked[:300]))
    for match in bot.matcher.match(turn)[:1]:
        if match.score >= _LIKELY:
            fitting = _fitting(match.rule, facts, work.toolbox.said)
            answered(work.toolbox.calculate, rule_id=match.rule.id, facts=fitting)


def _fitting(rule: Rule, facts: list[FactIn], said: tuple[str, ...]) -> list[FactIn]:
    """The facts that the rule asks for and that the person's own words bear out."""
    specs: dict[str, InputSpec] = {item.spec.name: item.spec for item in rule.inputs}
    kept = []
    for fact in facts:
        try:
            if fact.name in specs and borne_out(specs[fact.name], fact, said) is not None:
                kept.append(fact)
        except PolicyBotError:
            continue
    return kept


def _fact(row: object) -> FactIn | None:
    try:
        return FactIn.model_validate(row)
    except ValueError:
        return None


def _described(spec: InputSpec) -> str:
    choices = "、".join(choice.value for choice in spec.choices) or {"flag": "是、否"}.get(
        spec.type, spec.unit or spec.type
    )
    return f"{spec.name}：{spec.label}；{choices}"


def _parsed(written: str) -> dict[str, Any]:
    """The JSON object in a text, whatever stands around it; empty when there is none."""
    start = written.find("{")
    while start >= 0:
        try:
            value, _ = json.JSONDecoder().raw_decode(written, start)
            return value if isinstance(value, dict) else {}
        except ValueError:
            start = written.find("{", start + 1)
    return {}
