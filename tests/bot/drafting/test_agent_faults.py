"""Everything that can go wrong with an endpoint ends in the offline answer, in time, with one line that
says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_scene import asked, ids, with_model, writes

from bot.agent import ready
from bot.answer import answer
from bot.bot import Bot
from tests.llm_server import (
    Endpointed,
    Reply,
    calls,
    endless,
    fails,
    garbage,
    resets,
    says,
    serving,
    stalls,
)

QUESTION = "评上石家庄工匠给多少钱？"
SECONDS = 1.5


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpointed]:
    ready()
    with serving() as running:
        yield running


@pytest.fixture
def llm(endpoint: Endpointed, bot: Bot, tmp_path: Path) -> Bot:
    return with_model(bot, tmp_path, endpoint.url, model_seconds=SECONDS, model_tokens=60, model_steps=3)


FAULTS: dict[str, Reply] = {
    "401": fails(401),
    "403": fails(403),
    "404": fails(404),
    "400": fails(400),
    "429": fails(429, Retry_After="30"),
    "500": fails(500),
    "503": fails(503),
    "reset in mid-stream": resets("评上的每人"),
    "reset at once": resets(""),
    "silence": stalls(6),
    "keep-alive lines for ever": stalls(6, comments=True),
    "endless text": endless("无关的话"),
    "endless line without an end": endless("啊"),
    "not the protocol": garbage(b"<html>502 Bad Gateway</html>", "text/html"),
    "broken events": garbage(b"data: {broken\n\ndata: [DONE]\n\n"),
    "wrong bytes": garbage(b"data: \xff\xfe\x00\n\n"),
    "null choices": garbage(b'data: {"choices": null}\n\ndata: [DONE]\n\n'),
    "an error in the stream": garbage(b'data: {"error": {"message": "boom"}}\n\n'),
    "nothing": garbage(b""),
    "only the end": garbage(b"data: [DONE]\n\n"),
    "empty text": says(""),
    "only marks": says("[p-000000][1]。。。"),
    "tools without end": calls(("search_policies", {"query": "补贴"})),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_ends_in_the_offline_answer(llm: Bot, endpoint: Endpointed, bot: Bot, fault: str) -> None:
    offline = answer(asked(QUESTION, mode="offline"), bot)
    endpoint.will(always=FAULTS[fault])
    started = time.monotonic()
    made = answer(asked(QUESTION), llm)
    taken = time.monotonic() - started
    assert made.status == offline.status and made.answer.startswith(offline.answer)
    assert made.mode == "offline" and made.citations == offline.citations
    assert [n.kind for n in made.notices].count("degraded") == 1
    assert taken < SECONDS + 2.0, f"{taken:.1f} s"
    assert "scripted" not in made.answer and endpoint.url not in str(made.to_dict())


def test_nothing_listens(tmp_path: Path, bot: Bot) -> None:
    llm = with_model(bot, tmp_path, "http://127.0.0.1:9/v1", model_seconds=SECONDS)
    assert answer(asked(QUESTION), llm).answer.startswith(answer(asked(QUESTION, mode="offline"), bot).answer)


def test_the_breaker_spares_everybody_the_wait(llm: Bot, endpoint: Endpointed) -> None:
    endpoint.will(always=fails(500))
    for _ in range(3):
        answer(asked(QUESTION), llm)
    asked_so_far = len(endpoint.requests)
    endpoint.will(always=stalls(6))
    started = time.monotonic()
    made = answer(asked(QUESTION), llm)
    assert endpoint.requests == [] and time.monotonic() - started < 5.0
    assert asked_so_far == 3 and [n.kind for n in made.notices][-1] == "degraded"


def test_a_key_that_is_refused_is_not_tried_again_at_once(llm: Bot, endpoint: Endpointed) -> None:
    endpoint.will(always=fails(401))
    answer(asked(QUESTION), llm)
    answer(asked(QUESTION), llm)
    assert len(endpoint.requests) == 1


def test_the_endpoint_comes_back(llm: Bot, endpoint: Endpointed) -> None:
    now = [0.0]
    assert llm.endpoint is not None
    llm.endpoint.breaker.clock = lambda: now[0] + 1.0
    endpoint.will(always=fails(401))
    answer(asked(QUESTION), llm)
    now[0] = 400.0
    endpoint.will(always=writes(lambda p: f"每人20000元[{ids(p, 'c')[0]}]。"))
    assert answer(asked(QUESTION), llm).mode == "llm"
    assert answer(asked(QUESTION), llm).mode == "llm"


def test_what_was_verified_before_a_reset_is_not_passed_off_as_the_answer(
    llm: Bot, endpoint: Endpointed
) -> None:
    endpoint.will(resets("我来看一下。"))
    made = answer(asked(QUESTION), llm)
    assert made.mode == "offline" and "我来看一下" not in made.answer


def test_the_key_is_sent_and_never_shown(endpoint: Endpointed, bot: Bot, tmp_path: Path) -> None:
    secret = "sk-0123456789abcdef"
    llm = with_model(bot, tmp_path, endpoint.url, model_key=secret, model_seconds=SECONDS)
    endpoint.will(always=fails(401))
    found = answer(asked(QUESTION), llm)
    assert endpoint.requests[0]["authorization"] == f"Bearer {secret}"
    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())
    assert secret not in written and secret not in str(found.to_dict())
