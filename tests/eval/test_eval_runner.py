"""Conversations that people rated reach the evaluation as candidates and as drafts of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ui import eval_runner
from ui.store import Opinion, Store, open_store


def answered(trace: str, question: str) -> dict[str, Any]:
    """An answer as the service stores it."""
    return {
        "trace_id": trace, "question": question, "status": "answered", "mode": "offline", "answer": f"答：{question}",
        "as_of": "2023-06-30", "timings_ms": {"total": 1.0},
    }  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of one conversation of three turns, the last one rated, and of a turn of somebody else."""
    monkeypatch.setenv("POLICYBOT_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    store = open_store(None, tmp_path, 90)
    day = datetime.now(UTC)
    for second, (trace, session) in enumerate((("t1", "s"), ("x1", "other"), ("t2", "s"), ("t3", "s"))):
        store.record(answered(trace, f"问{trace}"), session, day.replace(microsecond=second))
    store.opine(Opinion("t2", "up"), day)
    store.opine(Opinion("t3", "down", "金额不对", "少算了"), day)
    return store


def test_an_exchange_comes_with_the_turns_before_it(kept: Store) -> None:
    found = eval_runner.exchange("t3")
    assert found is not None
    assert (found["question"], found["as_of"]) == ("问t3", "2023-06-30")
    assert [turn["content"] for turn in found["history"]] == ["问t1", "答：问t1", "问t2", "答：问t2"]
    assert [turn["role"] for turn in found["history"]] == ["user", "assistant"] * 2
    assert eval_runner.exchange("t9") is None


def test_an_exchange_without_a_session_takes_nobody_elses_turns(kept: Store) -> None:
    day = datetime.now(UTC)
    for trace in ("a1", "a2"):
        kept.record(answered(trace, f"问{trace}"), None, day)
    found = eval_runner.exchange("a2")
    assert found is not None and found["history"] == []


def test_rated_exchanges_are_listed_newest_first(kept: Store) -> None:
    assert [(item["trace_id"], item["rating"], item["comment"]) for item in eval_runner.rated()] == [
        ("t3", "down", "金额不对：少算了"), ("t2", "up", ""),
    ]  # fmt: skip


def test_without_conversations_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert eval_runner.rated() == [] and eval_runner.exchange("t1") is None
    assert list(tmp_path.iterdir()) == []


def test_connect_wires_the_commands_to_clock_and_store(monkeypatch: pytest.MonkeyPatch) -> None:
    from eval.wiring import Wiring

    fresh = Wiring()
    monkeypatch.setattr("ui.eval_runner.wiring", fresh)
    eval_runner.connect()
    assert fresh.trace is eval_runner.exchange and fresh.candidates is eval_runner.rated
    assert fresh.today() == date.today()
