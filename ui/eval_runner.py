"""What `policybot eval` gets from the service: today's date, and the conversations that people rated.

Reads only; where no conversation has been kept yet, nothing is created.
"""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import NotReady
from bot.settings import load_settings
from eval.cli import wiring
from ui.cli import today
from ui.server import kept_days
from ui.store import FEEDBACK, TURNS, _address, open_store


def connect() -> None:
    """Wires the evaluation's commands to this machine's clock and store; opens neither corpus nor store."""
    wiring.today = today
    wiring.trace = exchange
    wiring.candidates = rated


def exchange(trace_id: str) -> dict[str, Any] | None:
    """A stored exchange by its trace id, with the turns of its conversation before it; None if there is none.

    One without a session is no part of any conversation. Raises NotReady.
    """
    found = _rows(sa.select(TURNS).where(TURNS.c.trace_id == trace_id))
    if not found:
        return None
    row = found[0]
    earlier = sa.select(TURNS.c.answer).where(TURNS.c.session_id == row.session_id, TURNS.c.asked_at < row.asked_at)
    before = _rows(earlier.order_by(TURNS.c.asked_at)) if row.session_id is not None else []
    return {
        "question": row.question, "history": _turns([turn.answer for turn in before]),
        "as_of": row.answer.get("as_of"), "answer": row.answer,
    }  # fmt: skip


def _turns(answers: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Earlier answers of a conversation as a case's `history`."""
    turns: list[dict[str, str]] = []
    for answer in answers:
        turns.append({"role": "user", "content": answer["question"]})
        turns.append({"role": "assistant", "content": answer["answer"]})
    return turns


def rated() -> list[dict[str, Any]]:
    """The exchanges that people rated, newest opinion first. Raises NotReady."""
    opinion = (FEEDBACK.c.trace_id, FEEDBACK.c.rating, FEEDBACK.c.reason, FEEDBACK.c.comment)
    wanted = sa.select(*opinion, TURNS.c.question).join(TURNS, TURNS.c.trace_id == FEEDBACK.c.trace_id)
    return [_candidate(row) for row in _rows(wanted.order_by(FEEDBACK.c.id.desc()))]


def _candidate(row: sa.Row[Any]) -> dict[str, Any]:
    words = "：".join(part for part in (row.reason, row.comment) if part)
    return {"trace_id": row.trace_id, "rating": row.rating, "comment": words, "question": row.question}


def _rows(wanted: sa.Select[Any]) -> list[sa.Row[Any]]:
    """What a query finds among the kept conversations, if there are any. Raises NotReady."""
    settings = load_settings()
    if settings.database_url is None and not settings.home.joinpath("conversations.sqlite3").exists():
        return []
    open_store(settings.database_url, settings.home, kept_days(os.environ)).close()  # tables of today
    engine = sa.create_engine(_address(settings.database_url, settings.home))
    try:
        with engine.connect() as connection:
            return list(connection.execute(wanted))
    except SQLAlchemyError as error:
        raise NotReady("对话记录读不出来：请检查数据文件夹或 DATABASE_URL 指向的数据库。") from error
    finally:
        engine.dispose()
