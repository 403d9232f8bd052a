"""What the model may do: the same functions that the offline answer uses, each told in words, nothing else.

Every tool answers with text. A mistake that the model can correct begins with 可改正, one that it cannot
with 到此为止.
Facts are taken only with the person's own words that tell them: a figure that nobody said enters no
calculation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from bot.benefits import benefits
from bot.cite import origins
from bot.drafting.ledger import STATES, Ledger
from bot.errors import BadInput, PolicyBotError
from bot.retrieve import retrieve
from bot.rules.calc import calculate
from bot.rules.inputs import parse_value
from bot.rules.model import Rule
from bot.rules.spec import InputSpec
from bot.types import Question, Value
from bot.understand import Understanding
from ingest.clean import squash

if TYPE_CHECKING:
    from bot.bot import Bot

_ROOM = 3500
_FOUND = 5
_RULES = 8
_LONGEST = 500


class FactIn(BaseModel):
    """One thing that the person said about themselves."""

    name: str = Field(description="情况的名称，见规则的 inputs，例如 degree")
    value: str = Field(description="取值：选项之一，或数字，或“是”“否”")
    words: str = Field(description="提问者的原话，这个取值就是从这几个字读出的，一字不差")


class SearchIn(BaseModel):
    """Arguments of search_policies and list_rules."""

    query: str = Field(
        description="要找的内容，用政策文件的说法，例如“硕士 租房补贴 标准”", max_length=_LONGEST
    )


class ArticleIn(BaseModel):
    """Arguments of read_article."""

    document: str = Field(description="文件名称或文号", max_length=_LONGEST)
    locator: str = Field(description="条款位置，例如“第十一条（二）”", max_length=100)


class CalculateIn(BaseModel):
    """Arguments of calculate."""

    rule_id: str = Field(description="规则编号，见 list_rules", max_length=100)
    facts: list[FactIn] = Field(default_factory=list, max_length=30)


class BenefitsIn(BaseModel):
    """Arguments of find_benefits."""

    facts: list[FactIn] = Field(max_length=30)


class ValidityIn(BaseModel):
    """Arguments of check_validity."""

    passage_id: str = Field(description="已发放的条文编号，例如 p-0a1b2c", max_length=40)


@dataclass(frozen=True)
class Toolbox:
    """The tools of one answer, bound to its question and to the ledger that issues what they find."""

    bot: Bot
    ledger: Ledger
    question: Question
    turn: Understanding

    @property
    def said(self) -> tuple[str, ...]:
        """The person's own words: the question and the earlier turns that it leans on."""
        return (self.question.text, self.turn.text, *self.turn.earlier)

    def search_policies(self, query: str) -> str:
        """按内容检索政策条文，返回最相关的几条及其编号（p-……）。"""
        turn = self._read(query)
        matches = self.bot.matcher.match(turn)
        index = self.bot.live.current()
        found = retrieve(turn, index, self.bot.rule_passages(matches), self.bot.phrases, self.bot.weights)
        text = self.ledger.blocks([item.passage for item in found[:_FOUND]], _ROOM)
        return text or "没有找到相关条文。"

    def read_article(self, document: str, locator: str) -> str:
        """读某个文件的某一条全文，返回条文及其编号（p-……）。"""
        corpus = self.ledger.corpus
        wanted = squash(document).strip("《》")
        held = [
            d
            for d in corpus.documents.values()
            if wanted and (wanted in squash(d.title) or wanted == squash(d.number or ""))
        ]
        if not held:
            raise BadInput(f"没有名为“{document}”的文件，请改用 search_policies 检索")
        for item in held:
            articles = corpus.by_locator(item.id, locator)
            passages = [p for article in articles for p in corpus.passages_of(article.id)]
            text = self.ledger.blocks(passages, _ROOM)
            if text:
                return text
        places = "、".join(a.locator for a in corpus.articles_of(held[0].id)[:40])
        raise BadInput(f"《{held[0].title}》没有“{locator}”，可用的位置：{places}")

    def list_rules(self, query: str) -> str:
        """列出与内容相关的计算规则：编号、名称、需要的情况及其取值。"""
        matches = self.bot.matcher.match(self._read(query), _RULES)
        return "\n".join(_rule_line(match.rule) for match in matches)

    def calculate(self, rule_id: str, facts: Sequence[FactIn] = ()) -> str:
        """按一条规则计算金额，返回算式、结果及其编号（c-……）；缺少情况时说明缺什么。"""
        rule = self.bot.book.rules.get(rule_id)
        if rule is None:
            raise BadInput(f"没有编号为“{rule_id}”的规则，请先用 list_rules 查看")
        specs = {item.spec.name: item.spec for item in rule.inputs}
        given = {**self.told(facts, specs), **{k: v for k, v in self.question.facts.items() if k in specs}}
        day = self.question.as_of
        made = calculate(self.bot.book, rule, given, day, self.bot.judge(day)(rule))
        return self.ledger.calculation_block(replace(made, note=rule.notes))

    def find_benefits(self, facts: Sequence[FactIn]) -> str:
        """按提问者的情况，从全部规则中找能享受的补贴、奖励，返回各项结果及其编号（c-……）。"""
        day = self.question.as_of
        told = {**self.told(facts, self.bot.book.inputs), **self.question.facts}
        report = benefits(self.bot.book, told, day, self.bot.judge(day))
        blocks = [self.ledger.calculation_block(item.calculation) for item in report.fits[:_RULES]]
        notes = [choose.text for choose in report.choose]
        return "\n\n".join([*blocks, *notes]) or "没有能直接对上的补贴或奖励。"

    def check_validity(self, passage_id: str) -> str:
        """查某一条文在提问之日是否有效，以及依据。"""
        passage = self.ledger.passages.get(passage_id.strip("[]"))
        if passage is None:
            raise BadInput(f"编号“{passage_id}”没有发放过，请用已发放的条文编号")
        found = self.ledger.state(passage)
        return f"{STATES[found.state]}：{found.reason}"

    def told(self, facts: Sequence[FactIn], specs: dict[str, InputSpec]) -> dict[str, Value]:
        """Typed values of facts. Raises BadInput for an unknown name, a value that does not fit, or words
        never said."""
        out: dict[str, Value] = {}
        for fact in facts:
            spec = specs.get(fact.name)
            if spec is None:
                raise BadInput(f"没有名为“{fact.name}”的情况，可用：{'、'.join(specs)}")
            out[fact.name] = borne_out(spec, fact, self.said)
        return out

    def _read(self, query: str) -> Understanding:
        bot = self.bot
        asked = Question(query, as_of=self.question.as_of)
        return bot.read(asked)


def borne_out(spec: InputSpec, fact: FactIn, said: Sequence[str]) -> Value:
    """The value of a fact if its words were said and, for a number, hold it. Raises BadInput otherwise."""
    words = squash(fact.words)
    if not words or not any(words in squash(text) for text in said):
        raise BadInput(f"{spec.label}：提问者没有说过“{fact.words}”，words 必须是原话；没有说过的情况不要填")
    value = parse_value(spec, fact.value)
    if (
        isinstance(value, Decimal)
        and value not in origins([fact.words])
        and _parsed(spec, fact.words) != value
    ):
        raise BadInput(f"{spec.label}：“{fact.words}”里没有“{fact.value}”，数字要照原话")
    return value


def _parsed(spec: InputSpec, words: str) -> Value | None:
    try:
        return parse_value(spec, words)
    except PolicyBotError:
        return None


def _rule_line(rule: Rule) -> str:
    inputs = []
    for item in rule.inputs:
        spec = item.spec
        choices = "/".join(choice.value for choice in spec.choices) or {"flag": "是/否"}.get(
            spec.type, spec.unit or spec.type
        )
        inputs.append(
            f"{spec.name}（{spec.label}：{choices}{'，可不填' if item.optional or item.assume else ''}）"
        )
    return f"{rule.id}｜{rule.title}｜{'；'.join(inputs) or '不需要情况'}"


def answered(tool: Callable[..., str], **arguments: object) -> str:
    """What a tool says, its mistakes included."""
    try:
        return tool(**arguments)
    except PolicyBotError as error:
        return f"可改正：{error}。"
    except Exception:
        return "到此为止：这个工具现在不能用，请根据已有的条文回答。"


ARGUMENTS: dict[str, type[BaseModel]] = {
    "search_policies": SearchIn,
    "read_article": ArticleIn,
    "list_rules": SearchIn,
    "calculate": CalculateIn,
    "find_benefits": BenefitsIn,
    "check_validity": ValidityIn,
}
"""The tools by name, each with the model of its arguments."""
