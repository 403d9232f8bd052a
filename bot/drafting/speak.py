"""How a model is made to speak for one answer: a session that keeps time, cost and trace over all its
calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.drafting.spend import Usage
from bot.drafting.tools import ARGUMENTS, Toolbox, answered
from bot.drafting.trace import Round, Trace
from bot.llm import Endpoint, Heard, Message, ModelFault, bounded, spoken


class Speaker(Protocol):
    """Whatever writes for an answer: an endpoint, or a trace that is played again."""

    def agent(self, purpose: str, messages: Sequence[Message], toolbox: Toolbox) -> Iterator[Heard]:
        """Text, tool calls and usage of a model that may use the tools."""
        ...

    def plain(self, purpose: str, messages: Sequence[Message], body: Mapping[str, Any]) -> Iterator[Heard]:
        """Text and usage of one call without tools; `body` is added to the request."""
        ...


@dataclass
class Session:
    """The calls of one answer to a live endpoint, all of them within one deadline (monotonic seconds) and
    cost."""

    endpoint: Endpoint
    trace: Trace
    deadline: float
    usage: Usage = field(default_factory=Usage)
    waited: float = 0.0
    """Seconds in which we did nothing but wait for the model."""

    @property
    def cost(self) -> float:
        """Yuan so far."""
        settings = self.endpoint.settings
        return self.usage.cost(settings.model_price_in, settings.model_price_out)

    def agent(self, purpose: str, messages: Sequence[Message], toolbox: Toolbox) -> Iterator[Heard]:
        """See Speaker."""
        from bot.agent import tool_events

        client = self.endpoint.client(self._left())
        steps = self.endpoint.settings.model_steps
        source = lambda: tool_events(self.endpoint.chat(client), toolbox, messages, steps)  # noqa: E731
        return self._heard(purpose, messages, source, client.close)

    def plain(self, purpose: str, messages: Sequence[Message], body: Mapping[str, Any]) -> Iterator[Heard]:
        """See Speaker."""
        client = self.endpoint.client(self._left())
        source = lambda: spoken(self.endpoint, messages, client, body)  # noqa: E731
        return self._heard(purpose, messages, source, client.close)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise ModelFault("slow")
        return left

    def _heard(
        self,
        purpose: str,
        messages: Sequence[Message],
        source: Callable[[], Iterator[Heard]],
        close: Callable[[], None],
    ) -> Iterator[Heard]:
        settings = self.endpoint.settings
        round_ = Round(purpose, [(role, text) for role, text in messages])
        self.trace.rounds.append(round_)
        started = waiting = time.monotonic()
        try:
            for heard in bounded(source, self.deadline, settings.model_tokens, close):
                now = time.monotonic()
                self.waited += now - waiting
                self._record(round_, heard)
                if settings.model_cost_answer > 0 and self.cost > settings.model_cost_answer:
                    raise ModelFault("limit", "cost of the answer")
                yield heard
                waiting = time.monotonic()
        finally:
            self.waited += time.monotonic() - waiting
            round_.seconds = time.monotonic() - started

    def _record(self, round_: Round, heard: Heard) -> None:
        if heard.kind == "usage":
            self.usage += heard.usage
            round_.tokens_in += heard.usage.tokens_in
            round_.tokens_out += heard.usage.tokens_out
        elif heard.kind == "text" and round_.heard and round_.heard[-1]["kind"] == "text":
            round_.heard[-1]["text"] += heard.text
        else:
            round_.heard.append({"kind": heard.kind, "text": heard.text, "arguments": dict(heard.arguments)})


@dataclass
class Recorded:
    """A trace that speaks again: the same texts; the tools are called anew with the same arguments."""

    trace: Trace
    _next: int = 0

    def agent(self, purpose: str, messages: Sequence[Message], toolbox: Toolbox) -> Iterator[Heard]:
        """See Speaker."""
        for heard in self._round(purpose):
            if heard.kind == "call" and heard.text in ARGUMENTS:
                call(toolbox, heard.text, heard.arguments)
            yield heard

    def plain(self, purpose: str, messages: Sequence[Message], body: Mapping[str, Any]) -> Iterator[Heard]:
        """See Speaker."""
        yield from self._round(purpose)

    def _round(self, purpose: str) -> Iterator[Heard]:
        if self._next >= len(self.trace.rounds) or self.trace.rounds[self._next].purpose != purpose:
            raise ModelFault("closed", "记录里没有这一次调用：现在的核对要求模型再写一次")
        round_ = self.trace.rounds[self._next]
        self._next += 1
        for row in round_.heard:
            yield Heard(row["kind"], row["text"], row["arguments"])


def call(toolbox: Toolbox, name: str, arguments: Mapping[str, Any]) -> str:
    """One tool call with arguments as the model sent them, checked against their model."""
    try:
        read = ARGUMENTS[name].model_validate(arguments)
    except ValueError as error:
        return f"可改正：{name} 的参数不对（{str(error)[:300]}）。"
    given = {field_: getattr(read, field_) for field_ in type(read).model_fields}
    return answered(getattr(toolbox, name), **given)
