"""The HTTP contract over a socket: answers, corpus, rules, calculation, conversations, errors."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from conftest import Site

CRAFTSMAN = "评上石家庄工匠给发多少钱？"


def ask(http: httpx.Client, question: str, **more: Any) -> dict[str, Any]:
    """The Answer to a question; anything but 200 fails."""
    response = http.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_answer_has_the_fields_of_the_contract(http: httpx.Client) -> None:
    found = ask(http, CRAFTSMAN)
    assert found["status"] == "answered"
    assert "2万元" in found["answer"]
    first = found["citations"][0]
    assert (first["n"], first["locator"], first["validity"]) == (1, "第九条", "in_force")
    assert first["source"] == {"file": "compendium-2023-06.txt", "start_line": 526, "end_line": 526}
    assert found["calculations"][0]["amount"]["value"] == "20000"
    assert found["as_of"] == "2023-06-30"
    assert len(found["trace_id"]) == 32
    assert found["timings_ms"]["total"] > 0


def test_as_of_and_facts(http: httpx.Client) -> None:
    rent = "我硕士毕业，有B卡，租房两年能领多少？"
    assert ask(http, rent)["calculations"][0]["amount"]["value"] == "36000"
    changed = ask(http, rent, facts={"months": "一年", "degree": "博士"}, as_of="2022-01-01")
    assert changed["as_of"] == "2022-01-01"
    assert changed["calculations"][0]["amount"]["value"] == "36000"
    assert changed["calculations"][0]["inputs"]["degree"] == "博士"


def test_passage_with_its_document_and_neighbours(http: httpx.Client) -> None:
    cited = ask(http, CRAFTSMAN)["citations"][0]
    passage = http.get(f"/api/passages/{cited['passage_id']}").json()
    assert "".join(cited["quote"].split()) in "".join(passage["text"].split())
    assert passage["document"]["title"] == cited["document_title"]
    assert passage["previous"]["locator"] == "第八条"
    assert passage["following"]["locator"] == "第十条"


def test_every_document_opens_with_its_clauses(http: httpx.Client) -> None:
    documents = http.get("/api/documents").json()
    assert len(documents) >= 40
    for document in documents:
        whole = http.get(f"/api/documents/{document['id']}").json()
        assert len(whole["articles"]) == document["articles_count"]
        assert whole["validity"]["state"] in ("in_force", "expired", "superseded", "unknown")


def test_validity_depends_on_the_day(http: httpx.Client) -> None:
    then = http.get("/api/documents/retain-talent-2022", params={"as_of": "2023-06-30"}).json()
    later = http.get("/api/documents/retain-talent-2022", params={"as_of": "2030-01-01"}).json()
    assert then["validity"]["state"] != "expired"
    assert later["validity"]["state"] == "expired"


def test_rules_and_calculation(http: httpx.Client, site: Site) -> None:
    rules = http.get("/api/rules").json()
    assert {rule["id"] for rule in rules} == set(site.service.bot.book.rules)
    rule = next(rule for rule in rules if rule["id"] == "talent_card_b_rent_subsidy")
    assert {"title", "audience", "document_id", "locator", "quotes", "inputs", "effective_from"} <= set(rule)
    inputs = {"degree": "研究生", "months": "1年半"}
    found = http.post("/api/calc", json={"rule_id": rule["id"], "inputs": inputs}).json()
    assert (found["outcome"], found["amount"]["value"]) == ("computed", "27000")
    open_case = http.post("/api/calc", json={"rule_id": rule["id"]}).json()
    assert open_case["missing"] == ["degree"]


def test_benefits(http: httpx.Client) -> None:
    body = {"facts": {"card": "B卡", "degree": "硕士"}, "audience": "person"}
    report = http.post("/api/benefits", json=body).json()
    amounts = {item["rule_id"]: item["calculation"]["amount"] for item in report["fits"]}
    assert amounts["talent_card_b_rent_subsidy"]["value"] == "90000"
    assert amounts["talent_card_b_qualification"] is None  # a right has no amount


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/ask", {}, 400),
        ("/api/ask", {"question": ""}, 400),
        ("/api/ask", {"question": "  \u200b "}, 400),
        ("/api/ask", {"question": 5}, 400),
        ("/api/ask", {"question": "问" * 30_000}, 400),
        ("/api/ask", {"question": "问" * 100_000}, 413),
        ("/api/ask", {"question": "好", "as_of": "去年"}, 400),
        ("/api/ask", {"question": "好", "mode": "fast"}, 400),
        ("/api/ask", {"question": "好", "session_id": "../x"}, 400),
        ("/api/ask", {"question": "好", "facts": {"nothing": "1"}}, 400),
        ("/api/ask", {"question": "好", "history": [{"role": "system", "content": "x"}]}, 400),
        ("/api/calc", {"rule_id": "none"}, 404),
        ("/api/feedback", {"trace_id": "0" * 32, "rating": "up"}, 404),
        ("/api/calc", {"rule_id": "talent_card_b_rent_subsidy", "inputs": {"months": "-3"}}, 400),
        ("/api/calc", {"rule_id": "talent_card_b_rent_subsidy", "inputs": {"months": "1e30"}}, 400),
        ("/api/nothing", {}, 404),
        ("/api/rules", {}, 405),
    ],
)
def test_bad_requests_get_one_clear_line(http: httpx.Client, path: str, body: Any, status: int) -> None:
    response = http.post(path, json=body)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"]
    assert error["message"]
    for word in ("Traceback", "/work", ".py", "\n", "pydantic"):
        assert word not in error["message"]


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b'{"question": "\xd3\xd0"}', b"[]", b"null", b""])
def test_bodies_that_are_no_json(http: httpx.Client, raw: bytes) -> None:
    response = http.post("/api/ask", content=raw, headers={"content-type": "application/json"})
    assert response.status_code == 400, response.text
    assert response.json()["error"]["message"]


@pytest.mark.parametrize(
    "path", ["/api/documents/none", "/api/passages/none", "/api/conversations/x", "/docs/none"]
)
def test_what_is_not_there(http: httpx.Client, path: str) -> None:
    response = http.get(path)
    assert response.status_code in (400, 404)
    assert response.json()["error"]["message"]


def test_conversation_is_kept_masked_and_deleted(http: httpx.Client, site: Site) -> None:
    secret = "我身份证11010519491231002X，电话13812345678，评上石家庄工匠给发多少钱？"
    found = ask(http, secret, session_id="test-session-1")
    assert "11010519491231002X" not in json.dumps(found)
    assert "20000" in found["answer"]
    kept = http.get("/api/conversations/test-session-1")
    assert "13812345678" not in kept.text
    assert kept.json() == [found]
    opinion = {"trace_id": found["trace_id"], "rating": "down", "comment": "打13812345678找我"}
    assert http.post("/api/feedback", json=opinion).status_code == 200
    assert http.delete("/api/conversations/test-session-1").json() == {"deleted": 1}
    assert http.get("/api/conversations/test-session-1").json() == []


def test_stream_is_the_same_answer_in_pieces(http: httpx.Client) -> None:
    events: list[tuple[str, Any]] = []
    with http.stream("POST", "/api/ask/stream", json={"question": CRAFTSMAN}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                events.append((name, json.loads(line[6:])))
    names = [name for name, _ in events]
    assert names[0] == "status"
    assert names[-1] == "done"
    done = events[-1][1]
    assert "".join(data["text"] for name, data in events if name == "token") == done["answer"]
    assert [data for name, data in events if name == "citation"] == done["citations"]
    assert [data for name, data in events if name == "calculation"] == done["calculations"]


def test_a_bad_question_is_refused_before_the_stream_begins(http: httpx.Client) -> None:
    response = http.post("/api/ask/stream", json={"question": " "})
    assert response.status_code == 400
    assert "问题是空的" in response.json()["error"]["message"]


def test_health_and_metrics(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    ready = http.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["documents"] >= 40
    before = _counted(http)
    ask(http, CRAFTSMAN)
    assert _counted(http) == before + 1


def _counted(http: httpx.Client) -> float:
    lines = http.get("/metrics").text.splitlines()
    wanted = 'policybot_answers_total{mode="offline",status="answered"}'
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(wanted))


def test_openapi_describes_every_route(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    for path in (
        "/api/ask",
        "/api/ask/stream",
        "/api/feedback",
        "/api/rules",
        "/api/calc",
        "/api/documents",
        "/api/documents/{document_id}",
        "/api/passages/{passage_id}",
        "/v1/chat/completions",
        "/v1/models",
        "/healthz",
        "/readyz",
        "/metrics",
    ):
        operation = next(iter(paths[path].values()))
        assert operation["summary"], path


def test_the_description_loads_nothing_from_other_hosts(http: httpx.Client) -> None:
    page = http.get("/docs").text
    assert "/api/ask" in page
    assert "https://" not in page
    assert "<script" not in page
