"""The door to an OpenAI-compatible endpoint: the client, its faults by name, and a hard end to every wait.

langchain-openai and openai are imported when the first call is made, so that nothing is paid for without
a model.
"""

from __future__ import annotations

import json
import queue
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from bot.drafting.breaker import Breaker
from bot.drafting.spend import Spend, Usage, estimate
from bot.settings import Settings

if TYPE_CHECKING:
    import httpx2
    from langchain_openai import ChatOpenAI

FaultKind = Literal[
    "denied", "rejected", "busy", "failing", "slow", "broken", "garbage", "endless", "limit", "closed"
]
Message = tuple[Literal["system", "user", "assistant"], str]
_MOST_CHARACTERS = 6
"""An answer of more than this many characters per allowed token is not going to end."""


class ModelFault(Exception):
    """A call that gave no usable text. `wait` is what the endpoint asked for, in seconds."""

    def __init__(self, kind: FaultKind, detail: str = "", wait: float | None = None) -> None:
        super().__init__(f"{kind}: {detail[:200]}")
        self.kind, self.detail, self.wait = kind, detail[:200], wait


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that came from the model: a piece of text, a tool call with its result, or the usage of a
    call."""

    kind: Literal["text", "call", "usage"]
    text: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)


@dataclass
class Endpoint:
    """One model endpoint with what is remembered about it: its breaker, the day's cost, how it is best
    driven."""

    settings: Settings
    breaker: Breaker = field(default_factory=Breaker)
    path: str | None = None
    """tools, schema or json once known (see `bot.drafting.probe`)."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def spend(self) -> Spend:
        """The day's cost."""
        return Spend(self.settings.home / "spend.json", self.settings.model_cost_day)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def client(self, seconds: float) -> httpx2.Client:
        """A connection of its own for one answer, so that closing it ends that answer alone."""
        import httpx2

        return httpx2.Client(verify=self._tls, timeout=httpx2.Timeout(seconds, connect=min(seconds, 5.0)))

    def chat(self, client: httpx2.Client, **body: Any) -> ChatOpenAI:
        """The chat model over a client. `body` is added to each request as it stands."""
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        settings = self.settings
        return ChatOpenAI(
            model=settings.model or "",
            base_url=settings.model_url,
            api_key=SecretStr(settings.model_key or "none"),
            temperature=0.0,
            max_retries=0,
            streaming=True,
            stream_usage=True,
            http_client=client,
            http_async_client=_unused(),
            extra_body={"max_tokens": settings.model_tokens, **body},
        )

    def learn(self, fault: ModelFault) -> None:
        """Tell the breaker about a failed call."""
        if fault.kind in ("limit", "closed"):
            self.breaker.released()
        else:
            self.breaker.failed(at_once=fault.kind in ("denied", "rejected"), wait=fault.wait)


def _unused() -> Any:
    """langchain-openai builds an asynchronous client for every model unless it is given one; ours is
    never used."""
    import httpx2

    return httpx2.AsyncClient(verify=False, trust_env=False)


def spoken(
    endpoint: Endpoint, messages: Sequence[Message], client: httpx2.Client, body: Mapping[str, Any]
) -> Iterator[Heard]:
    """One streamed completion without tools."""
    model = endpoint.chat(client, **body)
    written, told = "", False
    for chunk in model.stream(list(messages)):
        text = chunk.text if isinstance(chunk.text, str) else str(chunk.text)
        if text:
            written += text
            yield Heard("text", text)
        if chunk.usage_metadata:
            told = True
            yield Heard("usage", usage=usage_of(chunk.usage_metadata))
    if not told:
        sent = sum(estimate(text) for _, text in messages)
        yield Heard("usage", usage=Usage(sent, estimate(written)))


def usage_of(told: Mapping[str, Any]) -> Usage:
    """Tokens as an endpoint tells them; anything that is not a number counts as none."""
    numbers = [told.get(name) for name in ("input_tokens", "output_tokens")]
    return Usage(*(int(n) if isinstance(n, int | float) and n > 0 else 0 for n in numbers))


def bounded(
    source: Callable[[], Iterator[Heard]], deadline: float, most: int, close: Callable[[], None]
) -> Iterator[Heard]:
    """What a source says, read in a thread of its own and never beyond the deadline (monotonic seconds).

    Raises ModelFault: `slow` at the deadline, `endless` after `most` characters, else what went wrong.
    However it
    ends, `close` is called, which makes the reading thread end as well.
    """
    box: queue.Queue[Heard | ModelFault | None] = queue.Queue()

    def read() -> None:
        try:
            for heard in source():
                box.put(heard)
            box.put(None)
        except Exception as error:
            box.put(fault_of(error))

    threading.Thread(target=read, daemon=True, name="model").start()
    characters = 0
    try:
        while True:
            left = deadline - time.monotonic()
            try:
                item = box.get(timeout=max(0.0, left))
            except queue.Empty:
                raise ModelFault("slow") from None
            if item is None:
                return
            if isinstance(item, ModelFault):
                raise item
            characters += len(item.text)
            if characters > most * _MOST_CHARACTERS:
                raise ModelFault("endless")
            yield item
    finally:
        threading.Thread(target=close, daemon=True).start()


def fault_of(error: Exception) -> ModelFault:
    """The fault that an exception of the client stands for."""
    import openai

    if isinstance(error, ModelFault):
        return error
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return ModelFault("denied", str(error))
    if isinstance(error, openai.RateLimitError):
        return ModelFault("busy", str(error), _asked_wait(error.response.headers))
    if isinstance(error, openai.InternalServerError):
        return ModelFault("failing", str(error))
    if isinstance(error, openai.APIStatusError):
        return ModelFault("rejected", str(error))
    if isinstance(error, openai.APITimeoutError):
        return ModelFault("slow", str(error))
    if isinstance(error, openai.APIConnectionError) or type(error).__module__.partition(".")[0] in (
        "httpx2",
        "httpcore2",
    ):
        return ModelFault("broken", f"{type(error).__name__} {error}")
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return ModelFault("garbage", str(error))
    return ModelFault("garbage", f"{type(error).__name__} {error}")


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    try:
        return max(1.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
