"""Conversations and feedback: SQLite in the data folder by default, PostgreSQL by DATABASE_URL.

Texts come in masked (see `ui.mask`). What is older than the retention is deleted; a conversation is deleted
on request.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import NotReady

_LOG = logging.getLogger(__name__)
_META = sa.MetaData()
_PURGE_EVERY = timedelta(hours=1)

TURNS = sa.Table(
    "turns", _META,
    sa.Column("trace_id", sa.String(32), primary_key=True),
    sa.Column("session_id", sa.String(64)),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("mode", sa.String(20), nullable=False),
    sa.Column("total_ms", sa.Float, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
)  # fmt: skip
FEEDBACK = sa.Table(
    "feedback", _META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("trace_id", sa.String(32), nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("rating", sa.String(4), nullable=False),
    sa.Column("reason", sa.String(40)),
    sa.Column("comment", sa.Text),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opinion:
    """Feedback on one answer: rating up or down, a short reason, free words (masked)."""

    trace_id: str
    rating: str
    reason: str | None = None
    comment: str | None = None


class Store:
    """The tables. Every method takes the time as an argument; nothing here reads the clock."""

    def __init__(self, engine: sa.Engine, keep_days: int) -> None:
        self._engine = engine
        self._keep = timedelta(days=keep_days)
        self._purged: datetime | None = None
        self._lock = threading.Lock()

    def record(self, answer: dict[str, Any], session_id: str | None, now: datetime) -> None:
        """Keep one answered question. A failing store is logged: the answer must still reach the person."""
        row = {
            "trace_id": answer["trace_id"],
            "session_id": session_id,
            "asked_at": now,
            "question": answer["question"],
            "status": answer["status"],
            "mode": answer["mode"],
            "total_ms": answer["timings_ms"].get("total", 0.0),
            "answer": answer,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(TURNS.insert().values(row))
            self.purge(now)
        except SQLAlchemyError:
            _LOG.exception("conversation turn %s was not stored", answer["trace_id"])

    def opine(self, opinion: Opinion, now: datetime) -> bool:
        """Keep feedback on an answer; False if no such answer is stored. Raises NotReady."""
        try:
            with self._engine.begin() as connection:
                known = sa.select(TURNS.c.trace_id).where(TURNS.c.trace_id == opinion.trace_id)
                if connection.execute(known).first() is None:
                    return False
                connection.execute(FEEDBACK.insert().values(
                    trace_id=opinion.trace_id, given_at=now, rating=opinion.rating, reason=opinion.reason,
                    comment=opinion.comment,
                ))  # fmt: skip
        except SQLAlchemyError as error:
            _LOG.exception("feedback on %s was not stored", opinion.trace_id)
            raise NotReady("反馈暂时存不下来，请稍后再试。") from error
        return True

    def conversation(self, session_id: str) -> list[dict[str, Any]]:
        """The answers of one conversation, oldest first."""
        wanted = sa.select(TURNS.c.answer).where(TURNS.c.session_id == session_id).order_by(TURNS.c.asked_at)
        with self._engine.connect() as connection:
            return [row.answer for row in connection.execute(wanted)]

    def forget(self, session_id: str) -> int:
        """Delete one conversation with its feedback; the number of turns that were deleted."""
        ours = sa.select(TURNS.c.trace_id).where(TURNS.c.session_id == session_id)
        with self._engine.begin() as connection:
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.trace_id.in_(ours)))
            return connection.execute(TURNS.delete().where(TURNS.c.session_id == session_id)).rowcount

    def purge(self, now: datetime, *, force: bool = False) -> int:
        """Delete what is older than the retention, at most once an hour; the number of deleted turns."""
        with self._lock:
            if not force and self._purged is not None and now - self._purged < _PURGE_EVERY:
                return 0
            self._purged = now
        with self._engine.begin() as connection:
            connection.execute(FEEDBACK.delete().where(FEEDBACK.c.given_at < now - self._keep))
            return connection.execute(TURNS.delete().where(TURNS.c.asked_at < now - self._keep)).rowcount

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self._engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()


def open_store(url: str | None, home: Path, keep_days: int) -> Store:
    """The store, its tables brought to the newest form.

    `url` is DATABASE_URL (postgresql://… or sqlite:///…); None keeps everything in `home`. Raises NotReady.
    """
    try:
        if url is None:
            home.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(_address(url, home), pool_pre_ping=url is not None)
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _sqlite_pragmas)
        migrate(engine)
        store = Store(engine, keep_days)
        store.purge(datetime.now(UTC))
    except (SQLAlchemyError, OSError, ImportError, ValueError) as error:
        where = "DATABASE_URL 指向的数据库" if url else "数据文件夹"
        raise NotReady(f"打不开对话记录（{where}）：请检查地址、权限和驱动，详情见日志。") from error
    return store


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the tables to a revision; several processes may start at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).resolve().parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7860)"))
        elif engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _address(url: str | None, home: Path) -> sa.URL:
    if url is None:
        return sa.URL.create("sqlite", database=str(home / "conversations.sqlite3"))
    made = sa.make_url(url)
    return (
        made.set(drivername="postgresql+psycopg") if made.drivername in ("postgres", "postgresql") else made
    )


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
