"""GET/POST /wechat: the messages of a 微信公众号, answered within its 5 seconds, each once.

Plain and encrypted mode, as the 公众平台 documents them (接收普通消息, 被动回复, 消息加解密).
Offline answers only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

from bot.errors import NotReady
from ui.api_errors import Refused, failure
from ui.embed_door import body_of
from ui.limits import Shelf, open_shelf
from ui.scope import Scopes
from ui.service import Service
from ui.sites import load_sites, sites_path
from ui.tokens import signing_key
from ui.wechat_crypto import CryptoError, decrypt, encrypt, read_key, signature, signed
from ui.wechat_talk import Talk
from ui.wechat_xml import XmlError, parse, write

_LOG = logging.getLogger(__name__)
BODY_LIMIT = 32 * 1024
_FRESH = 300
"""Seconds for which a signature is good, either way of our clock."""
_DELIVERIES = 4
"""How often WeChat delivers one message at most: once, and three times more when no reply comes."""
_KEPT = 60
_WAIT = 4.3
"""Seconds after which we say that the answer is on its way; WeChat hangs up after 5."""
_SLOW = "问题还在查，请过几秒回复“更多”取回答。"
_FORBIDDEN = Refused(403, "signature", "签名不对或已经失效。")
_MALFORMED = Refused(400, "malformed", "消息格式不对。")


@dataclass(frozen=True)
class Channel:
    """One 公众号: its token and, for 安全模式, AppID and AES key. `clock` gives seconds since 1970."""

    token: str
    app_id: str
    aes_key: bytes | None
    talk: Talk
    shelf: Shelf
    clock: Callable[[], float]


def attach(
    app: FastAPI, service: Service, environ: Mapping[str, str] | None = None, shelf: Shelf | None = None
) -> None:
    """Put /wechat on the application if POLICYBOT_WECHAT_TOKEN is set; call it before the page is mounted.

    Reads also POLICYBOT_WECHAT_APPID and POLICYBOT_WECHAT_AES_KEY (then only encrypted messages are taken),
    POLICYBOT_WECHAT_SITE (an entry of the sites file) and POLICYBOT_URL.
    Raises NotReady for settings that do not fit.
    """
    env = os.environ if environ is None else environ
    if env.get("POLICYBOT_WECHAT_TOKEN"):
        app.include_router(router(open_channel(service, env, shelf or open_shelf(env.get("REDIS_URL")))))


def open_channel(service: Service, env: Mapping[str, str], shelf: Shelf) -> Channel:
    """The channel that the environment describes. Raises NotReady."""
    app_id, encoded = env.get("POLICYBOT_WECHAT_APPID", ""), env.get("POLICYBOT_WECHAT_AES_KEY", "")
    try:
        key = read_key(encoded) if encoded else None
    except CryptoError:
        raise NotReady("POLICYBOT_WECHAT_AES_KEY 应为公众平台给出的 43 位 EncodingAESKey，请核对。") from None
    if key and not app_id:
        raise NotReady("安全模式还需要 POLICYBOT_WECHAT_APPID（公众号的 AppID），请补上。")
    name = env.get("POLICYBOT_WECHAT_SITE", "default")
    site = load_sites(sites_path(env), frozenset(service.bot.corpus.documents)).get(name)
    if site is None:
        raise NotReady(f"POLICYBOT_WECHAT_SITE 指定的“{name}”不在网站登记文件里，请登记或改正。")
    secret = signing_key(service.bot.settings.home, env.get("POLICYBOT_SECRET"))
    base = env.get("POLICYBOT_URL", "").rstrip("/")
    talk = Talk(service, site, shelf, Scopes(service), secret, base)
    return Channel(env["POLICYBOT_WECHAT_TOKEN"], app_id, key, talk, shelf, time.time)


def router(channel: Channel) -> APIRouter:
    """The two routes."""
    routes = APIRouter(tags=["微信公众号"])

    @routes.get("/wechat", summary="公众平台校验服务器地址")
    def check(request: Request) -> Response:
        """签名正确时原样返回 echostr。"""
        try:
            fresh(channel, request, "signature")
        except Refused as error:
            return _refused(error)
        return PlainTextResponse(request.query_params.get("echostr", "")[:200])

    @routes.post("/wechat", summary="公众平台推送的消息")
    async def receive(request: Request) -> Response:
        """被动回复；同一 MsgId 只回答一次。"""
        try:
            message = incoming(channel, request, await body_of(request, BODY_LIMIT))
            text = await once(channel, message)
        except Refused as error:
            return _refused(error)
        return _reply(channel, message, text)

    return routes


def fresh(channel: Channel, request: Request, name: str, *more: str) -> None:
    """Check a signature and its age. Raises Refused (403)."""
    query = request.query_params
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not signed(query.get(name, ""), channel.token, stamp, nonce, *more):
        raise _FORBIDDEN
    if not stamp.isascii() or not stamp.isdigit() or abs(channel.clock() - int(stamp[:12])) > _FRESH:
        raise _FORBIDDEN


def incoming(channel: Channel, request: Request, body: bytes) -> dict[str, str]:
    """The message of a request, decrypted. Raises Refused: 403 for a signature or key, 400 for the form."""
    try:
        if channel.aes_key is None:
            fresh(channel, request, "signature")
            message = parse(body)
        else:
            sealed = parse(body).get("Encrypt", "")
            fresh(channel, request, "msg_signature", sealed)
            message = parse(decrypt(channel.aes_key, sealed, channel.app_id))
    except XmlError:
        raise _MALFORMED from None
    except CryptoError:
        raise _FORBIDDEN from None
    if not message.get("FromUserName") or not message.get("ToUserName") or not message.get("MsgType"):
        raise _MALFORMED
    _not_replayed(channel, request, name_of(message))
    return message


def name_of(message: Mapping[str, str]) -> str:
    """What tells a message from others: MsgId, or sender, time and kind for events."""
    fields = ("FromUserName", "CreateTime", "Event", "EventKey")
    return message.get("MsgId") or ":".join(message.get(name, "") for name in fields)


def _not_replayed(channel: Channel, request: Request, name: str) -> None:
    """The plain signature does not cover the body: one that was seen with another message is refused."""
    query = request.query_params
    key = "wx-sign:" + signature(query.get("timestamp", ""), query.get("nonce", ""))
    if channel.shelf.claim(key, name, 2 * _FRESH) != name:
        raise _FORBIDDEN


async def once(channel: Channel, message: Mapping[str, str]) -> str | None:
    """The reply to a message; a repeated delivery gets the same one without being answered again.

    Raises Refused (403) for more deliveries than WeChat makes.
    """
    name = name_of(message)
    number = channel.shelf.count(f"wx-seen:{name}", 2 * _FRESH)
    if number > _DELIVERIES:
        raise _FORBIDDEN
    if number > 1:
        return await _earlier(channel, name)
    work = asyncio.ensure_future(asyncio.to_thread(channel.talk.reply, message))
    try:
        text = await asyncio.wait_for(asyncio.shield(work), _WAIT)
    except TimeoutError:
        work.add_done_callback(lambda done: channel.talk.keep_late(message, done.result()))
        text = _SLOW
    channel.shelf.put(f"wx-reply:{name}", text or "", _KEPT)
    return text


async def _earlier(channel: Channel, name: str) -> str | None:
    for _ in range(int(_WAIT / 0.05)):
        found = channel.shelf.get(f"wx-reply:{name}")
        if found is not None:
            return found or None
        await asyncio.sleep(0.05)
    return None


def _reply(channel: Channel, message: Mapping[str, str], text: str | None) -> Response:
    """`success` where nothing is said, else the text as XML, encrypted when the message was."""
    if not text:
        return PlainTextResponse("success")
    now = int(channel.clock())
    out = write({
        "ToUserName": message["FromUserName"], "FromUserName": message["ToUserName"], "CreateTime": now,
        "MsgType": "text", "Content": text,
    })  # fmt: skip
    if channel.aes_key is not None:
        sealed = encrypt(channel.aes_key, out, channel.app_id)
        nonce = os.urandom(8).hex()
        mark = signature(channel.token, str(now), nonce, sealed)
        out = write({"Encrypt": sealed, "MsgSignature": mark, "TimeStamp": now, "Nonce": nonce})
    return Response(out, media_type="application/xml; charset=utf-8")


def _refused(error: Refused) -> Response:
    """The error, logged without any text of the message."""
    _LOG.warning("wechat refused: %s %s", error.status, error.code)
    return failure(error.status, str(error), error.code)
