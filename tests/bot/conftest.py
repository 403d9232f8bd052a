"""What tests of reading share: the rule book and a reader of people's words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.facts.reader import Reader
from bot.rules.load import load_rules
from bot.rules.model import RuleBook
from bot.vocabulary import load_phrases

BOT = Path(__file__).resolve().parents[2] / "bot"


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return load_rules(BOT / "rules")


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(load_phrases(BOT / "phrases.yaml"), date(2023, 6, 30))
