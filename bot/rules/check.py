"""`python -m bot.rules.check [FILE…]`: shape, quotes, parameters in quotes and cases of the rule files, one
line a finding.

Without FILE all files are checked, and the coverage: every sentence of the corpus with an amount or a rate
must be in
the quote of a rule or in `not_rules`. Exit status 1 on a finding, 2 on wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.errors import PolicyBotError
from bot.rules.calc import calculate_many
from bot.rules.coverage import uncovered
from bot.rules.expr import ExprError
from bot.rules.inputs import parse_value
from bot.rules.load import read_folder
from bot.rules.model import Case, Clause, Rule, RuleBook
from bot.rules.node import Problem
from bot.rules.provenance import unstated
from bot.rules.sources import Sources, ValidityOf, read_sources
from bot.types import Calculation, Value, plain


def check_book(book: RuleBook, sources: Sources) -> list[Problem]:
    """Every finding about quotes, parameters and cases of all rules."""
    out: list[Problem] = []
    for rule in book.rules.values():
        where = f"{rule.file}:{rule.id}"
        for key, clause in clauses(rule):
            out += check_clause(clause, f"{where}:{key}", sources)
        for parameter in rule.parameters.values():
            for value in unstated(parameter):
                said = f"数额{value}{parameter.unit}不在引文里（“{parameter.clause.quote[:40]}…”）"
                out.append(Problem(f"{where}:parameters:{parameter.name}", said))
        out += check_cases(book, rule, sources.validity)
    for cap in book.joint_caps:
        out += check_clause(cap.cap.clause, f"{cap.cap.clause.document_id}.yaml:{cap.id}", sources)
        out += [Problem(cap.id, f"数额{value}不在引文里") for value in unstated(cap.cap)]
    for item in book.not_rules:
        where = f"{item.clause.document_id}.yaml:not_rules[{item.clause.article}]"
        out += check_clause(item.clause, where, sources)
    return out


def clauses(rule: Rule) -> Iterable[tuple[str, Clause]]:
    """Every clause that a rule quotes, with the key it stands at."""
    yield "quote", rule.clause
    for clause in rule.also_quotes:
        yield "also_quotes", clause
    for exclusion in rule.excludes:
        yield "excludes", exclusion.clause
    for parameter in rule.parameters.values():
        if parameter.clause != rule.clause:
            yield f"parameters:{parameter.name}", parameter.clause


def check_clause(clause: Clause, where: str, sources: Sources) -> list[Problem]:
    """Whether the quote stands in the named document, and in the article that is named."""
    if not clause.quote.strip():
        return [Problem(where, "引文是空的")]
    fault = sources.fault(clause)
    return [Problem(where, fault)] if fault else []


def check_cases(book: RuleBook, rule: Rule, validity: ValidityOf | None = None) -> list[Problem]:
    """Runs the cases of one rule."""
    out = []
    for number, case in enumerate(rule.cases, 1):
        where = f"{rule.file}:{rule.id}:cases[{number}]"
        try:
            fault = case_fault(case, run_case(book, rule, case, validity))
        except (PolicyBotError, ExprError) as error:
            fault = str(error)
        if fault:
            out.append(Problem(where, fault))
    if not rule.cases:
        out.append(Problem(f"{rule.file}:{rule.id}:cases", "没有算例"))
    return out


def run_case(book: RuleBook, rule: Rule, case: Case, validity: ValidityOf | None = None) -> Calculation:
    """Calculates one case; values of the file (quoted dates and decimals) are read by the inputs' types."""
    several = [{name: _value(rule, name, raw) for name, raw in given.items()} for given in case.given]
    clause = rule.clause
    state = validity(clause.document_id, clause.article, case.as_of, clause.quote) if validity else None
    return calculate_many(book, rule, several, case.as_of, state)


def _value(rule: Rule, name: str, raw: Value) -> Value:
    item = rule.input(name)
    if item is None:
        raise PolicyBotError(f"算例给了这条规则没有的输入“{name}”")
    return parse_value(item.spec, raw)


def case_fault(case: Case, got: Calculation) -> str | None:
    """How the result differs from what the case expects; None if it does not."""
    amount = got.amount.value if got.amount else None
    if got.outcome != case.outcome:
        why = "；".join((*got.reasons, *(f"缺{name}" for name in got.missing)))
        return f"应为{case.outcome}，算出{got.outcome}{f'（{why}）' if why else ''}"
    if case.amount is not None and amount != case.amount:
        shown = "没有数额" if amount is None else plain(amount)
        return f"应得{plain(case.amount)}，算出{shown}（{'；'.join(got.steps)}）"
    low = got.amount.low if got.amount else None
    if case.low is not None and low != case.low:
        return f"下限应为{plain(case.low)}，算出{low}"
    if case.state is not None and got.state != case.state:
        return f"效力应为{case.state}，算出{got.state}（{got.state_reason}）"
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.rules.check", description="检查规则文件")
    parser.add_argument("files", nargs="*", type=Path, help="只报告这些文件（默认全部，并检查覆盖）")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="语料文件夹")
    parser.add_argument("--coverage", action="store_true", help="指定文件时也检查覆盖")
    options = parser.parse_args(arguments)
    folder = options.files[0].parent if options.files else Path("bot/rules")
    absent = [str(path) for path in options.files if not path.exists()]
    if absent:
        print(f"没有这个文件：{'、'.join(absent)}", file=sys.stderr)
        return 2
    book, problems = read_folder(folder)
    sources = read_sources(options.corpus)
    problems += check_book(book, sources)
    if not options.files or options.coverage:
        problems += uncovered(book, sources)
    names = {path.name for path in options.files}
    shown = [p for p in problems if not names or any(p.where.startswith(f"{name}") for name in names)]
    for problem in shown:
        print(problem)
    rules = [rule for rule in book.rules.values() if not names or rule.file in names]
    cases = sum(len(rule.cases) for rule in rules)
    print(f"{len(rules)}条规则，{cases}个算例，{len(shown)}处问题（{sources.note}）")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
