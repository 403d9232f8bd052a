"""The chat page in a real browser: what a resident sees, on a desktop and on a phone."""

from __future__ import annotations

import pytest
from conftest import Site, Visit, ask
from playwright.sync_api import expect

CRAFTSMAN = "评上石家庄工匠给发多少钱？"
RENT = "我硕士毕业，有B卡，租房两年能领多少？"
SIZES = [(1280, 860), (360, 740)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_amount_and_clause(visit: Visit, width: int, height: int) -> None:
    page = visit("", width, height)
    ask(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("2万元")
    page.locator(".source").first.click()
    panel = page.locator(".panel")
    expect(panel.locator("h2")).to_contain_text("石家庄工匠")
    expect(panel.locator(".badge")).to_have_text("有效")
    expect(panel.locator(".place")).to_contain_text("第九条")
    expect(panel.locator(".place")).to_contain_text("第526行")
    highlighted = panel.locator(".cited mark")
    expect(highlighted).to_contain_text("给予每人2万元一次性奖励")
    expect(highlighted).to_be_in_viewport()
    expect(panel.locator(".text")).to_contain_text("第一条")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert (
        page.evaluate("document.querySelector('#policybot').shadowRoot.activeElement.className") == "source"
    )


def test_a_corrected_value_is_computed_again(visit: Visit) -> None:
    page = visit()
    ask(page, RENT)
    expect(page.locator(".headline")).to_contain_text("36000元")
    page.locator(".chip[data-name=months]").click()
    page.locator(".editing input").fill("一年半")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_contain_text("27000元")
    page.locator(".chip[data-name=degree]").click()
    page.locator(".editing select").select_option("博士")
    expect(page.locator(".headline")).to_contain_text("54000元")
    expect(page.locator(".turn")).to_have_count(1)


def test_an_impossible_correction_is_explained_and_can_be_retried(visit: Visit) -> None:
    page = visit()
    ask(page, RENT)
    page.locator(".chip[data-name=months]").click()
    page.locator(".editing input").fill("很久")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("请写月数")
    expect(page.locator(".headline")).to_contain_text("36000元")
    page.locator(".chip[data-name=months]").click()
    page.locator(".editing input").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_contain_text("18000元")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_question_back_is_buttons(visit: Visit) -> None:
    page = visit()
    ask(page, "我有B卡，租房两年能领多少")
    buttons = page.locator(".choice")
    assert buttons.count() >= 2
    label = buttons.first.inner_text()
    buttons.first.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".asked").nth(1)).to_contain_text(label)
    expect(page.locator(".answer").nth(1).locator(".clarify")).to_have_count(0)


def test_examples_ask_with_one_tap(visit: Visit) -> None:
    page = visit()
    page.locator(".example").first.click()
    page.locator(".answer").wait_for()
    expect(page.locator(".welcome")).to_be_hidden()


def test_reload_keeps_and_new_conversation_clears(visit: Visit, site: Site) -> None:
    page = visit()
    ask(page, CRAFTSMAN)
    page.reload()
    expect(page.locator(".headline")).to_contain_text("2万元")
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()


def test_two_visitors_never_see_each_other(visit: Visit, site: Site) -> None:
    one, other = visit(), visit()
    ask(one, CRAFTSMAN)
    other.reload()
    expect(other.locator(".welcome")).to_be_visible()
    expect(other.locator(".turn")).to_have_count(0)


def test_a_lost_connection_keeps_the_question(visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    page.get_by_label("您的问题").fill(CRAFTSMAN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("连接中断")
    page.context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".headline")).to_contain_text("2万元")


def test_feedback_with_a_reason(visit: Visit) -> None:
    page = visit()
    ask(page, CRAFTSMAN)
    page.get_by_role("button", name="没用").click()
    page.get_by_role("button", name="条款不对").click()
    expect(page.locator(".said").first).to_have_text("谢谢，已记下")


def test_a_link_opens_the_clause(visit: Visit, site: Site) -> None:
    page = visit()
    ask(page, CRAFTSMAN)
    page.locator(".source").first.click()
    page.locator(".cited").wait_for()
    passage = next(p for p in site.service.bot.corpus.passages if "给予每人2万元一次性奖励" in p.text)
    fresh = visit(f"#/source/{passage.id}")
    expect(fresh.locator(".cited")).to_contain_text("2万元")


HOSTILE = [
    "<img src=x onerror=window.hit=1>评上石家庄工匠给多少钱",
    "<script>window.hit=1</script>石家庄工匠奖励",
    '"><svg onload=window.hit=1>租房补贴',
    "[点这里](javascript:window.hit=1) B卡房租",
    "**<b onclick=window.hit=1>石家庄工匠</b>**",
    "{{constructor.constructor('window.hit=1')()}} 石家庄工匠",
]


def test_text_never_runs_as_html(visit: Visit) -> None:
    page = visit()
    for question in HOSTILE:
        ask(page, question)
    page.reload()
    page.locator(".answer").first.wait_for()
    assert page.evaluate("window.hit") is None
    expect(page.locator(".asked img, .asked script, .asked svg, .answer img, .answer svg")).to_have_count(0)
    expect(page.locator(".asked").first).to_contain_text("<img src=x onerror=window.hit=1>")


def test_the_clause_can_be_passed_on(visit: Visit) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, CRAFTSMAN)
    page.locator(".source").first.click()
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator(".panel .said")).to_have_text("已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert "#/source/" in link
    page.get_by_role("button", name="复制条文").click()
    page.wait_for_function(
        "navigator.clipboard.readText().then(t => t.includes('2万元') && t.includes('第九条'))"
    )
    fresh = visit(link[link.index("#") :])
    expect(fresh.locator(".cited")).to_contain_text("2万元")


def test_what_was_understood_is_shown_and_can_be_corrected(visit: Visit) -> None:
    page = visit()
    ask(page, "我是博士，全职来石家庄工作，能领什么？")
    understood = page.locator(".based").filter(has_text="我理解的情况").locator(".chip[data-name=intro_type]")
    expect(understood).to_contain_text("全职")
    understood.click()
    page.locator(".editing select").select_option("柔性")
    expect(understood).to_contain_text("柔性")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_notice_stands_before_what_it_is_about(visit: Visit) -> None:
    page = visit()
    ask(page, "学徒制旧标准中级工给多少？")
    grave = page.locator(".answer .notice.bad")
    expect(grave.first).to_be_visible()
    expect(grave.first).to_contain_text("已有新规定")
    expect(grave.first).to_be_in_viewport()


def test_who_answers_and_whom_to_ring(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".welcome")).to_contain_text("不经过模型")
    expect(page.locator(".welcome h3")).to_have_text(["个人和人才", "技能工人", "企业和单位"])
    expect(page.locator(".dock")).to_contain_text("12345")
    ask(page, CRAFTSMAN)
    expect(page.locator(".mode")).to_have_text("按条款直接作答")
    expect(page.locator(".dock")).to_contain_text("12345")


def test_an_answer_is_read_aloud_without_its_marks(visit: Visit) -> None:
    page = visit()
    page.evaluate("() => { speechSynthesis.speak = said => { heard = said.text; tongue = said.lang; }; }")
    ask(page, CRAFTSMAN)
    page.get_by_role("button", name="朗读").click()
    heard = page.evaluate("window.heard")
    assert "2万元" in heard and "[1]" not in heard and "*" not in heard
    assert page.evaluate("window.tongue") == "zh-CN"
