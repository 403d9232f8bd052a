"""The widget in a browser, on every kind of page that people have: hostile, strict, right to left, changing."""

# ruff: noqa: E501, F401, F811  (scripts for the browser on one line; fixtures of widget_site and test_access)
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from test_access import axe
from widget_site import Guest, Host, Widget, guest, launch, put, say, websites, widget

CRAFTSMAN = "评上石家庄工匠给发多少钱？"
BODY = "<h1>通知公告</h1><p>这里是网页原来的内容。</p><p><a href='#x'>一个链接</a></p>"
HOSTILE = """<style>
*, *::before { all: unset !important; color: red !important; font: 60px/3 cursive !important; transform: rotate(9deg) !important;
  display: none !important; visibility: hidden !important; pointer-events: none !important; opacity: .1 !important }
html, body, h1, p, a { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important }
html { font-size: 4px !important } body { zoom: 2; direction: rtl } button, textarea { width: 900px !important }
policybot-widget, html > * { position: static !important; width: 1px !important; height: 1px !important; overflow: hidden !important; z-index: -1 !important }
</style>"""
XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "[点我](javascript:alert(1))",
    "**<b onmouseover=alert(1)>粗</b>**",
    "</textarea><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "<math><mtext></p><img src onerror=alert(1)></math>",
]
PARTS = [".launcher", ".panel", ".top", "textarea", ".send", ".theirs .bubble", ".chip"]
SHAPE = """(selectors) => { const root = document.querySelector('policybot-widget').shadowRoot;
  return selectors.map((s) => { const e = root.querySelector(s), b = e.getBoundingClientRect(), c = getComputedStyle(e);
    return [s, b.x, b.y, b.width, b.height, c.color, c.fontSize, c.fontFamily, c.direction, c.opacity, c.visibility].join(' '); }); }"""


def shape(page: Page) -> Any:
    """Place, size, colour and type of the panel's parts, once it stands still."""
    launch(page)
    page.wait_for_timeout(300)
    return page.evaluate(SHAPE, PARTS)


def test_a_plain_page_is_not_disturbed(guest: Guest, widget: Widget) -> None:
    rects = (
        "() => [...document.querySelectorAll('body *')].map((e) => JSON.stringify(e.getBoundingClientRect()))"
    )
    bare = guest(put(widget.host, "/bare", BODY)).evaluate(rects)
    shifts = "<script>window.shifts=0;new PerformanceObserver((l)=>{for(const e of l.getEntries())window.shifts+=e.value}).observe({type:'layout-shift',buffered:true})</script>"
    before = "<script>window.before=Object.keys(window).length</script>"
    page = guest(put(widget.host, "/plain", BODY + before + widget.tag(), shifts))
    launch(page)
    say(page, CRAFTSMAN)
    after = [
        rect
        for rect in page.evaluate(rects)
        if rect not in ('{"x":0,"y":0,"width":0,"height":0,"top":0,"right":0,"bottom":0,"left":0}',)
    ]
    assert after == bare
    assert page.evaluate("window.shifts") == 0
    assert page.evaluate("Object.keys(window).length - window.before") == 1  # `before` itself
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def test_opening_and_answering_are_quick(guest: Guest, widget: Widget) -> None:
    """At most 500 ms each, measured in the page; the best of five, for a machine with other work."""
    page = guest(put(widget.host, "/quick", BODY + widget.tag()))
    page.locator(".launcher").wait_for()
    script = """() => { const root = document.querySelector('policybot-widget').shadowRoot, from = performance.now();
      root.querySelector('.launcher').click(); root.querySelector('.panel').getBoundingClientRect(); return performance.now() - from; }"""
    assert page.evaluate(script) <= 500
    answer = """(text) => new Promise((done) => { const root = document.querySelector('policybot-widget').shadowRoot, from = performance.now();
      const had = root.querySelectorAll('.answer').length, input = root.querySelector('textarea'); input.value = text;
      new MutationObserver((_, seen) => { if (root.querySelectorAll('.answer').length > had) { seen.disconnect(); done(performance.now() - from); } })
        .observe(root, { childList: true, subtree: true });
      root.querySelector('form').requestSubmit(); })"""
    assert min(page.evaluate(answer, CRAFTSMAN) for _ in range(5)) <= 500


def test_hostile_styles_do_not_reach_the_panel(guest: Guest, widget: Widget) -> None:
    plain = shape(guest(put(widget.host, "/calm", BODY + widget.tag())))
    page = guest(put(widget.host, "/hostile", BODY + widget.tag(), HOSTILE))
    assert shape(page) == plain
    say(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("20000元")


def test_a_strict_policy_needs_two_lines(guest: Guest, widget: Widget) -> None:
    policy = f"default-src 'none'; script-src {widget.url}; connect-src {widget.url}; require-trusted-types-for 'script'; trusted-types 'none'"
    page = guest(
        put(widget.host, "/strict", BODY + widget.tag(), headers={"Content-Security-Policy": policy})
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    plain = shape(guest(put(widget.host, "/calm", BODY + widget.tag())))
    assert shape(page) == plain
    say(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("20000元")
    assert complaints == []


def test_a_right_to_left_page(guest: Guest, widget: Widget) -> None:
    plain = shape(guest(put(widget.host, "/calm", BODY + widget.tag())))
    page = guest(
        put(widget.host, "/rtl", BODY + widget.tag() + "<script>document.documentElement.dir='rtl'</script>")
    )
    assert shape(page) == plain


def test_a_page_that_changes_its_body_keeps_the_conversation(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/spa", BODY + widget.tag()))
    launch(page)
    say(page, CRAFTSMAN)
    page.evaluate("""(tag) => { history.pushState({}, '', '/spa/next'); const body = document.createElement('body');
      const script = document.createElement('script'); script.src = tag; script.dataset.site = 'default'; body.append(script);
      document.body.replaceWith(body); }""", f"{widget.url}/widget.js")  # fmt: skip
    page.wait_for_timeout(500)
    expect(page.locator("policybot-widget")).to_have_count(1)
    expect(page.locator(".answer")).to_have_count(1)
    say(page, "什么时候申报？")
    expect(page.locator(".answer")).to_have_count(2)


def test_a_reload_keeps_the_conversation_of_this_tab(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/reload", BODY + widget.tag()))
    launch(page)
    say(page, CRAFTSMAN)
    page.reload()
    launch(page)
    expect(page.locator(".headline")).to_contain_text("20000元")
    page.get_by_role("button", name="重新开始").click()
    page.reload()
    launch(page)
    expect(page.locator(".answer")).to_have_count(0)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_two_widgets_stand_side_by_side(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.host, "/two", BODY + widget.tag() + widget.tag("second") + widget.tag("quiet")))
    for site, text in (("default", "20000"), ("second", "20000"), ("quiet", "办事大厅")):
        launch(page, site)
        say(page, CRAFTSMAN, site)
        expect(page.locator(f'policybot-widget[data-site="{site}"] .answer')).to_contain_text(text)
        page.keyboard.press("Escape")
    boxes = [box for box in (item.bounding_box() for item in page.locator(".launcher").all()) if box]
    assert len({(box["x"], box["y"]) for box in boxes}) == 3


def test_the_iframe_page_on_listed_and_other_websites(guest: Guest, widget: Widget) -> None:
    frame = (
        f'<iframe src="{widget.url}/embed?site=default" title="政策助手" width="400" height="640"></iframe>'
    )
    page = guest(put(widget.host, "/frame", BODY + frame))
    inside = page.frame_locator("iframe")
    inside.get_by_label("您的问题").fill(CRAFTSMAN)
    inside.get_by_label("您的问题").press("Enter")
    expect(inside.locator(".headline")).to_contain_text("20000元")
    page = guest(put(widget.stranger, "/frame", BODY + frame))
    page.wait_for_timeout(800)
    assert page.frames[1].url.startswith("chrome-error:")


def test_a_website_that_is_not_listed_is_told_so(guest: Guest, widget: Widget) -> None:
    page = guest(put(widget.stranger, "/", BODY + widget.tag()))
    launch(page)
    expect(page.locator(".log")).to_contain_text(f"这个网站（{widget.stranger.url}）还没有登记")
    say(page, CRAFTSMAN)
    expect(page.locator(".failed")).to_contain_text("还没有登记")


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
    box = page.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": width, "height": height}
    page.get_by_role("button", name="大字").click()
    narrow = "() => { const s = document.querySelector('policybot-widget').shadowRoot.querySelector('.scroll'); return s.scrollWidth <= s.clientWidth; }"
    assert page.evaluate(narrow)
    small = """() => [...document.querySelector('policybot-widget').shadowRoot.querySelectorAll('button, summary, textarea')]
      .filter((e) => e.offsetParent && !e.matches('.mark') && e.getBoundingClientRect().height < 43.5).map((e) => e.className || e.tagName)"""
    assert page.evaluate(small) == []
    page.get_by_role("button", name="关闭对话").click()
    expect(page.locator(".launcher")).to_be_visible()


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


def test_questions_and_settings_never_run_as_markup(guest: Guest, widget: Widget) -> None:
    page = guest(
        put(
            widget.host,
            "/xss",
            BODY + widget.tag("hostile", 'data-subtitle="&lt;img src=x onerror=alert(9)&gt;"'),
        )
    )
    launch(page, "hostile")
    for text in XSS:
        say(page, text, "hostile")
    expect(page.locator(".mine .bubble").first).to_contain_text(XSS[0])
    expect(page.locator(".top .title")).to_have_text("<b onclick=alert(1)>")
    made = "() => document.querySelector('policybot-widget').shadowRoot.querySelectorAll('script, img, iframe, b, [onerror], [onload], a[href^=javascript]').length"
    assert page.evaluate(made) == 0
    page.reload()
    launch(page, "hostile")
    assert page.evaluate(made) == 0


def instead(body: dict[str, Any]) -> Callable[[Route], None]:
    """A reply that no service of ours would give."""
    return lambda route: route.fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"})


def test_a_hostile_answer_never_runs_as_markup(guest: Guest, widget: Widget) -> None:
    """What a document or a model might hold: every text field of the answer is an attack."""
    page = guest(put(widget.host, "/bad", BODY + widget.tag()))
    launch(page)
    for bad in XSS:
        citation = {"n": 1, "passage_id": bad, "document_title": bad, "document_number": bad, "locator": bad,
                    "quote": bad, "highlight": bad, "validity": bad}  # fmt: skip
        amount = {"value": bad, "unit": bad, "label": bad, "bound": bad}
        card = {"rule_id": bad, "title": bad, "outcome": "computed", "amount": amount, "steps": [bad], "reasons": [bad],
                "conditions": [bad], "near": [bad], "note": bad, "per_unit": None, "citations": [1],
                "cases": [{"case": bad, "amount": amount}]}  # fmt: skip
        answer = {"status": "clarification", "answer": f"{bad}\n\n- {bad}\n\n> {bad} [1]", "citations": [citation],
                  "calculations": [card], "clarification": {"question": bad, "missing": [bad]},
                  "notices": [{"kind": bad, "text": bad, "citations": [1]}],
                  "choices": [{"name": bad, "label": bad, "value": bad}]}  # fmt: skip
        page.route("**/widget/ask", instead(answer))
        say(page, "问")
        page.unroute("**/widget/ask")
    expect(page.locator(".answer")).to_have_count(len(XSS))
    made = "() => document.querySelector('policybot-widget').shadowRoot.querySelectorAll('script, img, iframe, b, [onerror], [onload], a[href^=javascript]').length"
    assert page.evaluate(made) == 0


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
    snippet = page.locator("#snippet").inner_text()
    assert 'data-title="区&quot;人社&quot; &lt;b&gt;"' in snippet
    assert '  default:\n    origins: ["https://www.example.cn"]' in page.locator("#entry").inner_text()
    page.get_by_label("网站地址").fill("www.example.cn/path")
    expect(page.locator("#problem")).to_contain_text("www.example.cn/path")
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
