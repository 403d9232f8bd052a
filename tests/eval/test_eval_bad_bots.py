"""Bots that are wrong on purpose: each is caught by the metric meant for it, figures worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import eval_worked as worked
import pytest

from eval.metrics import METRICS
from eval.score import Scored, score

Bot = Callable[[Iterable[worked.Record]], Iterator[worked.Record]]


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[Bot], Scored]:
    text = worked.worked_corpus(tmp_path / "corpus")
    return lambda bot: score(worked.CASES, list(bot(case.line() for case in worked.CASES)), text)


def means(scored: Scored) -> dict[str, float | None]:
    return {name: mean.mean for name, mean in scored.summary.items()}


def test_the_perfect_bot_is_right_in_everything_that_is_scored(judge: Callable[[Bot], Scored]) -> None:
    scored = judge(worked.perfect)
    got = {name: mean for name, mean in means(scored).items() if mean is not None}
    assert got == dict.fromkeys(got, 1.0)
    counted = {name: (mean.n, mean.skipped) for name, mean in scored.summary.items()}
    assert counted["right"] == (10, 0)
    assert counted["must_say"] == (8, 2)
    assert counted["amount"] == (3, 7)
    assert counted["citation_recall"] == (7, 3)
    assert counted["number_provenance"] == (6, 4)  # q3 and the three that decline say no number
    assert counted["notice_shown"] == (1, 9)
    assert counted["follow_up"] == (1, 9)
    assert counted["hit@5"] == (0, 10)  # nothing was recorded about retrieval: not scored, not zero


def test_the_same_answer_to_everything(judge: Callable[[Bot], Scored]) -> None:
    got = means(judge(worked.always_the_same))
    assert got["right"] == pytest.approx(1 / 10)  # q1 alone
    assert got["must_say"] == pytest.approx(1 / 8)
    assert got["citation_recall"] == pytest.approx(1 / 7)
    assert got["status_fits"] == pytest.approx(7 / 10)  # "answered" fits the seven that can be answered
    assert got["declined"] == 0
    assert got["amount"] == pytest.approx(1 / 3)


def test_right_words_with_wrong_citations(judge: Callable[[Bot], Scored]) -> None:
    got = means(judge(worked.wrong_citations))
    assert got["right"] == 1  # the words are right: only the citation metrics can see it
    assert got["citation_recall"] == 0
    assert got["citation_complete"] == 0
    assert got["citation_precision"] == 0
    assert got["quote_containment"] == 1  # what is quoted does stand in the corpus
    # q1, q4, q5 and q10 state numbers that only their own clause holds; q2 and q6 have theirs in the working.
    assert got["numbers_clean"] == pytest.approx(2 / 6)


def test_one_digit_changed_in_the_words(judge: Callable[[Bot], Scored]) -> None:
    scored = judge(worked.one_digit_changed)
    got = means(scored)
    # The words of q1, q2 and q6 are wrong; q2's and q6's calculations still come to the right amount.
    assert got["must_say"] == pytest.approx(5 / 8)
    assert got["right"] == pytest.approx(7 / 10)
    assert got["amount"] == pytest.approx(2 / 3)
    assert got["numbers_clean"] == pytest.approx(3 / 6)
    # q1: 1 number, 0 known; q2: 90000→80000 of 3 numbers; q6: 19000 of 3 numbers; q4, q5, q10 clean.
    assert got["number_provenance"] == pytest.approx((0 + 2 / 3 + 2 / 3 + 1 + 1 + 1) / 6)
    reasons = {row.case.id: row.reasons for row in scored.rows}
    assert "数字无来源：30000元" in reasons["q1"]
    assert "金额应为 20000元" in reasons["q1"]


def test_one_digit_changed_in_words_and_working(judge: Callable[[Bot], Scored]) -> None:
    got = means(judge(worked.miscalculating))
    assert got["amount"] == 0
    assert got["calculation_exact"] == 0
    assert got["right"] == pytest.approx(7 / 10)


def test_refuses_everything(judge: Callable[[Bot], Scored]) -> None:
    scored = judge(worked.refuses_everything)
    got = means(scored)
    assert got["not_over_refused"] == 0
    assert got["right"] == pytest.approx(1 / 10)  # the hostile one
    assert got["declined"] == pytest.approx(1 / 3)
    assert got["status_fits"] == pytest.approx(1 / 10)
    assert scored.confusion["answered"]["refused"] == 6
    assert scored.confusion["clarification"]["refused"] == 1
    assert scored.confusion["refused"]["refused"] == 1


def test_never_refuses(judge: Callable[[Bot], Scored]) -> None:
    scored = judge(worked.never_refuses)
    got = means(scored)
    assert got["declined"] == 0
    assert got["not_over_refused"] == 1
    assert got["right"] == pytest.approx(7 / 10)
    assert scored.confusion["unanswerable"] == {
        **dict.fromkeys(scored.confusion["unanswerable"], 0),
        "answered": 1,
    }


def test_cites_everything(judge: Callable[[Bot], Scored]) -> None:
    got = means(judge(worked.cites_everything))
    assert got["citation_recall"] == 1
    assert got["right"] == 1
    # Seven answers carry a claim with one clause of four, three (that decline) with none of four.
    assert got["citation_precision"] == pytest.approx(7 * 0.25 / 10)


def test_every_metric_is_defined_by_one_docstring() -> None:
    assert [name for name, (_, metric) in METRICS.items() if "@" not in name and not metric.__doc__] == []


def test_groups_count_a_case_where_it_belongs(judge: Callable[[Bot], Scored]) -> None:
    scored = judge(worked.refuses_everything)
    assert scored.groups["type"]["adversarial"]["right"].mean == 1
    assert scored.groups["type"]["calc"]["right"].mean == 0
    assert scored.groups["document"]["办法"]["right"].n == 7
    splits = scored.groups["split"]
    assert sum(means["right"].n for means in splits.values()) == 10
