"""The widget's routes: script, iframe page, the page that builds the snippet, asking with a token."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from bot.errors import BadInput
from bot.types import Answer, Question
from ui import embed_pages
from ui.api_ask import question_in
from ui.api_errors import Refused
from ui.embed_door import Door, body_of, refusal, shared
from ui.limits import Shelf, open_shelf
from ui.schemas import AskIn, TurnIn
from ui.scope import Scopes
from ui.service import Service
from ui.sites import Site, load_sites, sites_path, topic_off
from ui.tokens import LIFE, signing_key

_LABELS = ("basis", "also", "conditions", "steps", "cases")
_PUBLIC = {
    "Cache-Control": "public, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
"""Any page may load the script (also with integrity=); what it may ask is decided later."""
Body = TypeVar("Body", bound=BaseModel)


class SessionIn(BaseModel):
    """Asking for a token."""

    site: str = Field(max_length=40)


class WidgetAskIn(BaseModel):
    """A question from a panel."""

    token: str = Field(max_length=1000)
    question: str = Field(max_length=4000)
    history: list[TurnIn] = Field(default_factory=list, max_length=40)
    facts: dict[str, str | bool | int | float | None] = Field(default_factory=dict, max_length=60)


def attach(
    app: FastAPI, service: Service, environ: Mapping[str, str] | None = None, shelf: Shelf | None = None
) -> None:
    """Put the widget's routes on the application; call it before the page is mounted at `/`.

    Reads POLICYBOT_SITES, POLICYBOT_SECRET and REDIS_URL. Raises NotReady for a sites file with a fault.
    """
    env = os.environ if environ is None else environ
    home = service.bot.settings.home
    door = Door(
        service=service,
        sites=load_sites(sites_path(env), frozenset(service.bot.corpus.documents)),
        key=signing_key(home, env.get("POLICYBOT_SECRET")),
        shelf=shelf or open_shelf(env.get("REDIS_URL")),
        clock=time.time,
    )
    app.include_router(_pages(door))
    app.include_router(_asking(door))


def _pages(door: Door) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    script = embed_pages.script()
    tag = f'"{hashlib.sha256(script).hexdigest()[:16]}"'

    @routes.get("/widget.js")
    def widget(request: Request) -> Response:
        """One script for every site; unchanged ones are answered with 304."""
        headers = {**_PUBLIC, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)

    @routes.get("/embed")
    def embed(site: str = "default") -> HTMLResponse:
        """The panel as a page of its own, for iframes on the site's origins and for links."""
        return embed_pages.embed(door.sites.get(site))

    @routes.get("/widget")
    def builder() -> HTMLResponse:
        """The page that builds the snippet for a site owner."""
        return embed_pages.builder()

    @routes.get("/widget/preview")
    def preview() -> HTMLResponse:
        """A host page to try the widget on."""
        return embed_pages.preview()

    return routes


def _asking(door: Door) -> APIRouter:
    routes = APIRouter(prefix="/widget", tags=["网页挂件"])
    scopes = Scopes(door.service)

    @routes.options("/{route}", include_in_schema=False)
    def preflight(request: Request) -> Response:
        """Browsers ask first for JSON bodies; any listed site may, each reply is still for one origin."""
        return shared(Response(status_code=204), listed(door, request))

    @routes.post("/session", summary="领取短时凭证")
    async def session(request: Request) -> Response:
        """{"site"} → 凭证（绑定来源网站，10 分钟有效）和外观。"""
        return await guarded(door, request, lambda raw: _session(door, request, raw))

    @routes.post("/ask", summary="在挂件里提问")
    async def ask(request: Request) -> Response:
        """{"token", "question", "history"?, "facts"?} → Answer，另带 `choices`（追问的选项）。"""
        return await guarded(door, request, lambda raw: _ask(door, request, scopes, raw))

    return routes


async def _session(door: Door, request: Request, raw: bytes) -> dict[str, Any]:
    site = door.site(_parsed(SessionIn, raw).site)
    origin = door.origin(request, site)
    door.admit(request, site, "session")
    bot = door.service.bot
    return {
        "token": door.token(site, origin),
        "expires_in": LIFE,
        "site": site.look(),
        "labels": {name: bot.messages.say(name) for name in _LABELS},
        "note": f"仅供参考，请{bot.vocabulary.contact}",
    }


async def _ask(door: Door, request: Request, scopes: Scopes, raw: bytes) -> dict[str, Any]:
    body = _parsed(WidgetAskIn, raw)
    site, _ = door.holder(request, body.token)
    door.admit(request, site, "ask")
    service = door.service
    asked = AskIn(question=body.question, history=body.history, facts=body.facts, mode="offline")
    question = question_in(asked, service)
    return await run_in_threadpool(answered, service, scopes, site, question)


def answered(service: Service, scopes: Scopes, site: Site, question: Question) -> dict[str, Any]:
    """The Answer for a site as JSON: within its documents, without the topics it has switched off.

    `choices` offers replies to the clarification, each `{"name", "label", "value"}`.
    """
    asked = (question.text, *(turn.content for turn in question.history if turn.role == "user"))
    off = topic_off(site, asked)
    found = scopes.ask(site, question) if off is None else scopes.declined(question, off)
    off = topic_off(site, subjects(found))  # asked in other words
    out = kept(service, found if off is None else scopes.declined(question, off))
    out["choices"] = choices(service, out)
    return out


def subjects(found: Answer) -> list[str]:
    """What an answer is about, by name: its first clause and its calculations."""
    first = [f"{item.document_title} {item.locator}" for item in found.citations[:1]]
    return [*first, *(item.title for item in found.calculations)]


def kept(service: Service, found: Answer) -> dict[str, Any]:
    """The Answer as JSON, counted and kept in the store as every answer is; without a session of its own."""
    out = found.to_dict()
    service.metrics.answers.labels(found.status, found.mode).inc()
    service.metrics.seconds.observe(found.timings_ms.get("total", 0.0) / 1000)
    if service.store is not None and found.trace_id:
        service.store.record(out, None, service.now())
    return out


def choices(service: Service, answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Ready replies to a clarification about one thing; none where a figure must be typed."""
    wanted = answer["clarification"]["missing"][:1] if answer["clarification"] else []
    spec = service.bot.book.inputs.get(wanted[0]) if wanted else None
    if spec is None:
        return []
    values = ["是", "否"] if spec.type == "flag" else [choice.value for choice in spec.choices]
    return [{"name": spec.name, "label": spec.label, "value": value} for value in values]


Work = Callable[[bytes], Awaitable[dict[str, Any]]]


async def guarded(door: Door, request: Request, work: Work) -> Response:
    """Read the body, do the work, and answer in the contract's form, readable by a listed origin alone."""
    origin = listed(door, request)
    try:
        return shared(JSONResponse(await work(await body_of(request))), origin)
    except Refused as error:
        return refusal(request, error, origin)
    except BadInput as error:
        return refusal(request, Refused(400, "bad_request", str(error)), origin)


def listed(door: Door, request: Request) -> str | None:
    """The origin of a request if any site lists it or it is our own; None is told nothing."""
    for site in door.sites.values():
        try:
            return door.origin(request, site)
        except Refused:
            continue
    return None


def _parsed(kind: type[Body], raw: bytes) -> Body:
    """A request body as its type; the content type does not matter, so that no preflight is needed."""
    try:
        return kind.model_validate_json(raw)
    except ValidationError:
        raise Refused(400, "bad_request", "请求的内容不合规定，请刷新页面后再试。") from None
