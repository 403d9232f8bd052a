"""What /wechat lets in: signatures, replays, retries, hostile bodies, settings."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from wechat_site import BOMB, CRAFTSMAN, Person, person, said
from widget_site import AES_KEY, Widget, environ, running, web, websites, widget

from bot.bot import Bot
from bot.errors import NotReady
from ui.limits import LocalShelf
from ui.service import Service
from ui.wechat import open_channel
from ui.wechat_xml import XmlError, parse, write

OUTSIDE = "<!DOCTYPE xml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def test_the_platform_checks_our_address(person: Person) -> None:
    good = {**person.query(), "echostr": "5838479218127813673"}
    assert person.web.get("/wechat", params=good).text == "5838479218127813673"
    for bad in ({"signature": "0" * 40}, {"nonce": "1"}, {"timestamp": "1"}, {"signature": "é"}):
        reply = person.web.get("/wechat", params={**good, **bad})
        assert reply.status_code == 403
        assert "5838479218127813673" not in reply.text
    assert person.web.get("/wechat").status_code == 403


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
    assert caplog.text.count("wechat refused: 403 signature") == 5
    assert "秘密的问题" not in caplog.text


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
    reply = person.post(body)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "malformed")
    assert "root:" not in reply.text


def test_an_oversized_body_is_refused(person: Person) -> None:
    assert person.post(person.text("长" * 20_000)).status_code == 413


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


def test_xml_reads_back_what_was_written() -> None:
    fields = {"A": "]]>", "B": "<b>&amp;</b>", "C": "政策\n第二行", "D": "x\x00\x0by"}
    assert parse(write(fields).encode()) == {**fields, "D": "xy"}
    with pytest.raises(XmlError):
        parse(b"<xml>" * 3)
