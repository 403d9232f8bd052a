"""The small parts of the model path, each by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.drafting.breaker import Breaker
from bot.drafting.probe import path_of, probe
from bot.drafting.prompts import load_prompt, load_prompts
from bot.drafting.sentences import JsonSentences, Piece, Sentences
from bot.drafting.spend import Spend, Usage, estimate
from bot.drafting.trace import NAME, Trace, find, keep
from bot.errors import BadInput, NotReady
from bot.llm import Endpoint, Heard, ModelFault, bounded
from bot.settings import PROJECT, load_settings
from tests.llm_server import Endpointed, calls, fails, says, serving


def cut(text: str, size: int) -> list[Piece]:
    cutter = Sentences()
    out = [piece for start in range(0, len(text), size) for piece in cutter.feed(text[start : start + size])]
    return [*out, *cutter.close()]


WRITTEN = (
    "<think>先看[p-111111]。</think>硕士每月1500元[p-1a2b3c]。五年共9万元。[c-aabbcc] "
    "凭“证明。原件”办理（p-999999）！\n"
    "1. 第一项【p-12ab34】\n- 第二项，见[1]。\n## 注意\n请拨打12345。"
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences_are_the_same_however_they_arrive(size: int) -> None:
    pieces = cut(WRITTEN, size)
    assert [p.text for p in pieces] == [
        "硕士每月1500元。",
        "五年共9万元。",
        "凭“证明。原件”办理！",
        "第一项",
        "第二项，见。",
        "注意",
        "请拨打12345。",
    ]
    assert [p.ids for p in pieces] == [("p-1a2b3c",), ("c-aabbcc",), ("p-999999",), ("p-12ab34",), (), (), ()]
    assert [p.item for p in pieces] == [False, False, False, True, True, False, False]


def test_a_sentence_with_its_mark_is_out_at_its_full_stop() -> None:
    cutter = Sentences()
    assert cutter.feed("每人2万元[p-1a2b3c]") == []
    assert [p.text for p in cutter.feed("。")] == ["每人2万元。"]


@given(st.text(alphabet="补贴元。！\n“”[]p-1a（）c2 <think>/", max_size=60), st.integers(1, 9))
def test_cutting_never_fails_and_never_shows_an_id(text: str, size: int) -> None:
    for made in cut(text, size):
        assert "[p-1a" not in made.text or "]" not in made.text


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_structured_sentences_come_out_one_by_one(size: int) -> None:
    first = '{"text": "每月1500元{注}。", "ids": ["p-1a2b3c"]}'
    text = f'{{"sentences": [{first}, {{"text": "完。", "ids": []}}, {{"text": "没写'
    cutter = JsonSentences()
    out = [p for start in range(0, len(text), size) for p in cutter.feed(text[start : start + size])]
    assert [(p.text, p.ids) for p in [*out, *cutter.close()]] == [
        ("每月1500元{注}。", ("p-1a2b3c",)),
        ("完。", ()),
    ]


def test_every_prompt_has_a_head_that_agrees_with_its_body() -> None:
    prompts = load_prompts(PROJECT / "prompts")
    assert {"agent-system", "agent-question", "agent-repair", "agent-understand", "agent-write"} <= set(
        prompts
    )
    for prompt in prompts.values():
        values = {name: f"<{name}>" for name in prompt.inputs}
        filled = prompt.fill(**values)
        assert prompt.purpose and prompt.output and all(value in filled for value in values.values())


def test_a_prompt_is_filled_in_one_pass(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(
        "---\npurpose: a\ninputs: [one, two]\noutput: b\n---\n{one} {{x}} {two}", encoding="utf-8"
    )
    assert load_prompt(path).fill(one="{two}", two="2") == "{two} {x} 2"
    with pytest.raises(KeyError):
        load_prompt(path).fill(one="1")
    path.write_text("---\npurpose: a\ninputs: [one]\noutput: b\n---\n{other}", encoding="utf-8")
    with pytest.raises(NotReady, match="不一致"):
        load_prompt(path)
    path.write_text("no head", encoding="utf-8")
    with pytest.raises(NotReady, match="头部"):
        load_prompt(path)


def test_the_breaker_opens_waits_tries_once_and_closes() -> None:
    now = [100.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    now[0] += 21
    assert breaker.allows() and not breaker.allows()
    breaker.failed()
    now[0] += 21
    assert not breaker.allows()
    now[0] += 40
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows() and breaker.allows()
    breaker.failed(wait=5.0)
    assert not breaker.allows()
    now[0] += 6
    assert breaker.allows()


def test_costs_are_added_over_processes_and_forgotten_at_midnight(tmp_path: Path) -> None:
    now = [86_400.0 * 3]
    one, two = (Spend(tmp_path / "spend.json", 1.0, lambda: now[0]) for _ in range(2))
    one.add(0.4)
    two.add(0.5)
    assert one.today() == pytest.approx(0.9) and one.left()
    two.add(0.2)
    assert not one.left()
    now[0] += 86_400
    assert one.left() and one.today() == 0
    (tmp_path / "spend.json").write_text("broken", encoding="utf-8")
    assert one.today() == 0
    assert (Usage(1_000_000, 500_000) + Usage(0, 500_000)).cost(2.0, 3.0) == pytest.approx(5.0)
    assert estimate("补贴") == 3 and estimate("abcdefgh") == 3


def test_traces_rotate_and_are_found_by_their_beginning(tmp_path: Path) -> None:
    keep(Trace("aaaa1111", {"text": "一"}, "m", "tools", "s"), tmp_path)
    (tmp_path / NAME).write_text(
        (tmp_path / NAME).read_text(encoding="utf-8") + "x" * 20_000_001, encoding="utf-8"
    )
    keep(Trace("bbbb2222", {"text": "二"}, "m", "tools", "s"), tmp_path)
    assert find(tmp_path, "bbbb").question["text"] == "二"
    assert (tmp_path / f"{NAME}.1").exists()
    with pytest.raises(BadInput, match="没有编号"):
        find(tmp_path, "cccc")


def test_a_source_that_never_ends_is_left_at_the_deadline() -> None:
    closed: list[bool] = []

    def source() -> Iterator[Heard]:
        yield Heard("text", "一")
        time.sleep(5)

    started = time.monotonic()
    with pytest.raises(ModelFault) as caught:
        list(bounded(source, time.monotonic() + 0.3, 100, lambda: closed.append(True)))
    assert caught.value.kind == "slow" and time.monotonic() - started < 2.0
    time.sleep(0.1)
    assert closed == [True]


@pytest.fixture
def endpoint() -> Iterator[Endpointed]:
    with serving() as running:
        yield running


def known(running: Endpointed, home: Path, **more: str) -> Endpoint:
    env = {"POLICYBOT_MODEL": "m", "OPENAI_BASE_URL": running.url, "POLICYBOT_HOME": str(home)}
    return Endpoint(load_settings({**env, **more}))


@pytest.mark.parametrize(
    ("replies", "path"),
    [
        ([calls(("look_up", {"number": "A7"}))], "tools"),
        ([says('{"name": "look_up", "arguments": {"number": "A7"}}'), says('{"number": "A7"}')], "schema"),
        ([fails(400), says("您好")], "json"),
        ([fails(400), fails(400)], "json"),
    ],
)
def test_the_probe_finds_the_path_and_keeps_it(
    endpoint: Endpointed, tmp_path: Path, replies: list, path: str
) -> None:
    endpoint.will(*replies)
    assert probe(known(endpoint, tmp_path)).path == path
    endpoint.will()
    assert path_of(known(endpoint, tmp_path), time.monotonic() + 5) == path
    assert endpoint.requests == []
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["path"] == path


def test_the_path_can_be_set(endpoint: Endpointed, tmp_path: Path) -> None:
    assert path_of(known(endpoint, tmp_path, POLICYBOT_MODEL_PATH="schema"), 0.0) == "schema"
    with pytest.raises(BadInput, match="POLICYBOT_MODEL_PATH"):
        path_of(known(endpoint, tmp_path, POLICYBOT_MODEL_PATH="other"), 0.0)
    endpoint.will(fails(401))
    with pytest.raises(ModelFault, match="denied"):
        probe(known(endpoint, tmp_path))
