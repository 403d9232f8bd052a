"""Asking: an Answer at once or as a stream, the conversation that is kept, and feedback."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from anyio import Semaphore
from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from bot.guard import check, clean
from bot.types import Question, Turn
from ui.api_errors import Refused
from ui.mask import mask
from ui.schemas import SESSION, AskIn, FeedbackIn
from ui.service import Service, values_of
from ui.store import Opinion
from ui.stream import event, events, live, status

_TURNS = 12
"""How many earlier messages are read; older ones no longer change what a question means."""

_WRITTEN_AT_ONCE = 32
"""So many answers are written by a model at a time; others wait for their turn."""

SessionId = Annotated[str, Path(pattern=SESSION)]


def question_in(body: AskIn, service: Service) -> Question:
    """The Question of a request, with identifying numbers masked.

    Raises BadInput for an empty or overlong one, or for facts that do not read.
    """
    check(clean(body.question), service.bot.guard)
    return Question(
        text=mask(body.question),
        history=tuple(Turn(turn.role, mask(turn.content)) for turn in body.history[-_TURNS:]),
        as_of=service.day(body.as_of),
        mode=body.mode,
        facts=values_of(body.facts, service.bot.book.inputs),
    )


def router(service: Service) -> APIRouter:
    """The routes of asking."""
    routes = APIRouter(prefix="/api", tags=["问答"])
    turns = Semaphore(_WRITTEN_AT_ONCE)

    @routes.post("/ask", summary="问一个问题")
    def ask(body: AskIn) -> dict[str, Any]:
        """回答、逐字引文、计算过程和提示；字段见 CONTRACT 的 Answer。"""
        return service.respond(question_in(body, service), body.session_id)

    @routes.post("/ask/stream", summary="问一个问题，边答边送", response_class=StreamingResponse)
    async def ask_stream(body: AskIn) -> StreamingResponse:
        """事件依次为 status、citation、calculation、token、done（完整的 Answer）。

        token 的 text 依次相接；done 里的 answer 与已送出的不同时，以 done 为准。
        """
        question = question_in(body, service)
        writes = service.bot.endpoint is not None and service.bot.asks_model(question)
        flow = _written if writes else _found
        lines = flow(service, question, body.session_id)
        lines = _in_turn(turns, lines) if writes else lines
        headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
        return StreamingResponse(lines, media_type="text/event-stream", headers=headers)

    _kept(routes, service)
    return routes


async def _found(service: Service, question: Question, session_id: str | None) -> AsyncGenerator[str, None]:
    """The events of an answer that is there at once."""
    yield status("retrieve")
    found = await run_in_threadpool(service.respond, question, session_id)
    for line in events(found):
        yield line


async def _in_turn(turns: Semaphore, lines: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """The lines of a stream once it has its turn."""
    async with turns, aclosing(lines):  # a reader who leaves ends the work behind it at once
        async for line in lines:
            yield line


async def _written(service: Service, question: Question, session_id: str | None) -> AsyncGenerator[str, None]:
    """The events of an answer while a model writes it."""
    async for item in live(service, question):
        if item.kind == "status":
            yield status(item.data["stage"])
        elif item.kind == "done":
            yield event("done", await run_in_threadpool(service.kept, item.data, session_id))
        else:
            yield event(item.kind, item.data)


def _kept(routes: APIRouter, service: Service) -> None:
    @routes.post("/feedback", summary="这个回答有用吗")
    def feedback(body: FeedbackIn) -> dict[str, str]:
        """trace_id 来自 Answer。"""
        if service.store is None:
            raise Refused(503, "not_ready", "本服务没有开启对话记录，反馈存不下来。")
        comment = mask(body.comment) if body.comment else None
        if not service.store.opine(Opinion(body.trace_id, body.rating, body.reason, comment), service.now()):
            raise Refused(404, "not_found", "没有这个回答的记录，可能已经过了保存期。")
        service.metrics.feedback.labels(body.rating).inc()
        return {"status": "ok"}

    @routes.get("/conversations/{session_id}", summary="一次对话的全部回答")
    def conversation(session_id: SessionId) -> list[dict[str, Any]]:
        """由早到晚；编号只有提问的人自己知道。"""
        return service.store.conversation(session_id) if service.store else []

    @routes.delete("/conversations/{session_id}", summary="删除一次对话")
    def forget(session_id: SessionId) -> dict[str, int]:
        """连同反馈一起删除，不能恢复。"""
        return {"deleted": service.store.forget(session_id) if service.store else 0}
