"""From the mapping of one rule file to Rule values; every finding is collected, none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

from bot.rules.expr import Expr
from bot.rules.model import (
    QUALIFICATION,
    CaseByCase,
    Clause,
    Exclusion,
    PerUnit,
    Repeat,
    Requirement,
    Result,
    Rule,
    RuleInput,
)
from bot.rules.near import limits_of
from bot.rules.node import Node, built
from bot.rules.parameters import parse_parameters
from bot.rules.parse_working import case_of, steps_of
from bot.rules.spec import Choice, InputSpec, InputType
from bot.types import Bound

KINDS = ("fixed", "table", "rate", "brackets", "periodic", "ceiling", "composite", "range", QUALIFICATION)
_DEFAULT_UNITS = {
    "money": "元",
    "months": "个月",
    "years": "年",
    "days": "天",
    "age": "岁",
    "rate": "%",
    "count": "个",
}


def parse_input(name: str, node: Node, base: InputSpec | None = None) -> InputSpec:
    """An input definition, or the overrides of one (`base` gives what is not overridden)."""
    kind: Any = node.text("type", required=base is None) or (base.type if base else "count")
    if kind not in get_args(InputType):
        node.say("type", f"没有“{kind}”这种输入，可用：{'、'.join(get_args(InputType))}")
        kind = "count"
    choices = tuple(_choice(item) for item in node.children("choices", "value"))
    minimum = node.take("min", Decimal)
    maximum = node.take("max", Decimal)
    if kind == "choice" and not choices and not (base and base.choices):
        node.say("choices", "选择型输入要列出 choices")
    return InputSpec(
        name=name,
        type=kind,
        label=node.text("label", required=base is None) or (base.label if base else name),
        question=node.text("question", required=base is None) or (base.question if base else ""),
        choices=choices or (base.choices if base else ()),
        cues=node.texts("cues") or (base.cues if base else ()),
        yes=node.texts("yes") or (base.yes if base else ()),
        no=node.texts("no") or (base.no if base else ()),
        unit=node.text("unit") or (base.unit if base else _DEFAULT_UNITS.get(kind, "")),
        min=minimum if minimum is not None else base.min if base else None,
        max=maximum if maximum is not None else base.max if base else None,
        counts=node.texts("counts") or (base.counts if base else ()),
        none=node.texts("none") or (base.none if base else ()),
        per=_per(node) or (base.per if base else ""),
        patterns=_patterns(node) or (base.patterns if base else ()),
        of=node.text("of") or (base.of if base else ""),
        **{name: bool(node.take(name, bool)) or bool(base and getattr(base, name)) for name in _SIGNS},
    )


_SIGNS = ("of_question", "of_other", "of_goal", "of_all", "adds_up", "once", "is_place", "of_last_year")
"""What is either so or not so of an input; an override can only add it."""


def _patterns(node: Node) -> tuple[tuple[str, str], ...]:
    """Patterns by the value that they tell; each must be a regular expression."""
    found: list[tuple[str, str]] = []
    for value, sources in (node.take("patterns", dict) or {}).items():
        for source in sources if isinstance(sources, list) else [sources]:
            try:
                re.compile(str(source))
            except re.error as error:
                node.say("patterns", f"“{source}”不是能用的正则表达式（{error}）")
                continue
            found.append((str(value), str(source)))
    return tuple(found)


def _per(node: Node) -> str:
    """The period that an amount is for; only a year can be told otherwise, by the month."""
    per = node.text("per") or ""
    if per not in ("", "year"):
        node.say("per", f"没有“{per}”，可用：year（按月说的数自动乘以12）")
    return per


def _choice(node: Node) -> Choice:
    choice = Choice(node.text("value", required=True) or "", node.texts("aliases"))
    node.done()
    return choice


def parse_rule(node: Node, document: str, inputs: Mapping[str, InputSpec]) -> Rule | None:
    """One entry of `rules`; None if not even its id can be read."""
    rule_id = node.text("id", required=True)
    if rule_id is None:
        return None
    clause = _own_clause(node, document)
    kind = _kind(node)
    rule = Rule(
        id=rule_id,
        title=node.text("title", required=True) or rule_id,
        document_id=document,
        clause=clause,
        kind=kind,
        audience=node.texts("audience", required=True),
        parameters=parse_parameters(node, clause),
        inputs=_inputs(node, inputs),
        formula=_formula(node, kind != QUALIFICATION),
        result=_right(node) if kind == QUALIFICATION else _result(node),
        aliases=node.texts("aliases"),
        asks=node.texts("asks"),
        also_quotes=built(lambda n: _clause(n, document), node.children("also_quotes")),
        requires=_requires(node),
        conditions=node.texts("conditions"),
        per_unit=_per_unit(node),
        steps=steps_of(node),
        repeat=_repeat(node),
        case_by_case=_case_by_case(node),
        excludes=built(lambda n: _exclusion(n, document), node.children("excludes", "rule")),
        effective_from=node.date("effective_from"),
        effective_to=node.date("effective_to"),
        part_of=node.texts("part_of"),
        cases=built(case_of, node.children("cases")),
        file=f"{document}.yaml",
        **{name: node.text(name) for name in _REMARKS},
    )
    node.done()
    return rule


_REMARKS = ("ambiguity", "unwritten", "superseded_by", "superseded_note", "notes", "correction")


def _own_clause(node: Node, document: str) -> Clause:
    article, quote = node.text("article", required=True), node.text("quote", required=True)
    return Clause(document, article or "", quote or "")


def _kind(node: Node) -> str:
    kind = node.text("kind", required=True) or "fixed"
    if kind not in KINDS:
        node.say("kind", f"没有“{kind}”这种规则，可用：{'、'.join(KINDS)}")
    return kind


def _clause(node: Node, document: str) -> Clause:
    where = node.text("document") or document
    return Clause(where, node.text("article", required=True) or "", node.text("quote", required=True) or "")


def _inputs(node: Node, known: Mapping[str, InputSpec]) -> tuple[RuleInput, ...]:
    out: list[RuleInput] = []
    for item in node.take("inputs", list) or []:
        part = item if isinstance(item, dict) else {"name": item}
        child = Node(part, f"{node.where}:inputs[{part.get('name')}]", node.problems)
        name = child.text("name", required=True) or ""
        if name not in known:
            child.say("name", f"没有名为“{name}”的输入，请写进本文件的 inputs 或 bot/rules/inputs.yaml")
            continue
        if any(i.spec.name == name for i in out):
            child.say("name", "同一个输入列了两次")
        out.append(
            RuleInput(
                spec=parse_input(name, child, known[name]),
                optional=bool(child.take("optional", bool)),
                assume=child.expr("assume"),
                assume_when=child.expr("assume_when"),
                assume_words=child.text("assume_words"),
            )
        )
        child.done()
    return tuple(out)


def _formula(node: Node, with_amount: bool) -> tuple[tuple[str, Expr], ...]:
    """The formula lines in order, the last one the amount; a qualification's lines serve its checks and steps alone."""
    lines = node.take("formula", dict, required=with_amount) or {}
    out = []
    for name, source in lines.items():
        compiled = node.compiled(f"formula:{name}", source)
        if compiled is not None:
            out.append((str(name), compiled))
    if with_amount and (not out or out[-1][0] != "amount"):
        node.say("formula", "最后一行必须是 amount")
    return tuple(out)


def _result(node: Node) -> Result:
    child = node.child("result", required=True)
    if child is None:
        return Result("", "", "exact")
    bound: Any = child.text("bound") or "exact"
    if bound not in get_args(Bound):
        child.say("bound", f"没有“{bound}”，可用：{'、'.join(get_args(Bound))}")
        bound = "exact"
    low = child.expr("low", required=bound == "range")
    called = built(lambda other: (other.expr("when", True), other.text("label", True)), child.children("called"))
    named = tuple((when, label) for when, label in called if when and label)
    lent = bool(child.take("lent", bool))
    result = Result(child.text("label", True) or "", child.text("unit", True) or "", bound, low, named, lent)
    child.done()
    return result


def _right(node: Node) -> Result:
    """What a qualification entitles to, in words."""
    child = node.child("result", required=True)
    label = child.text("label", True) if child else None
    if child is not None:
        child.done()
    return Result(label or "", "", "exact")


def _requires(node: Node) -> tuple[Requirement, ...]:
    out = []
    for child in node.children("requires"):
        check, say, fail = child.expr("check", True), child.text("say", True), child.text("fail", True)
        if check is not None:
            out.append(Requirement(check, say or "", fail or "", limits_of(check), child.text("instead")))
        child.done()
    return tuple(out)


def _per_unit(node: Node) -> PerUnit | None:
    child = node.child("per_unit")
    if child is None:
        return None
    value, label, unit = child.expr("value", True), child.text("label", True), child.text("unit", True)
    child.done()
    return PerUnit(value, label or "", unit or "") if value else None


def _repeat(node: Node) -> Repeat | None:
    child = node.child("repeat")
    if child is None:
        return None
    each = child.take("each", dict) or {}
    repeat = Repeat(child.texts("inputs", True), child.expr("cap"), each, child.expr("within"), child.text("lead"))
    if repeat.lead and repeat.lead not in repeat.inputs:
        child.say("lead", f"“{repeat.lead}”不在 repeat 的 inputs 中")
    child.done()
    return repeat


def _case_by_case(node: Node) -> CaseByCase | None:
    child = node.child("case_by_case")
    if child is None:
        return None
    when, say = child.expr("when", True), child.text("say", True)
    child.done()
    return CaseByCase(when, say or "") if when else None


def _exclusion(node: Node, document: str) -> Exclusion:
    how: Any = node.text("how") or "not_both"
    if how not in ("not_both", "higher"):
        node.say("how", f"没有“{how}”，可用：not_both、higher")
        how = "not_both"
    return Exclusion(node.text("rule", True) or "", how, _clause(node, document))
