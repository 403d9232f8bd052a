"""`policybot doctor`: is everything there that an answer needs, and what to do where it is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import PolicyBotError
from bot.rules.load import load_rules
from bot.settings import Settings
from ingest.corpus import load_corpus
from ingest.embed import embedder
from ingest.errors import IngestError
from ingest.pipeline import Plan, open_index
from ui.store import open_store


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, a line each; `bad` is True when something keeps the assistant from answering."""

    lines: tuple[str, ...]
    bad: bool


def examine(settings: Settings) -> Findings:
    """Look at corpus, rules, embedding, index, store and model endpoint, each by itself. Nothing is built."""
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("语料", _corpus), ("规则", _rules), ("向量", _embedding), ("索引", _index), ("对话记录", _store),
        ("模型", _model), ("页面", _page),
    )  # fmt: skip
    lines: list[str] = []
    bad = False
    for name, check in checks:
        try:
            lines.append(f"✓ {name}：{check(settings)}")
        except (PolicyBotError, IngestError, OSError) as error:
            bad = True
            what = error.strerror if isinstance(error, OSError) else str(error)
            lines.append(f"✗ {name}：{what}")
    return Findings(tuple(lines), bad)


def _corpus(settings: Settings) -> str:
    corpus = load_corpus(settings.corpus)
    return f"{len(corpus.documents)} 份文件，{len(corpus.articles)} 条，{len(corpus.passages)} 段"


def _rules(settings: Settings) -> str:
    return f"{len(load_rules(settings.rules).rules)} 条计算规则"


def _plan(settings: Settings) -> Plan:
    vectors = embedder(
        settings.embedding, base_url=settings.embedding_url or "", api_key=settings.model_key or "none"
    )
    return Plan(settings.corpus, settings.home, vectors, settings.chroma_url or "")


def _embedding(settings: Settings) -> str:
    started = time.perf_counter()
    vectors = _plan(settings).embedder.embed(["检查"], "query")
    return f"{settings.embedding}，{vectors.shape[1]} 维，{(time.perf_counter() - started) * 1000:.0f} 毫秒"


def _index(settings: Settings) -> str:
    index = open_index(_plan(settings))
    return f"与语料一致（{index.manifest.build}）"


def _store(settings: Settings) -> str:
    store = open_store(settings.database_url, settings.home, 3650)
    store.close()
    return "可读写" + ("（DATABASE_URL）" if settings.database_url else "（数据文件夹）")


def _model(settings: Settings) -> str:
    if not settings.has_model:
        return "没有配置，按条款直接作答（需要模型时设置 OPENAI_BASE_URL、OPENAI_API_KEY 和 POLICYBOT_MODEL）"
    return f"已配置 {settings.model}"


def _page(_settings: Settings) -> str:
    missing = [
        name
        for name in ("app.js", "page.css")
        if not (Path(__file__).resolve().parent / "static" / name).exists()
    ]
    if missing:
        raise PolicyBotError(f"缺少 {'、'.join(missing)}：请重新安装。")
    return "文件齐全"
