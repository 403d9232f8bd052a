"""Rules and calculations: the list of calculators, one calculation, and what fits a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter

from bot.benefits import benefits
from bot.rules.calc import calculate
from bot.rules.describe import describe_spec
from bot.rules.model import Rule
from bot.rules.spec import InputSpec
from ui.api_errors import Refused
from ui.schemas import BenefitsIn, CalcIn
from ui.service import Service, values_of


def router(service: Service) -> APIRouter:
    """The routes of the calculators."""
    routes = APIRouter(prefix="/api", tags=["计算"])

    @routes.get("/rules", summary="全部计算规则")
    def rules(as_of: date | None = None) -> list[dict[str, Any]]:
        """编号、名称、对象、文件和条款、逐字依据、要填的内容、适用期限。"""
        day = service.day(as_of)
        return [rule_dict(rule, service, day) for rule in service.bot.book.rules.values()]

    @routes.post("/calc", summary="按一条规则计算")
    def calc(body: CalcIn) -> dict[str, Any]:
        """金额、计算过程、条件；缺少的内容列在 missing。"""
        return calculation(service, body)

    @routes.post("/benefits", summary="我能领什么")
    def fitting(body: BenefitsIn) -> dict[str, Any]:
        """逐条规则对照一个人（或单位）的情况：符合、不符合、还差一项、已过期，以及不能同享的。"""
        return fitting_benefits(service, body)

    return routes


def calculation(service: Service, asked: CalcIn) -> dict[str, Any]:
    """One calculation as JSON. Raises Refused for an unknown rule, BadInput for values that do not read."""
    book, day = service.bot.book, service.day(asked.as_of)
    rule = book.rules.get(asked.rule_id)
    if rule is None:
        raise Refused(404, "not_found", "没有这个编号的规则：全部编号见 /api/rules。")
    given = values_of(asked.inputs, {item.spec.name: item.spec for item in rule.inputs})
    return calculate(book, rule, given, day, service.bot.judge(day)(rule)).to_dict()


def fitting_benefits(service: Service, asked: BenefitsIn) -> dict[str, Any]:
    """Every rule against someone's situation, as JSON. Raises BadInput for values that do not read."""
    book, day = service.bot.book, service.day(asked.as_of)
    told = values_of(asked.facts, book.inputs)
    return benefits(book, told, day, service.bot.judge(day), asked.audience).to_dict()


def rule_dict(rule: Rule, service: Service, day: date) -> dict[str, Any]:
    """One rule as JSON, with its validity on `day`."""
    document = service.bot.corpus.documents.get(rule.document_id)
    valid = service.bot.judge(day)(rule)
    return {
        "id": rule.id,
        "title": rule.title,
        "audience": list(rule.audience),
        "kind": rule.kind,
        "document_id": rule.document_id,
        "document_title": document.title.replace("\n", "") if document else rule.document_id,
        "document_number": document.number if document else None,
        "locator": rule.clause.article,
        "quotes": [
            {"document_id": c.document_id, "locator": c.article, "quote": c.quote}
            for c in (rule.clause, *rule.also_quotes)
        ],
        "passages": list(service.bot.view.clause_of.get(rule.id, ())),
        "inputs": [
            {**describe_spec(item.spec), "optional": item.optional, "assumed": item.assume is not None}
            for item in rule.inputs
        ],
        "result": {"label": rule.result.label, "unit": rule.result.unit, "bound": rule.result.bound},
        "conditions": list(rule.conditions),
        "ambiguity": rule.ambiguity,
        "notes": rule.notes,
        "excludes": [{"rule": item.rule, "how": item.how} for item in rule.excludes],
        "effective_from": rule.effective_from.isoformat() if rule.effective_from else None,
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else None,
        "validity": {"state": valid.state, "reason": valid.reason},
    }


def inputs_dict(inputs: Mapping[str, InputSpec]) -> dict[str, Any]:
    """All inputs of all rules by name."""
    return {name: describe_spec(spec) for name, spec in inputs.items()}
