"""The weight search on candidates whose ranking can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bench.setting import mean, middle, percent, table
from bench.tune_weights import Result, Trial, measure, search


def trial(rows: list[tuple[float, float]], held: list[tuple[bool, ...]]) -> Trial:
    """Candidates with two signals each, and the anchor groups that each holds."""
    return Trial(np.array(rows, dtype=float), np.array(held, dtype=bool))


WORDS_KNOW = trial([(1.0, 0.0), (0.6, 1.0)], [(True,), (False,)])
"""The first signal points to the right passage, the second to the wrong one; right while a > 0.4 a + b."""
BOTH_NEEDED = trial(
    [(0.9, 0), (0.8, 0), (0.7, 0), (0.6, 0), (0.5, 0), (0.4, 0)],
    [(True, False), (False, False), (False, False), (False, False), (False, False), (False, True)],
)
"""One anchor stands first, the other in the sixth passage."""


def test_shares_are_counted_at_one_three_and_five() -> None:
    assert measure([WORDS_KNOW], [1.0, 0.0]) == Result(1.0, 1.0, 1.0)
    assert measure([WORDS_KNOW], [0.0, 1.0]) == Result(0.0, 1.0, 1.0)
    assert measure([BOTH_NEEDED], [1.0, 0.0]) == Result(1.0, 1.0, 0.0)
    both = measure([WORDS_KNOW, BOTH_NEEDED], [0.0, 1.0])
    assert both == Result(0.5, 1.0, 0.5) and both.score == pytest.approx(2 / 3)


def test_the_search_turns_down_the_signal_that_misleads() -> None:
    start = {"words": 1.0, "meaning": 1.0}
    assert measure([WORDS_KNOW], list(start.values())).first == 0
    found = search([WORDS_KNOW], start, rounds=3)
    assert measure([WORDS_KNOW], list(found.values())).first == 1
    assert found["meaning"] < 0.4 * found["words"]


def test_the_search_leaves_good_weights_alone() -> None:
    start = {"words": 1.0, "meaning": 0.1}
    assert search([WORDS_KNOW], start, rounds=3) == start


def test_a_table_and_its_figures() -> None:
    assert table(("a", "b"), [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert percent(0.8714) == "87.1 %"
    assert (mean([1, 0, 0, 1]), mean([])) == (0.5, 0.0)
    assert (middle([5, 1, 9]), middle([1, 2, 3, 4], 0.95), middle([])) == (5, 4, 0.0)
