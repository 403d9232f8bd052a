"""微信公众号 as a resident uses it, over a real socket: answers, 更多, choices, events, voice, many at once."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

import os
import re
import threading
import time
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
    pages = [person.asks(OVERVIEW)]
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
    assert "20000元" in said(person.post(voice))
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


def test_twenty_messages_a_second_are_answered_in_time(web: httpx.Client) -> None:
    """99 % within 1 s on two cores; where other work already fills the machine, within WeChat's own 5 s."""
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    questions = [
        CRAFTSMAN,
        "全国技能大赛拿了银奖奖励多少？",
        "保障性租赁住房怎么申请？",
        "招了30个学徒，培训一年补贴多少？",
    ]
    spent: list[float] = []
    lock = threading.Lock()

    def deliver(number: int) -> None:
        person = Person(web, f"oLoad{number}")
        started = time.perf_counter()
        assert person.asks(questions[number % 4])
        with lock:
            spent.append(time.perf_counter() - started)

    with ThreadPoolExecutor(40) as pool:
        done = []
        for number in range(100):
            done.append(pool.submit(deliver, number))
            time.sleep(0.05)
        for item in done:
            item.result()
    spent.sort()
    assert len(spent) == 100
    assert spent[98] <= (5.0 if busy else 1.0), f"p50 {spent[50]:.2f} s, p99 {spent[98]:.2f} s"
