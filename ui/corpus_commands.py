"""The commands of those who keep the corpus: `ingest` (build, check, propose, accept) and `diff`."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BadInput, NotReady
from bot.settings import PROJECT, Settings, load_settings
from ingest.errors import CorpusError, IngestError

if TYPE_CHECKING:
    from ingest.additions import Addition
    from ingest.diff import DocumentChange
    from ingest.pipeline import BuildReport
    from ingest.reliance import Reliance
    from ingest.types import Corpus

Paths = Annotated[list[Path] | None, typer.Argument(help="要加入汇编的新文件或文件夹；不写则更新索引")]
CheckOnly = Annotated[bool, typer.Option("--check", help="只核对，不写入：逐字还原、引文、索引是否过期")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只说会有什么变化，不写入")]
AcceptId = Annotated[str | None, typer.Option("--accept", metavar="ID", help="把核对过的新文件收入汇编")]
Force = Annotated[bool, typer.Option("--force", help="即使没有变化也重建")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
SHOWN = 20
"""Clauses listed per document; a new document need not be read out whole."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ingest)
    app.command("diff")(differences)


def _settings() -> Settings:
    """The settings, with a corpus folder that is there. Raises NotReady."""
    settings = load_settings()
    if not settings.corpus.is_dir():
        where = f"找不到语料文件夹 {settings.corpus}"
        raise NotReady(f"{where}：请把 POLICYBOT_CORPUS 指向有 catalogue.yaml 和正文的文件夹。")
    return settings


def ingest(
    paths: Paths = None,
    check_only: CheckOnly = False,
    dry_run: DryRun = False,
    accept_id: AcceptId = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """建立或更新索引；--check 逐字核对；写文件名则登记新文件待确认，--accept 收入。"""
    settings = _settings()
    if sum((check_only, accept_id is not None, bool(paths))) > 1:
        raise BadInput("文件名、--check、--accept 一次只用一个。")
    if dry_run and (check_only or accept_id is not None):
        raise BadInput("--dry-run 只和文件名一起用，或单独使用。")
    if as_json and (check_only or accept_id is not None or paths):
        raise BadInput("--json 只用于更新索引和 --dry-run。")
    if check_only:
        _check(settings)
    elif accept_id is not None:
        _accept(settings, accept_id)
    elif paths:
        _propose(settings, paths, dry_run)
    elif dry_run:
        differences(as_json)
    else:
        _build(settings, force, as_json)


def differences(as_json: AsJson = False) -> None:
    """语料与现有索引相比有什么变化，哪些规则和题目引用了改动的条文（有引文失效时退出码为 1）。"""
    from ingest.corpus import load_corpus
    from ingest.diff import diff

    settings = _settings()
    changes = diff(_published(settings), load_corpus(settings.corpus))
    relying = _relying(settings, changes)
    if as_json:
        print(_as_json(changes, relying))
    else:
        print("\n".join([*_lines(changes), *(item.line() for item in relying)]))
    if any(item.lost for item in relying):
        raise typer.Exit(1)


def _published(settings: Settings) -> Corpus | None:
    """The corpus that the live index was made from; None where there is none to use. Raises IndexForeign."""
    from ingest.errors import REBUILDABLE
    from ingest.index import load_snapshot
    from ingest.publish import live_build

    try:
        return load_snapshot(live_build(settings.home))
    except (*REBUILDABLE, ValueError):
        return None


def _lines(changes: Sequence[DocumentChange]) -> list[str]:
    """Each touched document with its clauses, then how many are the same."""
    out: list[str] = []
    for change in changes:
        if change.touched:
            out.append(change.line())
            marked = [("＋", a.locator, a.text) for a in change.added]
            marked += [("改", new.locator, new.text) for _, new in change.changed]
            marked += [("－", a.locator, a.text) for a in change.removed]
            shown = marked[:SHOWN]
            out += [f"  {sign} {place}：{' '.join(text.split())[:50]}" for sign, place, text in shown]
            if len(marked) > SHOWN:
                out.append(f"  …… 另有 {len(marked) - SHOWN} 条")
    same = sum(1 for change in changes if not change.touched)
    return [*out, f"{len(changes) - same} 个文件有变化，{same} 个不变"]


def _as_json(changes: Iterable[DocumentChange], relying: Iterable[Reliance]) -> str:
    documents = [
        {
            "document_id": change.document_id,
            "title": change.title.replace("\n", ""),
            "added": [article.locator for article in change.added],
            "changed": [new.locator for _, new in change.changed],
            "removed": [article.locator for article in change.removed],
            "unchanged": change.unchanged,
        }
        for change in changes
    ]
    quotes = [
        {"kind": r.kind, "name": r.name, "document_id": r.document_id, "locator": r.locator, "quote": r.quote,
         "lost": r.lost}
        for r in relying
    ]  # fmt: skip
    return json.dumps({"documents": documents, "relying": quotes}, ensure_ascii=False, indent=2)


def _relying(settings: Settings, changes: Iterable[DocumentChange]) -> tuple[Reliance, ...]:
    from ingest.reliance import reliances

    questions = sorted((PROJECT / "eval" / "questions").glob("*.jsonl"))
    return reliances(changes, settings.rules, questions)


def _build(settings: Settings, force: bool, as_json: bool) -> None:
    from bot.plan import plan_of
    from ingest.pipeline import build

    report = build(plan_of(settings), lambda line: print(line, file=sys.stderr), force=force)
    relying = _relying(settings, report.documents)
    print(_as_json(report.documents, relying) if as_json else "\n".join(_told(report, relying)))


def _told(report: BuildReport, relying: Sequence[Reliance]) -> list[str]:
    return [*report.lines(), *(item.line() for item in relying)]


def _propose(settings: Settings, paths: Sequence[Path], dry_run: bool) -> None:
    """Lays every readable file down for review (or only says what it holds); status 2 if one cannot be."""
    from ingest.additions import files_of, stage
    from ingest.corpus import load_corpus

    absent = [str(path) for path in paths if not path.exists()]
    if absent:
        raise BadInput(f"没有这个文件或文件夹：{'、'.join(absent)}。请检查路径。")
    files = files_of(paths)
    if not files:
        raise BadInput("文件夹里没有能读的文件（txt、md、html、docx、pdf）：请检查路径。")
    corpus = load_corpus(settings.corpus)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its English notes on damage; the error line says it
    refused = 0
    for path in files:
        try:
            made = (_considered if dry_run else stage)(path, settings.corpus, corpus)
            print("\n".join(made.lines()[:-1] if dry_run else made.lines()))
        except CorpusError:
            raise
        except IngestError as error:
            refused += 1
            print(error, file=sys.stderr)
    if refused:
        raise typer.Exit(2)


def _considered(path: Path, folder: Path, corpus: Corpus) -> Addition:
    """What `stage` would lay down for a file, without writing anything."""
    from ingest.additions import Addition
    from ingest.duplicates import duplicates
    from ingest.propose import propose
    from ingest.readers import read_file

    text = read_file(path)
    return Addition(propose(text, frozenset(corpus.documents)), duplicates(text.text, corpus), folder, folder)


def _accept(settings: Settings, name: str) -> None:
    """Makes a reviewed file part of the corpus and indexes it; exit status 1 if the proof finds something."""
    from ingest.additions import WAITING, accept
    from ingest.corpus import load_corpus

    if not (settings.corpus / WAITING / f"{name}.yaml").is_file() or "/" in name:
        known = "、".join(sorted(item.stem for item in (settings.corpus / WAITING).glob("*.yaml")))
        what = f"没有待确认的文件“{name[:60]}”（待确认：{known or '无'}）"
        raise BadInput(f"{what}：请先运行 policybot ingest 文件名。")
    before = frozenset(load_corpus(settings.corpus).documents)
    findings = accept(name, settings.corpus)
    for item in findings:
        print(item)
    _build(settings, False, False)
    amounts = _unruled(settings, before)
    if amounts:
        print(f"新文件里有 {len(amounts)} 处数额还没有规则（写法见 docs/rules.md），例如：")
        print("\n".join(f"  {line}" for line in amounts[:5]))
    if findings:
        raise typer.Exit(1)


def _unruled(settings: Settings, known: frozenset[str]) -> list[str]:
    """The sentences of documents not yet known that hold an amount which no rule states or explains."""
    from bot.rules.coverage import uncovered
    from bot.rules.load import read_folder
    from bot.rules.sources import read_sources

    book, _ = read_folder(settings.rules)
    sources = read_sources(settings.corpus)
    new = tuple(f"{name}.yaml:" for name in sources.documents if name not in known)
    return [str(found) for found in uncovered(book, sources) if found.where.startswith(new)]


def _check(settings: Settings) -> None:
    from bot.plan import plan_of
    from ingest.corpus import load_corpus
    from ingest.pipeline import open_index
    from ingest.proof import check

    try:
        findings = [str(found) for found in check(load_corpus(settings.corpus), settings.corpus)]
    except IngestError as error:
        findings = [str(error)]
    try:
        open_index(plan_of(settings))
    except IngestError as error:
        findings.append(str(error))
    for line in findings:
        print(line)
    if findings:
        raise typer.Exit(1)
    print("核对通过：原文逐字可还原，引文属实，索引与语料一致。")
