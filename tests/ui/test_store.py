"""The store: what is kept, how long, and that it goes when it is asked to."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.errors import NotReady
from ui.store import Opinion, Store, migrate, open_store

NOW = datetime(2023, 6, 30, 12, tzinfo=UTC)


def turn(trace: str, question: str = "问") -> dict[str, Any]:
    """A stored answer with the fields that the store reads."""
    return {"trace_id": trace * 32, "question": question, "status": "answered", "mode": "offline",
            "answer": "答[1]", "timings_ms": {"total": 12.5}}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind; PostgreSQL where POLICYBOT_TEST_POSTGRES names a database."""
    url = os.environ.get("POLICYBOT_TEST_POSTGRES") if request.param == "postgresql" else None
    if request.param == "postgresql" and url is None:
        pytest.skip("set POLICYBOT_TEST_POSTGRES to an empty PostgreSQL database")
    opened = open_store(url, tmp_path, 30)
    yield opened
    for session in ("session-a", "session-b"):
        opened.forget(session)
    opened.close()


def test_conversations_are_kept_apart_and_in_order(store: Store) -> None:
    store.record(turn("1", "一"), "session-a", NOW)
    store.record(turn("2", "二"), "session-b", NOW)
    store.record(turn("3", "三"), "session-a", NOW + timedelta(minutes=1))
    assert [a["question"] for a in store.conversation("session-a")] == ["一", "三"]
    assert [a["question"] for a in store.conversation("session-b")] == ["二"]
    assert store.conversation("nobody-here") == []


def test_forgetting_takes_feedback_along(store: Store) -> None:
    store.record(turn("4"), "session-a", NOW)
    assert store.opine(Opinion("4" * 32, "down", "金额不对", "应为3万"), NOW)
    assert store.forget("session-a") == 1
    assert store.forget("session-a") == 0
    assert not store.opine(Opinion("4" * 32, "up"), NOW)


def test_retention(store: Store) -> None:
    store.record(turn("5", "旧"), "session-a", NOW - timedelta(days=31))
    store.record(turn("6", "新"), "session-a", NOW - timedelta(days=29))
    assert store.purge(NOW, force=True) == 1
    assert [a["question"] for a in store.conversation("session-a")] == ["新"]


def test_purging_runs_by_itself_once_an_hour(store: Store) -> None:
    store.record(turn("7", "旧"), "session-a", NOW)
    store.purge(NOW, force=True)
    store.record(turn("8"), "session-b", NOW + timedelta(days=31))
    assert store.conversation("session-a") == []


def test_a_store_survives_reopening_and_migrating_again(tmp_path: Path) -> None:
    first = open_store(None, tmp_path, 3650)
    first.record(turn("9", "还在"), "session-a", datetime.now(UTC))
    first.close()
    second = open_store(None, tmp_path, 3650)
    assert [a["question"] for a in second.conversation("session-a")] == ["还在"]
    second.close()


def test_migrations_go_up(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    migrate(engine)
    tables = set(sa.inspect(engine).get_table_names())
    assert {"turns", "feedback"} <= tables
    engine.dispose()


def test_many_threads_write_at_once(tmp_path: Path) -> None:
    store = open_store(None, tmp_path, 30)
    threads = [
        threading.Thread(target=store.record, args=({**turn("0"), "trace_id": f"{i:032x}"}, "session-a", NOW))
        for i in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.conversation("session-a")) == 40
    store.close()


@pytest.mark.parametrize("url", ["nonsense", "mysterydb://x/y", "sqlite:////nowhere/at/all/x.sqlite3"])
def test_an_unusable_address_is_one_line_without_it(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotReady) as caught:
        open_store(url, tmp_path, 30)
    assert "DATABASE_URL" in str(caught.value)
    assert url not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    blocked = tmp_path / "home"
    blocked.write_text("")
    with pytest.raises(NotReady, match="数据文件夹"):
        open_store(None, blocked, 30)


def test_a_failing_store_never_stops_an_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store(None, tmp_path, 30)
    store.record(turn("a"), "session-a", NOW)
    store.record(turn("a"), "session-a", NOW)  # the same trace id again: refused by the table
    assert "was not stored" in caplog.text
    assert len(store.conversation("session-a")) == 1
    store.close()
