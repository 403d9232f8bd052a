"""The same questions put to LangChain's EnsembleRetriever, built from its usual parts.

BM25 over jieba's words and Chroma with the same embedding, half each, over the same text cut by
RecursiveCharacterTextSplitter. A follow-up is asked with the person's earlier turns in front of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bench.setting import Setting, mean, middle, percent, table
from bench.tune_weights import read
from bot.bot import Bot
from bot.retrieve import retrieve
from eval.match import groups_held
from eval.questions import Case
from ingest.embed import Embedder
from ingest.tokens import words

SIZES = (250, 500)
"""Characters of a piece; our passages hold about as many as the smaller, the larger favours the rival."""
DEPTH = 5

Find = Callable[[Case], list[str]]


class Vectors(Embeddings):
    """Our embedding as LangChain wants it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        made: list[list[float]] = self._embedder.embed(texts).tolist()
        return made

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        made: list[float] = self._embedder.embed([text], "query")[0].tolist()
        return made


@dataclass(frozen=True)
class Found:
    """Shares of the questions with one or all anchors within five, and the median milliseconds of one."""

    label: str
    hit5: float
    all5: float
    ms: float


def rival(setting: Setting, size: int) -> Find:
    """LangChain's ensemble over the text, cut into pieces of at most `size` characters."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=size // 10, separators=["\n\n", "\n", "。", "；", "，", ""]
    )
    sources = sorted(setting.bot.settings.corpus.glob("*.txt"))
    pieces = splitter.create_documents([path.read_text(encoding="utf-8") for path in sources])
    lexical = BM25Retriever.from_documents(pieces, preprocess_func=words, k=DEPTH)
    name = f"pieces-{size}"
    dense = Chroma.from_documents(pieces, Vectors(setting.bot.embedder), collection_name=name)
    both = EnsembleRetriever(
        retrievers=[lexical, dense.as_retriever(search_kwargs={"k": DEPTH})], weights=[0.5, 0.5]
    )

    def find(case: Case) -> list[str]:
        earlier = [turn["content"] for turn in case.history if turn["role"] == "user"]
        return [piece.page_content for piece in both.invoke("\n".join([*earlier, case.question]))[:DEPTH]]

    return find


def ours(bot: Bot, case: Case) -> list[str]:
    """The passages that the assistant looks at, as it reads the question."""
    turn = read(case, bot)
    matched = bot.rule_passages(bot.matcher.match(turn))
    found = retrieve(turn, bot.live.current(), matched, bot.phrases, bot.weights)[:DEPTH]
    return [(item.passage.parent_text or "") + item.passage.text for item in found]


def unaided(bot: Bot) -> Bot:
    """Without what people wrote for this corpus: neither likely wordings nor rules, only text and vectors."""
    weights = replace(bot.weights, wording=0.0, wording_dense=0.0, rule=0.0)
    return replace(bot, weights=weights)


def measured(label: str, find: Find, cases: list[Case]) -> Found:
    """Asks every question once."""
    hits, whole, spent = [], [], []
    find(cases[0])
    for case in cases:
        started = time.perf_counter()
        texts = find(case)
        spent.append((time.perf_counter() - started) * 1000)
        held = [any(column) for column in zip(*(groups_held([t], case.anchors) for t in texts), strict=True)]
        hits.append(float(any(held)))
        whole.append(float(bool(held) and all(held)))
    return Found(label, mean(hits), mean(whole), middle(spent))


def contenders(setting: Setting) -> Iterator[tuple[str, Find]]:
    """Ours, ours on the bare text, and the rival in two sizes."""
    yield "policybot", partial(ours, setting.bot)
    yield "policybot, without wordings and rules", partial(ours, unaided(setting.bot))
    for size in SIZES:
        yield f"LangChain EnsembleRetriever, {size} characters", rival(setting, size)


def comparison(setting: Setting) -> str:
    """The table, over the questions of the test split that clauses answer."""
    cases = setting.anchored("test")
    made = [measured(label, find, cases) for label, find in contenders(setting)]
    rows = [[item.label, percent(item.hit5), percent(item.all5), f"{item.ms:.0f}"] for item in made]
    return table((f"test split, {len(cases)} questions", "hit@5", "all-needed@5", "ms"), rows)
