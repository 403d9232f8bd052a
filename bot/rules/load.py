"""Loading a folder of rule files: everything is read and cross-checked before anything is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.errors import NotReady
from bot.rules.expr import Expr
from bot.rules.model import Clause, JointCap, NotRule, Rule, RuleBook
from bot.rules.node import Node, Problem
from bot.rules.parameters import parse_parameter
from bot.rules.parse import parse_input, parse_rule
from bot.rules.spec import Choice, InputSpec
from bot.rules.strict_yaml import YamlError, read_yaml

SHARED = "inputs.yaml"
REASONS = (
    "target", "threshold", "eligibility", "in_kind", "blank", "old", "repeat",
    "descriptive", "budget", "example",
    "not_money",
)  # fmt: skip


class RulesError(NotReady):
    """The rule files cannot be used; the text lists every finding, one a line."""


def load_rules(folder: Path) -> RuleBook:
    """All rule files of a folder. Raises RulesError naming file, rule and key of every finding."""
    book, problems = read_folder(folder)
    if problems:
        lines = "\n".join(map(str, problems[:20]))
        raise RulesError(f"规则文件有{len(problems)}处问题，请先改正（python -m bot.rules.check）：\n{lines}")
    return book


def read_folder(folder: Path) -> tuple[RuleBook, list[Problem]]:
    """The book as far as it can be read, and every finding."""
    building = _Building()
    shared = folder / SHARED
    if shared.exists():
        building.add_inputs(_content(shared, building.problems), shared.name)
    files = sorted(path for path in folder.glob("*.yaml") if path.name != SHARED)
    contents = [(path.name, _content(path, building.problems)) for path in files]
    for name, content in contents:
        building.add_file(content, name)
    book = building.book()
    for rule in book.rules.values():
        building.problems += check_rule(rule, book)
    return book, building.problems


def _content(path: Path, problems: list[Problem]) -> dict[str, object]:
    try:
        content = read_yaml(path)
    except YamlError as error:
        problems.append(Problem(path.name, str(error)))
        return {}
    if not isinstance(content, dict):
        problems.append(Problem(path.name, "文件应是一个映射（document、inputs、rules、not_rules）"))
        return {}
    return content


@dataclass(slots=True)
class _Building:
    """A RuleBook in the making."""

    problems: list[Problem] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    inputs: dict[str, InputSpec] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    caps: list[JointCap] = field(default_factory=list)
    not_rules: list[NotRule] = field(default_factory=list)

    def book(self) -> RuleBook:
        """What has been read so far."""
        return RuleBook(self.rules, self.inputs, tuple(self.caps), tuple(self.not_rules))

    def add_inputs(self, content: dict[str, object], where: str) -> dict[str, InputSpec]:
        """Reads input definitions; one name must mean one thing in all files."""
        node = Node(content, where, self.problems)
        own: dict[str, InputSpec] = {}
        for name in content:
            child = node.child(name, required=True)
            if child is None:
                continue
            spec = parse_input(name, child)
            child.done()
            own[name] = spec
            self._merge(spec, child, where)
        return own

    def _merge(self, spec: InputSpec, node: Node, where: str) -> None:
        known = self.inputs.get(spec.name)
        if known is None:
            self.inputs[spec.name] = spec
            self.owners[spec.name] = where
            return
        same = known.type == spec.type and [c.value for c in known.choices] == [c.value for c in spec.choices]
        if not same:
            owner = self.owners[spec.name]
            node.say("", f"同名输入在{owner}里类型或选项不同；一个名字只能有一个意思，请改名")
        self.inputs[spec.name] = _joined(known, spec)

    def add_file(self, content: dict[str, object], where: str) -> None:
        """Reads one rule file."""
        node = Node(dict(content), where, self.problems)
        if not content:
            return
        document = node.text("document", required=True) or ""
        if document and f"{document}.yaml" != where:
            node.say("document", f"文件名应与文件标识一致（{document}.yaml）")
        inputs = node.take("inputs", dict) or {}
        known = {**self.inputs, **self.add_inputs(inputs, f"{where}:inputs")}
        for child in node.children("rules", "id"):
            child.where = f"{where}:{child.data.get('id', child.where)}"
            rule = parse_rule(child, document, known)
            if rule is not None and rule.id in self.rules:
                child.say("id", f"规则标识与{self.rules[rule.id].file}里的重复")
            elif rule is not None:
                self.rules[rule.id] = rule
        self._rest(node, document)

    def _rest(self, node: Node, document: str) -> None:
        for child in node.children("joint_caps", "id"):
            name, rules = child.text("id", True) or "", child.texts("rules", True)
            clause = Clause(document, child.text("article", True) or "", child.text("quote", True) or "")
            cap = child.child("cap", required=True)
            if cap is not None:
                self.caps.append(JointCap(name, rules, parse_parameter("cap", cap, clause)))
                cap.done()
            child.done()
        for child in node.children("not_rules"):
            quote, reason = child.text("quote", True) or "", child.text("reason", True) or ""
            if reason not in REASONS:
                child.say("reason", f"没有“{reason}”，可用：{'、'.join(REASONS)}")
            article = child.text("article", True) or ""
            self.not_rules.append(NotRule(Clause(child.text("document") or document, article, quote), reason))
            child.done()
        node.done()


def _joined(a: InputSpec, b: InputSpec) -> InputSpec:
    """The same input of two files: the first one's wording, both ones' words."""
    extra = {choice.value: choice.aliases for choice in b.choices}
    choices = tuple(Choice(c.value, _union(c.aliases, extra.get(c.value, ()))) for c in a.choices)
    cues, counts, none = _union(a.cues, b.cues), _union(a.counts, b.counts), _union(a.none, b.none)
    yes, no = _union(a.yes, b.yes), _union(a.no, b.no)
    patterns = tuple(dict.fromkeys((*a.patterns, *b.patterns)))
    return replace(
        a, choices=choices, cues=cues, counts=counts, none=none, yes=yes, no=no, patterns=patterns
    )


def _union(a: Iterable[str], b: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*a, *b)))


def check_rule(rule: Rule, book: RuleBook) -> list[Problem]:
    """Names that are used but nowhere defined, words that are no choice, rules that are referred to and
    missing."""
    problems: list[Problem] = []
    node = Node({}, f"{rule.file}:{rule.id}", problems)
    inputs = {item.spec.name: item.spec for item in rule.inputs}
    lines = [name for name, _ in rule.formula]
    names = {*inputs, *rule.parameters, *lines}
    for name in {*inputs} & {*rule.parameters} | {*lines} & ({*inputs} | {*rule.parameters}):
        node.say(name, "输入、参数、算式行不能同名")
    for key, expr in expressions(rule):
        for name in sorted(expr.names - names):
            node.say(key, f"算式“{expr.source}”用了没有定义的名字“{name}”")
        _check_expression(node, key, expr, rule)
    for parameter in rule.parameters.values():
        for name in (*parameter.by, *([parameter.tiers_of] if parameter.tiers_of else [])):
            if name not in names:
                node.say(f"parameters:{parameter.name}", f"按“{name}”查，但没有这个输入或算式行")
    _check_links(rule, book, node)
    return problems


def _check_expression(node: Node, key: str, expr: Expr, rule: Rule) -> None:
    """Tables that are none, and words that are no choice of the input they are compared with."""
    for name in sorted(expr.tables):
        if name not in rule.parameters or not rule.parameters[name].tiers:
            node.say(key, f"at(…) 的“{name}”不是分档参数")
    for name, word in expr.compared:
        item = rule.input(name)
        if item and item.spec.type == "choice" and word not in {c.value for c in item.spec.choices}:
            options = "、".join(c.value for c in item.spec.choices)
            node.say(key, f"“{word}”不是输入“{name}”的选项（{options}）")


def _check_links(rule: Rule, book: RuleBook, node: Node) -> None:
    for exclusion in rule.excludes:
        if exclusion.rule not in book.rules:
            node.say("excludes", f"没有名为“{exclusion.rule}”的规则")
    for item in rule.requires:
        if item.instead and item.instead not in book.rules:
            node.say("requires", f"没有名为“{item.instead}”的规则")
    for name in (name for name in rule.part_of if name not in book.rules):
        node.say("part_of", f"没有名为“{name}”的规则")
    if rule.superseded_by and rule.superseded_by not in book.rules:
        node.say("superseded_by", f"没有名为“{rule.superseded_by}”的规则")
    if rule.repeat:
        for name in (*rule.repeat.inputs, *rule.repeat.each):
            if rule.input(name) is None:
                node.say("repeat", f"没有名为“{name}”的输入")


def expressions(rule: Rule) -> list[tuple[str, Expr]]:
    """Every expression of a rule with the key it stands at."""
    found: list[tuple[str, Expr | None]] = [(f"formula:{name}", expr) for name, expr in rule.formula]
    found += [("requires", item.check) for item in rule.requires]
    for item in rule.inputs:
        found += [(f"inputs:{item.spec.name}", item.assume), (f"inputs:{item.spec.name}", item.assume_when)]
    found.append(("result:low", rule.result.low))
    found += [("result:called", when) for when, _ in rule.result.called]
    found.append(("per_unit", rule.per_unit.value if rule.per_unit else None))
    found.append(("repeat:cap", rule.repeat.cap if rule.repeat else None))
    found.append(("repeat:within", rule.repeat.within if rule.repeat else None))
    found.append(("case_by_case", rule.case_by_case.when if rule.case_by_case else None))
    for step in rule.steps:
        found.append(("steps", step.when))
        found += [("steps", part[0]) for part in step.parts if not isinstance(part, str)]
    return [(key, expr) for key, expr in found if expr is not None]
