"""Against a real endpoint (OPENAI_BASE_URL, POLICYBOT_MODEL): `make test-live`. Skipped where there is
none."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.drafting.stream import stream_answer
from bot.settings import load_settings
from bot.types import Question
from tests.conftest import DAY

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not load_settings(os.environ).has_model,
        reason="没有模型接口：设置 OPENAI_BASE_URL 和 POLICYBOT_MODEL",
    ),
]
QUESTIONS = (
    "评上石家庄工匠给多少钱？",
    "我是硕士，有B卡，租房两年能领多少补贴？",
    "市级创新工作室一次性给多少补助？",
    "工匠什么时候申报，多久评一次？",
    "企业一年工资总额3000万，职工教育经费最少提多少？",
    "人才公寓能申请吗，要什么条件？",
)


@pytest.fixture(scope="module")
def live(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Bot:
    settings = replace(load_settings(os.environ), home=tmp_path_factory.mktemp("live"))
    return replace(bot, settings=settings)


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_number_and_mark_has_its_source(live: Bot, text: str) -> None:
    made = answer(Question(text, as_of=DAY, mode="llm"), live)
    assert made.status != "error"
    shelf = json.dumps(made.to_dict() | {"answer": ""}, ensure_ascii=False).replace(" ", "") + "12345"
    for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\[\d+\]", "", made.answer)):
        assert number in shelf
    assert {int(n) for n in re.findall(r"\[(\d+)\]", made.answer)} <= {c.n for c in made.citations}


def test_the_stream_ends_with_the_whole_answer(live: Bot) -> None:
    events = list(stream_answer(Question(QUESTIONS[0], as_of=DAY, mode="llm"), live))
    assert events[-1].kind == "done" and events[-1].data["answer"]
    assert any(event.kind == "token" for event in events)
