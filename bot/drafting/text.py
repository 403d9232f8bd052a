"""What is sent to a model: the evidence up front, the question, the findings to repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.drafting.prompts import Prompt
from bot.drafting.sentences import JsonSentences, Piece, Sentences
from bot.drafting.tools import Toolbox
from bot.drafting.verify import Finding, Manners
from bot.drafting.write import Material, Page
from bot.guard import clean
from bot.llm import Heard, Message
from bot.types import show
from ingest.types import Passage


@dataclass(frozen=True)
class Room:
    """How much evidence is sent up front: passages at most, and about how many characters of them."""

    passages: int
    characters: int
    lean: bool = False
    """Where a rule answers, its own clauses alone."""


AMPLE = Room(8, 4200)
"""For a model that calls tools; it can read more than it needs."""
NARROW = Room(3, 1300, lean=True)
"""For the structured path: small models lose the thread in long texts, and read slowly."""
_TURNS = 6
_TURN = 300
_NOTHING = "（无）"


@dataclass
class Writing:
    """One answer in the making: the page, the tools, the wording."""

    page: Page
    toolbox: Toolbox
    prompts: Mapping[str, Prompt]
    manners: Manners
    repaired: list[Finding] = field(default_factory=list)
    """Findings of the first draft, which the repair was asked to correct."""

    @property
    def ledger(self) -> Any:
        """The ids issued for this answer."""
        return self.page.ledger

    def listen(self, heard: Iterator[Heard], structured: bool = False) -> bool:
        """Judge every sentence as soon as it is finished. True when the draft was steered and is to be
        thrown away."""
        cutter: Sentences | JsonSentences = JsonSentences() if structured else Sentences()
        told: set[str] = set()
        for item in heard:
            if item.kind != "text":
                continue
            pieces = cutter.feed(item.text)
            if self._take(pieces):
                return True
            if structured and any(piece.text in told for piece in pieces):
                return False  # it goes round in circles, and only costs time from here on
            told |= {piece.text for piece in pieces}
        return self._take(cutter.close())

    def _take(self, pieces: Iterable[Piece]) -> bool:
        return any(
            not self.page.take(piece) and any(finding.hostile for finding in self.page.findings)
            for piece in pieces
        )

    def unfinished(self) -> bool:
        """Whether the first draft needs its one repair."""
        page = self.page
        if page.no_basis and not page.sourced:
            return False
        return bool(page.findings) or not page.sourced or page.misses_result()

    def renew(self) -> None:
        """Set the findings of the first draft aside before the repair is judged."""
        self.repaired += self.page.findings
        self.page.findings = []
        self.page.dropped = []


def opening(work: Writing) -> list[Message]:
    """System prompt and question with evidence, for a model that may use tools."""
    material = work.page.material
    bot = work.page.bot
    system = work.prompts["agent-system"].fill(collection=bot.collection, no_basis=work.manners.no_basis)
    asked = work.prompts["agent-question"].fill(**given(work, AMPLE), question=material.turn.text)
    return [("system", system), ("user", asked)]


def given(work: Writing, room: Room) -> dict[str, str]:
    """The parts that every writing prompt has: day, conversation, evidence, calculations."""
    material, ledger = work.page.material, work.page.ledger
    day = material.question.as_of
    blocks = [ledger.calculation_block(c) for c in material.offline.calculations if c.rule_id != "total"]
    return {
        "day": f"{day.year}年{day.month}月{day.day}日" if day else "（未说明）",
        "history": conversation(work),
        "evidence": ledger.blocks(_passages(material, work, room), room.characters) or _NOTHING,
        "calculations": "\n\n".join(blocks) or _NOTHING,
    }


def conversation(work: Writing) -> str:
    """The earlier turns as quoted words, without those that try to steer; the model never gets them as
    its own."""
    lines = []
    for turn in work.page.material.question.history[-_TURNS:]:
        text = clean(turn.content)[:_TURN]
        if text and not work.manners.hostile(text) and work.page.bot.guard.refusal(text, text) is None:
            lines.append(f"{'提问者' if turn.role == 'user' else '助手'}：{text}")
    return "\n".join(lines) or _NOTHING


def _passages(material: Material, work: Writing, room: Room) -> list[Passage]:
    """The clauses that the offline answer rests on, then the best of the others."""
    cited = [work.page.ledger.corpus.passage(c.passage_id) for c in material.offline.citations]
    enough = room.lean and cited and material.decision.kind == "rules"
    others = [] if enough else [item.passage for item in material.found]
    wanted = [*(p for p in cited if p is not None), *others]
    return list({p.id: p for p in wanted}.values())[: room.passages]


def repair_text(work: Writing) -> str:
    """What did not pass, and from where to go on."""
    page, reasons = work.page, work.manners.reasons
    lines = [f"- “{f.sentence[:120]}”：{reasons[f.kind]}（{f.detail[:60]}）" for f in page.findings]
    if not page.sourced:
        lines += [f"- “{f.sentence[:120]}”：{reasons[f.kind]}" for f in page.dropped[:5]]
    if page.misses_result():
        lines.append(f"- {reasons['no_result']}：{'、'.join(page.ledger.calculations)}")
    shown = page.text.strip() or _NOTHING
    return work.prompts["agent-repair"].fill(
        findings="\n".join(lines) or f"- {reasons['uncited']}", shown=shown
    )


def question_dict(material: Material) -> dict[str, Any]:
    """A question as it is kept in a trace, enough to ask it again."""
    question = material.question
    return {
        "text": question.text,
        "history": [{"role": turn.role, "content": turn.content} for turn in question.history],
        "as_of": question.as_of.isoformat() if question.as_of else None,
        "facts": {name: show(value) for name, value in question.facts.items()},
    }
