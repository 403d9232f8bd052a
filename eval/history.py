"""The runs so far, in SQLite or, by `DATABASE_URL`, in PostgreSQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, create_engine, insert, select

TABLES = MetaData()
RUNS = Table(
    "eval_runs",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("label", String(200), nullable=False),
    Column("questions", Integer, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("config", JSON, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Past:
    """A run as the report shows it: when, its label, each metric's mean with interval, its set-up."""

    at: datetime
    label: str
    questions: int
    summary: dict[str, Any]
    config: dict[str, Any]


class History:
    """The door to the table of runs at one database URL; creates the table where it is missing."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        TABLES.create_all(self._engine)

    def add(self, run: Past) -> None:
        """Keeps one run."""
        with self._engine.begin() as connection:
            connection.execute(insert(RUNS).values(**asdict(run)))

    def last(self, count: int = 30) -> list[Past]:
        """The latest runs, oldest first."""
        wanted = select(RUNS.c.at, RUNS.c.label, RUNS.c.questions, RUNS.c.summary, RUNS.c.config)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(RUNS.c.id.desc()).limit(count)).all()
        return [Past(*row) for row in reversed(rows)]

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()
