"""Years, halves of a year and turns that belong together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.facts.halves import of_the_whole_year
from bot.facts.named import named_apart
from bot.numbers.quantities import scan
from bot.types import Question, Turn


def _amounts(bot: Bot, *turns: str) -> dict[str, Decimal]:
    history = tuple(t for text in turns[:-1] for t in (Turn("user", text), Turn("assistant", "好的。")))
    found = answer(Question(turns[-1], history, date(2023, 6, 30), "offline"), bot)
    return {c.rule_id: c.amount.value for c in found.calculations if c.amount}


def test_years_are_cases_and_the_first_loan_is_first_once(bot: Bot) -> None:
    text = "科技型中小企业，专利有，贷款搞研发。头一年首次贷款付息80万，第二年付息240万，两年的补助一共多少"
    assert _amounts(bot, text)["tech_sme_loan_interest_subsidy"] == 1560000  # 56万 + 100万


def test_a_cap_over_all_years_cuts_the_last(bot: Bot) -> None:
    text = "科技型中小企业研发贷款，不是首贷，前年付息220万，去年230万，今年240万，明年160万，四年总共补多少"
    question = Question(text, (), date(2023, 6, 30), "offline")
    found = next(c for c in answer(question, bot).calculations if c.rule_id == "tech_sme_loan_interest_subsidy")
    assert found.amount is not None
    assert found.amount.value == 3000000
    assert any("只剩" in step for step in found.steps)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("上半年电费30万，下半年又交了45万", [750000]),
        ("办班上半年进账146万、下半年98万", [2440000]),
        ("上半年发了2000万，下半年估计也差不多", [40000000]),
        ("上半年电费30万，下半年蒸汽费45万", [300000, 450000]),
        ("去年30万，今年45万", [300000, 450000]),
    ],
)
def test_halves_of_a_year_add_up(text: str, values: list[int]) -> None:
    found = [q for q in of_the_whole_year(scan(text), text) if q.kind == "money"]
    assert [int(q.value) for q in found] == values


def test_what_was_told_before_stays_known(bot: Bot) -> None:
    later = "我们花在一线职工身上的培训费才20万，其余干部用了。一线起码该花多少"
    found = _amounts(bot, "一般企业，工资总额3000万，培训经费要提多少", later)
    assert found["frontline_training_spend"] == 270000


def test_what_was_told_of_oneself_is_not_true_of_another(bot: Bot) -> None:
    told = "我们是一般企业，工资总额3000万，培训经费要提多少"
    found = _amounts(bot, told, "小王那家公司花在一线职工身上的培训费才20万，其余干部用了。一线起码该花多少")
    assert "frontline_training_spend" not in found


def test_the_words_that_a_later_one_leaves_out(bot: Bot) -> None:
    told = named_apart("甲厂工资总额3000万，普通水平；乙厂2000万，走高的那档。两家一共该提多少", bot.phrases)
    assert [case.own for case in told][1].startswith("乙厂工资总额2000万")


def test_all_but_one(bot: Bot) -> None:
    told = named_apart("小陈开店8个月，小马11个月，小秦一年。除了小马社保都正常。一共补多少", bot.phrases)
    assert ["社保都正常" in case.text for case in told] == [True, False, True]


def test_who_tells_it_is_none_of_them(bot: Bot) -> None:
    told = named_apart("刘主任说的：小赵得了世赛铜牌，小马拿了国赛金牌。一共多少", bot.phrases)
    assert [case.name for case in told] == ["小赵", "小马"]


def test_nothing_else_is_added_to_what_all_those_named_are_told_of(bot: Bot) -> None:
    found = _amounts(bot, "甲厂工资总额3000万普通水平，乙厂1500万走高的那档，两家培训费一共该提多少")
    assert found == {"employer_training_fund_ratio": Decimal(825000)}
