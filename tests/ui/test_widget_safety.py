"""Text from questions, settings, documents and models never runs as HTML on the host page."""

# ruff: noqa: E501, F401, F811  (fixtures)
from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Route, expect
from widget_site import BODY, Guest, Widget, guest, launch, put, say, websites, widget

CRAFTSMAN = "评上石家庄工匠给发多少钱？"

MADE = "() => document.querySelector('policybot-widget').shadowRoot.querySelectorAll('script, img, iframe, b, [onerror], [onload], a[href^=javascript]').length"
"""Elements that only text read as HTML could have made."""
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
    assert page.evaluate(MADE) == 0
    page.reload()
    launch(page, "hostile")
    assert page.evaluate(MADE) == 0


def test_a_tag_or_a_link_never_runs_as_markup(guest: Guest, widget: Widget) -> None:
    """What stands in the attributes of the tag, and what a link to the iframe page or the preview brings along."""
    for bad in XSS:
        code = base64.urlsafe_b64encode(json.dumps({"q": bad, "h": [bad], "f": {bad: bad}}).encode()).decode()
        page = guest(f"{widget.url}/embed?site=default#ask={code.rstrip('=')}")
        page.locator(".theirs:not(:has(.dots))").nth(1).wait_for()
        assert page.evaluate(MADE) == 0
    bad = html.escape("|".join(XSS), quote=True)
    looks = " ".join(
        f'data-{name}="{bad}"'
        for name in ("title", "subtitle", "avatar", "colour", "greeting", "quick", "position")
    )
    page = guest(put(widget.host, "/tag", BODY + widget.tag("default", looks)))
    launch(page)
    expect(page.locator(".quick .chip").first).to_have_text(XSS[0])
    assert page.evaluate(MADE) == 0
    page = guest(f"{widget.url}/widget/preview?title={quote(XSS[1])}&quick={quote(XSS[0])}")
    launch(page)
    assert page.evaluate(MADE) == 0


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
    assert page.evaluate(MADE) == 0
