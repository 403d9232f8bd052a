"""Retrieval metrics, means and intervals, with figures worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import eval_worked as worked
import numpy as np
import pytest

from bot.provenance import Numbers
from eval.corpus import CorpusText
from eval.judged import Judged
from eval.ranking import hit_at, ndcg, recall_at, reciprocal_rank
from eval.stats import Mean, interval, mean_of, percentile

CASE = replace(worked.CASES[0], anchors=(("2万元",), ("1500元", "15百元")))


def judged(texts: list[str] | None) -> Judged:
    answer: dict[str, Any] = {} if texts is None else {"retrieved": [{"text": text} for text in texts]}
    return Judged(CASE, answer, CorpusText(""), Numbers())


def test_ranks_are_those_of_the_first_passage_of_each_group() -> None:
    found = judged(["无关", "给2万元", "又是2万元", "每月1500元"])  # groups at ranks 2 and 4
    assert hit_at(1)(found) == 0
    assert hit_at(5)(found) == 1
    assert recall_at(3)(found) == 0.5
    assert recall_at(5)(found) == 1
    assert reciprocal_rank(found) == 0.5
    best = 1 + 1 / math.log2(3)
    assert ndcg(found) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / best)


def test_best_and_worst() -> None:
    assert ndcg(judged(["2万元", "1500元"])) == pytest.approx(1)
    assert ndcg(judged(["2万元和1500元"])) == 1  # both in one passage: more than the ideal counts as 1
    assert ndcg(judged(["无关"])) == 0
    assert reciprocal_rank(judged([])) == 0
    assert hit_at(5)(judged(None)) is None
    assert ndcg(judged(None)) is None


def test_a_mean_leaves_out_what_was_not_scored_and_counts_it() -> None:
    got = mean_of([1.0, None, 0.0, None, 1.0, 1.0])
    assert (got.mean, got.n, got.skipped) == (0.75, 4, 2)
    assert mean_of([None]) == Mean(None, None, None, 0, 1)
    assert mean_of([1.0, 1.0]).low == 1


def test_the_interval_is_that_of_the_bootstrap() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = interval(values, samples=20_000)
    drawn = np.random.default_rng(1).choice(values, size=(20_000, 100)).mean(axis=1)  # question by question
    assert (low, high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.011)
    assert interval(values) == interval(values)  # same answers, same interval


def test_percentiles_are_nearest_rank() -> None:
    values = [float(n) for n in range(1, 11)]
    assert percentile(values, 0.5) == 5
    assert percentile(values, 0.9) == 9
    assert percentile(values, 0.95) == 10
    assert percentile([], 0.5) is None
