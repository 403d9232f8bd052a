"""What stands first among the passages found, on a small index with the real weights and phrases."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot as package
from bot.retrieve import load_weights, retrieve
from bot.understand import Understanding
from bot.vocabulary import load_phrases
from ingest.embed import UseEmbedder
from ingest.pipeline import Plan, build, open_index

HERE = Path(package.__file__).parent
CATALOGUE = """\
files:
- file: one.txt
  documents:
  - {id: rent, title: 租房补贴办法, kind: 办法, begins: [租房补贴办法]}
  - {id: pottery, title: 陶艺传承办法, kind: 办法, begins: [陶艺传承办法]}
"""
TEXT = """\
租房补贴办法

第一条 用人单位引进的硕士，每月给予1000元租房补贴。

陶艺传承办法

第一条 对开展窑变烧制的单位，经核查合格后，按每次1200元给予奖补。
"""
WORDINGS = """\
document: rent
wordings:
- at: 第一条
  holds: 每月给予1000元租房补贴
  asks: [单位引进的硕士租房能领多少补助, 单位的硕士一次能领多少租房补贴]
"""
QUESTION = "我们单位做窑变烧制，一次能领多少补助"


@pytest.mark.parametrize("worded", [True, False], ids=["others-are-worded", "nobody-is"])
def test_a_new_document_that_nobody_worded_is_found_by_its_own_words(tmp_path: Path, worded: bool) -> None:
    folder = tmp_path / "corpus"
    (folder / "wordings").mkdir(parents=True)
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    if worded:
        (folder / "wordings" / "rent.yaml").write_text(WORDINGS, encoding="utf-8")
    plan = Plan(folder, tmp_path / "home", UseEmbedder())
    build(plan)
    index = open_index(plan)
    assert index.corpus.worded == ({"rent"} if worded else frozenset())
    turn = Understanding(QUESTION, frozenset({"money"}), (), "", {}, {}, QUESTION)
    phrases = load_phrases(HERE / "phrases.yaml")
    found = retrieve(turn, index, {}, phrases, load_weights(HERE / "weights.yaml"))
    assert "窑变烧制" in found[0].passage.text
