"""The compendium itself: built in time, every passage found by its own words, one change embedded once."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.embed import UseEmbedder
from ingest.index import Index
from ingest.pipeline import Plan, build, open_index

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, use: UseEmbedder) -> tuple[Plan, float]:
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(CORPUS, folder / "corpus")
    plan = Plan(folder / "corpus", folder / "home", use)
    started = time.process_time()
    build(plan)
    return plan, time.process_time() - started


@pytest.fixture(scope="module")
def index(built: tuple[Plan, float]) -> Index:
    return open_index(built[0])


def test_the_full_build_fits_into_half_a_minute_of_two_cores(built: tuple[Plan, float]) -> None:
    assert built[1] <= 60  # processor seconds, because the wall clock also counts what else runs here


def test_a_passage_is_found_by_its_own_words(index: Index) -> None:
    passages = [passage for passage in index.corpus.passages if len(passage.text) >= 40][::9]
    texts = {passage.id: passage.text for passage in index.corpus.passages}
    keyword = [p for p in passages if p.text in {texts[name] for name, _ in index.keyword(p.text, 5)}]
    dense = [p for p in passages if p.text in {texts[name] for name, _ in index.dense(p.text, 5)}]
    assert len(passages) > 30
    assert len(keyword) == len(dense) == len(passages)


def test_the_nearest_by_the_store_are_the_nearest_by_arithmetic(index: Index, use: UseEmbedder) -> None:
    passages = index.corpus.passages[::4]
    names = {passage.id for passage in passages}
    vectors = use.embed([passage.text for passage in passages])
    asked = use.embed(["硕士租房补贴"])[0]
    exact = sorted(zip(vectors @ asked, (p.id for p in passages), strict=True), reverse=True)[:10]
    found = [(name, score) for name, score in index.dense("硕士租房补贴", 1000) if name in names][:10]
    assert [score for _, score in found] == pytest.approx([float(score) for score, _ in exact], abs=1e-3)


def test_one_changed_clause_costs_one_clause(built: tuple[Plan, float]) -> None:
    plan = replace(built[0])
    path = plan.corpus / "compendium-2023-06.txt"
    text = path.read_text(encoding="utf-8")
    at = text.rindex("补贴")
    path.write_text(f"{text[:at]}补助{text[at + 2 :]}", encoding="utf-8")
    report = build(plan)
    assert 1 <= report.embedded <= 3
    assert sum(len(change.changed) for change in report.documents) == 1
    assert not any(change.added or change.removed for change in report.documents)
