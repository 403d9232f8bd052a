"""No number without an origin: one question per rule and clauses' own wordings, on days before and after terms end."""

from __future__ import annotations

import random
from datetime import date

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.cite import CitationBook, unsupported
from bot.compose.draft import Draft
from bot.provenance import Numbers, origins
from bot.types import Answer, Notice, Question
from ingest.types import Relation

DAYS = (date(2023, 6, 30), date(2024, 5, 1), date(2026, 11, 24))
CLAUSES = 90

Asked = list[tuple[Question, Answer]]


@pytest.fixture(scope="module")
def asked(bot: Bot) -> Asked:
    """Every rule's first wording and some wordings of clauses, each on one of the days in turn."""
    words = [rule.asks[0] for rule in bot.book.rules.values() if rule.asks]
    clauses = sorted({ask for asks in bot.corpus.wordings.values() for ask in asks})
    words += random.Random(3).sample(clauses, CLAUSES)
    questions = [Question(text, (), DAYS[i % 3], "offline") for i, text in enumerate(words)]
    return [(question, answer(question, bot)) for question in questions]


def test_every_number_has_an_origin(asked: Asked) -> None:
    assert len(asked) >= 180
    bad = {question.text: [item.words for item in unsupported(found, question)] for question, found in asked}
    assert {text: words for text, words in bad.items() if words} == {}
    assert all(found.answer.strip() for _, found in asked)


def test_what_has_expired_is_named_in_the_answer(asked: Asked) -> None:
    rests = [
        (question.text, found)
        for question, found in asked
        if found.status == "answered" and any(c.validity == "expired" for c in found.citations)
    ]
    assert len(rests) >= 5
    for text, found in rests:
        assert any(notice.kind == "expired" for notice in found.notices), text
        assert "过期" in found.answer or "期限已过" in found.answer, text


def test_conflicts_and_newer_standards_stand_in_the_answer(bot: Bot) -> None:
    day = DAYS[0]
    loan = answer(Question("石家庄人才贷最高能贷多少", (), day, "offline"), bot)
    assert _texts(loan, "conflict") and all(text in loan.answer for text in _texts(loan, "conflict")[:1])
    old = answer(Question("终身职业技能培训意见里学徒制高级工每人每年补多少", (), day, "offline"), bot)
    (text,) = _texts(old, "superseded")
    assert text in old.answer
    (notice,) = [notice for notice in old.notices if notice.kind == "superseded"]
    newer = old.citations[notice.citations[1] - 1]
    assert newer.document_number and newer.document_number in text


def _texts(found: Answer, kind: str) -> list[str]:
    return [notice.text for notice in found.notices if notice.kind == kind]


def test_notes_hold_only_figures_of_their_two_sides(bot: Bot) -> None:
    """What the maintainers write about two clauses names them by title or number and takes its figures from them."""
    assert {r.id: bare for r in bot.corpus.relations if (bare := _without_origin(r, bot))} == {}


def _without_origin(relation: Relation, bot: Bot) -> list[str]:
    cited = []
    for side in (relation.source, relation.target):
        if side is not None:
            document = bot.corpus.documents[side.document_id]
            place = {"locator": side.locator, "document_number": document.number}
            cited.append({**place, "quote": side.quote, "document_title": document.title})
    made = {"answer": relation.note, "citations": cited}
    return [item.words for item in origins(made, {"question": ""}, Numbers()) if item.source is None]


def test_notices_lend_no_number() -> None:
    found = Answer("问", "answered", "到2024年内到期，补2500元。", notices=(Notice("expired", "2024年内到期，2500元"),))
    assert [item.words for item in unsupported(found, Question("问"))] == ["2024年", "2500元"]
    assert unsupported(found, Question("2024年补2500元吗")) == []


def test_a_line_without_origin_is_left_out_alone(bot: Bot) -> None:
    draft = Draft(CitationBook(bot.corpus, bot.validity(None)), bot.messages)
    draft.head, draft.body, draft.tail = ["给3000元"], ["", "第一行\n第二行7元\n第三行"], ["末行"]
    text = draft.text()
    assert draft.drop([text.index("7元")]) == ["第二行7元"]
    assert draft.text() == "给3000元\n\n第一行\n第三行\n\n末行"
    assert draft.drop([draft.text().index("末行")]) == ["末行"]
    assert draft.text() == "给3000元\n\n第一行\n第三行"
