"""In force, expired, superseded, unknown: on each side of every date, with the reason."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.clean import squash
from ingest.types import Corpus
from ingest.validity import validity


@pytest.mark.parametrize(
    ("document", "locator", "as_of", "state"),
    [
        ("retain-talent-2022", "一、3", date(2021, 12, 31), "unknown"),
        ("retain-talent-2022", "一、3", date(2022, 6, 1), "in_force"),
        ("retain-talent-2022", "一、3", date(2023, 12, 31), "in_force"),
        ("retain-talent-2022", "一、3", date(2024, 1, 1), "unknown"),
        ("retain-talent-2022", "一、3", date(2024, 12, 31), "unknown"),
        ("retain-talent-2022", "一、3", date(2025, 1, 1), "expired"),
        ("sci-leaders-2019", "第二十条", date(2019, 7, 4), "unknown"),
        ("sci-leaders-2019", "第二十条", date(2019, 7, 5), "in_force"),
        ("sci-leaders-2019", "第二十条", date(2024, 6, 30), "in_force"),
        ("sci-leaders-2019", "第二十条", date(2024, 9, 1), "expired"),
        ("youth-plan", "三、（五）", date(2025, 12, 31), "in_force"),
        ("youth-plan", "三、（五）", date(2026, 1, 1), "expired"),
        ("income-plan-2022", "（二）6", date(2025, 12, 31), "in_force"),
        ("income-plan-2022", "（二）6", date(2026, 1, 1), "expired"),
        ("rules42-srdi", "第九条", date(2023, 1, 1), "unknown"),
        ("craftsman-rules", "第九条", date(2023, 6, 1), "in_force"),
        ("lifelong-training-2019", "二、", date(2022, 12, 31), "in_force"),
        ("lifelong-training-2019", "二、", date(2023, 1, 1), "expired"),
        ("lifelong-training-2019", "四、（二）", date(2023, 1, 1), "in_force"),
        ("craftsman-rules", "第九条", None, "unknown"),
    ],
)
def test_states(corpus: Corpus, document: str, locator: str, as_of: date | None, state: str) -> None:
    assert validity(corpus, document, locator, as_of).state == state


def test_superseded_from_the_day_of_the_newer_document(corpus: Corpus) -> None:
    before = validity(corpus, "skilled-status-2017", "三、（八）", date(2021, 2, 9))
    after = validity(corpus, "skilled-status-2017", "三、（八）", date(2021, 2, 10))
    assert before.state == "in_force"
    assert after.state == "superseded"
    assert after.superseded_by == "talent-city-2021:二、5"
    assert "推断" in after.reason
    assert validity(corpus, "skilled-status-2017", "三、（八）", None).state == "superseded"


def test_only_the_words_that_were_replaced_are_superseded(corpus: Corpus) -> None:
    day = date(2023, 6, 1)
    old = "市级财政一次性给予每人5万元和1万元奖励"
    other = "市级财政分别给予10000元、8000元、5000元、3000元和2000元一次性奖励"
    assert validity(corpus, "skilled-status-2017", "三、（八）", day, old).state == "superseded"
    assert validity(corpus, "skilled-status-2017", "三、（八）", day, other).state == "in_force"
    rest = "分别给予1000元、1500元、2000元的技能提升补贴"
    assert validity(corpus, "lifelong-training-2019", "三、（一）3", day, rest).state == "in_force"


def test_the_reason_names_the_clause(corpus: Corpus) -> None:
    expired = validity(corpus, "sci-leaders-2019", "第二十条", date(2025, 1, 1))
    assert "第三十二条" in expired.reason
    assert "2025年1月1日时已过期" in expired.reason
    early = validity(corpus, "youth-plan", "三、（五）", date(2020, 1, 1))
    assert "尚未施行" in early.reason
    unknown = validity(corpus, "rules42-srdi", "第九条", date(2023, 1, 1))
    assert "石办字〔2021〕10号" in unknown.reason


def test_an_annex_inherits_the_words_of_its_document(corpus: Corpus) -> None:
    parent = validity(corpus, "high-skill-bases", "第三条", date(2023, 1, 1))
    assert validity(corpus, "high-skill-bases-form-1", "正文", date(2023, 1, 1)).reason == parent.reason


def test_an_unknown_document_is_an_error(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        validity(corpus, "nobody", "第一条", None)


def test_relations_speak_to_residents(corpus: Corpus) -> None:
    kinds = {relation.kind for relation in corpus.relations}
    assert kinds == {"supersedes", "conflicts", "excludes", "takes_higher"}
    assert len({relation.id for relation in corpus.relations}) == len(corpus.relations)
    for relation in corpus.relations:
        assert relation.note.endswith("。")
        assert 15 <= len(squash(relation.note)) <= 200
        assert relation.stated or relation.target is not None or relation.kind == "conflicts"
