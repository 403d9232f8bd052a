"""The proof proves the real corpus, and fails on the smallest damage."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import CORPUS, corpus_of, write_wordings

from ingest.corpus import load_corpus
from ingest.proof import check
from ingest.types import Corpus, Dropped, Evidence, Relation, Span


def test_the_compendium_is_proved(corpus: Corpus) -> None:
    assert check(corpus, CORPUS) == ()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_lost_or_altered_character_is_found(corpus: Corpus, data: st.DataObject) -> None:
    n = data.draw(st.integers(min_value=0, max_value=len(corpus.articles) - 1))
    article = corpus.articles[n]
    at = data.draw(st.integers(min_value=0, max_value=len(article.text) - 1))
    put = data.draw(st.sampled_from(["", "另", article.text[at] * 2]))
    hurt = replace(article, text=article.text[:at] + put + article.text[at + 1 :])
    if hurt.text == article.text:
        return
    damaged = replace(corpus, articles=(*corpus.articles[:n], hurt, *corpus.articles[n + 1 :]))
    assert any(finding.where == article.id for finding in check(damaged, CORPUS))


LINES = """
第一章 总则
第一条 为了规范管理，制定本办法。
第二条 奖励500万元，按照
第三条的规定执行。
一、总则
（一）企业应当具备下列条件：
1. 具有法人资格；
（1）身份证明
申领范围：
- （2）户口簿；
**通 知**
石科规〔2019〕3号
2021年7月5日
（此件公开发布）
附件：1. 申报表
2. 承诺书（模板）
附件 1
申报表
承诺书（模板）
单位名称\t\t
\t电话\t
<p>签名</p>
各县（市、区）人民政府：
市级财政给予一次性补贴，由所在单位按程序拨付给个人，并报
报市财政局备案。
—— 备注
※※元
１２

""".splitlines()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_any_text_is_parsed_without_losing_a_character(lines: list[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        corpus = corpus_of(folder, "\n".join(["示例办法", *lines]) + "\n")
        assert check(corpus, folder) == ()
        assert len({p.id for p in corpus.passages}) == len(corpus.passages)


def test_a_lost_article_leaves_a_hole(corpus: Corpus) -> None:
    damaged = replace(corpus, articles=corpus.articles[:100] + corpus.articles[101:])
    found = check(damaged, CORPUS)
    assert any("没有归入任何条文" in finding.what for finding in found)


def test_text_used_twice_is_found(corpus: Corpus) -> None:
    article = corpus.articles[50]
    first = article.spans[0]
    wide = replace(article, spans=(Span(first.start - 3, first.end), *article.spans[1:]))
    damaged = replace(corpus, articles=(*corpus.articles[:50], wide, *corpus.articles[51:]))
    assert any("用了两次" in finding.what for finding in check(damaged, CORPUS))


@pytest.mark.parametrize(
    ("text", "reason", "what"),
    [
        ("奖励500万元", "页眉页脚", "数额“500万元”"),
        ("补贴50%", "网页残留", "数额“50%”"),
        ("不是空白", "空白", "不是空白"),
        ("不重复", "重字", "并不重复"),
        ("正文", "版式标记", "不是版式标记"),
        ("剩下的", "未归入", "没有归入任何条文"),
    ],
)
def test_a_dropped_span_must_fit_its_reason(tmp_path: Path, text: str, reason: str, what: str) -> None:
    corpus = corpus_of(tmp_path, f"办法\n第一条 规定如此。{text}\n")
    article = corpus.articles[-1]
    cut = article.spans[-1].end - len(text)
    short = replace(
        article,
        text=article.text[: -len(text)],
        spans=(*article.spans[:-1], Span(article.spans[-1].start, cut)),
    )
    dropped = (*corpus.dropped, Dropped(Span(cut, cut + len(text)), reason, text, "text.txt"))
    found = check(replace(corpus, articles=(*corpus.articles[:-1], short), dropped=dropped), tmp_path)
    assert any(what in finding.what for finding in found)


def test_quotes_must_be_verbatim_and_in_place(corpus: Corpus) -> None:
    good = Evidence("craftsman-rules", "第九条", "给予每人2万元一次性奖励")
    cases = {
        "不在 craftsman-rules 第九条": replace(good, quote="给予每人3万元一次性奖励"),
        "里没有“第九十条”": replace(good, locator="第九十条"),
        "没有编号为": replace(good, document_id="nobody"),
    }
    for what, side in cases.items():
        relation = Relation("r", "conflicts", True, side, None, "说明")
        found = check(replace(corpus, relations=(relation,)), CORPUS)
        assert [what in finding.what for finding in found] == [True]
    assert (
        check(replace(corpus, relations=(Relation("r", "conflicts", True, good, None, "说明"),)), CORPUS)
        == ()
    )


def test_a_number_that_the_body_does_not_print_is_found(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, "办法\n石科规〔2019〕3号\n第一条 规定。\n", number="石科规〔2019〕4号")
    assert ["不在正文里" in finding.what for finding in check(corpus, tmp_path)] == [True]


def test_a_file_changed_after_parsing_is_found(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, "办法\n第一条 规定。\n")
    (tmp_path / "text.txt").write_text("办法\n第一条 规矩。\n", "utf-8")
    assert any("改动过" in finding.what for finding in check(corpus, tmp_path))


def test_a_wording_whose_words_are_gone_is_found(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, "办法\n第一条 给予补贴。\n")
    entries = [
        {"at": "第一条", "holds": "给予补贴", "asks": ["有补贴吗"]},
        {"at": "第一条", "holds": "给予奖励", "asks": ["有奖励吗"]},
        {"at": "第九条", "holds": "给予补贴", "asks": ["怎么领"]},
    ]
    write_wordings(tmp_path, "doc", entries)
    found = check(corpus, tmp_path)
    assert [finding.where for finding in found] == ["wordings/a.yaml 第2条", "wordings/a.yaml 第3条"]
    write_wordings(tmp_path, "nobody", entries[:1])
    assert ["没有编号为" in finding.what for finding in check(corpus, tmp_path)] == [True]


def test_a_finding_reads_as_one_line(tmp_path: Path) -> None:
    for name in ("catalogue.yaml", "relations.yaml", "compendium-2023-06.txt"):
        shutil.copy(CORPUS / name, tmp_path / name)
    text = (tmp_path / "compendium-2023-06.txt").read_text("utf-8")
    (tmp_path / "compendium-2023-06.txt").write_text(
        text.replace("给予每人2万元和", "给予每人2万元与"), "utf-8"
    )
    whole = load_corpus(tmp_path)
    damaged = replace(whole, articles=whole.articles[1:])
    assert all(
        "\n" not in str(finding) and str(finding).endswith("。") for finding in check(damaged, tmp_path)
    )
