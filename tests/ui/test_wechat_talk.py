"""微信公众号 as a resident uses it, over a real socket: answers, 更多, choices, events, voice, many at once."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from wechat_site import CRAFTSMAN, NUMBERS, Person, person, said
from widget_site import DAY, environ, running, web, websites, widget

from bot.bot import Bot
from ui.service import Service
from ui.wechat_text import LIMIT, MORE, messages
from ui.wechat_xml import parse

OVERVIEW = "我是博士，全职来石家庄工作，能领什么？"


def test_a_question_is_answered_short_with_its_clause_and_a_link(person: Person) -> None:
    text = person.asks(CRAFTSMAN)
    assert "一次性奖励：20000元" in text.split("\n\n依据：")[0]
    assert "第九条（有效）" in text
    assert re.search(r'<a href="https://zhengce\.example\.cn/embed\?site=default#ask=[\w-]+">', text)
    assert "**" not in text
    assert "[1]" not in text


def test_more_gives_the_rest_in_order_and_ends(person: Person) -> None:
    pages = [person.asks("公司能领什么补贴")]
    while pages[-1].count(MORE):
        assert len(pages) < 20
        pages.append(person.asks("更多"))
    assert len(pages) > 2
    assert "依据：" in "".join(pages)
    assert "没有内容了" in person.asks("更多。")
    assert len(set(pages)) == len(pages)


def test_a_ready_reply_is_chosen_by_number_or_words(person: Person) -> None:
    question = "县里的人才绿卡，硕士租房5年一共补贴多少？"
    first = person.asks(question)
    assert "请回复序号或文字：\n1. " in first
    by_number = person.asks("1")
    person.asks(question)
    words = re.search(r"^1\. (.+)$", first, re.MULTILINE)
    assert words is not None
    assert person.asks(words[1]).split("\n")[0] == by_number.split("\n")[0]
    assert "元" in by_number.split("\n")[0]


def test_events_voice_and_pictures(person: Person) -> None:
    def event(**fields: str) -> httpx.Response:
        return person.post(person.message(MsgType="event", **fields))

    greeting = said(event(Event="subscribe", EventKey=""))
    assert "您好" in greeting
    assert CRAFTSMAN in greeting
    assert event(Event="unsubscribe").text == "success"
    assert event(Event="LOCATION", Latitude="38").text == "success"
    assert "20000元" in said(event(Event="CLICK", EventKey=CRAFTSMAN))
    number = str(next(NUMBERS))
    voice = person.message(MsgType="voice", MediaId="m", Format="amr", Recognition=CRAFTSMAN, MsgId=number)
    heard = said(person.post(voice))
    assert heard.startswith(f"听到的是：“{CRAFTSMAN}”")
    assert "20000元" in heard
    for silent in ({"MsgType": "voice", "MediaId": "m"}, {"MsgType": "image", "PicUrl": "http://p"}):
        assert "请打字" in said(person.post(person.message(**silent, MsgId=str(next(NUMBERS)))))


def test_text_that_looks_like_markup_stays_text(person: Person) -> None:
    for text in ("]]></Content><Content>x", '<a href="http://evil.example">点我</a>', "<script>1</script>"):
        reply = said(person.post(person.text(text)))
        assert "evil.example" not in reply or "＜a" in reply
        assert "<script" not in reply
    odd = Person(person.web, "o]]>&<")
    assert parse(odd.post(odd.text(CRAFTSMAN)).content)["ToUserName"] == "o]]>&<"


def test_one_person_cannot_flood(bot: Bot, tmp_path: Path) -> None:
    env = {**environ(tmp_path, "http://127.0.0.1:1"), "POLICYBOT_WECHAT_SITE": "tight"}
    with (
        running(Service(bot, today=lambda: DAY), env) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        fast = Person(client)
        replies = [fast.asks(CRAFTSMAN) for _ in range(5)]
        assert ["太快" in reply for reply in replies] == [False, False, False, True, True]
        assert "20000元" in Person(client, "oOther").asks(CRAFTSMAN)


@pytest.mark.parametrize(
    "text", ["", "短", "一行\n" * 900, "没有标点" * 800, "句子。" * 1000, "a" * 9000, "😀" * 1500]
)
def test_messages_fit_and_lose_nothing(text: str) -> None:
    footer = "脚注" * 50
    made = messages(text, footer)
    assert all(len(part.encode()) <= LIMIT for part in made)
    assert all(part.count(MORE) == (index < len(made) - 1) for index, part in enumerate(made))
    kept = "".join(made).replace(MORE, "").replace(footer, "")
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


def test_many_at_once_each_get_their_own_answer(web: httpx.Client) -> None:
    """How fast is a matter of `python -m bench.wechat`; here no reply may be lost or given to somebody else."""
    questions = [CRAFTSMAN, "全国技能大赛拿了银奖奖励多少？", "我硕士有B卡，租房两年能领多少？", "你好"]
    alone = {text: Person(web, f"oAlone{next(NUMBERS)}").asks(text) for text in questions}
    assert len(set(alone.values())) == 4
    with ThreadPoolExecutor(8) as pool:
        asked = [questions[number % 4] for number in range(40)]
        replies = list(pool.map(lambda text: Person(web, f"oMany{next(NUMBERS)}").asks(text), asked))
    assert replies == [alone[text] for text in asked]


def test_an_answer_that_takes_too_long_is_fetched_with_more(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.wechat._WAIT", 0.0)
    assert "过几秒回复“更多”" in person.asks(CRAFTSMAN)
    monkeypatch.undo()
    for _ in range(200):
        late = person.asks("更多")
        if "没有内容了" not in late:
            break
    assert "一次性奖励：20000元" in late


def test_several_benefits_are_named_with_their_amounts_and_asked_for_by_name(person: Person) -> None:
    first = person.asks(OVERVIEW)
    assert re.search(r"^· .*：[\d—至]+元", first, re.MULTILINE)
    assert "（须：" not in first
    assert "直接发它的名字" in first
    name = re.search(r"^· (.+?)：.*元", first, re.MULTILINE)
    assert name is not None
    assert "元" in person.asks(name[1]).split("依据：")[0]


def test_a_greeting_has_no_link_and_its_suggestions_are_chosen_by_number(person: Person) -> None:
    assert "<a href" not in person.asks("你好")
    hello = said(person.post(person.message(MsgType="event", Event="SCAN", EventKey="1")))
    assert f"1. {CRAFTSMAN}" in hello
    assert "20000元" in person.asks("1")


def test_a_heading_is_not_left_at_the_end_of_a_message() -> None:
    text = "句子。" * 150 + "\n已经过期、仅供参考的：\n" + "内容" * 200
    first, second = messages(text)
    assert second.startswith("已经过期")
    assert "已经过期" not in first
