"""What many tests share: one index of the real corpus, built once per run, and the assistant opened on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.bot import Bot, open_bot
from bot.settings import Settings, load_settings

DAY = date(2023, 6, 30)
"""A day on which the measures of 2022 are in force."""


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with an index of the real corpus."""
    home = tmp_path_factory.mktemp("home")
    open_bot(settings_for(home))
    yield home


def settings_for(home: Path) -> Settings:
    """The default settings, without any model, writing to `home`."""
    return load_settings({"POLICYBOT_HOME": str(home)})


@pytest.fixture(scope="session")
def bot(built_home: Path) -> Bot:
    """The assistant on the real corpus, offline."""
    return open_bot(settings_for(built_home))
