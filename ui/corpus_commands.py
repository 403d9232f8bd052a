"""The commands of those who keep the corpus: `ingest` (build, check, add new files)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BadInput, NotReady
from bot.settings import Settings, load_settings
from ingest.embed import embedder
from ingest.errors import IngestError
from ingest.pipeline import Plan, build, open_index
from ingest.proof import check


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(ingest)


def plan_of(settings: Settings) -> Plan:
    """Where the index of these settings is built, from what and with what."""
    vectors = embedder(
        settings.embedding, base_url=settings.embedding_url or "", api_key=settings.model_key or "none"
    )
    return Plan(settings.corpus, settings.home, vectors, settings.chroma_url or "")


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="要加入汇编的新文件或文件夹；不写则重建现有语料的索引")] = None,
    check_only: Annotated[bool, typer.Option("--check", help="只核对，不写入：逐字还原、引文、索引是否过期")] = False,
    force: Annotated[bool, typer.Option("--force", help="即使没有变化也重建")] = False,
) -> None:
    """建立或更新索引；--check 逐字核对语料。"""
    settings = load_settings()
    if check_only:
        _check(settings)
        return
    if paths:
        raise BadInput("加入新文件的命令尚未开放。")
    try:
        report = build(plan_of(settings), lambda line: print(line, file=sys.stderr), force=force)
    except IngestError as error:
        raise NotReady(str(error)) from error
    print("\n".join(report.lines()))


def _check(settings: Settings) -> None:
    from ingest.corpus import load_corpus

    try:
        findings = [f"{f.where}：{f.what}。{f.what_to_do}" for f in check(load_corpus(settings.corpus), settings.corpus)]
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
