"""Whether two benefits can be had together: what is written, and that nothing is."""

from __future__ import annotations

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Answer, Question
from tests.conftest import DAY

UNWRITTEN = "能不能同时享受，条文没有写明"


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


def test_that_nothing_is_written_is_the_answer_where_only_that_is_asked(bot: Bot) -> None:
    found = ask(bot, "她有B卡，硕士房租补助每月拿着，租的房也在平台备了案，保租房的租赁补贴能不能也领")
    assert found.status == "unanswerable"
    assert UNWRITTEN in found.answer and not found.calculations and found.clarification is None
    assert len(found.citations) >= 2, "both clauses are there to be read"


@pytest.mark.parametrize(
    "text",
    [
        "我是硕士，安家补贴和B卡的房租补助能都领吗",  # the clause says that they cannot
        "县里的卡和B卡两边的房租补贴能都领吗",
        "B卡硕士房租补助每月多少",
    ],
)
def test_where_it_is_written_or_not_asked_nothing_of_the_kind_is_said(bot: Bot, text: str) -> None:
    assert UNWRITTEN not in ask(bot, text).answer


def test_the_old_standard_is_not_added_to_the_one_that_took_its_place(bot: Bot) -> None:
    found = ask(bot, "俩师傅新评上全国技术能手，有人说一人奖1万，有人说一人5万，按哪份算，两人合计多少")
    amounts = {c.rule_id: c.amount.value for c in found.calculations if c.amount}
    assert amounts == {"skill_master_title_award": 100_000, "skill_master_title_award_2017": 20_000}
