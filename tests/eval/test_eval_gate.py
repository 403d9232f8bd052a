"""Comparing two runs and the gate, figures worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import eval_worked as worked
import pytest

from eval import gate
from eval.compare import Snapshot, compare, read, save, snapshot
from eval.errors import BadCases
from eval.score import score


def taken(right: list[int], label: str = "run", **floors: float) -> Snapshot:
    values = {f"c{n}": {"right": float(value)} for n, value in enumerate(right)}
    return Snapshot(label, values, dict.fromkeys(values, "same"), floors)


def test_turned_questions_and_the_paired_change() -> None:
    found = compare(taken([1, 1, 0, 0, 1]), taken([1, 0, 1, 0, 1]))
    assert found.turned_wrong == ("c1",)
    assert found.turned_right == ("c2",)
    (right,) = found.differences
    assert (right.before, right.after, right.change, right.n) == (0.6, 0.6, 0.0, 5)
    assert not right.worse and not right.better


def test_a_few_turned_questions_are_within_the_interval_and_many_are_beyond_it() -> None:
    # Resampling n of n, none of k turned questions is drawn with probability about exp(-k):
    # for 2 that is 14 % (the interval reaches zero), for 8 it is 0.03 % (it does not).
    hundred = taken([1] * 100)
    (few,) = compare(hundred, taken([0] * 2 + [1] * 98)).differences
    (many,) = compare(hundred, taken([0] * 8 + [1] * 92)).differences
    assert few.change == pytest.approx(-0.02) and few.high == 0 and not few.worse
    assert many.change == pytest.approx(-0.08) and many.high < 0 and many.worse
    (up,) = compare(taken([0] * 8 + [1] * 92), hundred).differences
    assert up.better and not up.worse


def test_added_removed_and_edited_questions_are_not_compared() -> None:
    before, after = taken([1, 1, 1]), taken([0, 0, 0])
    values = {"c0": after.values["c0"], "c1": after.values["c1"], "new": {"right": 0.0}}
    now = Snapshot("now", values, {"c0": "same", "c1": "edited", "new": "same"})
    found = compare(before, now)
    assert (found.added, found.removed, found.changed) == (("new",), ("c2",), ("c1",))
    assert found.differences[0].n == 1
    assert found.turned_wrong == ("c0",)


def test_the_print_of_a_case_follows_what_is_right_and_not_where_it_stands(tmp_path: Path) -> None:
    text = worked.worked_corpus(tmp_path)
    answers = list(worked.perfect(case.line() for case in worked.CASES))
    first = snapshot(score(worked.CASES, answers, text), "a")
    moved = tuple(replace(case, where="elsewhere:9", note="n", documents=("d",)) for case in worked.CASES)
    assert snapshot(score(moved, answers, text), "b").prints == first.prints
    edited = (replace(worked.CASES[0], must_include=(("三万",),)), *worked.CASES[1:])
    found = compare(first, snapshot(score(edited, answers, text), "c"))
    assert found.changed == ("q1",)


def test_a_baseline_is_read_as_it_was_saved_one_question_a_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    kept = taken([1, 0], "first", quote_containment=1.0)
    save(kept, path)
    assert read(path) == kept
    assert sum(line.startswith('  "c') for line in path.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("text", ["{}", '{"questions": {"a": {"right": 1}}}', '{"questions": [1]}', "[]"])
def test_a_file_that_is_no_baseline_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCases, match=r"baseline\.json"):
        read(path)


def test_the_gate_names_each_turned_question_and_the_floor(tmp_path: Path) -> None:
    text = worked.worked_corpus(tmp_path)
    lines = [case.line() for case in worked.CASES]
    good = score(worked.CASES, list(worked.perfect(lines)), text)
    bad = score(worked.CASES, list(worked.refuses_everything(lines)), text)
    baseline = replace(snapshot(good, "good"), floors={"declined": 0.9})
    assert gate.judge(baseline, snapshot(good, "now"), good).passed
    verdict = gate.judge(baseline, snapshot(bad, "now"), bad)
    assert not verdict.passed
    assert {item.metric for item in verdict.regressions} >= {"right", "status_fits", "not_over_refused"}
    assert verdict.below_floor == (("declined", pytest.approx(1 / 3), 0.9),)
    said = gate.lines(verdict, bad)
    assert sum(line.startswith("变错") for line in said) == 9
    assert "变错  q2  租满60个月一共补多少？" in said, "a question to work from"
    assert not any("评上首席工匠给多少钱" in line for line in said), "q1 is of the half that nobody works from"
    assert said[-1] == "未通过：9 题变错，0 题变对。"
