"""BM25 over character bigrams, against another implementation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.keywords import KeywordIndex, best_rows
from ingest.tokens import grams

TEXTS = [
    "博士每月补贴1500元",
    "硕士每月补贴1000元",
    "技能大师工作室给予10万元",
    "工作室由部门评定",
    "补贴期限最长五年",
]
IDS = [f"p{n}" for n in range(len(TEXTS))]


def oracle(query: str) -> list[tuple[str, float]]:
    """Lucene's BM25 written out (k1 1.5, b 0.75), every repeated word of the question counted."""
    rows = [grams(text) for text in TEXTS]
    mean = sum(map(len, rows)) / len(rows)
    scores = []
    for row in rows:
        score = 0.0
        for token in grams(query):
            holding = sum(token in other for other in rows)
            idf = np.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
            tf = row.count(token)
            score += idf * tf / (tf + 1.5 * (0.25 + 0.75 * len(row) / mean)) if tf else 0.0
        scores.append(score)
    order = sorted(range(len(rows)), key=lambda n: (-scores[n], n))
    return [(IDS[n], scores[n]) for n in order if scores[n] > 0]


@pytest.mark.parametrize("query", ["博士补贴多少", "工作室10万元", "期限", "補貼期限是幾年"])
def test_ranks_and_scores_as_the_formula_says(query: str) -> None:
    found = KeywordIndex.build(IDS, TEXTS).search(query, 5)
    expected = oracle(query)
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_saved_and_loaded_it_answers_alike(tmp_path: Path) -> None:
    built = KeywordIndex.build(IDS, TEXTS)
    built.save(tmp_path / "k")
    assert KeywordIndex.load(tmp_path / "k").search("补贴", 3) == built.search("补贴", 3)


def test_an_empty_index_and_an_unknown_question_find_nothing(tmp_path: Path) -> None:
    KeywordIndex.build([], []).save(tmp_path / "k")
    assert KeywordIndex.load(tmp_path / "k").search("补贴", 3) == []
    index = KeywordIndex.build(IDS, TEXTS)
    assert index.search("", 3) == index.search("xyz", 3) == index.search("补贴", 0) == []


def test_a_very_long_question_costs_no_more_than_its_beginning() -> None:
    index = KeywordIndex.build(IDS, TEXTS)
    assert index.search("补贴" * 50_000, 3) == index.search("补贴" * 1000, 3)


def test_ids_and_texts_must_pair() -> None:
    with pytest.raises(ValueError, match="5 ids for 4 texts"):
        KeywordIndex.build(IDS, TEXTS[:4])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.integers(1, 35))
def test_best_rows_equals_a_full_sort(values: list[int], k: int) -> None:
    scores = np.asarray(values, dtype=np.float32)
    full = [row for row in sorted(range(len(values)), key=lambda n: (-values[n], n)) if values[row] > 0]
    assert best_rows(scores, k) == full[:k]
