"""The house rules that a reader relies on: imports point one way, each vendor has one door, nothing grows too large."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"ingest": 0, "bot": 1, "eval": 2, "ui": 2}
DOORS = {
    "chromadb": {"ingest/index.py"},
    "jieba": {"ingest/tokens.py"},
    "openai": {"bot/llm.py", "ingest/embed.py", "eval/judge.py"},
    "langchain": {"bot/agent.py"},
    "langchain_openai": {"bot/llm.py", "bot/agent.py"},
    "gradio": {"ui/page.py"},
    "mcp": {"ui/mcp_server.py"},
    "ragas": {"eval/judge.py"},
}
FLOORS = ("numbers", "facts", "decision", "compose", "drafting")
"""The floors of `bot/`, lowest first; what lies beside them (types, vocabulary, the bot itself) serves all."""
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports, at its head or inside its functions, type-checking imports included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    above = {name for name, level in ROOMS.items() if name != room and level >= ROOMS[room]}
    allowed = {"eval"} if path.relative_to(ROOT).as_posix() in ("ui/cli.py", "ui/eval_runner.py") else set()
    assert not (imported(path) & above) - allowed


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_of_the_bot_knows_one_above_it(floor: str) -> None:
    above = FLOORS[FLOORS.index(floor) + 1 :]
    for path in (ROOT / "bot" / floor).glob("*.py"):
        modules = {
            node.module or ""
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
        }
        assert not {name for name in modules if name.startswith(tuple(f"bot.{one}" for one in above))}, path


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_vendor_has_one_door(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for vendor in imported(path) & set(DOORS):
        assert name in DOORS[vendor], f"{vendor} is imported in {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_grows_too_large(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None and node.end_lineno - node.lineno < 40, node.name
        if isinstance(node, ast.ClassDef):
            assert node.end_lineno is not None and node.end_lineno - node.lineno < 150, node.name
            assert len(node.bases) <= 1 or {"Protocol"} & {getattr(b, "id", "") for b in node.bases}, (
                node.name
            )


def test_nothing_of_the_city_is_in_code() -> None:
    """Names of this city's cards, districts and documents belong into corpus/ and bot/rules/*.yaml."""
    words = re.compile("人才绿卡|B卡|桥西|灵寿|石家庄工匠|保租房|专精特新|瞪羚")
    for path in FILES:
        code = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            node.body[0].value
            for node in ast.walk(code)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(code):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
                assert not words.search(node.value), f"{path.relative_to(ROOT)}:{node.lineno}"
