"""我能领什么, the calculators and the catalogue in a real browser."""

from __future__ import annotations

import httpx
import pytest
from conftest import Site, Visit
from playwright.sync_api import Page, expect


def asked(page: Page) -> list[str]:
    """The names of the questions that the form asks."""
    names = page.locator("[data-name]").evaluate_all("all => all.map(one => one.dataset.name)")
    return [str(name) for name in names]


def fill(page: Page, name: str, value: str) -> None:
    with page.expect_response("**/api/benefits"):
        page.locator(f"[data-name={name}]").select_option(value)
    page.locator(".tally").wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_few_questions_first_and_more_only_where_they_decide(
    visit: Visit, http: httpx.Client, width: int
) -> None:
    page = visit("#/benefits", width)
    page.locator("[data-name]").first.wait_for()
    first = asked(page)
    assert len(first) == 5 and "degree" in first
    fill(page, "degree", "硕士")
    later = asked(page)
    assert later[:5] == first and 5 < len(later) <= 9
    report = http.post("/api/benefits", json={"facts": {"degree": "硕士"}, "audience": "person"}).json()
    rules = {rule["id"]: rule for rule in http.get("/api/rules").json()}
    matter = {item["rule_id"] for item in report["fits"] + report["needs"]}
    deciding = {i["name"] for name in matter for i in rules[name]["inputs"] if not i["assumed"]}
    assert set(later[5:]) <= deciding


def test_an_answer_decides(visit: Visit) -> None:
    page = visit("#/benefits")
    fill(page, "degree", "硕士")
    fitting = page.locator(".results > section .benefit")
    rent = fitting.filter(has_text="人才绿卡（B卡）房租补助")
    expect(rent).to_contain_text("90,000元")
    expect(rent).to_contain_text(
        "持有人才绿卡（B卡）"
    )  # nobody has said so: it stands on the card, not behind a fold
    fill(page, "card", "无")
    expect(rent).to_have_count(0)
    not_fitting = page.locator(".results details").filter(has_text="不符合").first
    not_fitting.locator("summary").first.click()
    expect(not_fitting).to_contain_text("人才绿卡（B卡）房租补助")
    page.get_by_role("button", name="清空").click()
    expect(page.locator(".benefit")).to_have_count(0)


def test_exclusions_are_explained_and_the_clause_opens(visit: Visit) -> None:
    page = visit("#/benefits")
    fill(page, "degree", "硕士")
    expect(page.locator(".results .notice").first).to_contain_text("不能重复享受")
    card = page.locator(".results > section .benefit").first
    card.locator("summary").click()
    card.get_by_role("button", name="看原文").click()
    expect(page.locator(".panel .cited")).to_be_visible()


def test_what_has_expired_stands_apart(visit: Visit) -> None:
    page = visit("#/benefits")
    page.locator("[data-name]").first.wait_for()
    with page.expect_response("**/api/benefits"):
        page.get_by_role("button", name="企业").click()
    fill(page, "skill_level", "高级工")
    old = "企业新型学徒制培训补贴（旧标准）"
    apart = page.locator(".results > details").filter(has_text="已经过期").first
    expect(apart.locator(".benefit h4").first).to_have_text(old)
    expect(page.locator(".results > section")).not_to_contain_text(old)
    expect(page.locator(".tally")).not_to_contain_text("2019")


def test_what_was_filled_in_stays_in_its_own_tab(visit: Visit) -> None:
    page = visit("#/benefits")
    fill(page, "degree", "硕士")
    page.reload()
    expect(page.locator("[data-name=degree]")).to_have_value("硕士")
    other = visit("#/benefits")
    expect(other.locator("[data-name=degree]")).to_have_value("")


def test_firms_are_asked_other_questions(visit: Visit) -> None:
    page = visit("#/benefits")
    page.locator("[data-name]").first.wait_for()
    person = asked(page)
    with page.expect_response("**/api/benefits"):
        page.get_by_role("button", name="企业").click()
    expect(page.get_by_role("button", name="企业")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(200)
    assert asked(page) != person


def test_the_form_asks_nothing_that_only_a_question_tells(visit: Visit, http: httpx.Client, site: Site) -> None:
    page = visit("#/benefits")
    page.locator("[data-name]").first.wait_for()
    inputs = http.get("/api/page").json()["inputs"]
    specs = site.service.bot.book.inputs
    medals = [rule for rule in http.get("/api/rules").json() if rule["id"] == "world_skills_medal_award"]
    assert any(specs[item["name"]].of_question for item in medals[0]["inputs"])
    names = page.evaluate(
        "async (told) => (await import('/page-files/benefits.js')).first(...told)", [medals, inputs]
    )
    assert {"skills_contest", "medal"} <= set(names)
    assert not [name for name in names if specs[name].of_question]


def test_a_calculator_works_out_and_says_what_is_missing(visit: Visit) -> None:
    page = visit("#/calc")
    page.get_by_label("查找").fill("B卡 房租")
    page.get_by_role("link", name="人才绿卡（B卡）房租补助").click()
    expect(page.locator(".outcome")).to_contain_text("还要填：最高学位")
    form = page.locator(".fields")
    form.locator("select").first.select_option("博士")
    expect(page.locator(".outcome .amount")).to_contain_text("180,000元")
    form.locator("input").first.fill("18个月")
    form.locator("input").first.press("Enter")
    expect(page.locator(".outcome .amount")).to_contain_text("54,000元")
    form.locator("input").first.fill("很久")
    form.locator("input").first.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("月数")
    page.get_by_role("button", name="看原文").click()
    expect(page.locator(".panel .cited")).to_contain_text("3000元")


def test_the_catalogue_is_searched_and_read(visit: Visit, site: Site) -> None:
    page = visit("#/documents")
    count = len(site.service.bot.corpus.documents)
    expect(page.locator(".sheet [role=status]")).to_have_text(f"共 {count} 份")
    page.get_by_label("查找文件").fill("石家庄工匠")
    found = page.locator(".document").filter(has_text="选拔管理服务实施细则")
    expect(found.locator(".badge")).to_have_text("有效")
    found.click()
    page.locator(".text.whole").wait_for()
    shown = "".join(page.locator(".text.whole").inner_text().split())
    for article in site.service.bot.corpus.articles_of("craftsman-rules"):
        assert "".join(article.text.split()) in shown
