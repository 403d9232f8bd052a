"""Structure: where each paragraph belongs, and what its place is called."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from parsing import drafts

from ingest.locators import find, join_labels, same_place

LAW = """石家庄市示例办法
第一章 总 则
第一条 为了规范管理，制定本办法。
第一百二十条之一 有下列情形之一的，不予奖励：
（一）弄虚作假的；
（二）重复申报的。
前款规定由市科技局负责解释。
第二章 附则
第十二条 本办法自印发之日起施行。
石家庄市科学技术局
2021年7月5日
"""

PLAIN = """关于示例工作的若干措施
各县（市、区）人民政府：
现提出如下措施，请认真执行。
一、强化引才
1. 鼓励就业。对到本市就业的毕业生给予补贴。补贴标准为学士1万元。
前款补贴由市财政负担。
2. 支持平台。对平台给予奖励。
二、保障对象
（一）新就业职工
1. 具有本市户口。
2. 收入稳定。
持卡人不受前项限制。
（二）外来务工人员
1. 具有居住证。
2. 缴纳养老保险。
三、组织保障
（一）加强领导。各级各部门要高度重视，建立工作机制，明确责任分工，及时协调解决工作中的困难和问题，确保各项任务落到实处见到实效。
（二）加强宣传。各级各部门要广泛宣传有关政策，及时回应社会关切，总结推广典型经验，努力营造全社会关心支持人才发展的良好氛围和环境。
本措施自印发之日起施行，有效期2年。
"""


def places(text: str) -> list[str]:
    return [join_labels(draft.labels) for draft in drafts(text)]


def test_one_article_for_each_tiao() -> None:
    found = drafts(LAW)
    assert places(LAW) == [
        "标题",
        "第一章 总 则",
        "第一条",
        "第一百二十条之一",
        "第二章 附则",
        "第十二条",
        "落款",
    ]
    assert len(found[3].paragraphs) == 4
    assert found[3].headings == ("石家庄市示例办法", "第一章 总 则")
    assert [d.kind for d in found] == [
        "heading",
        "heading",
        "clause",
        "clause",
        "heading",
        "clause",
        "signature",
    ]


def test_numbers_without_tiao() -> None:
    assert places(PLAIN) == [
        "标题", "引言", "一、", "一、1", "一、2", "二、", "二、（一）", "二、（二）",
        "三、", "三、（一）", "三、（二）", "三、末段1",
    ]  # fmt: skip
    found = {join_labels(draft.labels): draft for draft in drafts(PLAIN)}
    assert len(found["一、1"].paragraphs) == 2
    assert [p.text for p in found["二、（一）"].paragraphs][-1] == "持卡人不受前项限制。"
    assert found["二、（一）"].headings == ("关于示例工作的若干措施", "二、保障对象")


def test_forms_and_annexes() -> None:
    text = (
        "示例细则\n第一条 提交申报表。\n附件：1. 奖励申报表\n2. 承诺书（模板）\n"
        "附件 1\n奖励申报表\n单位名称\t\t\n金额（万元）\t\t\n"
        "承诺书（模板）\n本单位承诺，所提供的材料真实、准确、合法，否则承担由此导致的一切责任。\n"
    )
    found = drafts(text)
    assert [(join_labels(d.labels), d.kind) for d in found] == [
        ("标题", "heading"), ("第一条", "clause"), ("附件说明", "signature"),
        ("附件1", "form"), ("附件2", "form"),
    ]  # fmt: skip


def test_a_filled_table_is_no_form() -> None:
    found = drafts("补贴标准\n一、标准\n类别\t补贴（元）\n中级工\t5000\n高级工\t6000\n")
    assert found[-1].kind == "table"


def test_headings_in_words_above_bracketed_lists() -> None:
    long = "，".join(["由市人社部门和公安部门开设绿色通道并安排专人提供服务"] * 12)
    text = (
        "人才卡\n申领范围：\n从市外引进的以下人才：\n（1）博士；\n（2）硕士。\n年龄一般不超过35周岁。\n"
        f"可享受的服务项目：\n（1）户籍。{long}。\n（2）住房。{long}。\n"
    )
    assert places(text) == [
        "标题",
        "申领范围",
        "可享受的服务项目",
        "可享受的服务项目（1）",
        "可享受的服务项目（2）",
    ]


def test_missing_and_repeated_numbers_are_kept() -> None:
    text = "办法\n第二十九条 甲规定如此。\n第三十一条 乙规定如此。\n第三十一条 丙规定如此。\n"
    assert places(text) == ["标题", "第二十九条", "第三十一条", "第三十一条"]


NUMERALS = "一二三四五六七八九"
BODIES = (
    "按照第六条的规定办理。",
    "第三条第一款所列单位除外。",
    "由市财政局负责，补贴标准为每人每年5000元。",
    "参照第十条执行。",
)
STYLES = (
    lambda n: f"第{NUMERALS[n]}条 ",
    lambda n: f"第{n + 1}条 ",
    lambda n: f"第一百二十条之{NUMERALS[n]} ",
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STYLES), st.lists(st.sampled_from(BODIES), min_size=1, max_size=9))
def test_generated_documents_have_one_article_for_each_number(style: object, bodies: list[str]) -> None:
    heads = [style(n) for n in range(len(bodies))]  # type: ignore[operator]
    text = (
        "示例办法\n\n" + "\n\n".join(f"{head}{body}" for head, body in zip(heads, bodies, strict=True)) + "\n"
    )
    assert places(text) == ["标题", *(head.strip() for head in heads)]


class Place:
    """An article for locator tests: nothing but its locator."""

    def __init__(self, locator: str) -> None:
        self.locator = locator


def found(places: list[str], locator: str) -> list[str]:
    return [item.locator for item in find([Place(name) for name in places], locator)]


def test_finding_a_place() -> None:
    places = [
        "第十条",
        "第十条之一",
        "第十一条",
        "三、",
        "三、1",
        "三、11",
        "三、（一）",
        "（二）6",
        "人才卡·项目（5）",
    ]
    assert found(places, "第十条（二）3") == ["第十条"]
    assert found(places, "第十条之一（二）") == ["第十条之一"]
    assert found(places, "三、11") == ["三、11"]
    assert found(places, "三、(一) 2") == ["三、（一）"]
    assert found(places, "二、（二）6") == ["（二）6"]
    assert found(places, "项目（5）") == ["人才卡·项目（5）"]
    assert found(places, "第九条") == []
    assert found(places, "") == []


def test_same_place() -> None:
    places = [Place(name) for name in ["第十一条", "（二）6", "三、1"]]
    assert same_place(places, "第十一条（二）", "第十一条")
    assert not same_place(places, "第十一条（二）", "第十一条（三）")
    assert same_place(places, "二、（二）6", "（二）6")
    assert not same_place(places, "三、1", "三、11")
