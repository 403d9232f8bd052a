"""A small real corpus folder, and where its index is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from counting import CountingEmbedder

from ingest.embed import UseEmbedder
from ingest.pipeline import Plan

CATALOGUE = """\
files:
- file: one.txt
  full_line: 30
  documents:
  - id: rent-subsidy
    title: 青年租房补贴办法
    kind: 办法
    begins: [青年租房补贴办法]
  - id: studio-rules
    title: 技能大师工作室细则
    kind: 实施细则
    begins: [技能大师工作室细则]
"""

TEXT = """\
青年租房补贴办法

第一条 为支持青年人才安居，制定本办法。

第二条 在本市无房的博士每月补贴1500元，硕士每月补贴1000元。

第三条 补贴期限最长为五年，由住房部门按季度发放。

技能大师工作室细则

第一条 市级技能大师工作室由人力资源部门评定。

第二条 新评定的工作室一次性给予10万元支持。
"""


@pytest.fixture(scope="session")
def use() -> UseEmbedder:
    return UseEmbedder()


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def plan(corpus_folder: Path, tmp_path: Path, use: UseEmbedder) -> Plan:
    return Plan(corpus_folder, tmp_path / "home", CountingEmbedder(use))


@pytest.fixture
def edit(corpus_folder: Path) -> Callable[[str, str], None]:
    """Replaces words in the corpus text."""

    def replace(old: str, new: str) -> None:
        path = corpus_folder / "one.txt"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
