"""The panel as a visitor uses it: answers, troubles in plain words, keyboard, phone, screen reader."""

# ruff: noqa: E501, F401, F811  (fixtures)
from __future__ import annotations

from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect
from test_access import axe
from widget_site import BODY, Guest, Widget, guest, launch, put, say, websites, widget

CRAFTSMAN = "评上石家庄工匠给发多少钱？"


def test_the_answer_shows_amount_working_and_clause(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/answer", BODY + widget.tag()))
    expect(page.locator(".dot")).to_have_text("1")
    launch(page)
    expect(page.locator(".dot")).to_be_hidden()
    page.get_by_role("button", name=CRAFTSMAN).click()
    answer = page.locator(".answer")
    expect(answer.locator(".headline")).to_contain_text("20000元")
    expect(answer.locator(".card")).to_contain_text("20000元/人 × 1人 = 20000元")
    source = answer.locator(".source").first
    expect(source).to_contain_text("第九条")
    expect(source.locator("mark")).to_contain_text("给予每人2万元一次性奖励")
    assert str(source.locator("a").get_attribute("href")).startswith(f"{widget.url}/#/source/")
    answer.locator(".source").nth(1).locator("summary").click()
    expect(answer.locator(".source").nth(1).locator("blockquote")).to_be_visible()
    answer.locator(".mark").first.click()
    expect(source.locator("summary")).to_be_focused()
    expect(page.locator(".time")).to_have_count(1)


def test_asking_too_fast_is_said_in_the_panel(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/tight", BODY + widget.tag("tight")))
    launch(page, "tight")
    for _ in range(4):
        say(page, CRAFTSMAN, "tight")
    expect(page.locator(".answer")).to_have_count(3)
    expect(page.locator(".failed")).to_contain_text("您问得太快了，请过一分钟再问")
    expect(page.get_by_role("button", name="再试一次")).to_be_visible()


def test_a_lost_connection_is_said_in_the_panel(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/lost", BODY + widget.tag()))
    launch(page)
    page.context.set_offline(True)
    say(page, CRAFTSMAN)
    expect(page.locator(".failed")).to_contain_text("连接不上助手")
    page.context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".headline")).to_contain_text("20000元")


def test_the_keyboard_is_enough(guest: Guest, widget: Widget) -> None:
    swallow = "<script>for (const t of ['keydown','keypress']) document.addEventListener(t, (e) => e.preventDefault())</script>"
    page = guest(put(widget.host, "/keys", BODY + widget.tag() + swallow))
    page.locator(".launcher").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("工匠奖多少")
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    seen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        seen.append(str(page.evaluate("document.activeElement.shadowRoot?.activeElement?.className")))
        if seen[-1] == "mark":
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".launcher")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(375, 740), (320, 560), (740, 360)])
def test_a_phone(guest: Guest, widget: Widget, width: int, height: int) -> None:
    page = guest(put(widget.host, "/phone", BODY + widget.tag()), width, height, True)
    launch(page)
    say(page, CRAFTSMAN)
    box = page.locator(".panel").bounding_box() or {}
    whole = {side: round(pixels) for side, pixels in box.items()}  # the panel slides in: the last frames are fractions
    assert whole == {"x": 0, "y": 0, "width": width, "height": height}
    page.get_by_role("button", name="大字").click()
    narrow = "() => { const s = document.querySelector('policybot-widget').shadowRoot.querySelector('.scroll'); return s.scrollWidth <= s.clientWidth; }"
    assert page.evaluate(narrow)
    small = """() => [...document.querySelector('policybot-widget').shadowRoot.querySelectorAll('button, summary, textarea')]
      .filter((e) => e.offsetParent && !e.matches('.mark') && e.getBoundingClientRect().height < 43.5).map((e) => e.className || e.tagName)"""
    assert page.evaluate(small) == []
    page.get_by_role("button", name="关闭对话").click()
    expect(page.locator(".launcher")).to_be_visible()


def test_a_phones_keyboard_does_not_hide_the_line_to_type_in(guest: Guest, widget: Widget) -> None:
    """Phones lay the keyboard over the page and tell `visualViewport` alone; a stand-in for it says so here."""
    seen = """<script>const seen = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
      Object.defineProperty(window, 'visualViewport', { value: seen });
      window.keyboard = (height, top) => { Object.assign(seen, { height: innerHeight - height, offsetTop: top }); seen.dispatchEvent(new Event('resize')); };</script>"""
    page = guest(put(widget.host, "/keyboard", BODY + widget.tag(), seen), 375, 740, True)
    launch(page)
    page.locator(".panel").evaluate("(e) => Promise.all(e.getAnimations().map((a) => a.finished))")
    page.evaluate("keyboard(300, 40)")
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 40, "width": 375, "height": 440}
    composer = page.locator(".composer").bounding_box()
    assert composer is not None
    assert composer["y"] + composer["height"] <= 480
    page.evaluate("keyboard(0, 0)")
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 740}


def serious(page: Page, source: str) -> Any:
    """What axe-core holds to be serious or critical, open shadow roots included."""
    page.evaluate(source)
    return page.evaluate("""async () => (await axe.run()).violations
      .filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120))])""")


def test_axe_finds_nothing_serious(guest: Guest, widget: Widget, axe: str) -> None:
    page = guest(put(widget.host, "/axe", f"<main>{BODY}</main>" + widget.tag("second")))
    launch(page, "second")
    assert serious(page, axe) == []
    for question in (
        CRAFTSMAN,
        "我是博士，能领什么？",
        "县里的人才绿卡，硕士租房5年一共补贴多少？",
        "今天天气怎么样",
    ):
        say(page, question, "second")
    for summary in page.locator("summary").all()[:6]:
        summary.click()
    assert serious(page, axe) == []
    for path in ("embed?site=default", "widget"):
        assert serious(guest(f"{widget.url}/{path}"), axe) == [], path


def test_the_snippet_page_builds_what_works(guest: Guest, widget: Widget) -> None:
    page = guest(f"{widget.url}/widget", 1300, 1200)
    page.get_by_label("标题", exact=True).fill('区"人社" <b>')
    page.get_by_label("网站地址").fill("https://www.example.cn")
    page.get_by_label("左下角").check()
    preview = page.frame_locator("#preview")
    expect(preview.locator('policybot-widget[data-side="left"] .launcher')).to_have_attribute(
        "aria-label", '打开区"人社" <b>，1条新消息'
    )
    preview.locator(".launcher").click()
    preview.get_by_label("您的问题").fill(CRAFTSMAN)
    preview.get_by_label("您的问题").press("Enter")
    expect(preview.locator(".headline")).to_contain_text("20000元")
    expect(page.locator("#known")).to_contain_text("已经登记")
    page.get_by_label("建议的问题").fill(f"{CRAFTSMAN}\n\n什么时候|申报？")
    expect(preview.locator(".chip")).to_have_text([CRAFTSMAN, "什么时候 申报？"])
    snippet = page.locator("#snippet").inner_text()
    assert 'data-title="区&quot;人社&quot; &lt;b&gt;"' in snippet
    entry = page.locator("#entry").inner_text()
    assert '  default:\n    origins: ["https://www.example.cn"]' in entry
    written = yaml.safe_load(f"sites:\n{entry}")["sites"]["default"]
    assert written["quick"] == [CRAFTSMAN, "什么时候 申报？"]
    assert set(written) == {"origins", "title", "position", "quick"}
    page.get_by_label("网站地址").fill("www.example.cn/path")
    expect(page.locator("#problem")).to_contain_text("www.example.cn/path")
    page.get_by_label("网站编号").fill("new-office")
    expect(page.locator("#known")).to_contain_text("还没有登记")
    assert 'data-site="new-office"' in page.locator("#snippet").inner_text()
    live = guest(put(widget.host, "/pasted", BODY + snippet))
    expect(live.locator(".launcher")).to_have_attribute("aria-label", '打开区"人社" <b>，1条新消息')


def test_a_wechat_link_opens_the_full_answer(guest: Guest, widget: Widget) -> None:
    from ui.wechat_text import link

    address = link(widget.url, "default", ["石家庄工匠怎么评？", "那给多少钱？"], {}).split('"')[1]
    page = guest(address, 375, 740, True)
    expect(page.locator(".mine")).to_have_text("您说：那给多少钱？")
    expect(page.locator(".answer")).to_contain_text("20000元")
    page = guest(f"{widget.url}/embed?site=default#ask=!!!broken")
    expect(page.locator(".theirs")).to_have_count(1)
