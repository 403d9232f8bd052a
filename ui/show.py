"""Answers, rules and calculations as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot.rules.words import in_wan
from bot.types import Amount, Answer, Calculation

if TYPE_CHECKING:
    from bot.benefits import Benefit, BenefitReport
    from bot.rules.model import Rule

_STATES = {"in_force": "有效", "expired": "已过期", "superseded": "已被替代", "unknown": "有效期不明"}
_AUDIENCES = {"person": "个人", "employer": "单位", "institution": "机构"}


def answer_text(answer: Answer) -> str:
    """One answer, readable: the text, then its sources with lines and validity."""
    lines = [answer.answer, ""]
    for citation in answer.citations:
        number = f" {citation.document_number}" if citation.document_number else ""
        place = f"{citation.file} 第{citation.start_line}–{citation.end_line}行"
        state = _STATES[citation.validity]
        title = citation.document_title.replace("\n", "")
        lines.append(f"[{citation.n}] 《{title}》{number} {citation.locator}（{state}；{place}）")
    if answer.facts:
        lines.append("我理解的情况：" + "、".join(f"{fact.words}" for fact in answer.facts))
    lines.append(f"（{answer.status} · {answer.mode} · {answer.timings_ms.get('total', 0):.0f} 毫秒）")
    return "\n".join(lines)


def amount_text(amount: Amount) -> str:
    """An amount as a resident reads it: 最高30万元, 1万至2万元, 1500元/月."""
    low = f"{in_wan(amount.low)}至" if amount.low is not None else ""
    bound = {"at_most": "最高", "at_least": "不低于"}.get(amount.bound, "")
    return f"{bound}{low}{in_wan(amount.value)}{amount.unit}"


def calculation_text(calculation: Calculation, rule: Rule) -> str:
    """One calculation, readable; what is missing is told with the names to type."""
    lines = [f"{calculation.title}（{_STATES[calculation.state]}）"]
    if calculation.amount:
        lines.append(f"{calculation.amount.label}：{amount_text(calculation.amount)}")
    if calculation.per_unit:
        lines.append(f"标准：{amount_text(calculation.per_unit)}（{calculation.per_unit.label}）")
    lines += [f"原因：{reason}" for reason in calculation.reasons]
    lines += [f"计算：{step}" for step in calculation.steps]
    lines += [f"还缺：{_missing(name, rule)}" for name in calculation.missing]
    lines += [f"　{case}：{amount_text(amount)}" for case, amount in calculation.cases]
    lines += [f"条件：{condition}" for condition in calculation.conditions]
    hints = (*calculation.near, calculation.ambiguity, calculation.note)
    lines += [f"提示：{text}" for text in hints if text]
    if calculation.state != "in_force" and calculation.state_reason:
        lines.append(f"效力：{calculation.state_reason}")
    lines += [f"依据：{rule.document_id} {calculation.locator} “{quote}”" for quote in calculation.quotes[:1]]
    return "\n".join(lines)


def _missing(name: str, rule: Rule) -> str:
    item = rule.input(name)
    if item is None:
        return name
    choices = "、".join(choice.value for choice in item.spec.choices)
    return f"{name}（{item.spec.question}{f' 可选：{choices}' if choices else ''}）"


def rules_text(rules: Iterable[Mapping[str, Any]]) -> str:
    """The calculators as `bot.rules.describe` tells them: a line each, and one of inputs."""
    lines = []
    for rule in rules:
        audience = "、".join(_AUDIENCES.get(name, name) for name in rule["audience"])
        state = _STATES[rule["validity"]["state"]]
        place = f"{rule['document_id']} {rule['locator']}"
        lines.append("\t".join((rule["id"], rule["title"], audience, place, state)))
        names = [_field(item) for item in rule["inputs"]]
        lines.append(f"    填写：{'、'.join(names) or '无需填写'}")
    lines.append(f"共 {len(lines) // 2} 条；逐字依据和选项见 policybot rules --json")
    return "\n".join(lines)


def _field(item: Mapping[str, Any]) -> str:
    return f"{item['name']}（{item['label']}{'，可不填' if item['optional'] else ''}）"


def benefits_text(report: BenefitReport) -> str:
    """What fits, what could fit with one more fact, what does not, what is over, and what excludes what."""
    head = "可能符合（条件见各项）：" if report.fits else "没有能确定符合的项目。"
    lines = [head, *map(_benefit, report.fits)]
    lines += [f"不能同享：{choice.text}（{choice.document_id} {choice.locator}）" for choice in report.choose]
    lines += [f"合计上限：{line}" for line in report.caps]
    if report.total:
        lines.append(f"合计：{amount_text(report.total)}（{report.total_words}）")
    asked = [item for item in report.needs if item.told]
    if asked:
        lines.append("还差一项才能确定：")
        lines += [f"  {item.rule_id} {item.title}：{_next(item)}" for item in asked]
    refused = [item for item in report.not_eligible if item.told]
    if refused:
        lines.append("不符合：")
        lines += [f"  {item.rule_id} {item.title}：{'；'.join(item.calculation.reasons)}" for item in refused]
    over = [item for item in report.expired if item.told]
    if over:
        lines.append("已过期或已被替代：")
        lines += [f"  {item.rule_id} {item.title}：{item.calculation.state_reason}" for item in over]
    return "\n".join(lines)


def _next(item: Benefit) -> str:
    return f"{item.question}（{item.next_input}）" if item.question else "情况还不够"


def _benefit(item: Benefit) -> str:
    amount = item.calculation.amount
    shown = f"{amount.label} {amount_text(amount)}" if amount else "；".join(item.calculation.reasons)
    lines = [f"  {item.rule_id} {item.title}：{shown}"]
    lines += [f"      条件：{condition}" for condition in item.calculation.conditions]
    return "\n".join(lines)


__all__ = ["amount_text", "answer_text", "benefits_text", "calculation_text", "rules_text"]
