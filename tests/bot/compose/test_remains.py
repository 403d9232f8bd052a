"""What becomes of an amount: a share for each, what is kept, what is still paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Question


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("当上石家庄工匠的两万块，想跟车间里四个徒弟平分，一人能分多少", "split", 5000),
        ("我给市里引荐的芯片项目总投资3亿，固定资产完成1亿，备案都办了，答应给合伙人四成，我自己净落多少", "kept", 1800000),
        ("装备制造骨干企业找猎头挖A卡第三类的专家，猎头费16万，用上寻访券，还得自己掏多少", "own_share", 60000),
    ],
)
def test_what_becomes_of_an_amount(bot: Bot, text: str, name: str, value: int) -> None:
    found = answer(Question(text, (), date(2023, 6, 30), "offline"), bot)
    made = next(c for c in found.calculations if c.rule_id == name)
    assert made.amount is not None
    assert made.amount.value == Decimal(value)
    assert made.citations


def test_nothing_is_divided_where_nobody_asks(bot: Bot) -> None:
    found = answer(Question("我们班组五个人，组长评上了石家庄工匠，奖多少", (), date(2023, 6, 30), "offline"), bot)
    assert not {c.rule_id for c in found.calculations} & {"split", "kept", "own_share"}
