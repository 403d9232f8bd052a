"""`policybot mcp` as another assistant meets it: the official client over the real standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

ROOT = Path(__file__).resolve().parents[2]
DAY = "2023-06-30"
RENT = "talent_card_b_rent_subsidy"
Use = Callable[[str, dict[str, Any]], Awaitable[Any]]


def with_client(home: Path, talk: Callable[[Client, Use], Awaitable[None]]) -> None:
    """Start the command as an assistant would, and talk to it."""
    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from ui.cli import main; main()", "mcp"],
        env={**os.environ, "POLICYBOT_HOME": str(home), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )

    async def conversation() -> None:
        async with Client(started) as client:

            async def use(name: str, given: dict[str, Any]) -> Any:
                result = await client.call_tool(name, given)
                assert not result.is_error, result.content
                return result.structured_content

            await talk(client, use)

    with ThreadPoolExecutor(1) as pool:  # the browser tests keep an event loop running in the main thread
        pool.submit(lambda: asyncio.run(conversation())).result()


def test_every_tool_over_stdio(built_home: Path) -> None:
    async def talk(client: Client, use: Use) -> None:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(listed) == {"ask", "search", "read", "calculate", "benefits"}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.values())
        assert listed["calculate"].input_schema["required"] == ["rule_id", "inputs"]

        found = await use("search", {"query": "B卡 硕士 房租补助 标准", "as_of": DAY})
        first = found["passages"][0]
        assert "硕士1500元" in first["text"] and first["document_number"] == "石办字〔2017〕39号"
        assert first["validity"] == "in_force"
        assert RENT in [rule["id"] for rule in found["rules"]]

        read = await use("read", {"document": first["document_title"], "locator": first["locator"]})
        assert any("硕士1500元" in article["text"] for article in read["articles"])
        whole = await use("read", {"document": "石办字〔2017〕39号"})
        assert len(whole["articles"]) > 1

        made = await use(
            "calculate", {"rule_id": RENT, "inputs": {"degree": "硕士", "months": "24"}, "as_of": DAY}
        )
        assert made["amount"]["value"] == "36000" and made["steps"]

        report = await use("benefits", {"facts": {"degree": "硕士"}, "audience": "person", "as_of": DAY})
        assert RENT in [item["rule_id"] for item in report["fits"]] and report["choose"]

        answer = await use("ask", {"question": "评上石家庄工匠给发多少钱？", "as_of": DAY})
        assert answer["mode"] == "offline" and "2万元" in answer["answer"] and answer["citations"]

    with_client(built_home, talk)


def test_mistakes_are_told_in_one_line(built_home: Path) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("calculate", {"rule_id": "none", "inputs": {}}, "没有这个编号的规则"),
        ("calculate", {"rule_id": RENT, "inputs": {"months": "很久"}}, "月数"),
        ("calculate", {"rule_id": RENT, "inputs": {"shoe_size": "42"}}, "shoe_size"),
        ("read", {"document": "没有的文件"}, "请先用 search 检索"),
        ("read", {"document": "石办字〔2017〕39号", "locator": "第九百条"}, "可用的位置"),
        ("search", {"query": " "}, "问题"),
        ("ask", {"question": "字" * 5000}, "太长"),
    ]

    async def talk(client: Client, _use: Use) -> None:
        for name, given, told in wrong:
            result = await client.call_tool(name, given)
            text = "".join(part.text for part in result.content if part.type == "text")
            assert result.is_error and told in text, (name, given, text)
            assert "\n" not in text and "Traceback" not in text and str(ROOT) not in text
        assert not (await client.call_tool("search", {"query": "房租"})).is_error

    with_client(built_home, talk)
