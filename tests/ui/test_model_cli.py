"""`policybot replay` and what `policybot doctor` says about a model, with a scripted endpoint over a socket."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_script import refused, run

from tests.bot.agent_scene import ids, writes
from tests.llm_server import Endpointed, calls, fails, says, serving

ASKED = ("ask", "评上石家庄工匠给发多少钱？", "--as-of", "2023-06-30", "--mode", "llm", "--json")


@pytest.fixture
def endpoint() -> Iterator[Endpointed]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index, where traces are kept."""
    made = tmp_path_factory.mktemp("model") / "home"
    shutil.copytree(built_home, made)
    return made


def settings(endpoint: Endpointed, **more: str) -> dict[str, str]:
    return {"OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": "x", "POLICYBOT_MODEL": "scripted", **more}


def answered(endpoint: Endpointed, home: Path) -> str:
    """The trace id of an answer that the model wrote."""
    endpoint.will(writes(lambda p: f"评上的一次性奖励20000元[{ids(p, 'c')[0]}]。"))
    done = run(*ASKED, home=home, **settings(endpoint, POLICYBOT_MODEL_PATH="tools"))
    found = json.loads(done.stdout)
    assert found["mode"] == "llm", done.stderr
    return str(found["trace_id"])


def test_a_recorded_answer_plays_again_without_the_endpoint(endpoint: Endpointed, home: Path) -> None:
    trace = answered(endpoint, home)
    done = run("replay", trace[:8], home=home)
    assert done.returncode == 0, done.stderr
    assert "回答没有变化。" in done.stdout and "模型：scripted（tools）" in done.stdout
    assert len(endpoint.requests) == 1


def test_an_answer_that_would_be_another_today_is_a_finding(endpoint: Endpointed, home: Path) -> None:
    trace = answered(endpoint, home)
    kept = home / "traces" / "model.jsonl"
    kept.write_text(kept.read_text(encoding="utf-8").replace("20000元[c-", "30000元[c-"), encoding="utf-8")
    done = run("replay", trace, home=home)
    assert done.returncode == 1
    assert "回答有变化" in done.stdout and "重放的结局：closed 记录里没有这一次调用" in done.stdout


@pytest.mark.parametrize(
    ("trace", "says"),
    [("0" * 32, "没有编号为"), ("", "不是 trace_id"), ("abc", "不是 trace_id"), ("../x", "不是 trace_id")],
)
def test_a_trace_that_is_not_there_is_one_line(tmp_path: Path, trace: str, says: str) -> None:
    assert says in refused(run("replay", trace, home=tmp_path / "home"), 2)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "row",
    [
        {"trace_id": "a" * 32},
        {"trace_id": "a" * 32, "rounds": [{"purpose": 1}]},
        {"trace_id": "a" * 32, "question": {}, "model": "m", "path": "tools", "salt": "s", "rounds": []},
    ],
)
def test_a_trace_of_another_shape_is_one_line(tmp_path: Path, row: dict[str, object]) -> None:
    (tmp_path / "traces").mkdir()
    (tmp_path / "traces" / "model.jsonl").write_text(json.dumps(row) + "\nhalf a li", encoding="utf-8")
    assert "格式不对" in refused(run("replay", "a" * 32, home=tmp_path), 2)


def test_doctor_says_which_path_the_probe_found(endpoint: Endpointed, home: Path) -> None:
    endpoint.will(calls(("look_up", {"number": "A7"})))
    assert "会用工具调用（tool_calls）；用 tools，" in run("doctor", home=home, **settings(endpoint)).stdout
    endpoint.will(says('{"name": "look_up"}'), says('{"number": "A7"}'))
    told = run("doctor", home=home, **settings(endpoint)).stdout
    assert "不会用工具调用，会按 json_schema 输出；用 schema，" in told
    assert json.loads((home / "model.json").read_text(encoding="utf-8"))["path"] == "schema"


def test_the_set_path_wins_over_the_probe(endpoint: Endpointed, home: Path) -> None:
    endpoint.will(says("我不会"), says("我不会"))
    done = run("doctor", home=home, **settings(endpoint, POLICYBOT_MODEL_PATH="schema"))
    assert "不会用工具调用，也不支持 json_schema，按要求输出 JSON；按 POLICYBOT_MODEL_PATH 用 schema，" in done.stdout
    wrong = run("doctor", home=home, **settings(endpoint, POLICYBOT_MODEL_PATH="magic"))
    assert wrong.returncode == 1
    assert "✗ 模型：POLICYBOT_MODEL_PATH 应为 auto、tools、schema 或 json" in wrong.stdout


def test_a_refused_key_is_a_finding(endpoint: Endpointed, home: Path) -> None:
    endpoint.will(fails(401))
    done = run("doctor", home=home, **settings(endpoint))
    assert done.returncode == 1 and "请核对 OPENAI_API_KEY" in done.stdout
