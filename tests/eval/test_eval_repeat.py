"""The same tree gives the same answers: in one process or in several, whatever order Python's sets come in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.assistant import open_assistant
from eval.compare import answered_otherwise
from eval.corpus import corpus_text
from eval.files import Record, read_lines
from eval.generate import Run, generate
from eval.questions import load
from eval.score import score
from eval.wiring import HERE

EVERY = 9
RUN = """
import sys
from datetime import date
from pathlib import Path
from eval.assistant import open_assistant
from eval.generate import Run, generate
from eval.questions import load
from eval.wiring import HERE

if __name__ == "__main__":
    bot = open_assistant("offline", date(2023, 6, 30))
    batch = bot.shared(int(sys.argv[2])) if int(sys.argv[2]) > 1 else bot.answer_batch
    generate(Run(load(HERE / "questions", ["dev"])[::int(sys.argv[3])], Path(sys.argv[1]), bot.config), batch, bot.retrieve)
"""


def run(home: Path, out: Path, processes: int, seed: str) -> list[Record]:
    """The answers of a run in a Python of its own, whose sets come in the order of `seed`."""
    script = out.with_suffix(".py")
    script.write_text(RUN, encoding="utf-8")
    environ = {**os.environ, "POLICYBOT_HOME": str(home), "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parent)}
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "POLICYBOT_MODEL", "POLICYBOT_CORPUS", "POLICYBOT_RULES"):
        environ.pop(name, None)
    command = [sys.executable, str(script), str(out), str(processes), str(EVERY)]
    subprocess.run(command, env=environ, check=True, timeout=300)
    return [record for _, record in read_lines(out) if isinstance(record, dict)]


@pytest.fixture(scope="module")
def runs(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[Record]]:
    folder = tmp_path_factory.mktemp("runs")
    return [
        run(built_home, folder / f"{name}.jsonl", processes, seed)
        for name, processes, seed in (("one", 1, "1"), ("two", 2, "2"))
    ]


def test_two_runs_answer_alike_in_everything_but_the_clock(runs: list[list[Record]]) -> None:
    first, second = runs
    asked = load(HERE / "questions", ["dev"])[::EVERY]
    assert [item["id"] for item in first] == [item["id"] for item in second] == [case.id for case in asked]
    assert answered_otherwise(first, second) == []
    assert first[0]["trace_id"] != second[0]["trace_id"]
    assert [("retrieved" in item) for item in second] == [bool(case.anchors) for case in asked]


def test_two_runs_are_judged_alike(runs: list[list[Record]]) -> None:
    cases = load(HERE / "questions", ["dev"])[::EVERY]
    text = corpus_text(HERE.parent / "corpus")
    first, second = (score(cases, answers, text).to_dict() for answers in runs)
    assert {**first, "latency_ms": None} == {**second, "latency_ms": None}


def test_a_difference_of_one_character_is_named(runs: list[list[Record]]) -> None:
    changed = json.loads(json.dumps(runs[0]))
    changed[2]["answer"] += "。"
    changed[3]["timings_ms"] = {"total": 0}
    assert answered_otherwise(runs[0], changed) == [changed[2]["id"]]


def test_a_corpus_that_is_missing_is_named_before_any_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.errors import NotReady

    monkeypatch.setenv("POLICYBOT_CORPUS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("POLICYBOT_HOME", str(tmp_path / "home"))
    with pytest.raises(NotReady, match=r"catalogue\.yaml：打不开"):
        open_assistant("offline", None)


def test_a_killed_process_keeps_what_was_answered(
    built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.errors import NotReady
    from eval.workers import answered_by

    cases = load(HERE / "questions", ["dev"])[:20]
    made = Run(cases, tmp_path / "answers.jsonl", {"mode": "offline"})
    with pytest.raises(NotReady, match="内存可能不够"):
        generate(made, lambda lines: answered_by(lines, 1, dying, "offline", None))
    assert not made.out.exists()
    assert len(made.part.read_text(encoding="utf-8").splitlines()) == 1 + 8  # a batch of eight came back


def dying(_mode: str, _today: object):  # type: ignore[no-untyped-def]
    """An assistant that answers eight questions and dies."""
    left = [8]

    def one(line: Record) -> Record:
        if not left[0]:
            os._exit(9)
        left[0] -= 1
        return {"id": line["id"], "question": line["question"], "status": "answered", "answer": "答"}

    return one
