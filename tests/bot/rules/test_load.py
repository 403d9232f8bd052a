"""Loading: what a rule file may not say, and how exactly the finding is named."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.rules.load import RulesError, load_rules, read_folder
from bot.rules.model import RuleBook
from bot.rules.strict_yaml import YamlError, read_yaml


def test_a_book_is_read_whole(town: RuleBook) -> None:
    rent = town.rules["rent"]
    assert rent.parameters["max_years"].value == Decimal(5)
    assert rent.audience == ("person",)
    assert rent.input("months") is not None and rent.input("months").assume_words == "按领满5年计"
    assert town.inputs["degree"].choices[1].aliases == ("研究生", "硕士研究生")
    assert (town.joint_caps[0].cap.value, town.not_rules[0].reason) == (Decimal(300000), "target")


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("    kind: periodic", "    kind: periodic\n    colour: red", "town.yaml:rent:colour", "不认识的键"),
        ("    kind: periodic", "    kind: monthly", "town.yaml:rent:kind", "没有“monthly”这种规则"),
        (
            "monthly * paid_months",
            "monthly * paid_month",
            "town.yaml:rent:formula:amount",
            "没有定义的名字“paid_month”",
        ),
        (
            "monthly * paid_months",
            "monthly * paid_months * 3",
            "town.yaml:rent:formula:amount",
            "不能直接写数字3",
        ),
        (
            "monthly * paid_months",
            "__import__('os')",
            "town.yaml:rent:formula:amount",
            "没有“__import__”这个函数",
        ),
        ("monthly * paid_months", "monthly.real", "town.yaml:rent:formula:amount", "不能用"),
        ('card == "甲卡"', 'card == "乙卡"', "town.yaml:rent:requires", "“乙卡”不是输入“card”的选项"),
        ("- degree\n", "- degre\n", "town.yaml:rent:inputs[degre]:name", "没有名为“degre”的输入"),
        ("      amount: monthly", "      total: monthly", "town.yaml:rent:formula", "最后一行必须是 amount"),
        ("document: town", "document: city", "town.yaml:document", "文件名应与文件标识一致"),
        ("rule: growth, how", "rule: grown, how", "town.yaml:rent:excludes", "没有名为“grown”的规则"),
        ("id: growth", "id: rent", "town.yaml:rent:id", "重复"),
        ("reason: target", "reason: goal", "town.yaml:not_rules[1]:reason", "没有“goal”"),
        (
            "{from: 100000000, value",
            "{value",
            "town.yaml:growth:parameters:award:tiers[1]",
            "from（含）或 above",
        ),
        ("unit: 年}", "}", "town.yaml:rent:parameters:max_years:unit", "缺少这一项"),
        ('"2022-01-01"', '"2022-13-01"', "town.yaml:growth:effective_from", "日期应写成"),
        ("by: degree", "by: [degree, card]", "town.yaml:rent:parameters:monthly:values:博士", "层数"),
        ('{amount}元"', '{amount:k}元"', "town.yaml:rent:steps[2]:text", "没有“:k”这种格式"),
        ("type: rate", "type: percent", "town.yaml:inputs:share:type", "没有“percent”这种输入"),
        ("bound: range, low: low", "bound: range", "town.yaml:grant:result:low", "缺少这一项"),
    ],
)
def test_each_fault_is_named_with_file_rule_and_key(
    write: Callable[..., Path], old: str, new: str, where: str, what: str
) -> None:
    _, problems = read_folder(write(old, new))
    assert any(p.where == where and what in p.what for p in problems), [str(p) for p in problems]


def test_a_faulty_folder_is_refused_with_all_findings(write: Callable[..., Path]) -> None:
    with pytest.raises(RulesError, match=r"2处问题.*\n.*town\.yaml:rent:"):
        load_rules(write("monthly * paid_months", "monthly * a * b"))


def test_one_name_means_one_thing(write: Callable[..., Path]) -> None:
    folder = write()
    other = "document: other\ninputs:\n  revenue: {type: count, label: 数, question: 几个？}\n"
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    _, problems = read_folder(folder)
    assert [p.where for p in problems] == ["town.yaml:inputs:revenue"]


def test_equal_inputs_of_two_files_are_joined(write: Callable[..., Path]) -> None:
    folder = write()
    other = (
        "document: other\ninputs:\n  first_time: {type: flag, label: 首次, question: 首次？, yes: [第一遍]}\n"
    )
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    assert set(load_rules(folder).inputs["first_time"].yes) == {"头一回", "第一遍"}


def test_equal_keys_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("rules:\n  a: 1\n  a: 2\n", encoding="utf-8")
    with pytest.raises(YamlError, match=r"a\.yaml: 第3行：键“a”写了两次"):
        read_yaml(path)


def test_numbers_are_decimals_and_words_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "a: 0.1\nb: 10000000000\nyes: no\nc: 2024-01-31\nd: true\ne: 12:30\nf: null\n", encoding="utf-8"
    )
    read = read_yaml(path)
    assert read == {
        "a": Decimal("0.1"),
        "b": Decimal(10**10),
        "yes": "no",
        "c": "2024-01-31",
        "d": True,
        "e": "12:30",
        "f": None,
    }


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb: [1\n", encoding="utf-8")
    with pytest.raises(YamlError, match=r"a\.yaml: 第\d行"):
        read_yaml(path)
