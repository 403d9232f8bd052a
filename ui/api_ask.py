"""POST /api/ask: a question in, an Answer out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from bot.guard import check, clean
from bot.types import Question, Turn
from ui.schemas import AskIn
from ui.service import Service, values_of

_TURNS = 12
"""How many earlier messages are read; older ones no longer change what a question means."""


def question_in(body: AskIn, service: Service) -> Question:
    """The Question of a request. Raises BadInput for an empty or overlong one, or for facts that do not read."""
    check(clean(body.question), service.bot.guard)
    return Question(
        text=body.question,
        history=tuple(Turn(turn.role, turn.content) for turn in body.history[-_TURNS:]),
        as_of=service.day(body.as_of),
        mode=body.mode,
        facts=values_of(body.facts, service.bot.book.inputs),
    )


def router(service: Service) -> APIRouter:
    """The routes of asking."""
    routes = APIRouter(prefix="/api", tags=["问答"])

    @routes.post("/ask", summary="问一个问题")
    def ask(body: AskIn) -> dict[str, Any]:
        """回答、逐字引文、计算过程和提示；字段见 CONTRACT 的 Answer。"""
        return service.ask(question_in(body, service)).to_dict()

    return routes
