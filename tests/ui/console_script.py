"""Runs the console script as a maintainer would: a process of its own, its output, its exit status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = ("POLICYBOT_", "OPENAI_", "CHROMA_URL", "DATABASE_URL", "REDIS_URL")


def command() -> list[str]:
    """The installed script, or the same entry point by module where it is not on the path."""
    script = Path(sys.executable).with_name("policybot")
    found = str(script) if script.exists() else shutil.which("policybot")
    return [found] if found else [sys.executable, "-c", "from ui.cli import main; main()"]


def run(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command with its data folder; no setting of the tester's own environment reaches it."""
    return subprocess.run(
        [*command(), *arguments], cwd=ROOT, env=environment(home, settings), text=True, encoding="utf-8",
        capture_output=True, timeout=600, check=False,
    )  # fmt: skip


def environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: the tester's without settings of the assistant, and these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS)}
    return {**clean, "POLICYBOT_HOME": str(home), "COLUMNS": "200", **settings}


def refused(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The line of a refusal: that status, nothing on standard output, one Chinese line, no stack trace."""
    assert done.returncode == status, done.stdout + done.stderr
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert any("\u4e00" <= char <= "\u9fff" for char in lines[0]), lines[0]
    assert "Traceback" not in done.stderr
    return lines[0]
