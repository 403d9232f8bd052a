"""A city of four clauses without rules, a fresh home, and the commands wired to a bot of one's choice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import eval_worked as worked
import pytest
from click.testing import Result
from typer.testing import CliRunner

from eval.cli import app
from eval.generate import AnswerBatch
from eval.wiring import Opened, Wiring


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds corpus, rules, suites and home; settings point to it."""
    worked.write_corpus(tmp_path / "corpus")
    worked.write_suite(tmp_path / "questions")
    (tmp_path / "rules").mkdir()
    for name in ("corpus", "rules", "home"):
        monkeypatch.setenv(f"POLICYBOT_{name.upper()}", str(tmp_path / name))
    for name in ("DATABASE_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "POLICYBOT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def wire(city: Path) -> Callable[..., Wiring]:
    """Wires the commands to a bot."""

    def made(bot: AnswerBatch = worked.perfect) -> Wiring:
        return Wiring(
            questions=city / "questions",
            baseline=city / "baseline.json",
            open=lambda mode, today: Opened(bot, None, {"mode": mode}),
        )

    return made


@pytest.fixture
def command(wire: Callable[..., Wiring], monkeypatch: pytest.MonkeyPatch) -> worked.Command:
    """Runs `policybot eval …` with a bot; the result holds exit status, output and errors."""

    def run(*words: object, bot: AnswerBatch = worked.perfect, wiring: Wiring | None = None) -> Result:
        monkeypatch.setattr("eval.cli.wiring", wiring or wire(bot))
        return CliRunner().invoke(app, [str(word) for word in words])

    return run
