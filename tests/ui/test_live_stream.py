"""`POST /api/ask/stream` while a model writes: verified sentences arrive before the draft is finished."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import DAY, Site, running

from bot.bot import Bot
from tests.bot.agent_scene import ids, prompt_of, with_model, writes
from tests.llm_server import Endpointed, Reply, Wire, fails, serving
from ui.service import Service
from ui.store import open_store

ASK = {"question": "评上石家庄工匠给发多少钱？", "mode": "llm"}
_PATIENCE = 120.0


@pytest.fixture
def endpoint() -> Iterator[Endpointed]:
    with serving() as scripted:
        yield scripted


@pytest.fixture
def llm_site(bot: Bot, endpoint: Endpointed, tmp_path: Path) -> Iterator[Site]:
    llm = with_model(bot, tmp_path, endpoint.url, model_seconds=_PATIENCE)
    with running(Service(llm, open_store(None, tmp_path, 90), today=lambda: DAY)) as opened:
        yield opened


def heard(response: httpx.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream as they arrive."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def holds_back(first: str, second: str, go: threading.Event) -> Reply:
    """A draft whose second sentence is written only when `go` is set."""

    def reply(wire: Wire, request: dict[str, Any]) -> None:
        issued = ids(prompt_of(request), "c")[0]
        wire.head()
        wire.chunk({"role": "assistant", "content": first.format(issued)})
        go.wait(_PATIENCE)
        wire.chunk({"content": second.format(issued)})
        wire.chunk({}, "stop")
        wire.usage(100, 50)

    return reply


def test_a_verified_sentence_arrives_before_the_model_has_finished(llm_site: Site, endpoint: Endpointed) -> None:
    go = threading.Event()
    endpoint.will(holds_back("评上的一次性奖励20000元[{}]。", "每位高技能人才20000元[{}]。", go))
    early: list[str] = []
    with httpx.stream("POST", f"{llm_site.url}/api/ask/stream", json=ASK, timeout=_PATIENCE) as response:
        events = []
        for name, data in heard(response):
            if name == "token" and not go.is_set():
                early = [kind for kind, _ in events]
                assert data["text"].startswith("评上的一次性奖励20000元[1]")
                go.set()
            events.append((name, data))
    assert early[0] == "status" and "citation" in early and "calculation" in early
    done = events[-1][1]
    assert events[-1][0] == "done" and done["mode"] == "llm"
    assert "".join(data["text"] for name, data in events if name == "token") == done["answer"]
    assert all(data["text"] for name, data in events if name == "status")


def test_a_rejected_draft_ends_in_the_offline_answer(llm_site: Site, endpoint: Endpointed) -> None:
    endpoint.will(always=writes(lambda p: f"评上的奖励20000元[{ids(p, 'c')[0]}]。还奖励30000元[{ids(p, 'c')[0]}]。"))
    with httpx.stream("POST", f"{llm_site.url}/api/ask/stream", json=ASK, timeout=_PATIENCE) as response:
        events = list(heard(response))
    done = events[-1][1]
    assert done["mode"] == "offline" and "没有通过核对" in done["answer"] and "20000" in done["answer"]
    assert not any("30000" in json.dumps(data) for _, data in events)


def test_a_failing_endpoint_streams_the_offline_answer(llm_site: Site, endpoint: Endpointed) -> None:
    endpoint.will(always=fails(500))
    with httpx.stream("POST", f"{llm_site.url}/api/ask/stream", json=ASK, timeout=_PATIENCE) as response:
        events = list(heard(response))
    done = events[-1][1]
    assert done["status"] == "answered" and [n["kind"] for n in done["notices"]][-1] == "degraded"
    assert "".join(data["text"] for name, data in events if name == "token") == done["answer"]


def test_what_was_streamed_is_kept_and_counted(llm_site: Site, endpoint: Endpointed) -> None:
    endpoint.will(always=writes(lambda p: f"评上的一次性奖励20000元[{ids(p, 'c')[0]}]。"))
    body = {**ASK, "session_id": "live-stream-1"}
    with httpx.stream("POST", f"{llm_site.url}/api/ask/stream", json=body, timeout=_PATIENCE) as response:
        done = list(heard(response))[-1][1]
    assert llm_site.store.conversation("live-stream-1") == [done]
    counted = httpx.get(f"{llm_site.url}/metrics").text
    assert 'policybot_answers_total{mode="llm",status="answered"} 1.0' in counted


def test_a_reader_who_leaves_ends_the_work_without_an_error(
    llm_site: Site, endpoint: Endpointed, caplog: pytest.LogCaptureFixture
) -> None:
    go = threading.Event()
    endpoint.will(holds_back("评上的一次性奖励20000元[{}]。", "每位高技能人才20000元[{}]。", go))
    with httpx.stream("POST", f"{llm_site.url}/api/ask/stream", json=ASK, timeout=_PATIENCE) as response:
        next(data for name, data in heard(response) if name == "token")
    go.set()
    for thread in threading.enumerate():
        if thread.name == "answer":
            thread.join(_PATIENCE)
            assert not thread.is_alive()
    assert [record.message for record in caplog.records if "failed" in record.message] == []
    spare = llm_site.service.bot.endpoint
    assert spare is not None and spare.breaker.allows()
