"""Whether a document still applies: from the document itself, with the clause that sets its term and the day it runs out."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Answer, Question
from tests.conftest import DAY


def ask(bot: Bot, text: str, day: date = DAY) -> Answer:
    return answer(Question(text, (), day, "offline"), bot)


@pytest.mark.parametrize(
    "text",
    [
        "科技领军人物的那份管理办法如今作数不",
        "领军人物管理办法管到哪一年",
        "能不能拿领军人物管理办法当依据写申请",
        "领军人物的办法是不是早就作废了",
    ],
)
def test_the_day_of_issue_and_the_term_give_the_last_day(bot: Bot, text: str) -> None:
    made = ask(bot, text)
    assert made.answer.startswith("**仍在有效期内")
    assert "有效期5年" in made.answer and "2019年7月5日发布" in made.answer and "2024年7月4日前后期满" in made.answer
    assert [c.steps for c in made.calculations] == [("2019年7月5日 + 5年 = 2024年7月4日",)]


def test_after_its_last_day_it_has_run_out(bot: Bot) -> None:
    made = ask(bot, "领军人物管理办法现在还能照着办吗", date(2024, 9, 1))
    assert made.answer.startswith("**已经过期**") and [n.kind for n in made.notices][:1] == ["expired"]


def test_a_plan_is_known_by_its_title(bot: Bot) -> None:
    made = ask(bot, "青年发展“十四五”规划过期了没有", date(2025, 6, 1))
    assert made.status == "answered" and made.answer.startswith("**仍在有效期内") and "2021-2025年" in made.answer


def test_the_older_document_was_repealed(bot: Bot) -> None:
    made = ask(bot, "劳模创新工作室旧版的管理办法还能接着用吗")
    assert made.answer.startswith("**旧的已经废止") and "原办法同时废止" in made.answer


def test_an_amount_is_told_with_the_term_of_its_document(bot: Bot) -> None:
    made = ask(bot, "硕士安家补贴给多少，这个措施还有效吗")
    assert "30000元" in made.answer and "有效期2年" in made.answer


def test_of_several_goals_with_one_period_the_one_in_question_is_named(bot: Bot) -> None:
    made = ask(bot, "终身职业培训文件里每年培养新型职业农民的数，今年还照这个办吗", date(2023, 12, 1))
    assert "期限已过" in made.answer and "现代服务业" not in made.answer.split("\n\n>")[0]


@pytest.mark.parametrize(
    "text",
    [
        "我的B卡过期了还能领房租吗",
        "技师证过期了还能报工匠吗",
        "工匠称号作假会取消吗，文件里有没有写",
        "劳动合同到期了没续，保租房还能继续住吗，规定怎么说",
        "项目终止了吗，钱要不要退，管理办法怎么写",
    ],
)
def test_what_ran_out_is_no_document(bot: Bot, text: str) -> None:
    assert not bot.read(Question(text, (), DAY, "offline")).wants("in_force")
