"""Corpus folder → published index: parse, embed what is new, write beside the live build, swap."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest import manifest as manifests
from ingest import publish
from ingest.corpus import load_corpus
from ingest.diff import DocumentChange, diff
from ingest.embed import Embedder, Vectors
from ingest.errors import REBUILDABLE, IndexForeign, IndexMissing, IndexStale
from ingest.index import (
    STORE_FAILURES,
    Index,
    connect,
    load_snapshot,
    load_vectors,
    save_snapshot,
    save_vectors,
    store,
)
from ingest.keywords import KeywordIndex
from ingest.manifest import Manifest
from ingest.publish import Progress
from ingest.types import Corpus, Passage

Parse = Callable[[Path], Corpus]

_CHUNK = 64


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    build: str
    published: bool
    """False when the live index already fitted and nothing was written."""
    documents: tuple[DocumentChange, ...]
    embedded: int
    reused: int
    seconds: float

    def lines(self) -> list[str]:
        """Lines for a maintainer: one per document that changed, then the sum."""
        touched = [change.line() for change in self.documents if change.touched]
        same = len(self.documents) - len(touched)
        state = "已发布新索引" if self.published else "索引已是最新"
        cost = f"重新计算向量 {self.embedded} 条，沿用 {self.reused} 条，用时 {self.seconds:.1f} 秒"
        return [*touched, f"{state} {self.build}：{len(touched)} 个文件有变化，{same} 个不变；{cost}"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where an index is built, from what and with what."""

    corpus: Path
    home: Path
    embedder: Embedder
    chroma_url: str = ""
    parse: Parse = load_corpus


def silent(_line: str) -> None:
    """A progress listener that says nothing."""


def build(plan: Plan, progress: Progress = silent, *, force: bool = False) -> BuildReport:
    """Brings the published index up to the corpus; a live index that fits is left alone unless `force`.

    Killed at any moment it leaves the old index live. Raises CorpusError, EmbeddingFailed, HomeUnusable,
    IndexBusy, IndexForeign.
    """
    started = time.perf_counter()
    with publish.building(plan.home, progress) as folder:
        old = _previous(plan)
        if old is not None and not force and not differences(old[0], plan):
            same = diff(old[1], old[1])
            return BuildReport(old[0].build, False, same, 0, old[0].passages, time.perf_counter() - started)
        progress("正在解析语料……")
        corpus = plan.parse(plan.corpus)
        name = publish.new_name(folder, _digest(plan))
        staged = publish.staging(folder, name)
        try:
            embedded = _write(plan, corpus, staged, old[0] if old else None, progress)
            publish.publish(folder, staged, name)
        except STORE_FAILURES as error:
            raise publish.unusable(plan.home, error) from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        _forget(plan, publish.prune(folder))
    changes = diff(old[1] if old else None, corpus)
    total = len(corpus.passages) + sum(map(len, corpus.wordings.values()))
    return BuildReport(name, True, changes, embedded, total - embedded, time.perf_counter() - started)


def _previous(plan: Plan) -> tuple[Manifest, Corpus] | None:
    """The live build's manifest and corpus; nothing where it cannot serve as a start. Raises IndexForeign."""
    try:
        folder = publish.live_build(plan.home)
        manifest = manifests.read(folder)
        manifests.verify(manifest, folder)
        return manifest, load_snapshot(folder)
    except REBUILDABLE:
        return None
    except ValueError:  # a snapshot of other types: an older parser's
        return None


def _digest(plan: Plan) -> str:
    parts = (manifests.corpus_hash(plan.corpus), plan.embedder.name, manifests.parser_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _write(plan: Plan, corpus: Corpus, staged: Path, old: Manifest | None, progress: Progress) -> int:
    """Writes every file of a build; returns the number of texts that were embedded anew."""
    name = staged.name.removeprefix(".building-")
    likely = [(f"{key}#{n}", text) for key, texts in corpus.wordings.items() for n, text in enumerate(texts)]
    ids = [passage.id for passage in corpus.passages]
    texts = [passage.text for passage in corpus.passages]
    vectors, embedded = _vectors(plan, texts + [text for _, text in likely], staged, progress)
    progress("正在写入索引……")
    words = [keyword_text(corpus, passage) for passage in corpus.passages]
    KeywordIndex.build(ids, words).save(staged / "keywords")
    KeywordIndex.build([key for key, _ in likely], [text for _, text in likely]).save(staged / "wordings")
    save_snapshot(corpus, staged)
    client = connect(staged, plan.chroma_url)
    try:
        store(client, f"passages-{name}", ids, vectors[: len(ids)])
        store(client, f"wordings-{name}", [key for key, _ in likely], vectors[len(ids) :])
    finally:
        client.close()
    manifests.write(
        Manifest(
            build=name,
            corpus_hash=manifests.corpus_hash(plan.corpus),
            embedding=plan.embedder.name,
            dimensions=plan.embedder.dimensions,
            parser=manifests.parser_version(),
            documents=len(corpus.documents),
            articles=len(corpus.articles),
            passages=len(ids),
            wordings=len(likely),
            files=manifests.digests(staged),
            previous=old.build if old else None,
            server=bool(plan.chroma_url),
        ),
        staged,
    )
    return embedded


def _vectors(plan: Plan, texts: list[str], staged: Path, progress: Progress) -> tuple[Vectors, int]:
    """One vector per text; those of the live build are used again where text and embedder are the same."""
    hashes = [manifests.text_hash(text) for text in texts]
    known = _known(plan)
    fresh = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    keys = list(fresh)
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        known.update(zip(part, plan.embedder.embed([fresh[key] for key in part]), strict=True))
        if start % (_CHUNK * 8) == 0:
            progress(f"正在计算向量 {start + len(part)}/{len(keys)}……")
    none = np.zeros((0, plan.embedder.dimensions), np.float32)
    rows = np.stack([known[key] for key in hashes]) if hashes else none
    unique = dict(zip(hashes, rows, strict=True))
    save_vectors(staged, list(unique), np.stack(list(unique.values())) if unique else none)
    return rows, len(keys)


def _known(plan: Plan) -> dict[str, Vectors]:
    with contextlib.suppress(*REBUILDABLE, IndexForeign, OSError, ValueError, KeyError):
        folder = publish.live_build(plan.home)
        if manifests.read(folder).embedding == plan.embedder.name:
            return load_vectors(folder)
    return {}


def _forget(plan: Plan, removed: Iterable[str]) -> None:
    """Drops the collections of removed builds from a Chroma server; those in a folder went with it."""
    if plan.chroma_url:
        client = connect(plan.home, plan.chroma_url)
        names = {f"{kind}-{build}" for build in removed for kind in ("passages", "wordings")}
        for found in [item.name for item in client.list_collections() if item.name in names]:
            client.delete_collection(found)
        client.close()


def keyword_text(corpus: Corpus, passage: Passage) -> str:
    """What the keyword side reads: title and headings in front (6 points better there, worse for vectors)."""
    document = corpus.documents.get(passage.document_id)
    front = [document.title if document else "", *passage.headings, passage.locator]
    return "\n".join([*front, passage.parent_text or "", passage.text])


def differences(manifest: Manifest, plan: Plan) -> list[str]:
    """What no longer fits between an index and the present corpus, parser and embedding (Chinese words)."""
    found = []
    if manifest.corpus_hash != manifests.corpus_hash(plan.corpus):
        found.append("语料文件有改动")
    if manifest.parser != manifests.parser_version():
        found.append("解析程序已更新")
    if manifest.embedding != plan.embedder.name:
        found.append(f"向量模型由 {manifest.embedding} 换成 {plan.embedder.name}")
    if manifest.server != bool(plan.chroma_url):
        found.append("向量存放位置已更换")
    return found


def open_index(plan: Plan) -> Index:
    """The published index, proven to fit.

    Raises IndexMissing, IndexStale, IndexForeign, IndexCorrupt, HomeUnusable.
    """
    folder = publish.live_build(plan.home)
    stale = differences(manifests.read(folder), plan)
    if stale:
        raise IndexStale(f"索引已过时（{'；'.join(stale)}）：请运行 policybot ingest")
    return open_live(plan)


def open_live(plan: Plan) -> Index:
    """The published index, whether or not the corpus changed since."""
    for attempt in (1, 2):
        folder = publish.live_build(plan.home)
        try:
            return Index(folder, plan.embedder, plan.chroma_url)
        except REBUILDABLE:
            if attempt == 2 or publish.live_build(plan.home) == folder:
                raise  # only a build that was replaced while it was being opened deserves a second look
    raise IndexMissing(f"{plan.home} 里还没有索引：请运行 policybot ingest")


def ensure_index(plan: Plan, progress: Progress = silent) -> Index:
    """The published index; built first where it is missing, stale or damaged. Raises as `build` does."""
    try:
        return open_index(plan)
    except REBUILDABLE as error:
        progress(str(error).split("：")[0] + "，正在自动重建……")
        build(plan, progress, force=not isinstance(error, IndexStale | IndexMissing))
        return open_index(plan)
