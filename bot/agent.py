"""The second composer: a model writes from the offline walk's material, and nothing of it is shown
unverified.

    evidence under issued ids → the model (tools, or structured output) → each sentence verified → one
    repair → Answer

Whatever goes wrong ends in the offline answer with one line that says so. This is the door to langchain's
agents.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.compose.calculations import misheard
from bot.drafting.ledger import Ledger
from bot.drafting.probe import path_of
from bot.drafting.schema import write_structured
from bot.drafting.speak import Session, Speaker, call
from bot.drafting.spend import Usage, estimate
from bot.drafting.text import Writing, opening, question_dict, repair_text
from bot.drafting.tools import ARGUMENTS, Toolbox
from bot.drafting.trace import Trace, keep
from bot.drafting.verify import Verifier
from bot.drafting.write import Emit, Event, Left, Material, Page, completed, degraded, silent
from bot.llm import Endpoint, Heard, Message, ModelFault, usage_of
from bot.types import Answer

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

    from bot.bot import Bot

__all__ = ["Event", "Material", "compose_with_model", "ready", "tool_events", "written"]

_log = logging.getLogger(__name__)
_KEPT_OFFLINE = ("refused", "out_of_scope", "error")


def compose_with_model(material: Material, bot: Bot, emit: Emit = silent) -> Answer:
    """The model's answer from the material, or the offline answer with a notice of kind `degraded`. Never
    raises.

    `emit` gets verified sentences, citations and calculations as soon as they are there.
    """
    endpoint, offline = bot.endpoint, material.offline
    if offline.status in _KEPT_OFFLINE:
        return offline
    if endpoint is None or not endpoint.breaker.allows():
        return degraded(offline, bot, "degraded")
    if not endpoint.spend.left():
        endpoint.breaker.released()
        return degraded(offline, bot, "degraded")
    ready()
    trace = Trace(
        uuid.uuid4().hex, question_dict(material), endpoint.settings.model or "", "", uuid.uuid4().hex
    )
    started = time.monotonic()
    session = Session(endpoint, trace, started + endpoint.settings.model_seconds)
    made = _guarded(material, bot, session, emit)
    trace.seconds = time.monotonic() - started
    trace.own_seconds = max(0.0, trace.seconds - session.waited)
    trace.cost, trace.answer = session.cost, made.answer
    _remember(endpoint, session)
    timings = {**offline.timings_ms, "model": session.waited * 1000, "model_own": trace.own_seconds * 1000}
    return replace(made, timings_ms=timings, trace_id=trace.trace_id)


def ready() -> None:
    """Import what the first call needs (seconds on a cold start), so that no answer's time is spent on it."""
    import langchain.agents  # noqa: F401
    import langchain_openai  # noqa: F401


def _guarded(material: Material, bot: Bot, session: Session, emit: Emit) -> Answer:
    """One answer by a live endpoint; every fault becomes the offline answer, and the breaker hears about
    it."""
    endpoint, trace = session.endpoint, session.trace
    try:
        trace.path = _path(session)
        made = written(material, bot, session, trace, emit)
        endpoint.breaker.succeeded()
        return made
    except Left:
        endpoint.breaker.released()
        _remember(endpoint, session)
        raise
    except ModelFault as fault:
        trace.outcome, trace.detail = fault.kind, fault.detail
        endpoint.learn(fault)
        _log.warning("model answer failed (%s), offline answer given, trace %s", fault.kind, trace.trace_id)
    except Exception as error:
        trace.outcome, trace.detail = "bug", f"{type(error).__name__} {error}"
        endpoint.breaker.released()
        _log.exception("model answer failed, offline answer given, trace %s", trace.trace_id)
    emit(Event("status", {"stage": "fallback"}))
    return degraded(material.offline, bot, "degraded")


def _path(session: Session) -> str:
    """How the endpoint is driven; what a first probe takes is time of the model, not ours."""
    asked = time.monotonic()
    path = path_of(session.endpoint, session.deadline)
    session.waited += time.monotonic() - asked
    return path


def written(material: Material, bot: Bot, speaker: Speaker, trace: Trace, emit: Emit) -> Answer:
    """Let a speaker write an answer, with one repair, and verify it. Raises ModelFault."""
    work = _prepared(material, bot, trace, emit)
    emit(Event("status", {"stage": "writing"}))
    write = write_structured if trace.path in ("schema", "json") else _write_with_tools
    write(work, speaker, trace.path)
    page = work.page
    trace.issued = {
        **{k: p.id for k, p in work.ledger.passages.items()},
        **{k: c.rule_id for k, c in work.ledger.calculations.items()},
    }
    trace.withheld = list(work.ledger.withheld)
    trace.findings = [
        {"kind": f.kind, "detail": f.detail, "sentence": f.sentence} for f in (*work.repaired, *page.findings)
    ]
    if page.no_basis and not page.sourced:
        trace.outcome = "no_basis"
        return material.offline
    if page.findings or not page.sourced or page.misses_result():
        trace.outcome = "rejected"
    else:
        made = completed(page)
        trace.outcome = "model" if made else "unsupported"
        if made:
            return made
    emit(Event("status", {"stage": "fallback"}))
    return degraded(material.offline, bot, "rejected")


def _prepared(material: Material, bot: Bot, trace: Trace, emit: Emit) -> Writing:
    """Evidence issued, verifier ready."""
    question, turn = material.question, material.turn
    manners, prompts = bot.manners, bot.prompts
    trace.prompts = {name: prompt.sha256 for name, prompt in prompts.items()}
    ledger = Ledger(bot.corpus, trace.salt, manners.hostile, bot.validity(question.as_of))
    said = [question.text, turn.text, *turn.earlier]
    secret = [prompt.body for prompt in prompts.values()]
    barred = _barred(material, bot)
    verifier = Verifier(ledger, manners, bot.overlap, said, question.as_of, secret, barred)
    page = Page(material, bot, ledger, verifier, emit)
    page.begin()
    return Writing(page, Toolbox(bot, ledger, question, turn), prompts, manners)


def _barred(material: Material, bot: Bot) -> frozenset[Decimal]:
    """Amounts that the person has heard and that no result and no clause of the chosen rules bears out.

    That a calculation took such an amount as an input does not bear it out: it may have been misread as one.
    """
    if material.decision.kind != "rules":
        return frozenset()
    results = [replace(calculation, inputs={}) for calculation in material.offline.calculations]
    return frozenset(claim.value for claim in misheard(results, material.turn, material.decision, bot))


def _write_with_tools(work: Writing, speaker: Speaker, _path: str) -> None:
    """The agent writes with tools at hand; where sentences did not pass, it is asked once to go on from
    what did."""
    messages: list[Message] = [*opening(work)]
    hostile = work.listen(speaker.agent("write", messages, work.toolbox))
    if hostile or not work.unfinished():
        return
    work.page.emit(Event("status", {"stage": "repairing"}))
    shown = work.page.text.strip()
    messages += [("assistant", shown)] if shown else []
    messages.append(("user", repair_text(work)))
    work.renew()
    work.listen(speaker.agent("repair", messages, work.toolbox))


def tool_events(
    model: ChatOpenAI, toolbox: Toolbox, messages: Sequence[Message], steps: int
) -> Iterator[Heard]:
    """A langchain agent over the tools, as it goes: text while it is written, each tool call, the usage
    of each call.

    Raises ModelFault of kind `limit` after `steps` calls of the model.
    """
    from langchain.agents import create_agent
    from langchain.agents.middleware import ModelCallLimitMiddleware
    from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError

    system = "\n\n".join(text for role, text in messages if role == "system")
    limit = ModelCallLimitMiddleware(run_limit=steps, exit_behavior="error")
    agent = create_agent(model, _tools(toolbox), system_prompt=system, middleware=[limit])
    asked: Any = {"messages": [(role, text) for role, text in messages if role != "system"]}
    try:
        stream: Any = agent.stream(
            asked, stream_mode=["messages", "updates"], config={"recursion_limit": 4 * steps + 4}
        )
        for mode, payload in stream:
            if mode == "messages":
                chunk, about = payload
                if about.get("langgraph_node") == "model" and chunk.text:
                    yield Heard("text", str(chunk.text))
            else:
                yield from _updates(payload, messages)
    except ModelCallLimitExceededError:
        raise ModelFault("limit", "steps") from None


def _updates(payload: Any, messages: Sequence[Message]) -> Iterator[Heard]:
    """Tool calls and usage of a finished call of the model; the text of a call ends with it."""
    step = payload.get("model") if isinstance(payload, dict) else None
    for message in (step or {}).get("messages", ()):
        told = getattr(message, "usage_metadata", None)
        guess = Usage(sum(estimate(text) for _, text in messages), estimate(str(message.text)))
        yield Heard("usage", usage=usage_of(told) if told else guess)
        calls = getattr(message, "tool_calls", None) or ()
        if calls and message.text:
            yield Heard("text", "\n")
        for made in calls:
            yield Heard("call", made["name"], made["args"])


def _tools(toolbox: Toolbox) -> list[Any]:
    from langchain_core.tools import StructuredTool

    def bound(name: str) -> StructuredTool:
        return StructuredTool.from_function(
            func=lambda **arguments: call(toolbox, name, arguments),
            name=name,
            description=getattr(toolbox, name).__doc__,
            args_schema=ARGUMENTS[name].model_json_schema(),
        )

    return [bound(name) for name in ARGUMENTS]


def _remember(endpoint: Endpoint, session: Session) -> None:
    """Keep the trace and count the cost; a full disk costs no answer."""
    try:
        endpoint.spend.add(session.cost)
        keep(session.trace, endpoint.settings.home / "traces")
    except OSError as error:
        _log.error("the trace of a model answer could not be kept: %s", error.strerror)
