"""Corpus folder → published index: parse, embed what is new, write beside the live build, swap."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest import manifest as manifests
from ingest import publish
from ingest.corpus import load_corpus
from ingest.diff import DocumentChange, diff
from ingest.embed import Embedder, Vectors
from ingest.errors import REBUILDABLE, IndexMissing, IndexStale
from ingest.index import (
    STORE_FAILURES,
    Index,
    Patch,
    connect,
    copy_store,
    load_snapshot,
    save_snapshot,
    save_vectors,
    store,
)
from ingest.keywords import KeywordIndex
from ingest.manifest import Manifest
from ingest.publish import Progress
from ingest.reuse import Earlier, Texts, changes, texts_of, trusted
from ingest.types import Corpus, Passage

Parse = Callable[[Path, Corpus | None], Corpus]
"""Corpus folder and, where unchanged files may be taken from it, an earlier corpus -> corpus."""

FOLDERS = {"passages": "keywords", "wordings": "wordings"}
"""Collection -> folder of its keyword index."""

_CHUNK = 256


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
        old = _previous(plan, force)
        if old is not None and not force and not differences(old.manifest, plan):
            same, held = diff(old.corpus, old.corpus), old.manifest
            return BuildReport(held.build, False, same, 0, held.passages, time.perf_counter() - started)
        progress("正在解析语料……")
        corpus = plan.parse(plan.corpus, old.parsed if old else None)
        name = publish.new_name(folder, _digest(plan))
        staged = publish.staging(folder, name)
        try:
            embedded = _write(plan, corpus, staged, old, progress)
            publish.publish(folder, staged, name)
        except STORE_FAILURES as error:
            raise publish.unusable(plan.home, error) from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        _forget(plan, publish.prune(folder))
    found = diff(old.corpus if old else None, corpus)
    total = len(corpus.passages) + sum(map(len, corpus.wordings.values()))
    return BuildReport(name, True, found, embedded, total - embedded, time.perf_counter() - started)


def _previous(plan: Plan, force: bool) -> Earlier | None:
    """The live build; nothing where it cannot serve as a start. Raises IndexForeign."""
    try:
        folder = publish.live_build(plan.home)
        manifest = manifests.read(folder)
        manifests.verify(manifest, folder)
        return Earlier(folder, manifest, load_snapshot(folder), trusted(manifest, force))
    except REBUILDABLE:
        return None
    except ValueError:  # a snapshot of other types: an older parser's
        return None


def _digest(plan: Plan) -> str:
    parts = (manifests.corpus_hash(plan.corpus), plan.embedder.name, manifests.parser_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _write(plan: Plan, corpus: Corpus, staged: Path, old: Earlier | None, progress: Progress) -> int:
    """Writes every file of a build; returns the number of texts that were embedded anew."""
    texts = texts_of(corpus)
    words = {
        "passages": [keyword_text(corpus, passage) for passage in corpus.passages],
        "wordings": list(texts["wordings"].values()),
    }
    vectors, embedded = _vectors(plan, texts, staged, old, progress)
    progress("正在写入索引……")
    for kind, folder in FOLDERS.items():
        before = old.keywords(folder) if old else None
        KeywordIndex.build(list(texts[kind]), words[kind], before).save(staged / folder)
    save_snapshot(corpus, staged)
    patched = _store(plan, texts, vectors, staged, old)
    manifests.write(
        Manifest(
            build=_name(staged),
            corpus_hash=manifests.corpus_hash(plan.corpus),
            embedding=plan.embedder.name,
            dimensions=plan.embedder.dimensions,
            parser=manifests.parser_version(),
            documents=len(corpus.documents),
            articles=len(corpus.articles),
            passages=len(texts["passages"]),
            wordings=len(texts["wordings"]),
            files=manifests.digests(staged),
            previous=old.manifest.build if old else None,
            server=bool(plan.chroma_url),
            patched=patched,
        ),
        staged,
    )
    return embedded


def _name(staged: Path) -> str:
    return staged.name.removeprefix(".building-")


def _store(
    plan: Plan, texts: dict[str, Texts], vectors: Vectors, staged: Path, old: Earlier | None
) -> int:
    """Fills the vector store: the live one's copy, patched, where little changed, else written from nothing.

    Returns how many of its vectors were changed since it was last written from nothing.
    """
    patches = None if old is None or plan.chroma_url else old.patches(texts, plan.embedder.name)
    if old is not None and patches is not None:
        try:
            copy_store(old.folder, staged)
            _fill(plan, texts, vectors, staged, patches)
            return old.manifest.patched + sum(map(changes, patches.values()))
        except STORE_FAILURES:  # a damaged live store; a full disk will say so again below
            shutil.rmtree(staged / "chroma", ignore_errors=True)
    _fill(plan, texts, vectors, staged, {})
    return 0


def _fill(
    plan: Plan, texts: dict[str, Texts], vectors: Vectors, staged: Path, patches: Mapping[str, Patch]
) -> None:
    client = connect(staged, plan.chroma_url)
    try:
        start = 0
        for kind, held in texts.items():
            rows = vectors[start : start + len(held)]
            store(client, f"{kind}-{_name(staged)}", list(held), rows, patches.get(kind))
            start += len(held)
    finally:
        client.close()


def _vectors(
    plan: Plan, texts: dict[str, Texts], staged: Path, old: Earlier | None, progress: Progress
) -> tuple[Vectors, int]:
    """One vector per text; those of the live build are used again where text and embedder are the same."""
    wanted = [text for held in texts.values() for text in held.values()]
    hashes = [manifests.text_hash(text) for text in wanted]
    place = {key: n for n, key in enumerate(dict.fromkeys(hashes))}
    unique = np.zeros((len(place), plan.embedder.dimensions), np.float32)
    known = old.vectors(plan.embedder.name) if old else {}
    for key in place.keys() & known.keys():
        unique[place[key]] = known[key]
    fresh = {key: text for key, text in zip(hashes, wanted, strict=True) if key not in known}
    keys = list(fresh)
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        unique[[place[key] for key in part]] = plan.embedder.embed([fresh[key] for key in part])
        if start % (_CHUNK * 4) == 0:
            progress(f"正在计算向量 {start + len(part)}/{len(keys)}……")
    save_vectors(staged, list(place), unique)
    if len(place) == len(hashes):
        return unique, len(keys)
    return unique[[place[key] for key in hashes]], len(keys)


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
