"""安全模式: encrypted messages in, encrypted replies out, everything else refused."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from wechat_site import BOMB, CRAFTSMAN, Person
from widget_site import AES_KEY, APP_ID, DAY, TOKEN, environ, running

from bot.bot import Bot
from ui.service import Service
from ui.wechat_crypto import CryptoError, decrypt, encrypt, read_key, signature, signed
from ui.wechat_xml import parse, write

# Sealed by another implementation (wechatpy 1.8.18) with AES_KEY and APP_ID.
RECORDED = (
    "4aJ7peeWMTDRBO9+c8+ADJkWh9F4C/OnfRCGQk6q4f1/myKJEWTOtkekkv23BhFUu+vJ6m+eZQcHqhaLz+0epTPWuDWioJYiBTEeTlzXS8ef"
    "MoeI3MbqnzboP4Jjt8rJDV/gw8orUQvooDzb2v21g11dLU361SoagtBWJ/VS7+bBTdysO7dU8Vn1X2HZCmfoJFKVDbaxgoVylSmk1m+KnqOD"
    "e+yHNealk563n2UCocoH9a+KgEEy+9JCbREv4+4dJOjh4JEbmeBZTLsqmZSYVYq2sQzVwOEqHEnYtRN4Q3S0myY8xd9gZR/1qm8saFaATb63"
    "yCcdALZJ6fCAybzbByeaPtudXU0g/+3fQnTCf13jdH/jwajdf2JRSbd/uNKgKVABC+JkR0xUkPDqRsk22U/dx/jZ4lVXH3D5f6OSNSc="
)


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
