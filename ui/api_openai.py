"""The OpenAI-compatible door: /v1/models and /v1/chat/completions, streaming and not.

Any client that speaks the Chat Completions protocol can be pointed at it. What the protocol has no field for
(citations, calculations, notices) is in the message's extra field `policybot`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from ui.api_ask import question_in
from ui.api_errors import Refused
from ui.schemas import AskIn, Mode, TurnIn
from ui.service import Service
from ui.stream import pieces

MODELS: dict[str, Mode] = {"policybot": "auto", "policybot-offline": "offline", "policybot-llm": "llm"}


class Part(BaseModel):
    """A part of a message's content; only text parts are read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """One chat message."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream should hold besides the words."""

    include_usage: bool = False


class ChatIn(BaseModel):
    """The part of the protocol that is used; sampling parameters have no meaning here and are ignored."""

    model: str = "policybot"
    messages: list[Message] = Field(min_length=1, max_length=200)
    stream: bool = False
    stream_options: StreamOptions | None = None
    user: str | None = None


def asked(body: ChatIn) -> AskIn:
    """The last user message as the question, those before it as its history; instructions are not read."""
    mode = MODELS.get(body.model)
    if mode is None:
        raise Refused(
            404, "model_not_found", f"没有名为“{body.model[:60]}”的模型，可用：{'、'.join(MODELS)}。"
        )
    said = [m for m in body.messages if m.role in ("user", "assistant") and m.text().strip()]
    if not said or said[-1].role != "user":
        raise Refused(400, "bad_request", "messages 的最后一条应是 role 为 user 的提问。")
    history = [
        TurnIn(role="user" if m.role == "user" else "assistant", content=m.text()[:20_000])
        for m in said[-13:-1]
    ]
    return AskIn(question=said[-1].text(), history=history, mode=mode)


def router(service: Service) -> APIRouter:
    """The routes of the protocol."""
    routes = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])

    @routes.get("/models", summary="模型列表")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [
            {"id": name, "object": "model", "created": 0, "owned_by": "policybot"} for name in MODELS
        ]}  # fmt: skip

    @routes.post("/chat/completions", summary="对话")
    async def completions(body: ChatIn) -> Any:
        """引文、计算和提示在 message 的 policybot 字段里；用量按字数计。"""
        question = question_in(asked(body), service)
        head = {"model": body.model, "created": int(service.now().timestamp())}
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            return StreamingResponse(_stream(service, question, head, usage), media_type="text/event-stream")
        found = await run_in_threadpool(service.respond, question)
        message = {"role": "assistant", "content": found["answer"], "policybot": extra(found)}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **_name(found),
            "object": "chat.completion",
            **head,
            "choices": [choice],
            "usage": _usage(found),
        }

    return routes


async def _stream(service: Service, question: Any, head: dict[str, Any], usage: bool) -> AsyncIterator[str]:
    found = await run_in_threadpool(service.respond, question)
    frame = {**_name(found), "object": "chat.completion.chunk", **head}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _line({**frame, "choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(found["answer"]):
        yield chunk({"content": piece})
    yield chunk({"policybot": extra(found)}, "stop")
    if usage:
        yield _line({**frame, "choices": [], "usage": _usage(found)})
    yield "data: [DONE]\n\n"


def _line(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _name(found: dict[str, Any]) -> dict[str, str]:
    return {"id": f"chatcmpl-{found['trace_id']}"}


def _usage(found: dict[str, Any]) -> dict[str, int]:
    asked_length, said_length = len(found["question"]), len(found["answer"])
    return {
        "prompt_tokens": asked_length,
        "completion_tokens": said_length,
        "total_tokens": asked_length + said_length,
    }


def extra(found: dict[str, Any]) -> dict[str, Any]:
    """What the answer holds besides its words."""
    kept = (
        "status",
        "citations",
        "calculations",
        "clarification",
        "notices",
        "facts",
        "mode",
        "as_of",
        "trace_id",
    )
    return {name: found[name] for name in kept}
