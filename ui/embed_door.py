"""Who may ask through the widget: origin, token and rates are checked here, before anything is answered."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from ui.api_errors import Refused
from ui.limits import WINDOW, Shelf, over
from ui.service import Service
from ui.sites import Site, origin_of
from ui.tokens import LIFE, Claim, TokenError, issue, read

_LOG = logging.getLogger(__name__)
BODY_LIMIT = 64 * 1024
_SESSIONS = 6
"""Tokens that a visitor may fetch for each question allowed: pages are reloaded more often than asked on."""
_TOKEN_WORDS = {
    "expired": (401, "token_expired", "登录凭证过期，正在重新连接。"),
    "invalid": (401, "token_invalid", "凭证无效，请刷新页面后再试。"),
    "origin": (403, "origin_not_allowed", "这个凭证不是发给本网站的，不能使用。"),
}


@dataclass(frozen=True)
class Door:
    """What the checks need. `clock` gives seconds since 1970."""

    service: Service
    sites: dict[str, Site]
    key: bytes
    shelf: Shelf
    clock: Callable[[], float]

    def site(self, site_id: str) -> Site:
        """The site of this id. Raises Refused (404)."""
        found = self.sites.get(site_id)
        if found is None:
            raise Refused(404, "unknown_site", "没有登记这个网站编号：请核对代码里的 data-site。")
        return found

    def origin(self, request: Request, site: Site) -> str:
        """The origin that asks, if the site lists it or it is our own address. Raises Refused (403)."""
        given = origin_of(request.headers.get("origin", ""))
        if given is None or (given not in site.origins and given not in own_origins(request)):
            raise Refused(403, "origin_not_allowed", "这个网站没有登记使用本助手：请联系网站管理员。")
        return given

    def admit(self, request: Request, site: Site, wanted: str) -> None:
        """Count one `session` or `ask`. Raises Refused (429)."""
        times = _SESSIONS if wanted == "session" else 1
        keys = [
            (f"{wanted}:{site.id}:{visitor(self.key, request)}", site.per_visitor * times),
            (f"{wanted}:{site.id}", site.per_site * times),
        ]
        hit = over(self.shelf, keys)
        if hit == keys[0][0]:
            words = f"您问得太快了，请过一分钟再问（每分钟最多{site.per_visitor}个问题）。"
            raise Refused(429, "visitor_limit", words)
        if hit:
            raise Refused(429, "site_limit", "现在提问的人太多了，请过一分钟再试。")

    def token(self, site: Site, origin: str) -> str:
        """A token for a site and the origin that asked for it."""
        return issue(self.key, Claim(site.id, origin, int(self.clock()) + LIFE))

    def holder(self, request: Request, token: str) -> tuple[Site, str]:
        """Site and origin of a request with a token. Raises Refused (401, 403, 404)."""
        given = origin_of(request.headers.get("origin", "")) or ""
        try:
            claim = read(self.key, token, given, self.clock())
        except TokenError as error:
            raise Refused(*_TOKEN_WORDS[error.code]) from None
        site = self.site(claim.site)
        return site, self.origin(request, site)


def own_origins(request: Request) -> tuple[str, ...]:
    """The origins of this service itself, as the browser addressed it. TLS may end at a proxy before us."""
    host = request.headers.get("host", "")
    return tuple(filter(None, (origin_of(f"http://{host}"), origin_of(f"https://{host}"))))


def visitor(key: bytes, request: Request) -> str:
    """A stand-in for the visitor's network address that cannot be turned back into it."""
    address = request.client.host if request.client else "?"
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:24]


async def body_of(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The body, read only as far as the limit. Raises Refused (413)."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(413, "too_large", f"内容太长（最多 {limit // 1024} KB），请缩短后再发。")
    return bytes(body)


def refusal(request: Request, error: Refused, origin: str | None) -> Response:
    """The error as JSON, readable by `origin` alone; logged without what was asked."""
    shown = request.headers.get("origin", "-")[:100]
    _LOG.warning("widget refused: %s %s origin=%r", error.status, error.code, shown)
    reply = JSONResponse({"error": {"code": error.code, "message": str(error)}}, status_code=error.status)
    if error.status == 429:
        reply.headers["Retry-After"] = str(WINDOW)
    if error.status == 413:
        reply.headers["Connection"] = "close"
    return shared(reply, origin)


def shared(reply: Response, origin: str | None) -> Response:
    """Let exactly this origin read the reply; nobody else, and never with credentials."""
    reply.headers["Vary"] = "Origin"
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    if origin:
        reply.headers["Access-Control-Allow-Origin"] = origin
        reply.headers["Access-Control-Allow-Methods"] = "POST"
        reply.headers["Access-Control-Allow-Headers"] = "Content-Type"
        reply.headers["Access-Control-Max-Age"] = "600"
    return reply
