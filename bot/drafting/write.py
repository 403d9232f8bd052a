"""From what a model says to an Answer: each sentence judged, numbered and passed on as soon as it is
finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from bot.cite import CitationBook, broken_quotes, unsupported
from bot.compose.calculations import correction
from bot.compose.draft import Draft
from bot.compose.endings import finish, write_notices
from bot.compose.wording import listed
from bot.decision.decide import Decision
from bot.decision.evidence import best_sentences
from bot.drafting.ledger import Ledger
from bot.drafting.sentences import Piece
from bot.drafting.verify import Finding, Verifier
from bot.types import Answer, Calculation, Question, Retrieved
from bot.understand import Understanding
from ingest.clean import squash

if TYPE_CHECKING:
    from bot.bot import Bot

EventKind = Literal["status", "citation", "calculation", "token", "done"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a streamed answer, as the contract names them; `data` is JSON-ready."""

    kind: EventKind
    data: dict[str, Any]


Emit = Callable[[Event], None]


class Left(BaseException):
    """Raised by `emit` when the reader of a stream has gone away: the answer is given up, nothing has failed."""


def silent(_event: Event) -> None:
    """For callers that want the whole answer only."""


@dataclass(frozen=True)
class Material:
    """What the offline walk found and made of a question; the model writes from the same."""

    question: Question
    turn: Understanding
    found: tuple[Retrieved, ...]
    decision: Decision
    offline: Answer


@dataclass
class Page:
    """The answer as far as it is verified."""

    material: Material
    bot: Bot
    ledger: Ledger
    verifier: Verifier
    emit: Emit
    shown: list[Piece] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    dropped: list[Finding] = field(default_factory=list)
    """Sentences that state something without a source and were left out; harmless unless nothing else
    remains."""
    text: str = ""
    calculations: list[Calculation] = field(default_factory=list)
    no_basis: bool = False

    def __post_init__(self) -> None:
        self.book = CitationBook(self.ledger.corpus, self.bot.validity(self.material.question.as_of))

    def begin(self) -> None:
        """Say first, as the offline answer does, that an amount which the person has heard is wrong."""
        made, offline = self.material, self.material.offline
        if made.decision.kind != "rules":
            return
        line = correction(offline.calculations, offline.facts, made.turn, made.decision, self.bot)
        if line:
            self.text = f"{line}\n\n"
            self.emit(Event("token", {"text": self.text}))

    def take(self, piece: Piece) -> bool:
        """Judge one sentence and show it if nothing is wrong. False when a finding needs the writer's
        attention."""
        if (
            self.verifier.manners.no_basis in piece.text
            and len(piece.text) <= 2 * len(self.verifier.manners.no_basis) + 4
        ):
            self.no_basis = True
            return True
        if any(piece.text == other.text for other in self.shown):
            return True
        if squash(piece.text).rstrip("。？！?!") in squash(self.material.turn.text):
            self.dropped.append(Finding("echo", piece.text[:40], piece.text))
            return True
        kept, found = self.verifier.check(piece)
        if not found:
            self._show(kept)
            return True
        if all(item.kind == "uncited" for item in found):
            self.dropped += found
            return True
        self.findings += found
        return False

    @property
    def sourced(self) -> bool:
        """Whether at least one shown sentence states something and rests on a source."""
        return any(piece.ids and self.verifier.is_claim(piece.text) for piece in self.shown)

    def misses_result(self) -> bool:
        """Whether there is a calculated result for the question and no sentence rests on any calculation."""
        wanted = [c for c in self.material.offline.calculations if c.outcome in ("computed", "not_eligible")]
        if self.material.decision.kind != "rules" or not wanted:
            return False
        return not any(issued.startswith("c-") for piece in self.shown for issued in piece.ids)

    def _show(self, piece: Piece) -> None:
        numbers: list[int] = []
        for issued in piece.ids:
            numbers += [n for n in self._cite(issued, piece.text) if n not in numbers]
        self.shown.append(piece)
        marks = "".join(f"[{n}]" for n in numbers)
        body = piece.text.rstrip("。！!")
        end = piece.text[len(body) :]
        made = (piece.lead if self.text or piece.item else "") + body + marks + end
        made = made.lstrip("\n") if not self.text else made
        self.text += made
        self.emit(Event("token", {"text": made}))

    def _cite(self, issued: str, sentence: str) -> list[int]:
        """The numbers of the citations that an issued id stands for; new ones are announced."""
        before = len(self.book.items)
        if issued in self.ledger.passages:
            numbers = [self._cite_passage(issued, sentence)]
        else:
            numbers = self._cite_calculation(self.ledger.calculations[issued])
        for citation in self.book.items[before:]:
            self.emit(Event("citation", citation.to_dict()))
        return numbers

    def _cite_passage(self, issued: str, sentence: str) -> int:
        passage = self.ledger.passages[issued]
        weights = self.bot.overlap.weights(sentence)
        ranked = best_sentences(passage.text, weights, self.material.turn.routes, self.bot.phrases)
        return self.book.cite(passage, ranked[0][2] if ranked else None)

    def _cite_calculation(self, calculation: Calculation) -> list[int]:
        known = next(
            (c for c in self.calculations if replace(c, citations=()) == replace(calculation, citations=())),
            None,
        )
        if known is not None:
            return list(known.citations)
        rule = self.bot.book.rules.get(calculation.rule_id)
        offline = self.material.offline.citations
        ids = [c.passage_id for c in offline if c.n in calculation.citations]
        ids = ids or list(self.bot.view.clause_of.get(calculation.rule_id, ())[:2])
        quote = rule.clause.quote if rule else None
        passages = [p for p in map(self.ledger.corpus.passage, ids) if p is not None]
        numbers = [self.book.cite(p, quote) for p in passages]
        made = replace(calculation, citations=tuple(dict.fromkeys(numbers)))
        self.calculations.append(made)
        self.emit(Event("calculation", made.to_dict()))
        return list(made.citations)[:2]


def completed(page: Page) -> Answer | None:
    """The shown sentences as an Answer with its notices; None when a last check finds anything at all."""
    material, bot = page.material, page.bot
    offline = material.offline
    draft = Draft(page.book, bot.messages)
    draft.head = [page.text.strip()]
    draft.calculations = list(page.calculations)
    draft.facts = list(offline.facts)
    asked = offline.clarification
    if asked is not None and not any(c.outcome == "computed" for c in page.calculations):
        draft.status, draft.clarification = "clarification", asked
        if asked.question.strip("？?。") not in page.text:
            draft.tail.append(bot.messages.say("ask_one", question=asked.question))
    draft.tail += _working(page)
    write_notices(draft, material.question, material.turn, bot)
    made = replace(finish(draft, material.question, material.turn), mode="llm")
    if unsupported(made, material.question) or broken_quotes(made, page.ledger.corpus):
        return None
    rest = made.answer[len(draft.head[0]) :]
    if rest:
        page.emit(Event("token", {"text": rest}))
    return made


def _working(page: Page) -> list[str]:
    """How each amount was reckoned and what must also hold, where the sentences do not say it."""
    said = squash(page.text)
    say = page.bot.messages.say
    computed = [c for c in page.calculations if c.outcome == "computed"]
    lines = [f"{say('steps')}：{listed(c.steps)}。" for c in computed if not _told(c.steps, said)]
    conditions = dict.fromkeys(line for c in computed for line in c.conditions if not _told((line,), said))
    if conditions:
        lines.append(f"{say('conditions')}：{listed(list(conditions)[:8])}。")
    return lines


def _told(lines: tuple[str, ...], said: str) -> bool:
    return all(squash(line).rstrip("。；") in said for line in lines)


def degraded(offline: Answer, bot: Bot, which: str) -> Answer:
    """The offline answer with one line that says why it is given: `which` names the wording."""
    from bot.types import Notice

    line = bot.messages.say(which)
    notice = Notice("degraded", line)
    return replace(offline, notices=(*offline.notices, notice), answer=f"{offline.answer}\n\n⚠ {line}")
