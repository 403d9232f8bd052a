"""The widget on every kind of page that people have: hostile, strict, right to left, changing, not listed."""

# ruff: noqa: E501, F401, F811  (fixtures)
from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from widget_site import BODY, Guest, Widget, guest, launch, put, say, websites, widget

CRAFTSMAN = "评上石家庄工匠给发多少钱？"

HOSTILE = """<style>
*, *::before { all: unset !important; color: red !important; font: 60px/3 cursive !important; transform: rotate(9deg) !important;
  display: none !important; visibility: hidden !important; pointer-events: none !important; opacity: .1 !important }
html, body, h1, p, a { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important }
html { font-size: 4px !important } body { zoom: 2; direction: rtl } button, textarea { width: 900px !important }
policybot-widget, html > * { position: static !important; width: 1px !important; height: 1px !important; overflow: hidden !important; z-index: -1 !important }
</style>"""


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


def test_an_older_webview_without_constructed_style_sheets_looks_alike(guest: Guest, widget: Widget) -> None:
    plain = shape(guest(put(widget.host, "/calm", BODY + widget.tag())))
    old = "<script>delete CSSStyleSheet.prototype.replaceSync; delete window.visualViewport</script>"
    page = guest(put(widget.host, "/old", BODY + widget.tag(), old))
    assert shape(page) == plain
    say(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("20000元")


def test_a_page_whose_storage_is_off_still_gets_answers(guest: Guest, widget: Widget) -> None:
    off = "<script>Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('off', 'SecurityError'); } })</script>"
    page = guest(put(widget.host, "/nostore", BODY + widget.tag(), off))
    launch(page)
    say(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("20000元")


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
