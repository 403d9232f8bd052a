"""微信公众号 over a real socket: signatures, both modes, message kinds, 更多, retries, hostile bodies."""

# ruff: noqa: F401, F811  (fixtures of widget_site)
from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from widget_site import AES_KEY, APP_ID, DAY, TOKEN, Host, Widget, environ, running, web, websites, widget

from bot.bot import Bot
from bot.errors import NotReady
from ui.limits import LocalShelf
from ui.service import Service
from ui.wechat import open_channel
from ui.wechat_crypto import CryptoError, decrypt, encrypt, read_key, signature, signed
from ui.wechat_text import LIMIT, MORE, messages
from ui.wechat_xml import XmlError, parse, write

CRAFTSMAN = "评上石家庄工匠给发多少钱？"
OVERVIEW = "我是博士，全职来石家庄工作，能领什么？"
NUMBERS = count(23_456_789_012_345_000)
# Sealed by another implementation (wechatpy 1.8.18) with AES_KEY and APP_ID.
RECORDED = (
    "4aJ7peeWMTDRBO9+c8+ADJkWh9F4C/OnfRCGQk6q4f1/myKJEWTOtkekkv23BhFUu+vJ6m+eZQcHqhaLz+0epTPWuDWioJYiBTEeTlzXS8ef"
    "MoeI3MbqnzboP4Jjt8rJDV/gw8orUQvooDzb2v21g11dLU361SoagtBWJ/VS7+bBTdysO7dU8Vn1X2HZCmfoJFKVDbaxgoVylSmk1m+KnqOD"
    "e+yHNealk563n2UCocoH9a+KgEEy+9JCbREv4+4dJOjh4JEbmeBZTLsqmZSYVYq2sQzVwOEqHEnYtRN4Q3S0myY8xd9gZR/1qm8saFaATb63"
    "yCcdALZJ6fCAybzbByeaPtudXU0g/+3fQnTCf13jdH/jwajdf2JRSbd/uNKgKVABC+JkR0xUkPDqRsk22U/dx/jZ4lVXH3D5f6OSNSc="
)


@dataclass(frozen=True)
class Person:
    """Someone who writes to the 公众号 as WeChat delivers it."""

    web: httpx.Client
    name: str = "oPerson"
    fixed: dict[str, str] = field(default_factory=dict)

    def query(self, age: int = 0, nonce: str = "") -> dict[str, str]:
        """Signature, timestamp and nonce, `age` seconds old."""
        stamp, nonce = str(int(time.time()) - age), nonce or str(next(NUMBERS))
        return {"signature": signature(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce}

    def message(self, **fields: str) -> str:
        """The XML of a message, in the recorded order of fields."""
        head = {"ToUserName": "gh_policy", "FromUserName": self.name, "CreateTime": str(int(time.time()))}
        return write({**head, **fields})

    def text(self, content: str, number: str = "") -> str:
        """A text message."""
        return self.message(MsgType="text", Content=content, MsgId=number or str(next(NUMBERS)))

    def post(self, body: str | bytes, query: dict[str, str] | None = None) -> httpx.Response:
        """Deliver a body."""
        raw = body.encode() if isinstance(body, str) else body
        return self.web.post("/wechat", params=query or self.query(), content=raw)

    def asks(self, content: str) -> str:
        """The reply's text."""
        return said(self.post(self.text(content)))


def said(reply: httpx.Response) -> str:
    """The text of a reply; it fits into one WeChat message."""
    assert reply.status_code == 200
    found = parse(reply.content)
    assert (found["MsgType"], found["FromUserName"]) == ("text", "gh_policy")
    assert len(found["Content"].encode()) <= LIMIT
    return found["Content"]


@pytest.fixture
def person(web: httpx.Client) -> Person:
    """A person that has not written before."""
    return Person(web, f"o{next(NUMBERS)}")


def test_the_platform_checks_our_address(person: Person) -> None:
    good = {**person.query(), "echostr": "5838479218127813673"}
    assert person.web.get("/wechat", params=good).text == "5838479218127813673"
    for bad in ({"signature": "0" * 40}, {"nonce": "1"}, {"timestamp": "1"}, {"signature": "é"}):
        reply = person.web.get("/wechat", params={**good, **bad})
        assert reply.status_code == 403
        assert "5838479218127813673" not in reply.text
    assert person.web.get("/wechat").status_code == 403


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


def test_retries_get_the_same_reply_and_are_answered_once(person: Person, widget: Widget) -> None:
    counter = widget.service.metrics.answers.labels("answered", "offline")
    body, before = person.text(CRAFTSMAN), counter._value.get()
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda _: said(person.post(body)), range(3)))
    assert len(set(replies)) == 1
    assert counter._value.get() - before == 1


def test_a_replayed_delivery_ends_in_403(person: Person) -> None:
    query, body = person.query(), person.text(CRAFTSMAN)
    assert [person.post(body, query).status_code for _ in range(6)] == [200] * 4 + [403] * 2


def test_a_signature_taken_from_one_message_does_not_carry_another(person: Person) -> None:
    query = person.query()
    assert person.post(person.text(CRAFTSMAN), query).status_code == 200
    assert person.post(person.text("别的问题"), query).status_code == 403


def test_altered_missing_and_old_signatures_are_refused(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    good = person.query()
    for bad in ({**good, "signature": good["signature"][:-1] + "x"}, {**good, "nonce": "2"}, {"nonce": "1"}):
        reply = person.post(person.text("秘密的问题"), bad)
        assert (reply.status_code, set(reply.json())) == (403, {"error"})
    assert person.post(person.text(CRAFTSMAN), person.query(age=301)).status_code == 403
    assert person.post(person.text(CRAFTSMAN), person.query(age=-301)).status_code == 403
    assert "秘密的问题" not in caplog.text


BOMB = "<!DOCTYPE xml [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip
OUTSIDE = "<!DOCTYPE xml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no xml",
        "<xml>",
        "<xml></xml>",
        "<html></html>",
        "<xml><MsgType>text</MsgType></xml>",
        f"{BOMB}<xml><FromUserName>&a9;</FromUserName></xml>",
        f"{OUTSIDE}<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>&x;</Content></xml>",
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml></xml>',
        "<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
        "<xml>" + "<a>" * 5000 + "</xml>",
        "<xml>&undefined;</xml>",
        b"\xff\xfe<\x00x\x00m\x00l\x00>\x00",
        b"<xml><Content>\x00</Content></xml>",
    ],
)
def test_a_hostile_or_malformed_body_is_refused_at_once(person: Person, body: str | bytes) -> None:
    started = time.perf_counter()
    reply = person.post(body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "malformed")
    assert time.perf_counter() - started < 3
    assert "root:" not in reply.text


def test_an_oversized_body_is_refused(person: Person) -> None:
    assert person.post(person.text("长" * 20_000)).status_code == 413


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


@pytest.fixture(scope="module")
def sealed(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service in 安全模式."""
    env = environ(tmp_path_factory.mktemp("sealed"), "http://127.0.0.1:1")
    env |= {"POLICYBOT_WECHAT_APPID": APP_ID, "POLICYBOT_WECHAT_AES_KEY": AES_KEY}
    with (
        running(Service(bot, today=lambda: DAY), env) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def envelope(person: Person, inner: str, app_id: str = APP_ID) -> tuple[str, dict[str, str]]:
    """An encrypted delivery: body and query."""
    closed, query = encrypt(read_key(AES_KEY), inner, app_id), person.query()
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature(TOKEN, query["timestamp"], query["nonce"], closed),
    }
    return write({"ToUserName": "gh_policy", "Encrypt": closed}), query


def test_an_encrypted_message_gets_an_encrypted_reply(sealed: httpx.Client) -> None:
    person = Person(sealed, "oSealed")
    reply = person.post(*envelope(person, person.text(CRAFTSMAN)))
    assert reply.status_code == 200
    assert "20000" not in reply.text
    outer = parse(reply.content)
    assert signed(outer["MsgSignature"], TOKEN, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    inner = parse(decrypt(read_key(AES_KEY), outer["Encrypt"], APP_ID))
    assert "一次性奖励：20000元" in inner["Content"]
    assert inner["ToUserName"] == "oSealed"


def test_in_the_secure_mode_everything_else_is_refused(sealed: httpx.Client) -> None:
    person = Person(sealed, "oOpen")
    assert person.post(person.text(CRAFTSMAN)).status_code == 403
    body, query = envelope(person, person.text(CRAFTSMAN))
    assert person.post(body, {**query, "msg_signature": "0" * 40}).status_code == 403
    assert person.post(body.replace("Encrypt><![CDATA[", "Encrypt><![CDATA[A"), query).status_code == 403
    assert person.post(*envelope(person, person.text(CRAFTSMAN), "wxsomeoneelse")).status_code == 403
    assert person.post(*envelope(person, f"{BOMB}<xml><MsgType>&a9;</MsgType></xml>")).status_code == 400


def test_what_another_implementation_sealed_is_read() -> None:
    inner = parse(decrypt(read_key(AES_KEY), RECORDED, APP_ID))
    assert (inner["Content"], inner["MsgId"]) == (CRAFTSMAN, "7001")
    assert signed("e796af616a7a77a29488b1fe9821236304a700d5", TOKEN, "1688112000", "nonce99", RECORDED)


@pytest.mark.parametrize("altered", ["", "A", "!!!!", "A" * 64, RECORDED[:-4] + "AAAA", RECORDED[4:]])
def test_altered_ciphertext_is_refused(altered: str) -> None:
    with pytest.raises(CryptoError):
        decrypt(read_key(AES_KEY), altered, APP_ID)


def test_sealing_and_opening_are_inverse_for_every_length() -> None:
    key = read_key(AES_KEY)
    for size in range(70):
        assert decrypt(key, encrypt(key, "政" * size, APP_ID), APP_ID).decode() == "政" * size


@pytest.mark.parametrize(
    ("more", "said_of"),
    [
        ({"POLICYBOT_WECHAT_AES_KEY": "short"}, "43"),
        ({"POLICYBOT_WECHAT_AES_KEY": AES_KEY}, "APPID"),
        ({"POLICYBOT_WECHAT_SITE": "nobody"}, "nobody"),
    ],
)
def test_settings_that_do_not_fit_are_named(
    bot: Bot, tmp_path: Path, more: dict[str, str], said_of: str
) -> None:
    env = {**environ(tmp_path, "http://127.0.0.1:1"), **more}
    with pytest.raises(NotReady, match=said_of):
        open_channel(Service(bot), env, LocalShelf())


def test_without_a_token_there_is_no_such_address(bot: Bot, tmp_path: Path) -> None:
    env = environ(tmp_path, "http://127.0.0.1:1")
    del env["POLICYBOT_WECHAT_TOKEN"]
    with running(Service(bot), env) as url:
        assert httpx.get(f"{url}/wechat").status_code == 404


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


def test_xml_reads_back_what_was_written() -> None:
    fields = {"A": "]]>", "B": "<b>&amp;</b>", "C": "政策\n第二行", "D": "x\x00\x0by"}
    assert parse(write(fields).encode()) == {**fields, "D": "xy"}
    with pytest.raises(XmlError):
        parse(b"<xml>" * 3)


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
