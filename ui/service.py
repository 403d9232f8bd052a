"""What the web side shares between requests: the opened assistant and the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bot.answer import answer
from bot.bot import Bot
from bot.errors import BadInput
from bot.rules.inputs import parse_value
from bot.rules.spec import InputSpec
from bot.types import Answer, Question, Value
from ingest.types import Validity
from ingest.validity import validity
from ui.metrics import Metrics
from ui.store import Store


@dataclass(frozen=True)
class Service:
    """One running assistant. Its clocks: `today` for questions without a date, `now` for the store."""

    bot: Bot
    store: Store | None = None
    metrics: Metrics = field(default_factory=Metrics)
    today: Callable[[], date] = field(default=date.today)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def ask(self, question: Question) -> Answer:
        """The answer to one question (see `bot.answer.answer`; never raises)."""
        return answer(question, self.bot)

    def respond(self, question: Question, session_id: str | None = None) -> dict[str, Any]:
        """The answer as JSON; counted, and kept in the store. The question must be masked already."""
        return self.kept(self.ask(question).to_dict(), session_id)

    def kept(self, found: dict[str, Any], session_id: str | None = None) -> dict[str, Any]:
        """An answer as JSON, counted and put into the store."""
        self.metrics.answers.labels(found["status"], found["mode"]).inc()
        self.metrics.seconds.observe(found["timings_ms"].get("total", 0.0) / 1000)
        if self.store is not None:
            self.store.record(found, session_id, self.now())
        return found

    def day(self, given: date | None) -> date:
        """The day that an answer must hold for."""
        return given or self.today()

    def validity(self, document_id: str, locator: str, as_of: date | None) -> Validity:
        """Whether a clause applies on a day, and why."""
        return validity(self.bot.corpus, document_id, locator, as_of)

    def warm(self) -> None:
        """Fill what the first question would otherwise wait for, by asking for the first rule's title."""
        first = next(iter(self.bot.book.rules.values()), None)
        if first is not None:
            self.ask(Question(first.title, as_of=self.today(), mode="offline"))


def values_of(raw: Mapping[str, object], known: Mapping[str, InputSpec]) -> dict[str, Value]:
    """Typed values for what was sent as text; empty ones are left out.

    Raises BadInput for a name that no rule asks for, or for a value that does not read as its input.
    """
    found: dict[str, Value] = {}
    for name, value in raw.items():
        spec = known.get(name)
        if spec is None:
            raise BadInput(f"没有名为“{name[:40]}”的填写项，请对照规则的 inputs 改正。")
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        found[name] = parse_value(spec, value)
    return found
