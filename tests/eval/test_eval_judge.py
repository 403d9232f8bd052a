"""The second opinion, asked of a scripted server over a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import eval_worked as worked
import pytest

pytest.importorskip("ragas")

from bot.errors import BadInput
from bot.settings import Settings, load_settings
from eval import judge
from eval.opinion import lines, sample
from eval.score import Row, score


class Script(ThreadingHTTPServer):
    """Answers chat completions by the fields that the schema asks for; where `broken`, it talks prose."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reply)
        self.asked: list[str] = []
        self.broken = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def reply(self, prompt: str) -> str:
        """Two statements of which one is supported; the first context useful; everything recalled."""
        self.asked.append(prompt)
        if self.broken and self.broken in prompt:
            return "我不会输出 JSON。"
        said: dict[str, Any]
        if "classifications" in prompt:
            said = {"classifications": [{"statement": "甲", "reason": "有", "attributed": 1}]}
        elif "noncommittal" in prompt:
            said = {"question": "评上首席工匠给多少钱？", "noncommittal": 0}
        elif "StatementFaithfulnessAnswer" in prompt:
            said = {
                "statements": [
                    {"statement": s, "reason": "理由", "verdict": v} for s, v in (("甲", 1), ("乙", 0))
                ]
            }
        elif '"statements"' in prompt:
            said = {"statements": ["甲", "乙"]}
        else:
            said = {"reason": "有用", "verdict": 1}
        return json.dumps(said, ensure_ascii=False)


class Reply(BaseHTTPRequestHandler):
    server: Script

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = self.server.reply(json.dumps(body["messages"], ensure_ascii=False).replace('\\"', '"'))
        made = {
            "id": "1", "object": "chat.completion", "created": 1, "model": body["model"],
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": content}}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }  # fmt: skip
        payload = json.dumps(made).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Script]:
    script = Script()
    yield script
    script.shutdown()
    script.server_close()


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    text = worked.worked_corpus(tmp_path / "corpus")
    answers = list(worked.one_digit_changed(case.line() for case in worked.CASES))
    return list(score(worked.CASES, answers, text).rows)


def settings(server: Script, home: Path) -> Settings:
    return load_settings(
        {"POLICYBOT_HOME": str(home), "POLICYBOT_MODEL": "scripted", "OPENAI_BASE_URL": server.url,
         "POLICYBOT_MODEL_PRICE_IN": "10", "POLICYBOT_MODEL_PRICE_OUT": "100"}
    )  # fmt: skip


def test_the_sample_is_fixed_and_holds_only_answers_that_cite(rows: list[Row]) -> None:
    chosen = sample(rows, 4)
    assert [row.case.id for row in chosen] == [row.case.id for row in sample(rows[::-1], 4)]
    assert {row.case.id for row in sample(rows, 99)} == {"q1", "q2", "q3", "q4", "q5", "q6", "q10"}


def test_four_measures_agreement_and_cost(server: Script, rows: list[Row], tmp_path: Path) -> None:
    asked = [row for row in rows if row.case.id in ("q1", "q4")]
    made = judge.ask(asked, settings(server, tmp_path), 2, lambda: None)
    assert made.failures == {}
    assert made.mean("faithfulness") == 0.5  # one of the two statements
    assert made.mean("context_precision") == pytest.approx(1, abs=1e-6)
    assert made.mean("context_recall") == 1
    relevancy = made.values["answer_relevancy"]
    assert (
        relevancy["q1"] == pytest.approx(1, abs=1e-3) and relevancy["q4"] < 0.9
    )  # the question guessed is q1's
    # Deterministically q1's 30000 has no origin and q4 is clean; the model says half, which counts as yes.
    assert made.agreement["faithfulness"] == (1, 2)
    assert made.agreement["context_recall"] == (2, 2)
    assert len(server.asked) == 10  # statements, verdicts, relevancy, precision, recall for each of two
    assert (made.tokens_in, made.tokens_out) == (1000, 100)
    assert made.cost == pytest.approx((1000 * 10 + 100 * 100) / 1e6)
    said = "\n".join(lines(made))
    assert "| faithfulness | 50.0% | 2 | 1/2（numbers_clean） |" in said
    assert "失败：无" in said


def test_prompts_are_chinese_and_hold_the_answer(server: Script, rows: list[Row], tmp_path: Path) -> None:
    judge.ask(rows[:1], settings(server, tmp_path), 1, lambda: None)
    assert all("Einstein" not in prompt and "例：" in prompt for prompt in server.asked)
    assert "每人30000元一次性奖励" in server.asked[0]


def test_values_are_cached_by_content(server: Script, rows: list[Row], tmp_path: Path) -> None:
    first = judge.ask(rows[:1], settings(server, tmp_path), 1, lambda: None)
    calls = len(server.asked)
    again = judge.ask(rows[:1], settings(server, tmp_path), 1, lambda: None)
    assert again.cached == 4 and len(server.asked) == calls
    assert again.values == first.values and again.tokens_in == 0
    other = Row(rows[0].case, {**rows[0].answer, "answer": "给2万元"}, rows[0].values, ())
    assert judge.ask([other], settings(server, tmp_path), 1, lambda: None).cached == 0


def test_failures_are_counted_and_never_averaged_or_kept(
    server: Script, rows: list[Row], tmp_path: Path
) -> None:
    server.broken = "noncommittal"
    made = judge.ask(rows[:1], settings(server, tmp_path), 1, lambda: None)
    assert made.mean("answer_relevancy") is None
    assert sum(made.failures.values()) == 1 and "answer_relevancy" in next(iter(made.failures))
    assert made.mean("faithfulness") == 0.5
    assert "| answer_relevancy | — | 0 | — |" in lines(made)
    server.broken = ""
    mended = judge.ask(rows[:1], settings(server, tmp_path), 1, lambda: None)
    assert mended.cached == 3 and mended.mean("answer_relevancy") is not None


def test_without_an_endpoint_it_says_so(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有模型接口"):
        judge.ask(rows[:1], load_settings({"POLICYBOT_HOME": str(tmp_path)}), 1, lambda: None)


def test_ragas_reckons_our_citation_recall_independently(rows: list[Row]) -> None:
    found = judge.model_free(rows)
    recall = [row.values["citation_recall"] for row in rows if row.values["citation_recall"] is not None]
    assert found["id_recall"] == (pytest.approx(sum(recall) / len(recall)), 7)
    assert found["string_presence"] == (pytest.approx(5 / 8), 8)  # as must_say: three amounts are wrong
