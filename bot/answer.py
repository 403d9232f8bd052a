"""The walk of one question: guard, read, find, calculate, write, verify. Always ends in one Answer."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.agent import compose_with_model
from bot.bot import Bot
from bot.cite import CitationBook, broken_quotes, unsupported
from bot.compose import endings
from bot.compose.draft import Draft
from bot.decision.compute import compute
from bot.decision.decide import decide
from bot.drafting.write import Emit, Material, silent
from bot.errors import PolicyBotError
from bot.facts.reader import Reader
from bot.guard import check, clean, too_much
from bot.numbers.seasons import said_today
from bot.retrieve import retrieve
from bot.types import Answer, Question
from bot.understand import Understanding

_ROUNDS = 3
"""Taking a line out can make no number appear, but it moves the others; a second look is for those, a third for luck."""

_log = logging.getLogger(__name__)

Watch = Callable[[Material], None]


def unwatched(material: Material) -> None:
    """Nobody looks on."""


def answer(question: Question, bot: Bot, emit: Emit = silent, watch: Watch = unwatched) -> Answer:
    """The answer to one question, whatever happens: errors become an Answer of status `error`.

    It holds for the day that the person gives for today (现在是2024年10月), else for `as_of`. `emit` gets what a
    model has written as soon as it is verified (see `bot.drafting.stream` for the whole stream), `watch` what the offline
    answer was made from, unless the question ended before anything was looked for.
    """
    started = time.perf_counter()
    trace = uuid.uuid4().hex
    question = replace(question, as_of=_day_of(question))
    try:
        found = _walk(question, bot, emit, watch)
    except PolicyBotError as error:
        found = Answer(question.text, "error", str(error))
    except Exception:
        _log.exception("answering failed, trace %s", trace)
        found = Answer(question.text, "error", bot.messages.say("error"))
    timings = {**found.timings_ms, "total": (time.perf_counter() - started) * 1000}
    return replace(
        found, id=question.id, as_of=question.as_of, trace_id=found.trace_id or trace, timings_ms=timings
    )


def _day_of(question: Question) -> date | None:
    """The day that the answer is to hold for: the one that the person last gave for today, else the one asked for."""
    said = (question.text, *(turn.content for turn in reversed(question.history) if turn.role == "user"))
    return next((day for text in said if (day := said_today(text))), question.as_of)


def _walk(question: Question, bot: Bot, emit: Emit, watch: Watch) -> Answer:
    found = material_for(question, bot)
    if isinstance(found, Answer):
        return found
    watch(found)
    return compose_with_model(found, bot, emit) if bot.asks_model(question) else found.offline


def material_for(question: Question, bot: Bot) -> Answer | Material:
    """The offline answer with all that it was made from; an early ending is returned as the Answer that it is.

    Raises PolicyBotError for a question that cannot be used.
    """
    text = clean(question.text)
    check(text, bot.guard)
    early = endings.refusal(question, text, bot) or endings.small_talk(question, text, bot)
    if early:
        return early
    heard = tuple(turn for turn in question.history if turn.role != "user" or not too_much(clean(turn.content), bot.guard))
    turn = bot.read(replace(question, text=text, history=heard))
    early = endings.elsewhere(question, turn, bot)
    if early:
        return early
    started = time.perf_counter()
    index = bot.live.current()
    matches = bot.matcher.match(turn)
    found = retrieve(turn, index, bot.rule_passages(matches), bot.phrases, bot.weights)
    retrieved_ms = (time.perf_counter() - started) * 1000
    judge = bot.judge(question.as_of)
    computed = compute(turn, matches, bot.book, Reader(bot.phrases, question.as_of), judge, question.facts)
    decision = decide(turn, computed, found, bot)
    draft = Draft(CitationBook(index.corpus, bot.validity(question.as_of)), bot.messages, question.as_of)
    endings.write(draft, question, turn, decision, bot)
    offline = _verified(draft, question, turn, bot, retrieved_ms)
    return Material(question, turn, tuple(found), decision, offline)


def _verified(draft: Draft, question: Question, turn: Understanding, bot: Bot, retrieved_ms: float) -> Answer:
    """The draft as an Answer; a line with a number that has no origin is taken out and logged."""
    made = endings.finish(draft, question, turn)
    for _ in range(_ROUNDS):
        found = unsupported(made, question)
        if not found:
            break
        for line in draft.drop([item.start for item in found]):
            _log.error("a number without origin in the answer to %r, left out: %s", question.text, line)
        made = endings.finish(draft, question, turn)
    for n in broken_quotes(made, draft.book.corpus):
        _log.error("citation %d is not verbatim in the answer to %r", n, question.text)
    return replace(made, timings_ms={"retrieve": retrieved_ms})
