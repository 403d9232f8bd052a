"""Every rule file: quotes in the corpus, parameters in quotes, cases, coverage, mutations."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from mutants import mutants

from bot.rules.check import case_fault, check_book, check_cases, main, run_case
from bot.rules.coverage import amounts_in, uncovered
from bot.rules.model import Case, Parameter, Rule, RuleBook
from bot.rules.provenance import squash, unstated
from bot.rules.sources import Sources
from bot.rules.strict_yaml import read_yaml

ROOT = Path(__file__).parents[3]


def test_quotes_parameters_and_cases_of_all_rules(book: RuleBook, sources: Sources) -> None:
    assert len(book.rules) >= 80
    assert [str(problem) for problem in check_book(book, sources)] == []


def test_every_amount_of_the_corpus_has_a_rule_or_a_reason(book: RuleBook, sources: Sources) -> None:
    assert [str(problem) for problem in uncovered(book, sources)] == []


def test_no_amount_is_lost_between_the_file_and_the_articles(sources: Sources) -> None:
    """The articles together hold as many amounts as the source file, so coverage looks at all of them."""
    text = "".join((ROOT / "corpus" / name).read_text("utf-8") for name in ("compendium-2023-06.txt",))
    in_articles = sum(len(amounts_in(words)) for items in sources.articles.values() for _, words in items)
    assert in_articles >= len(amounts_in(squash(text))) * 99 // 100


def test_coverage_names_an_amount_that_is_taken_off_the_lists(book: RuleBook, sources: Sources) -> None:
    missed = []
    for item in book.not_rules:
        others = tuple(other for other in book.not_rules if other is not item)
        thinner = RuleBook(book.rules, book.inputs, book.joint_caps, others)
        missed.append(len(uncovered(thinner, sources)))
        if len(missed) == 5:
            break
    assert any(missed)
    assert len(uncovered(RuleBook({}, {}), sources)) > 100


def test_a_changed_digit_of_the_corpus_is_found(book: RuleBook, sources: Sources) -> None:
    """Changing any digit of a quote's text makes the quote not verbatim."""
    for rule in book.rules.values():
        quote = squash(rule.clause.quote)
        text = sources.documents[rule.clause.document_id]
        assert quote in text
        place = next((i for i, c in enumerate(quote) if c.isdigit()), None)
        if place is None:
            continue
        at = text.index(quote) + place
        digit = str((int(text[at]) + 1) % 10)
        broken = replace(
            sources, documents={**sources.documents, rule.document_id: text[:at] + digit + text[at + 1 :]}
        )
        if quote not in broken.documents[rule.document_id]:
            assert broken.fault(rule.clause) is not None, rule.id


def test_every_one_digit_change_of_a_parameter_is_caught(book: RuleBook, sources: Sources) -> None:
    """By provenance or by a case; the rest must be changes that no facts of any case can show."""
    survivors, count = [], 0
    for rule in book.rules.values():
        for label, mutant, parameter in mutants(rule):
            count += 1
            if unstated(parameter) or check_cases(book, mutant, sources.validity):
                continue
            if any(differs(book, rule, mutant, case, parameter) for case in rule.cases):
                survivors.append(label)
    assert count > 500
    assert survivors == []


def differs(book: RuleBook, rule: Rule, mutant: Rule, case: Case, parameter: Parameter) -> bool:
    """Whether rule and mutant disagree on this case, with its tier input moved around both bounds."""
    name = parameter.tiers_of
    item = rule.input(name or "")
    if item is None or case.several:
        return True
    bounds = {t.bound for p in (rule.parameters[parameter.name], parameter) for t in p.tiers}
    low = item.spec.min or Decimal(0)
    for bound in bounds:
        for value in (bound - 1, bound, bound + 1):
            if value >= low and (item.spec.max is None or value <= item.spec.max):
                moved = replace(case, given=({**case.given[0], item.spec.name: value},))
                a, b = run_case(book, rule, moved), run_case(book, mutant, moved)
                if (a.outcome, a.amount) != (b.outcome, b.amount):
                    return True
    return False


def test_people_can_find_and_answer_each_rule(book: RuleBook) -> None:
    thin = [r.id for r in book.rules.values() if not (r.aliases and len(r.asks) >= 3)]
    assert thin == []
    silent = [
        f"{r.id}.{i.spec.name}" for r in book.rules.values() for i in r.inputs if not i.spec.question.strip()
    ]
    assert silent == []
    undecidable = [s.name for s in book.inputs.values() if s.type == "flag" and not (s.yes and s.no)]
    assert undecidable == []


def test_every_numeric_input_rejects_nonsense(book: RuleBook) -> None:
    numeric = [
        i for r in book.rules.values() for i in r.inputs if i.spec.type not in ("choice", "flag", "date")
    ]
    assert [i.spec.name for i in numeric if i.spec.min is not None and i.spec.min < 0] == []


def test_steps_state_the_amount(book: RuleBook) -> None:
    """The working of a computed case never holds an exponent or an unfilled place."""
    for rule in book.rules.values():
        for case in rule.cases:
            result = run_case(book, rule, case)
            assert case_fault(replace(case, state=None), result) is None, rule.id
            text = "".join((*result.steps, *result.near, *result.conditions, *result.reasons))
            assert "E+" not in text and "{" not in text and "None" not in text, (rule.id, text)


def test_the_command_reports_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = (ROOT / "bot" / "rules" / "craftsman-rules.yaml").read_text("utf-8")
    (tmp_path / "inputs.yaml").write_text(
        (ROOT / "bot" / "rules" / "inputs.yaml").read_text("utf-8"), "utf-8"
    )
    path = tmp_path / "craftsman-rules.yaml"
    path.write_text(source.replace("value: 20000", "value: 30000"), "utf-8")
    assert main([str(path), "--corpus", str(ROOT / "corpus")]) == 1
    out = capsys.readouterr().out
    assert "parameters:per_person: 数额30000" in out
    path.write_text(source, "utf-8")
    assert main([str(path), "--corpus", str(ROOT / "corpus")]) == 0
    assert main([str(tmp_path / "none.yaml")]) == 2


def test_the_schema_for_editors_accepts_the_files_and_names_faults() -> None:
    schema = json.loads((ROOT / "bot" / "rules" / "schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((ROOT / "bot" / "rules").glob("*-*.yaml")):
        content = read_yaml(path)
        assert [f"{path.name}: {e.message[:200]}" for e in validator.iter_errors(content)] == []
        if content.get("rules"):
            content["rules"][0]["colour"] = "red"
            assert not validator.is_valid(content)
