"""The evidence of one answer under opaque issued ids: what the model may cite, and nothing else.

Ids are made from a salt of the answer, so that an id of another answer, of the training data or of a
planted text is
unknown here. A passage that reads like an instruction is not issued at all: the text of a document is data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import TypeVar

from bot.cite import calculation_texts
from bot.compose.wording import money
from bot.types import Calculation, plain
from ingest.types import Corpus, Passage, Validity

_Item = TypeVar("_Item", Passage, Calculation)
STATES = {"in_force": "有效", "expired": "已过期", "superseded": "已被新规定替代", "unknown": "有效期未写明"}


@dataclass
class Ledger:
    """Passages and calculations issued so far. Safe to use from several threads: tools may run side by
    side."""

    corpus: Corpus
    salt: str
    hostile: Callable[[str], bool]
    judge: Callable[[str, str, str | None], Validity]
    passages: dict[str, Passage] = field(default_factory=dict)
    calculations: dict[str, Calculation] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    """Ids (of the corpus) of passages that were not shown to the model because they read like
    instructions."""
    _lock: Lock = field(default_factory=Lock)

    def issue_passage(self, passage: Passage) -> str | None:
        """The id of a passage, None when its text is withheld."""
        if self.hostile(passage.text):
            with self._lock:
                if passage.id not in self.withheld:
                    self.withheld.append(passage.id)
            return None
        return self._issue("p", passage.id, self.passages, passage)

    def issue_calculation(self, calculation: Calculation) -> str:
        """The id of a calculation."""
        return self._issue("c", repr(calculation.to_dict()), self.calculations, calculation)

    def _issue(self, letter: str, name: str, shelf: dict[str, _Item], item: _Item) -> str:
        with self._lock:
            for round_ in range(1000):
                made = (
                    f"{letter}-{blake2b(f'{self.salt}|{name}|{round_}'.encode(), digest_size=3).hexdigest()}"
                )
                if shelf.setdefault(made, item) == item:
                    return made
        raise RuntimeError("no free id")

    def knows(self, issued: str) -> bool:
        """Whether an id was issued for this answer."""
        return issued in self.passages or issued in self.calculations

    def texts(self, issued: str) -> list[str]:
        """What an issued id may lend words and numbers from; empty for an id that was not issued."""
        passage = self.passages.get(issued)
        if passage is not None:
            document = self.corpus.documents[passage.document_id]
            return [
                passage.text,
                passage.parent_text or "",
                document.title,
                document.number or "",
                passage.locator,
                *passage.headings,
                self.state(passage).reason,
            ]
        calculation = self.calculations.get(issued)
        if calculation is None:
            return []
        shown = [calculation.amount, calculation.per_unit, *(amount for _, amount in calculation.cases)]
        labels = [f"{a.label} {plain(a.value)}{a.unit}" for a in shown if a]
        return [
            *calculation_texts(calculation),
            *labels,
            *(case for case, _ in calculation.cases),
            calculation.locator,
        ]

    def state(self, passage: Passage) -> Validity:
        """Whether a passage applies on the day of the question."""
        return self.judge(passage.document_id, passage.locator, None)

    def blocks(self, passages: Iterable[Passage], room: int) -> str:
        """Passages as the model sees them, each under its id, within about `room` characters."""
        out: list[str] = []
        for passage in passages:
            issued = self.issue_passage(passage)
            if issued is None:
                continue
            block = self._passage_block(issued, passage)
            if out and sum(map(len, out)) + len(block) > room:
                break
            out.append(block)
        return "\n\n".join(out)

    def _passage_block(self, issued: str, passage: Passage) -> str:
        document = self.corpus.documents[passage.document_id]
        number = f"（{document.number}）" if document.number else ""
        title = document.title.strip("《》").replace("\n", "")
        lead = f"{passage.parent_text}\n" if passage.parent_text else ""
        state = STATES[self.state(passage).state]
        return (
            f"〔条文 {issued}〕《{title}》{number}{passage.locator}（{state}）\n{lead}{_tame(passage.text)}"
        )

    def calculation_block(self, calculation: Calculation) -> str:
        """A calculation as the model sees it, under its id."""
        issued = self.issue_calculation(calculation)
        lines = [f"〔计算 {issued}〕{calculation.title}（{STATES[calculation.state]}）"]
        if calculation.amount is not None:
            amount = calculation.amount
            bound = {"at_most": "最高", "at_least": "不低于", "range": "最高"}.get(amount.bound, "")
            low = f"{plain(amount.low)}至" if amount.low is not None else ""
            lines.append(f"结果：{amount.label} {bound}{low}{money(amount.value, amount.unit)}")
        if calculation.per_unit is not None:
            lines.append(
                f"标准：{calculation.per_unit.label} "
                f"{money(calculation.per_unit.value, calculation.per_unit.unit)}"
            )
        lines += [f"算式：{step}" for step in calculation.steps]
        lines += [f"不符合：{reason}" for reason in calculation.reasons]
        lines += [f"情况“{case}”：{money(amount.value, amount.unit)}" for case, amount in calculation.cases]
        lines += [f"还须满足：{condition}" for condition in calculation.conditions]
        if calculation.missing:
            lines.append("还缺少：" + "、".join(calculation.missing))
        return "\n".join(lines)


_OWN_MARKS = re.compile(r"〔(条文|计算) [pc]-")


def _tame(text: str) -> str:
    """A text that imitates our own block heads loses them."""
    return _OWN_MARKS.sub("（", text)
