"""A person who writes to the 公众号 as WeChat delivers it, and what the tests about it share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count

import httpx
import pytest
from widget_site import TOKEN

from ui.wechat_crypto import signature
from ui.wechat_text import LIMIT
from ui.wechat_xml import parse, write

CRAFTSMAN = "评上石家庄工匠给发多少钱？"


NUMBERS = count(23_456_789_012_345_000)


BOMB = "<!DOCTYPE xml [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip


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
