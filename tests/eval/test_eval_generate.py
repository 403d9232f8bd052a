"""Runs: order, resume after an interruption, concurrency, and nothing half-written."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import eval_worked as worked
import pytest

from eval.errors import BadCases
from eval.generate import Run, generate, meta_path


def run(folder: Path, **more: object) -> Run:
    return Run(worked.CASES, folder / "answers.jsonl", {"mode": "offline"}, **more)  # type: ignore[arg-type]


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def stopping(after: int, asked: list[str]) -> object:
    """A bot that is interrupted after some answers."""

    def bot(lines: Iterable[worked.Record]) -> Iterator[worked.Record]:
        for line in lines:
            if len(asked) == after:
                raise KeyboardInterrupt
            asked.append(line["id"])
            yield from worked.perfect([line])

    return bot


def test_a_finished_run_is_in_order_with_its_configuration_beside_it(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = run(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert generate(made, worked.perfect) == 0
    assert ids(made.out) == [case.id for case in worked.CASES]
    assert json.loads(meta_path(made.out).read_text(encoding="utf-8")) == {"mode": "offline"}
    assert told == [(n, 10) for n in range(1, 11)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl", "answers.jsonl.meta.json"]


def test_an_interrupted_run_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    made, asked = run(tmp_path), []
    with pytest.raises(KeyboardInterrupt):
        generate(made, stopping(4, asked))  # type: ignore[arg-type]
    assert not made.out.exists()
    text = made.part.read_text(encoding="utf-8")
    made.part.write_text(text[:-20], encoding="utf-8")  # the last line was cut by the crash
    again: list[str] = []
    assert generate(made, stopping(99, again)) == 3  # type: ignore[arg-type]
    assert again == [f"q{n}" for n in range(4, 11)]
    assert ids(made.out) == [case.id for case in worked.CASES]
    assert not made.part.exists()


def test_an_interrupted_run_leaves_the_earlier_answers_alone(tmp_path: Path) -> None:
    made = run(tmp_path)
    generate(made, worked.perfect)
    before = made.out.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        generate(made, stopping(2, []))  # type: ignore[arg-type]
    assert made.out.read_bytes() == before


def test_another_configuration_or_other_questions_start_anew(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        generate(run(tmp_path), stopping(4, []))  # type: ignore[arg-type]
    other = Run(worked.CASES, tmp_path / "answers.jsonl", {"mode": "llm"})
    assert generate(other, worked.perfect) == 0


def test_answers_of_status_error_are_asked_again(tmp_path: Path) -> None:
    def failing(lines: Iterable[worked.Record]) -> Iterator[worked.Record]:
        for number, line in enumerate(lines):
            if number == 3:
                raise KeyboardInterrupt
            yield {**worked.answer(line["id"], "error", "出错"), "id": line["id"]}

    with pytest.raises(KeyboardInterrupt):
        generate(run(tmp_path), failing)
    assert generate(run(tmp_path), worked.perfect) == 0


def test_concurrent_questions_keep_their_order(tmp_path: Path) -> None:
    together = threading.Barrier(3, timeout=10)  # passes only if three are asked at the same time

    def bot(lines: Iterable[worked.Record]) -> Iterator[worked.Record]:
        for line in lines:
            if line["id"] in ("q1", "q2", "q3"):
                together.wait()
            yield from worked.perfect([line])

    made = run(tmp_path, concurrency=3)
    generate(made, bot)
    assert ids(made.out) == [case.id for case in worked.CASES]


def test_an_answer_to_another_question_is_refused(tmp_path: Path) -> None:
    def mixed(lines: Iterable[worked.Record]) -> Iterator[worked.Record]:
        for made in worked.perfect(lines):
            yield {**made, "id": "q9"}

    with pytest.raises(BadCases, match="第 1 个回答的题号是“q9”，应为“q1”"):
        generate(run(tmp_path), mixed)
    assert not (tmp_path / "answers.jsonl").exists()


def test_what_was_retrieved_is_recorded_for_the_ranking(tmp_path: Path) -> None:
    made = run(tmp_path)
    generate(made, worked.perfect, lambda line: [{"passage_id": "p", "text": line["question"]}])
    first = json.loads(made.out.read_text(encoding="utf-8").splitlines()[0])
    assert first["retrieved"] == [{"passage_id": "p", "text": worked.CASES[0].question}]
