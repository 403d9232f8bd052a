"""Errors of the web service: always `{"error": {"code", "message"}}`, one clear line, no trace, no path."""

from __future__ import annotations

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BadInput, NotReady

_LOG = logging.getLogger(__name__)

BODY_LIMIT = 256 * 1024
"""Bytes of one request. A long conversation is about 100 kB; nothing that a person types comes near it."""
_CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large",
          429: "too_many_requests", 503: "not_ready"}  # fmt: skip
_WORDS = {
    404: "没有这个地址：请对照接口说明 /docs。",
    405: "这个地址不接受这种请求方式：请对照接口说明 /docs。",
}
_KINDS = {
    "missing": "缺少这一项",
    "json_invalid": "请求不是合法的 JSON",
    "string_type": "应为文字",
    "string_too_long": "太长",
    "string_pattern_mismatch": "格式不对",
    "literal_error": "只能取规定的几个值",
    "list_type": "应为列表",
    "too_long": "项数太多",
    "dict_type": "应为“名称: 值”",
    "model_attributes_type": "应为 JSON 对象",
}


class Refused(Exception):
    """A request that cannot be served. `code` is for programs, `message` one Chinese line for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def failure(status: int, message: str, code: str | None = None) -> JSONResponse:
    """The contract's error body."""
    name = code or _CODES.get(status, "error" if status >= 500 else "bad_request")
    return JSONResponse({"error": {"code": name, "message": message}}, status_code=status)


def register(app: FastAPI) -> None:
    """Answer every expected and unexpected error in the contract's form."""

    @app.exception_handler(Refused)
    def refused(_request: Request, error: Refused) -> JSONResponse:
        return failure(error.status, str(error), error.code)

    @app.exception_handler(BadInput)
    def bad_input(_request: Request, error: BadInput) -> JSONResponse:
        return failure(400, str(error))

    @app.exception_handler(NotReady)
    def not_ready(_request: Request, error: NotReady) -> JSONResponse:
        return failure(503, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return failure(400, said(error.errors()[0]))

    @app.exception_handler(HTTPException)
    def http(_request: Request, error: HTTPException) -> JSONResponse:
        return failure(error.status_code, _WORDS.get(error.status_code, "请求不能处理，请核对后重试。"))

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> JSONResponse:
        _LOG.error("request to %s failed", request.url.path, exc_info=error)
        return failure(500, "服务出了问题，请稍后再试，或拨打12345。", "internal")


def unknown_routes(app: FastAPI) -> None:
    """Answer unknown addresses below /api, /v1 and /docs here: the page at `/` would take them for its own.

    Call it after the last route, before the page is mounted.
    """
    known = list(app.routes)

    def unknown(request: Request) -> JSONResponse:
        wrong_method = any(route.matches(request.scope)[0] is Match.PARTIAL for route in known)
        status = 405 if wrong_method else 404
        return failure(status, _WORDS[status])

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    for place in ("/api/{rest:path}", "/v1/{rest:path}", "/docs/{rest:path}"):
        app.add_api_route(place, unknown, methods=methods, include_in_schema=False)


def said(problem: Any) -> str:
    """One line about the first thing that does not fit a request."""
    where = ".".join(
        str(part) for part in problem["loc"][1:] if not isinstance(part, int) or len(problem["loc"]) > 2
    )
    what = _KINDS.get(problem["type"], "的值不合规定")
    if problem["type"] == "json_invalid" or not where:
        return f"{what}：请对照接口说明 /docs。"
    return f"{where}：{what}，请改正后重试。"


class BodyLimit:
    """ASGI middleware: a request body above the limit is refused (413) before it is read as JSON."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass requests on; count what arrives."""
        if scope["type"] != "http" or not scope["path"].startswith(("/api/", "/v1/")):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if len(body) > self._limit:
                await _too_large(send, self._limit)
                return
            if not message.get("more_body"):
                break
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)


async def _too_large(send: Send, limit: int) -> None:
    text = f"请求太大（最多 {limit // 1024} KB）：请只保留与您情况有关的内容再问。"
    body = json.dumps({"error": {"code": "too_large", "message": text}}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
