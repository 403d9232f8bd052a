"""Passages: cut only where a clause may be cut, with ids that depend on their own words alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import corpus_of

from ingest.clean import squash
from ingest.passages import LIMIT, LIST_LIMIT, parts_of
from ingest.types import Article, Corpus

SENTENCES = (
    "对符合条件的企业给予一次性奖励。",
    "（含首次申报）每年7月1日至15日受理，逾期不予受理；",
    "“一事一议。”方式除外。",
    "最高不超过500万元。",
)


def article(text: str) -> Article:
    return Article("doc:x", "doc", "第一条", ("办法",), text, 1, 1, ())


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=90))
def test_long_prose_is_cut_at_sentence_ends_into_even_parts(sentences: list[str]) -> None:
    text = "".join(sentences)
    parts = parts_of(article(text))
    assert "".join(text[p.start : p.end] for p in parts) == text
    assert all(p.end - p.start <= LIMIT for p in parts)
    assert all(text[p.end - 1] in "。；" for p in parts)
    assert len(parts) == 1 or min(p.end - p.start for p in parts) > LIMIT // 4


def test_a_list_that_is_short_enough_stays_whole() -> None:
    text = "第十一条 申报材料。\n" + "\n".join(
        f"{n}. 第{n}项材料原件及复印件，加盖单位公章，一式两份装订成册；" for n in range(1, 12)
    )
    assert LIMIT - 150 < len(text) < LIST_LIMIT
    assert len(parts_of(article(text))) == 1


def test_a_long_list_is_cut_at_its_items_and_keeps_its_chapeau() -> None:
    items = [f"（{n}）" + "符合国家布局规划和产业政策并具备研究开发条件，" * 12 + "。" for n in "一二三"]
    text = "第三条 应当具备下列条件：\n" + "\n".join(items)
    parts = parts_of(article(text))
    assert [p.labels for p in parts] == [("（一）",), ("（二）",), ("（三）",)]
    assert [p.chapeau for p in parts] == [None, "第三条 应当具备下列条件：", "第三条 应当具备下列条件："]
    assert "".join(text[p.start : p.end] for p in parts) == text


def test_a_second_list_in_an_article_is_a_passage_of_its_own() -> None:
    item = "具有与软件开发相适应的生产经营场所和开发环境，并建立质量管理体系持续有效运行。"
    first = "\n".join(f"{n}. {item * 3}" for n in range(1, 7))
    second = "\n".join(f"{n}. {item}" for n in range(1, 4))
    text = f"第九条 软件企业应符合以下条件：\n{first}\n除以上条件外，还应符合下列条件中的一项：\n{second}"
    parts = parts_of(article(text))
    assert text[parts[-1].start :].startswith("除以上条件外")
    assert parts[-1].chapeau == "第九条 软件企业应符合以下条件："


def test_ids_do_not_change_with_their_neighbours(tmp_path: Path) -> None:
    text = "办法\n第一条 甲规定。\n第二条 乙规定。\n第三条 丙规定。\n"
    before = corpus_of(tmp_path, text)
    after = corpus_of(tmp_path, text.replace("第一条 甲规定。", "第一条 甲规定已经改写成别的话。"))
    assert [p.id for p in before.passages][2:] == [p.id for p in after.passages][2:]
    assert before.passages[1].id != after.passages[1].id


def test_equal_words_get_different_ids(tmp_path: Path) -> None:
    found = corpus_of(
        tmp_path, "办法\n一、企业\n1. 身份证明材料原件；\n二、学校\n1. 身份证明材料原件；\n"
    ).passages
    ids = [p.id for p in found if "身份证明" in p.text]
    assert len(ids) == len(set(ids)) == 2
    assert ids[1] == ids[0] + "-2"


def test_an_announced_item_carries_the_words_that_announce_it(corpus: Corpus) -> None:
    item = next(p for p in corpus.passages if "破格条件须经本企业职代会通过" in p.text)
    assert item.parent_text is not None
    assert "同时提交以下材料" in item.parent_text


def test_passages_of_the_compendium(corpus: Corpus) -> None:
    for passage in corpus.passages:
        assert passage.headings
        assert passage.locator
        assert squash(passage.text) in squash(corpus.article(passage.article_id).text)  # type: ignore[union-attr]
        assert len(passage.text) <= LIST_LIMIT
    links = [(p.previous, p.following) for p in corpus.passages]
    for here, there in zip(corpus.passages, corpus.passages[1:], strict=False):
        if here.document_id == there.document_id:
            assert here.following == there.id
            assert there.previous == here.id
    assert links[0][0] is None
