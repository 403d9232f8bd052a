"""Suites: loaded strictly, every finding named by file and line, anchors proven, splits stable."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import eval_worked as worked
import pytest

from bot.settings import load_settings
from eval.corpus import CorpusText
from eval.errors import BadCases
from eval.questions import check_anchors, load, place, touched
from eval.steps import open_corpus
from eval.wiring import HERE


def found(folder: Path) -> str:
    with pytest.raises(BadCases) as error:
        load(folder)
    return str(error.value)


def test_the_suites_in_the_repository_load_and_every_anchor_stands_in_the_corpus() -> None:
    cases = load(HERE / "questions")
    check_anchors(cases, open_corpus())
    assert sum(case.suite == "dev" for case in cases) == 88
    splits = Counter(case.split for case in cases)
    assert min(splits.values()) > len(cases) * 0.35  # a hash of the id: about half and half
    assert load_settings().corpus.exists()


def test_a_sound_suite_keeps_order_and_fields(tmp_path: Path) -> None:
    worked.write_suite(tmp_path)
    cases = load(tmp_path)
    assert [case.id for case in cases] == [f"q{n}" for n in range(1, 11)]
    assert cases[1].calc == 90000
    assert cases[5].line()["history"] == worked.EARLIER
    assert set(cases[0].line()) == {"id", "question", "history", "as_of"}  # nothing of what is right


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "riddle"}, "未知题型“riddle”"),
        ({"suite": "other"}, "与文件名“worked”不符"),
        ({"answerable": "yes"}, "字段“answerable”的类型不对"),
        ({"as_of": "2024-13-01"}, "as_of 应为 YYYY-MM-DD"),
        ({"anchors": [["  "]]}, "“anchors”应是由若干组非空文字组成的列表"),
        ({"anchors": []}, "可回答的题须有 anchors"),
        ({"calc": {"value": "many"}}, "calc 应有可读作数的 value"),
        ({"history": [{"role": "judge", "content": "?"}]}, "history 的每一轮"),
        ({"type": "multi_turn"}, "须有 history"),
        ({"notices": ["late"]}, "未知的提示类别“late”"),
        ({"extra": 1}, "未知字段“extra”"),
        ({"question": " "}, "不能为空"),
    ],
)
def test_a_bad_field_is_named_with_file_and_line(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    worked.write_suite(tmp_path, [worked.RECORDS[0], {**worked.RECORDS[2], **change}])
    text = found(tmp_path)
    assert text.startswith("worked.jsonl:2：")
    assert words in text


def test_broken_lines_doubles_and_missing_fields_are_all_named_at_once(tmp_path: Path) -> None:
    path = worked.write_suite(tmp_path, worked.RECORDS[:1])
    short = {key: value for key, value in worked.RECORDS[1].items() if key != "calc"}
    twice = '{"id": "a", "id": "b"}'
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(worked.RECORDS[0], ensure_ascii=False) + "\n")
        out.write(json.dumps(short, ensure_ascii=False) + "\n\n" + twice + '\n[1]\n{"id": "q9", "ty')
    lines = found(tmp_path).split("\n")
    assert lines[0] == "worked.jsonl:2：题号“q1”重复，已见于 worked.jsonl:1。"
    assert lines[1] == "worked.jsonl:3：缺少字段“calc”。"
    assert lines[2] == "worked.jsonl:5：字段“id”出现两次。"
    assert lines[3] == "worked.jsonl:6：每行应是一个 JSON 对象。"
    assert lines[4].startswith("worked.jsonl:7：不是完整的 JSON")


def test_a_double_across_files_is_found(tmp_path: Path) -> None:
    worked.write_suite(tmp_path, worked.RECORDS[:1], "worked")
    worked.write_suite(tmp_path, [{**worked.RECORDS[0], "suite": "zeta"}], "zeta")
    assert found(tmp_path) == "zeta.jsonl:1：题号“q1”重复，已见于 worked.jsonl:1。"


def test_unknown_suite_and_empty_folder(tmp_path: Path) -> None:
    assert "没有任何题集" in found(tmp_path)
    worked.write_suite(tmp_path)
    with pytest.raises(BadCases, match="没有题集“nope”，现有：worked"):
        load(tmp_path, ["nope"])


def test_an_anchor_that_is_not_in_the_corpus_is_named(tmp_path: Path) -> None:
    worked.write_suite(tmp_path, [{**worked.RECORDS[0], "anchors": [["每人3万元一次性奖励"]]}])
    with pytest.raises(BadCases, match=r"worked\.jsonl:1：题 q1 的锚文不在语料中：“每人3万元一次性奖励”"):
        check_anchors(load(tmp_path), worked.worked_corpus(tmp_path / "corpus"))


def test_anchors_across_a_page_break_stand_in_the_joined_text() -> None:
    text = CorpusText("给予每人2页眉万元奖励", {"prize": "给予每人2万元奖励"}, {"prize": "办法"})
    assert text.holds("每人 2万元")
    assert text.documents_with("每人2万元") == ("prize",)
    assert not text.holds("")


def test_cases_are_placed_and_a_changed_clause_names_its_cases() -> None:
    text = CorpusText("".join(worked.CLAUSES), {"prize": worked.PRIZE, "rent": worked.RENT})
    placed = place(worked.CASES, text, {"rent_rule": (worked.RENT,), "prize_rule": ("每人2万元一次性奖励",)})
    by_id = {case.id: case for case in placed}
    assert by_id["q1"].documents == ("prize",)
    assert by_id["q1"].rules == ("prize_rule",)
    assert by_id["q6"].rules == ("rent_rule",)
    assert by_id["q7"].documents == ()
    assert [case.id for case in touched(placed, [worked.RENT])] == ["q2", "q6", "q10"]
