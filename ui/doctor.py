"""`policybot doctor`: is everything there that an answer needs, and what to do where it is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import NotReady, PolicyBotError
from bot.plan import plan_of
from bot.rules.check import check_book
from bot.rules.load import read_folder
from bot.rules.sources import from_corpus
from bot.settings import Settings
from ingest.corpus import load_corpus
from ingest.errors import IngestError
from ingest.pipeline import open_index
from ingest.proof import check
from ingest.publish import prepare
from ingest.validity import validity
from ui.store import open_store

_FAULTS = {
    "denied": "接口拒绝了密钥：请核对 OPENAI_API_KEY",
    "rejected": "接口不接受请求：请核对 POLICYBOT_MODEL 是否是这个接口提供的模型名",
    "busy": "接口说请求太多或额度用完：请稍后再试，或核对账户余额",
    "failing": "接口内部出错：请稍后再试，或联系接口的提供方",
    "slow": "接口在限定时间内没有回应：请检查网络，或加大 POLICYBOT_MODEL_SECONDS",
    "broken": "连不上接口：请核对 OPENAI_BASE_URL（通常以 /v1 结尾）和网络",
    "garbage": "接口的回应看不懂：请核对 OPENAI_BASE_URL 是否是 OpenAI 兼容接口",
}
"""What to do about each kind of ModelFault; meanwhile answers come from the clauses."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, a line each; `bad` is True when something keeps it from answering as it should."""

    lines: tuple[str, ...]
    bad: bool


def silent(_line: str) -> None:
    """A listener that says nothing."""


def examine(settings: Settings, say: Callable[[str], None] = silent) -> Findings:
    """Look at corpus, rules, embedding, index, data folder, store, model endpoint and page, each by itself.

    The index is not built. `say` gets each line as soon as it is known.
    """
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("语料", _corpus), ("规则", _rules), ("向量", _embedding), ("索引", _index), ("数据文件夹", _home),
        ("对话记录", _store), ("模型", _model), ("页面", _page),
    )  # fmt: skip
    lines: list[str] = []
    bad = False
    for name, look in checks:
        try:
            lines.append(f"✓ {name}：{look(settings)}")
        except (PolicyBotError, IngestError) as error:
            bad = True
            lines.append(f"✗ {name}：{error}")
        except OSError as error:
            bad = True
            lines.append(f"✗ {name}：读写出错（{error.strerror or error}），请检查文件、权限和空间。")
        say(lines[-1])
    return Findings(tuple(lines), bad)


def _corpus(settings: Settings) -> str:
    corpus = load_corpus(settings.corpus)
    _refuse(check(corpus, settings.corpus), "policybot ingest --check")
    counts = f"{len(corpus.documents)} 份文件，{len(corpus.articles)} 条，{len(corpus.passages)} 段"
    return f"{counts}，原文逐字可还原，引文属实"


def _rules(settings: Settings) -> str:
    book, problems = read_folder(settings.rules)
    corpus = load_corpus(settings.corpus)
    sources = from_corpus(corpus, partial(validity, corpus))
    _refuse([*problems, *check_book(book, sources)], "python -m bot.rules.check")
    cases = sum(len(rule.cases) for rule in book.rules.values())
    return f"{len(book.rules)} 条计算规则，{cases} 个算例全部算对，引文都在原文里"


def _refuse(findings: Sequence[object], command: str) -> None:
    """Raises NotReady with the first finding and the command that lists them all."""
    if findings:
        first = str(findings[0]).rstrip("。")
        raise NotReady(f"{first}。共 {len(findings)} 处，全部用 {command} 查看，改正后再试。")


def _embedding(settings: Settings) -> str:
    started = time.perf_counter()
    vectors = plan_of(settings).embedder.embed(["检查"], "query")
    return f"{settings.embedding}，{vectors.shape[1]} 维，{(time.perf_counter() - started) * 1000:.0f} 毫秒"


def _index(settings: Settings) -> str:
    index = open_index(plan_of(settings))
    return f"与语料一致（{index.manifest.build}）"


def _home(settings: Settings) -> str:
    prepare(settings.home)
    return "可写"


def _store(settings: Settings) -> str:
    store = open_store(settings.database_url, settings.home, 3650)
    store.close()
    return "可读写" + ("（DATABASE_URL）" if settings.database_url else "（数据文件夹）")


def _model(settings: Settings) -> str:
    """Asks the endpoint for real, which costs a few hundred tokens; without one nothing is imported."""
    if not settings.has_model:
        return "没有配置，按条款直接作答（需要模型时设置 OPENAI_BASE_URL、OPENAI_API_KEY 和 POLICYBOT_MODEL）"
    from bot.drafting.probe import probe, wanted_path
    from bot.llm import Endpoint, ModelFault

    chosen = wanted_path(settings)
    started = time.perf_counter()
    try:
        seen = probe(Endpoint(settings), time.monotonic() + max(20.0, settings.model_seconds))
    except ModelFault as fault:
        what = _FAULTS.get(fault.kind, "接口不能用：请核对地址、密钥和模型名")
        raise NotReady(f"{settings.model} {what}。在此之前按条款直接作答。") from None
    how = f"按 POLICYBOT_MODEL_PATH 用 {chosen}" if chosen else f"用 {seen.path}"
    return f"{settings.model} {seen.seen}；{how}，{time.perf_counter() - started:.1f} 秒"


def _page(_settings: Settings) -> str:
    static = Path(__file__).resolve().parent / "static"
    missing = [name for name in ("app.js", "page.css") if not (static / name).exists()]
    if missing:
        raise NotReady(f"缺少 {'、'.join(missing)}：请重新安装。")
    return "文件齐全"
