"""Lines without their markup: what is kept is the source's own characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import contains, line_of, overlaps, squash
from ingest.read import source_of


@given(st.text(alphabet="金额 补贴\t1万元*-<p>/（）\u3000", max_size=40))
def test_kept_and_dropped_characters_are_the_line(text: str) -> None:
    source = source_of("x", text)
    line = line_of(source, 1)
    if line is None:
        return
    cut = [source.text[s.start : s.end] for s in line.markup]
    kept = [source.text[s.start : s.end] for s in line.pieces]
    assert "".join(kept) == line.text
    assert len(squash("".join([*kept, *cut]))) == len(squash(text))


def test_markup_is_dropped_and_named() -> None:
    source = source_of("x", '- （1）**户籍办理。**<p style="a">由 </p>申请')
    line = line_of(source, 1)
    assert line is not None
    assert line.text == "（1）户籍办理。由 申请"
    assert [source.text[s.start : s.end] for s in line.markup] == ["- ", "**", "**", '<p style="a">', "</p>"]


def test_a_row_keeps_its_empty_cells() -> None:
    line = line_of(source_of("x", "\t联系电话\t\t"), 1)
    assert line is not None
    assert line.row
    assert line.text == "\t联系电话\t\t"


def test_signs_of_comparison_are_no_tags() -> None:
    line = line_of(source_of("x", "电压<10kV且功率>5kW"), 1)
    assert line is not None
    assert line.text == "电压<10kV且功率>5kW"


def test_blank_lines_and_lines_of_markup_hold_nothing() -> None:
    assert line_of(source_of("x", " \u3000 "), 1) is None
    assert line_of(source_of("x", "** **"), 1) is None


def test_quotes_are_compared_without_white_space() -> None:
    assert contains("给予最高 500 万元奖励", "最高500万元")
    assert not contains("给予最高 500 万元奖励", "最高50万元奖励")
    assert not contains("任何文字", " ")


def test_overlap_needs_a_run_of_characters() -> None:
    assert overlaps("一次性给予每人5万元和1万元奖励。", "市级财政一次性给予每人5万元和1万元奖励")
    assert not overlaps("分别给予10000元、8000元奖励", "市级财政一次性给予每人5万元和1万元奖励")
    assert not overlaps("", "任何")


def test_set_words_that_two_clauses_share_are_no_overlap() -> None:
    titles = "对推荐获得“全国技术能手”称号的人员，除省级奖励外，市级财政一次性给予每人5万元和1万元奖励"
    ranks = "对代表我省获得国家一类技能竞赛前5名的我市选手，除省级奖励外，市级财政分别给予10000元、8000元奖励"
    assert not overlaps(titles, ranks)
    assert overlaps(ranks[-30:], ranks)
