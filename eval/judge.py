"""The one door to ragas: four measures with a model, and those that need none.

Values are cached by content. ragas is no part of the serving install and takes seconds to import, so it is
imported late. Its current interface is `ragas.metrics.collections`.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import json
import math
import os
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot.errors import BadInput, NotReady
from bot.settings import PROJECT, Settings
from eval.files import Record, dump, read_object, write_text
from eval.match import groups_held
from eval.opinion import Opinion, agreement, content
from eval.score import Row

PROMPTS = PROJECT / "prompts"
Call = Callable[[Record], Coroutine[Any, Any, float]]


def ask(rows: Sequence[Row], settings: Settings, concurrency: int, tick: Callable[[], object]) -> Opinion:
    """The model's opinion on each row; a measure that fails is counted by its kind and left out of the mean.

    Raises BadInput without an endpoint and NotReady where ragas is not installed.
    """
    if not settings.has_model:
        raise BadInput("没有模型接口：请设置 POLICYBOT_MODEL 和 OPENAI_BASE_URL 后再运行。")
    opinion = Opinion(asked=len(rows))
    asyncio.run(_ask_all(rows, settings, asyncio.Semaphore(concurrency), opinion, tick))
    price = opinion.tokens_in * settings.model_price_in + opinion.tokens_out * settings.model_price_out
    opinion.cost = price / 1_000_000
    opinion.agreement = agreement(rows, opinion.values)
    return opinion


async def _ask_all(
    rows: Sequence[Row],
    settings: Settings,
    turn: asyncio.Semaphore,
    opinion: Opinion,
    tick: Callable[[], object],
) -> None:
    measures = _measures(settings, opinion)
    folder = settings.home / "eval" / "judge"

    async def one(row: Row) -> None:
        async with turn:
            for measure, call in measures.items():
                await _measure(folder / _key(settings, measure, row), measure, call, row, opinion)
            tick()

    await asyncio.gather(*(one(row) for row in rows))


async def _measure(
    cached: Path,
    measure: str,
    call: Call,
    row: Row,
    opinion: Opinion,
) -> None:
    """One value: from the cache, or asked and kept there. Failures are not kept."""
    if cached.exists():
        opinion.values.setdefault(measure, {})[row.case.id] = float(read_object(cached)["value"])
        opinion.cached += 1
        return
    try:
        value = await call(content(row))
        if math.isnan(value):
            raise ValueError("NaN")
    except Exception as error:  # whatever a model or its library does must not end the run
        name = f"{measure}: {'NaN' if str(error) == 'NaN' else type(error).__name__}"
        opinion.failures[name] = opinion.failures.get(name, 0) + 1
        return
    write_text(cached, dump({"value": value}))
    opinion.values.setdefault(measure, {})[row.case.id] = value


def _key(settings: Settings, measure: str, row: Row) -> str:
    """Names a cached value by all that it depends on: model, measure, prompts, embedding, what is shown."""
    prompts = [path.read_text(encoding="utf-8") for path in sorted(PROMPTS.glob("judge-*.md"))]
    shown = [settings.model, settings.model_url, settings.embedding, measure, prompts, content(row)]
    return (
        hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest() + ".json"
    )


def _measures(settings: Settings, opinion: Opinion) -> dict[str, Call]:
    """ragas' four measures with Chinese instructions, each as a call from what is shown to a value."""
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    try:
        from ragas.metrics import collections as ragas
    except ImportError:
        raise NotReady("没有安装 ragas：请先运行 make test 或安装 policybot[eval]。") from None
    llm = _model(settings, opinion)
    faithful = ragas.Faithfulness(llm=llm)
    relevant = ragas.AnswerRelevancy(llm=llm, embeddings=_embeddings(settings), strictness=1)
    precise, recalled = ragas.ContextPrecision(llm=llm), ragas.ContextRecall(llm=llm)
    _in_chinese(faithful.statement_generator_prompt, "statements")
    _in_chinese(faithful.nli_statement_prompt, "verdicts")
    _in_chinese(relevant.prompt, "relevancy")
    _in_chinese(precise.prompt, "context-precision")
    _in_chinese(recalled.prompt, "context-recall")

    def call(metric: Any, *names: str) -> Call:
        async def value(shown: Record) -> float:
            return float((await metric.ascore(**{name: shown[name] for name in names})).value)

        return value

    return {
        "faithfulness": call(faithful, "user_input", "response", "retrieved_contexts"),
        "answer_relevancy": call(relevant, "user_input", "response"),
        "context_precision": call(precise, "user_input", "reference", "retrieved_contexts"),
        "context_recall": call(recalled, "user_input", "retrieved_contexts", "reference"),
    }


def _in_chinese(prompt: Any, name: str) -> None:
    """Our instruction with its Chinese example in place of ragas' English ones."""
    prompt.instruction = (PROMPTS / f"judge-{name}.md").read_text(encoding="utf-8").strip()
    prompt.examples = []
    prompt.language = "chinese"


def _model(settings: Settings, opinion: Opinion) -> Any:
    """The endpoint as ragas takes it; every response's token count is added up, retries included."""
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient
    from ragas.llms import llm_factory

    async def count(response: Any) -> None:
        await response.aread()
        if "json" in response.headers.get("content-type", ""):
            usage = (response.json() or {}).get("usage") or {}
            opinion.tokens_in += int(usage.get("prompt_tokens") or 0)
            opinion.tokens_out += int(usage.get("completion_tokens") or 0)

    client = AsyncOpenAI(
        base_url=settings.model_url,
        api_key=settings.model_key or "none",
        timeout=settings.model_seconds * 4,
        max_retries=1,
        http_client=DefaultAsyncHttpxClient(event_hooks={"response": [count]}),
    )
    return llm_factory(settings.model or "", client=client, max_tokens=2048, temperature=0.0)


def _embeddings(settings: Settings) -> Any:
    """The project's own embedding as ragas takes it."""
    from ragas.embeddings.base import BaseRagasEmbedding

    from ingest.embed import embedder

    vectors = embedder(
        settings.embedding, base_url=settings.embedding_url or "", api_key=settings.model_key or "none"
    )

    class Ours(BaseRagasEmbedding):  # type: ignore[misc]
        def embed_text(self, text: str, **_: Any) -> list[float]:
            return [float(x) for x in vectors.embed([text], "query")[0]]

        async def aembed_text(self, text: str, **_: Any) -> list[float]:
            return self.embed_text(text)

    return Ours()


def model_free(rows: Sequence[Row]) -> dict[str, tuple[float, int]]:
    """ragas' measures that need no model: measure → mean and number; empty where it is not installed.

    Ids are the anchor groups (a citation that holds none keeps its own), so the id-based recall is ragas' own
    reckoning of our citation recall. Its quoted-span and Rouge measures count words by blanks and say nothing
    about Chinese.
    """
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    try:
        from ragas import SingleTurnSample

        ragas: Any = importlib.import_module("ragas.metrics")
        from ragas.metrics.collections import StringPresence
    except ImportError:
        return {}
    found: dict[str, list[float]] = {}

    async def every() -> None:
        present = StringPresence()
        by_id = {
            "id_precision": ragas._IDBasedContextPrecision(),
            "id_recall": ragas._IDBasedContextRecall(),
        }
        for row in rows:
            if row.case.anchors:
                cited, wanted = anchor_ids(row)
                shown = SingleTurnSample(retrieved_context_ids=cited, reference_context_ids=wanted)
                for name, metric in by_id.items():
                    if name == "id_precision" and not cited:
                        continue  # nothing cited has no precision: not scored, where ragas warns and says NaN
                    found.setdefault(name, []).append(await metric.single_turn_ascore(shown))
            for group in row.case.must_include:
                said = [(await present.ascore(words, row.answer["answer"])).value for words in group]
                found.setdefault("string_presence", []).append(max(said))

    asyncio.run(every())
    kept = {name: [value for value in values if not math.isnan(value)] for name, values in found.items()}
    return {name: (sum(values) / len(values), len(values)) for name, values in kept.items() if values}


def anchor_ids(row: Row) -> tuple[list[str | int], list[str | int]]:
    """The ids that the citations hold, and those that the case wants."""
    cited: list[str | int] = []
    for citation in row.answer.get("citations") or []:
        held = groups_held([citation.get("quote") or ""], row.case.anchors)
        names = [f"anchor-{number}" for number, hit in enumerate(held) if hit]
        cited += names or [str(citation.get("passage_id"))]
    return cited, [f"anchor-{number}" for number in range(len(row.case.anchors))]
