"""Answers, rules and calculations as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from bot.rules.model import Rule
from bot.types import Answer, Calculation, plain

_STATES = {"in_force": "有效", "expired": "已过期", "superseded": "已被替代", "unknown": "有效期不明"}


def answer_text(answer: Answer) -> str:
    """One answer, readable: the text, then its sources with lines and validity."""
    lines = [answer.answer, ""]
    for citation in answer.citations:
        number = f" {citation.document_number}" if citation.document_number else ""
        place = f"{citation.file} 第{citation.start_line}–{citation.end_line}行"
        state = _STATES[citation.validity]
        lines.append(f"[{citation.n}] 《{citation.document_title}》{number} {citation.locator}（{state}；{place}）")
    if answer.facts:
        lines.append("我理解的情况：" + "、".join(f"{fact.words}" for fact in answer.facts))
    lines.append(f"（{answer.status} · {answer.mode} · {answer.timings_ms.get('total', 0):.0f} 毫秒）")
    return "\n".join(lines)


def calculation_text(calculation: Calculation) -> str:
    """One calculation, readable."""
    lines = [calculation.title]
    if calculation.amount:
        low = f"{plain(calculation.amount.low)}至" if calculation.amount.low is not None else ""
        bound = {"at_most": "最高", "at_least": "不低于"}.get(calculation.amount.bound, "")
        lines.append(f"{calculation.amount.label}：{bound}{low}{plain(calculation.amount.value)}{calculation.amount.unit}")
    lines += [f"原因：{reason}" for reason in calculation.reasons]
    lines += [f"计算：{step}" for step in calculation.steps]
    if calculation.missing:
        lines.append("还缺：" + "、".join(calculation.missing))
    lines += [f"　{case}：{plain(amount.value)}{amount.unit}" for case, amount in calculation.cases]
    lines += [f"条件：{condition}" for condition in calculation.conditions]
    lines += [f"提示：{text}" for text in (*calculation.near, calculation.ambiguity or "") if text]
    lines += [f"依据：{calculation.locator} “{quote}”" for quote in calculation.quotes[:1]]
    return "\n".join(lines)


def rules_text(rules: Iterable[Rule]) -> str:
    """The calculators, one line each."""
    return "\n".join(f"{rule.id}\t{rule.title}\t{rule.document_id} {rule.clause.article}" for rule in rules)
