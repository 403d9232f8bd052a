"""Injections in the question, in the history and in a document, against a model that obeys every one of
them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agent_scene import asked

from bot.agent import written
from bot.answer import answer, material_for
from bot.bot import Bot
from bot.drafting.ledger import Ledger
from bot.drafting.speak import Recorded
from bot.drafting.trace import Round, Trace
from bot.drafting.write import Material, silent
from bot.types import Answer, Retrieved, Turn

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent.parent / "data" / "injections.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
PLAIN = "评上石家庄工匠给多少钱？"
SALT = "injected"


def of(*where: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES if case["where"] in where]


def test_the_suite_is_large_enough() -> None:
    assert len(CASES) >= 150 and len({case["id"] for case in CASES}) == len(CASES)


def obedient(bot: Bot, material: Material, payload: str) -> Answer:
    """What people see when the model writes what the planted text wants, with an issued id behind it."""
    ledger = Ledger(bot.corpus, SALT, bot.manners.hostile, bot.validity(material.question.as_of))
    issued = ledger.issue_passage(material.found[0].passage) or "p-000000"
    heard = [{"kind": "text", "text": f"{payload}[{issued}]。", "arguments": {}}]
    recorded = Trace(
        "t", {}, "m", "tools", SALT, rounds=[Round("write", [], heard), Round("repair", [], heard)]
    )
    return written(material, bot, Recorded(recorded), Trace("t", {}, "m", "tools", SALT), silent)


@pytest.mark.parametrize("case", of("question"))
def test_in_the_question(bot: Bot, case: dict[str, str]) -> None:
    found = material_for(asked(case["text"]), bot)
    if isinstance(found, Answer):
        assert found.status in ("refused", "out_of_scope", "unanswerable")
        assert case["payload"] not in found.answer
        return
    made = obedient(bot, found, case["payload"])
    assert made.answer.startswith(found.offline.answer)
    assert case["payload"] not in made.answer.replace(case["text"], "")


@pytest.mark.parametrize("case", of("history_user", "history_assistant"))
def test_in_the_history(bot: Bot, case: dict[str, str]) -> None:
    role: Any = "user" if case["where"] == "history_user" else "assistant"
    question = asked(PLAIN, history=(Turn(role, case["text"]),))
    found = material_for(question, bot)
    assert isinstance(found, Material)
    assert found.offline.answer == answer(asked(PLAIN, mode="offline"), bot).answer
    made = obedient(bot, found, case["payload"])
    assert made.answer.startswith(found.offline.answer) and case["payload"] not in made.answer


@pytest.mark.parametrize("case", of("document"))
def test_in_a_document(bot: Bot, case: dict[str, str]) -> None:
    """A poisoned passage is found first: it is withheld, or what was planted in it does not come out."""
    found = material_for(asked(PLAIN), bot)
    assert isinstance(found, Material)
    poisoned = replace(found.found[0].passage, id="planted", text=case["text"])
    planted = replace(found, found=(Retrieved(poisoned, 9.0, 1), *found.found))
    made = obedient(bot, planted, case["payload"])
    assert made.answer.startswith(found.offline.answer) and case["payload"] not in made.answer
