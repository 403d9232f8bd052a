"""A small rule book of an invented town, and the book of the repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rules.load import load_rules
from bot.rules.model import RuleBook
from bot.rules.sources import Sources, read_sources

ROOT = Path(__file__).parents[3]

INPUTS = """
degree:
  type: choice
  label: 学位
  question: 什么学位？
  choices: [{value: 博士, aliases: [phd]}, {value: 硕士, aliases: [研究生, 硕士研究生]}]
months: {type: months, label: 月数, question: 几个月？, max: 600}
card:
  type: choice
  label: 卡
  question: 什么卡？
  choices: [{value: 甲卡, aliases: []}, {value: 无, aliases: [没有卡]}]
age: {type: age, label: 年龄, question: 多大？}
"""

TOWN = """
document: town
inputs:
  revenue: {type: money, label: 营业收入, question: 收入多少？, max: 100000000000}
  share: {type: rate, label: 投资占比, question: 占比多少？, max: 100}
  first_time: {type: flag, label: 是否首次, question: 是首次吗？, yes: [头一回], no: [以前办过]}
  spent: {type: money, label: 投入, question: 投入多少？}
rules:
  - id: rent
    title: 租房补助
    aliases: [房补]
    asks: [租房补多少]
    audience: person
    article: 第一条
    quote: 每月博士3000元、硕士1500元，最长5年，35周岁以下
    kind: periodic
    parameters:
      monthly: {by: degree, values: {博士: 3000, 硕士: 1500}, unit: 元/月}
      max_years: {value: 5, unit: 年}
      age_limit: {value: 35, unit: 岁}
      total_cap: {value: 150000, unit: 元, quote: 每户合计最高15万元}
    inputs:
      - degree
      - {name: months, assume: max_years * 12, assume_words: 按领满5年计}
      - {name: card, optional: true}
      - {name: age, optional: true}
    requires:
      - {check: card == "甲卡", say: 持有甲卡, fail: 只给持甲卡的人}
      - {check: age <= age_limit, say: 35周岁以下, fail: 年龄超过35周岁}
    conditions: [在本镇工作]
    formula:
      paid_months: min(months, max_years * 12)
      amount: monthly * paid_months
    result: {label: 补助合计, unit: 元, bound: exact}
    per_unit: {value: monthly, label: 每月标准, unit: 元/月}
    steps:
      - {when: months > max_years * 12, text: "最长{max_years}年，按{paid_months}个月计"}
      - "{monthly}元/月 × {paid_months}个月 = {amount}元"
    repeat: {inputs: [degree], cap: total_cap}
    excludes:
      - {rule: growth, how: not_both, quote: 两项不重复享受, article: 第二条}
    cases:
      - {given: {degree: 硕士, months: 24}, amount: 36000}
  - id: growth
    title: 增长奖励
    audience: [employer, person]
    article: 第二条
    quote: 收入1亿元以上的给予10万元，超过5亿元的给予30万元；首次的按投入的20%再奖，最高50万元，两项不重复享受
    kind: brackets
    parameters:
      award:
        tiers_of: revenue
        tiers: [{from: 100000000, value: 100000}, {above: 500000000, value: 300000}]
        unit: 元
      rate: {value: 20, unit: "%"}
      cap: {value: 500000, unit: 元}
    inputs:
      - revenue
      - {name: first_time, assume: false}
      - {name: spent, assume: 0, assume_when: known(first_time)}
    formula:
      extra: min(spent * rate, cap) if first_time else 0
      amount: award + extra
    result: {label: 奖励, unit: 元}
    steps: ["收入{revenue:wan}元，对应{award:wan}元"]
    effective_from: "2022-01-01"
    effective_to: "2024-12-31"
    cases:
      - {given: {revenue: 100000000}, amount: 100000}
  - id: grant
    title: 项目资助
    audience: employer
    article: 第三条
    quote: 占比达到50%的资助1万元至2万元
    kind: range
    parameters:
      low: {value: 10000, unit: 元}
      high: {value: 20000, unit: 元}
      least: {value: 50, unit: "%"}
    inputs: [{name: share, optional: true}]
    requires: [{check: share >= least, say: 占比达到50%, fail: 占比不到50%}]
    formula: {amount: high}
    result: {label: 资助, unit: 元, bound: range, low: low}
    superseded_by: growth
    superseded_note: 已改按增长奖励执行
    cases:
      - {given: {}, amount: 20000, low: 10000}
joint_caps:
  - {id: all, rules: [growth, grant], cap: {value: 300000, unit: 元}, article: 第四条,
     quote: 合计不超过30万元}
not_rules:
  - {article: 第五条, quote: 力争增长8%, reason: target}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes the town's rule folder, with one text replaced if wished."""

    def make(old: str = "", new: str = "") -> Path:
        assert old in TOWN + INPUTS
        (tmp_path / "inputs.yaml").write_text(INPUTS.replace(old, new) if old else INPUTS, encoding="utf-8")
        (tmp_path / "town.yaml").write_text(TOWN.replace(old, new) if old else TOWN, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The town's rules."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "inputs.yaml").write_text(INPUTS, encoding="utf-8")
    (folder / "town.yaml").write_text(TOWN, encoding="utf-8")
    return load_rules(folder)


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rules of the repository."""
    return load_rules(ROOT / "bot" / "rules")


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The corpus of the repository."""
    return read_sources(ROOT / "corpus")
