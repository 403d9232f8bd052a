"""The page shows what a model says while it says it, and keeps the conversation whatever the connection does."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from conftest import Site, Visit, ask, running
from playwright.sync_api import Page, expect

from tests.llm_server import Endpointed, Reply, Request, Wire, fails, says, serving
from ui.store import open_store

CRAFTSMAN = "评上石家庄工匠给发多少钱？"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpointed]:
    with serving() as scripted:
        yield scripted


@pytest.fixture(scope="module")
def modelled(site: Site, endpoint: Endpointed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with a scripted model behind it."""
    home = tmp_path_factory.mktemp("modelled")
    bot = site.service.bot
    settings = replace(
        bot.settings,
        home=home,
        model="scripted",
        model_url=endpoint.url,
        model_path="tools",
        model_seconds=20.0,
    )
    store = open_store(None, home, 90)
    with running(replace(site.service, bot=replace(bot, settings=settings), store=store)) as opened:
        yield opened


def writing(text: str) -> Reply:
    """An answer of the model that rests on the calculation it was given."""

    def reply(wire: Wire, request: Request) -> None:
        prompt = "\n".join(str(message.get("content") or "") for message in request["messages"])
        issued = re.findall(r"〔计算 (c-[0-9a-f]{6})〕", prompt)
        says(f"{text}[{issued[0]}]。")(wire, request)

    return reply


def told(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


@pytest.fixture
def words() -> Iterator[Endpointed]:
    """An endpoint that speaks the service's own events, as slowly as a test wants."""
    with serving() as scripted:
        yield scripted


def put(page: Page, question: str) -> None:
    """Ask without waiting for the answer."""
    page.get_by_label("您的问题").fill(question)
    page.keyboard.press("Enter")


def redirect(page: Page, words: Endpointed) -> None:
    """Let the page hear the scripted events in place of the service's."""
    target = words.url.removesuffix("/v1") + "/api/ask/stream"
    page.route("**/api/ask/stream", lambda route: route.continue_(url=target))


def test_words_show_while_they_come_and_the_whole_answer_replaces_them(
    visit: Visit, words: Endpointed, http: httpx.Client
) -> None:
    whole = http.post("/api/ask", json={"question": CRAFTSMAN}).json()
    goes_on, ends = threading.Event(), threading.Event()

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        wire.raw(told("status", {"stage": "writing"}) + told("citation", whole["citations"][0]))
        wire.raw(told("token", {"text": "先说<b>这一句</b>[1]。"}))
        goes_on.wait(15)
        wire.raw(b": keep-alive\n\n" + told("token", {"text": "再说那一句。"})[:20])  # cut inside an event
        wire.raw(told("token", {"text": "再说那一句。"})[20:])
        ends.wait(15)
        wire.raw(told("done", whole))

    words.will(reply)
    page = visit()
    redirect(page, words)
    put(page, CRAFTSMAN)
    draft = page.locator(".draft")
    expect(draft).to_contain_text("先说<b>这一句</b>")
    expect(draft.locator(".mark")).to_have_count(1)
    expect(draft).not_to_contain_text("再说")
    expect(page.locator(".answer")).to_have_count(0)
    goes_on.set()
    expect(draft).to_contain_text("再说那一句。")
    ends.set()
    expect(page.locator(".answer .headline")).to_contain_text("2万元")
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator(".turn")).not_to_contain_text("再说那一句")


def test_a_draft_that_is_given_up_disappears(visit: Visit, words: Endpointed, http: httpx.Client) -> None:
    whole = http.post("/api/ask", json={"question": CRAFTSMAN}).json()
    goes_on, ends = threading.Event(), threading.Event()

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        wire.raw(told("token", {"text": "这句话后来收回了。"}))
        goes_on.wait(15)
        wire.raw(told("status", {"stage": "fallback"}))
        ends.wait(15)
        wire.raw(told("done", whole))

    words.will(reply)
    page = visit()
    redirect(page, words)
    put(page, CRAFTSMAN)
    expect(page.locator(".draft")).to_contain_text("收回")
    goes_on.set()
    expect(page.locator(".reply")).not_to_contain_text("收回")
    expect(page.locator(".waiting")).to_contain_text("按条款直接作答")
    ends.set()
    expect(page.locator(".headline")).to_contain_text("2万元")


def test_a_stream_that_breaks_off_can_be_asked_again(visit: Visit, words: Endpointed) -> None:
    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        wire.raw(told("token", {"text": "说到一半"}))

    words.will(reply)
    page = visit()
    redirect(page, words)
    put(page, CRAFTSMAN)
    expect(page.get_by_role("alert")).to_contain_text("连接中断")
    page.unroute("**/api/ask/stream")
    page.reload()
    expect(page.locator(".asked")).to_contain_text(CRAFTSMAN)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".headline")).to_contain_text("2万元")


def test_a_reload_while_waiting_keeps_the_question(visit: Visit, words: Endpointed) -> None:
    until = threading.Event()

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        until.wait(15)

    words.will(reply)
    page = visit()
    redirect(page, words)
    put(page, CRAFTSMAN)
    expect(page.locator(".waiting")).to_be_visible()
    page.unroute("**/api/ask/stream")
    page.reload()
    until.set()
    expect(page.get_by_role("alert")).to_contain_text("没有等到回答")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".headline")).to_contain_text("2万元")


def test_a_models_answer_names_the_model(visit: Visit, modelled: Site, endpoint: Endpointed) -> None:
    endpoint.will(always=writing("评上的一次性奖励20000元"))
    page = visit(at=modelled)
    expect(page.locator(".welcome")).to_contain_text("scripted")
    ask(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("评上的一次性奖励20000元")
    expect(page.locator(".mode")).to_contain_text("scripted")


def test_a_failing_model_is_said_and_the_clause_answers(
    visit: Visit, modelled: Site, endpoint: Endpointed
) -> None:
    endpoint.will(always=fails(500))
    page = visit(at=modelled)
    ask(page, CRAFTSMAN)
    expect(page.locator(".headline")).to_contain_text("2万元")
    expect(page.locator(".notice")).not_to_have_count(0)
    expect(page.locator(".mode")).to_have_text("按条款直接作答")


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (375, 740)])
def test_the_newest_question_stands_at_the_top(visit: Visit, width: int, height: int) -> None:
    page = visit("", width, height)
    ask(page, CRAFTSMAN)
    ask(page, "保障性租赁住房怎么申请？")
    page.wait_for_function(
        """() => {
          const root = document.querySelector('#policybot').shadowRoot;
          const asked = [...root.querySelectorAll('.asked')].pop().getBoundingClientRect();
          const bar = root.querySelector('.top').getBoundingClientRect();
          return asked.top >= bar.bottom && asked.top < bar.bottom + 60;
        }""",
        timeout=5000,
    )


def test_a_correction_leaves_the_answer_standing_and_the_focus_in_place(visit: Visit) -> None:
    page = visit()
    ask(page, "我硕士毕业，有B卡，租房两年能领多少？")
    page.locator(".chip[data-name=months]").click()
    page.locator(".editing input").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_contain_text("18000元")
    expect(page.locator(".chip[data-name=months]")).to_be_focused()
