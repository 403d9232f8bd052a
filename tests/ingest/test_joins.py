"""Page breaks: what they cut is joined, what they doubled stands once, what begins anew is left apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import join

from ingest.joins import Repeat, doubled
from ingest.types import Corpus

SENTENCES = (
    "申报单位应当在石家庄市行政区域内依法登记注册，具有健全的财务管理制度，近三年没有严重失信记录",
    "市级财政分别给予博士30万元、硕士10万元、学士5万元的一次性购房补贴，由所在单位按程序拨付给个人",
    "经评审并公示无异议后，由主管部门按照《专项资金管理办法》（试行）的规定下达资金，公示期为5个工作日",
    "对符合第六条规定的单位，按照上年度研究开发费用总额的30%予以奖励，最高不超过500万元",
    "弄虚作假骗取资金的，一经查实，收回已经拨付的资金，并在3年内取消申报资格",
)


@st.composite
def articles(draw: st.DrawFn) -> list[str]:
    """Clean articles: 第一条 … 第N条, each one or two sentences long."""
    count = draw(st.integers(min_value=1, max_value=5))
    chosen = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2, unique=True)
    return [f"第{'一二三四五'[i]}条 " + "。".join(draw(chosen)) + "。" for i in range(count)]


@settings(max_examples=150, deadline=None)
@given(articles(), st.data())
def test_page_breaks_at_random_places_are_repaired(clean: list[str], data: st.DataObject) -> None:
    torn = []
    for text in clean:
        at = data.draw(st.integers(min_value=6, max_value=len(text) - 1))
        ends = text[at - 1] in "。" or text[at - 1] in text[at] or text[at] == " "
        torn.append(text if ends else text[:at] + "\n\n" + text[at:])
    found = join("\n\n".join(torn)).paragraphs
    assert [p.text for p in found] == clean


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(SENTENCES), st.integers(min_value=8, max_value=30), st.integers(min_value=2, max_value=6)
)
def test_words_doubled_at_a_break_stand_once(sentence: str, at: int, size: int) -> None:
    again = sentence[at - size : at]
    if not any("\u4e00" <= char <= "\u9fff" for char in again):
        return
    found = join(f"第一条 {sentence[:at]}\n\n{again}{sentence[at:]}。")
    text = found.paragraphs[0].text
    assert len(found.paragraphs) == 1
    assert text == f"第一条 {sentence}。"
    assert [d.text for d in found.doubled] == [again]


def test_a_false_start_is_dropped() -> None:
    found = join(
        "一、加大《河北省河\n\n《河北省职业技能培训目录》的推广力度，推进企业新型学徒制培训有序开展。"
    )
    assert [p.text for p in found.paragraphs] == [
        "一、加大《河北省职业技能培训目录》的推广力度，推进企业新型学徒制培训有序开展。"
    ]
    assert [(d.reason, d.text) for d in found.doubled] == [("重字", "《河北省河")]


def test_a_form_that_stands_elsewhere_is_no_error() -> None:
    assert doubled("加强内部监督", "督导。", "加强内部监督") == (0, 0)
    assert doubled("经市", "市场监管局认定", "由市市场监管局负责") == (0, 0)
    assert doubled("分别给予10", "0万元奖励", "分别给予100万元奖励") == (0, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一、总则", "第一条 为了规范管理，制定本办法。"),
        ("（一）实物配租", "政府产权的住房采取摇号方式进行分配。"),
        ("一、适用范围", "本市区域内适用本办法。"),
        ("第八条 奖励的条件", "（一）具有独立法人资格的企业。"),
        ("单位名称\t\t", "联系电话\t\t"),
        ("石家庄市人民政府办公室", "2021年11月19日"),
        ("给予一次性奖励。", "前款所称企业是指规模以上工业企业。"),
        ("第一条 一般规定如下，按照本条执行的单位应当符合下列条件的各项要求", "第二条 其他单位参照执行。"),
    ],
)
def test_what_begins_anew_stays_apart(before: str, after: str) -> None:
    assert len(join(f"{before}\n\n{after}").paragraphs) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第七条 设计企业应当在符合", "第六条的基础上具备下列能力。"),
        ("第九条 提供票据的企业，应当按照", "第三条第二款的规定办理。"),
        ("（3）具有高级职称，且获得国家自然科学奖、科技进步奖等项目", "一、二等奖的主要完成人；"),
        ("第四条 销售额达 3 亿元以上，给予 1000 万元奖励，达 5 亿元以上，给予", "2000 万元奖励。"),
    ],
)
def test_a_reference_or_amount_at_the_head_of_a_page_starts_nothing(before: str, after: str) -> None:
    found = join(f"第一条 为了规范管理，制定本办法。\n\n{before}\n\n{after}").paragraphs
    assert [p.text for p in found[1:]] == [before + after]


def test_nothing_is_joined_across_lost_text() -> None:
    text = "6.鼓励创业带动就业。加快创业孵化载体建设，对经\n\n10万元-20万元的一次性奖励。"
    assert len(join(text).paragraphs) == 1
    found = join(text, gaps=["载体建设，对经"]).paragraphs
    assert [p.gap_after for p in found] == [True, False]


def test_one_doubled_character_is_dropped_where_the_catalogue_says_so() -> None:
    text = "一、及时发布信息，积极向用\n\n用人单位推荐人才。"
    known = [Repeat("积极向用", "用人单位", "用")]
    assert join(text).paragraphs[0].text == "一、及时发布信息，积极向用用人单位推荐人才。"
    assert join(text, repeats=known).paragraphs[0].text == "一、及时发布信息，积极向用人单位推荐人才。"


@pytest.mark.parametrize("step", range(6))
def test_every_clause_of_the_compendium_survives_a_page_break(corpus: Corpus, step: int) -> None:
    """A page can only break behind a full line; wherever it does, the clause comes back whole.

    The clause stands once more behind it: what is written twice on purpose (依规依规) is no doubled word.
    """
    clauses = [a for a in corpus.articles if a.kind == "clause" and not a.gap_after]
    whole = [a.text for a in clauses if "\n" not in a.text]
    tried = 0
    for text in whole[step::6]:
        for at in range(24 + step, len(text) - 1, 17):
            before, after = text[:at], text[at:]
            if (
                before[-1] in "。；：！？!?;:…."
                or before[-1].isspace()
                or after[0].isspace()
                or after[0] == ">"
            ):
                continue
            tried += 1
            context = f"第九百条 {text}"
            found = join(f"{before}\n\n{after}\n\n{context}").paragraphs
            assert [p.text for p in found] == [text, context]
    assert tried > 500


def test_joins_are_told_as_data() -> None:
    found = join("第一条 补贴由市级、\n\n县级财政分担。")
    assert [(j.rule, j.before, j.after) for j in found.joins] == [
        ("停顿未完", "第一条 补贴由市级、", "县级财政分担。")
    ]
