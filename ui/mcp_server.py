"""`policybot mcp`: the assistant as tools for other assistants, by the Model Context Protocol over stdin and stdout.

The same functions as the page's: nothing here computes or words anything of its own, and no model is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from bot.errors import PolicyBotError
from bot.guard import check, clean
from bot.retrieve import retrieve
from bot.types import Question
from ingest.clean import squash
from ui.api_corpus import article_dict, document_dict, passage_dict
from ui.api_errors import Refused
from ui.api_rules import calculation, fitting_benefits, rule_dict
from ui.schemas import BenefitsIn, CalcIn
from ui.service import Service

_MANNERS = "检索、原文、计算和匹配。金额只用 calculate、benefits 或 ask 给出的，引用时写明文件、文号和条款。"
_FOUND = 6
_RULES = 4
_ARTICLES = 20

AsOf = Annotated[date | None, Field(description="按哪一天的政策，YYYY-MM-DD；不写为今天")]
Facts = Annotated[
    dict[str, str | bool | int | float],
    Field(
        description='情况，名称和取值见 search 给出的规则 inputs，例如 {"degree": "硕士", "months": "24"}；只填说过的'
    ),
]


@dataclass(frozen=True)
class Tools:
    """What another assistant may call. Every method raises ToolError with one Chinese line."""

    service: Service

    def ask(
        self, question: Annotated[str, Field(description="居民或企业的问题")], as_of: AsOf = None
    ) -> dict[str, Any]:
        """直接回答一个政策问题：结论、逐字条款、计算过程、提示。不调用模型。"""
        check(clean(question), self.service.bot.guard)
        return self.service.ask(Question(question, as_of=self.service.day(as_of), mode="offline")).to_dict()

    def search(
        self, query: Annotated[str, Field(description="要找的内容")], as_of: AsOf = None
    ) -> dict[str, Any]:
        """按内容检索政策条文：逐字原文、文件、文号、是否有效；以及相关的计算规则（编号和要填的 inputs）。"""
        bot, day = self.service.bot, self.service.day(as_of)
        check(clean(query), bot.guard)
        turn = bot.read(Question(clean(query), as_of=day))
        matches = bot.matcher.match(turn)
        found = retrieve(turn, bot.live.current(), bot.rule_passages(matches), bot.phrases, bot.weights)
        passages = []
        for item in found[:_FOUND]:
            held = bot.corpus.documents[item.passage.document_id]
            valid = self.service.validity(held.id, item.passage.locator, day)
            about = {
                "document_title": held.title,
                "document_number": held.number,
                "validity": valid.state,
                "validity_reason": valid.reason,
            }
            passages.append({**passage_dict(item.passage), **about})
        return {
            "passages": passages,
            "rules": [rule_dict(m.rule, self.service, day) for m in matches[:_RULES]],
        }

    def read(
        self,
        document: Annotated[str, Field(description="文件的编号、名称或文号")],
        locator: Annotated[str, Field(description="条款位置，例如“第十一条（二）”；不写为从头起")] = "",
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """读一份文件的某一条，或从头读；逐字原文和是否有效。"""
        corpus = self.service.bot.corpus
        wanted = squash(document).strip("《》")
        held = [
            d
            for d in corpus.documents.values()
            if wanted and (wanted in (d.id, squash(d.number or "")) or wanted in squash(d.title))
        ]
        if not held:
            raise ToolError(f"没有名为“{document[:60]}”的文件，请先用 search 检索。")
        for item in held:
            articles = corpus.by_locator(item.id, locator) if locator else corpus.articles_of(item.id)
            if articles:
                about = document_dict(item, self.service, self.service.day(as_of), corpus)
                return {**about, "articles": [article_dict(a, corpus) for a in articles[:_ARTICLES]]}
        places = "、".join(a.locator for a in corpus.articles_of(held[0].id)[:40])
        raise ToolError(f"《{held[0].title}》没有“{locator[:60]}”，可用的位置：{places}")

    def calculate(
        self,
        rule_id: Annotated[str, Field(description="规则编号，见 search")],
        inputs: Facts,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """按一条规则计算金额：结果、算式、条件；缺少的情况列在 missing。"""
        return calculation(self.service, CalcIn(rule_id=rule_id[:100], inputs=dict(inputs), as_of=as_of))

    def benefits(
        self,
        facts: Facts,
        audience: Literal["person", "employer", "institution"] | None = None,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """按一个人或单位的情况，逐条规则看能享受什么、差什么、不能同时享受什么。"""
        return fitting_benefits(self.service, BenefitsIn(facts=dict(facts), audience=audience, as_of=as_of))


def spoken(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool with its expected errors as the protocol's; others reach the caller without their text."""

    @wraps(tool)
    def told(*given: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*given, **named)
        except (PolicyBotError, Refused) as error:
            raise ToolError(str(error)) from error

    return told


def server(service: Service) -> MCPServer[Any]:
    """The protocol's server with all tools; none of them changes anything."""
    city = service.bot.vocabulary.city
    made: MCPServer[Any] = MCPServer(
        "policybot",
        title=f"{city}政策助手",
        instructions=f"{service.bot.collection}：{_MANNERS}",
        log_level="WARNING",
    )
    tools = Tools(service)
    for tool in (tools.ask, tools.search, tools.read, tools.calculate, tools.benefits):
        made.add_tool(spoken(tool), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
    return made
