"""Build, reuse, staleness and damage, on a small real corpus with the real vector store."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from counting import CountingEmbedder

from ingest import publish
from ingest.corpus import load_corpus
from ingest.diff import DocumentChange
from ingest.embed import UseEmbedder
from ingest.errors import (
    EmbeddingFailed,
    HomeUnusable,
    IndexCorrupt,
    IndexForeign,
    IndexMissing,
    IndexStale,
)
from ingest.pipeline import Plan, build, ensure_index, open_index, open_live
from ingest.types import Corpus

Edit = Callable[[str, str], None]

TERM = "第三条 补贴期限最长为五年，由住房部门按季度发放。"


def embedded(plan: Plan) -> list[str]:
    assert isinstance(plan.embedder, CountingEmbedder)
    return plan.embedder.texts


def test_both_sides_find_the_clause(plan: Plan) -> None:
    said: list[str] = []
    report = build(plan, said.append)
    assert report.published and report.embedded == len(embedded(plan)) > 4
    assert said[0] == "正在解析语料……" and said[-1] == "正在写入索引……"
    index = open_index(plan)
    texts = {passage.id: passage.text for passage in index.corpus.passages}
    assert "10万元" in texts[index.keyword("工作室支持多少钱", 3)[0][0]]
    assert any("1000元" in texts[name] for name, _ in index.dense("硕士每个月补贴多少元", 2))
    assert index.wording("租房", 3) == index.wording_dense("租房", 3) == []
    assert index.manifest.passages == len(texts)


def test_dense_scores_are_the_exact_cosines(plan: Plan, use: UseEmbedder) -> None:
    build(plan)
    index = open_index(plan)
    texts = {passage.id: passage.text for passage in index.corpus.passages}
    found = index.dense("博士补贴", 3)
    question = use.embed(["博士补贴"])[0]
    exact = {name: float(use.embed([texts[name]])[0] @ question) for name in texts}
    best = sorted(exact.values(), reverse=True)[:3]
    assert [score for _, score in found] == pytest.approx(best, abs=1e-4)
    assert [score for name, score in found] == pytest.approx([exact[name] for name, _ in found], abs=1e-4)


def test_likely_wordings_lead_to_their_passage_once(plan: Plan) -> None:
    def parse(folder: Path, _earlier: Corpus | None) -> Corpus:
        corpus = load_corpus(folder)
        first = corpus.passages[1].id
        likely = {first: ("租房能拿多少", "租房能拿几个钱"), corpus.passages[-1].id: ("开店",)}
        return replace(corpus, wordings=likely)

    worded = replace(plan, parse=parse)
    build(worded)
    index = open_live(worded)
    first = index.corpus.passages[1].id
    assert [name for name, _ in index.wording("租房能拿多少", 5)] == [first]
    assert index.wording_dense("租房能拿多少", 5)[0] == (first, pytest.approx(1.0, abs=1e-4))
    assert len(index.wording_dense("租房能拿多少", 5)) == 2


def test_nothing_changed_nothing_written(plan: Plan) -> None:
    first = build(plan)
    count = len(embedded(plan))
    again = build(plan)
    assert (again.published, again.build, again.embedded) == (False, first.build, 0)
    assert len(embedded(plan)) == count
    assert not any(change.touched for change in again.documents)


def test_only_the_changed_clause_is_embedded(plan: Plan, edit: Edit) -> None:
    build(plan)
    before = len(embedded(plan))
    edit("最长为五年", "最长为三年")
    report = build(plan)
    assert [text for text in embedded(plan)[before:] if "三年" not in text] == []
    assert report.embedded == len(embedded(plan)) - before == 1
    change = {item.document_id: item for item in report.documents}
    assert [(old.text, new.text) for old, new in change["rent-subsidy"].changed] == [
        (TERM, TERM.replace("五年", "三年"))
    ]
    assert isinstance(change["studio-rules"], DocumentChange) and not change["studio-rules"].touched
    assert any("修改 1" in line for line in report.lines())
    assert open_index(plan).keyword("三年", 1)[0][1] > 0


def test_added_and_removed_are_counted(plan: Plan, edit: Edit) -> None:
    build(plan)
    edit(TERM + "\n", "")
    edit("第二条 新评定的", "第二条 工作室应有三名成员。\n\n第三条 新评定的")
    change = {item.document_id: item for item in build(plan).documents}
    assert [a.text for a in change["rent-subsidy"].removed] == [TERM]
    studio = change["studio-rules"]
    assert len(studio.added) == 1 and len(studio.changed) == 1


def test_stale_is_said_with_its_cause(plan: Plan, edit: Edit) -> None:
    build(plan)
    edit("五年", "六年")
    with pytest.raises(IndexStale, match=r"语料文件有改动.*policybot ingest"):
        open_index(plan)
    assert open_live(plan).manifest.passages > 0
    said: list[str] = []
    assert ensure_index(plan, said.append).keyword("六年", 1)
    assert "自动重建" in said[0]


def test_another_embedding_is_stale_and_embeds_everything(plan: Plan, use: UseEmbedder) -> None:
    build(plan)
    other = CountingEmbedder(use)
    other.name = "another"
    changed = replace(plan, embedder=other)
    with pytest.raises(IndexStale, match="use-multilingual-v3 换成 another"):
        open_index(changed)
    assert build(changed).reused <= 1
    assert open_index(changed).manifest.embedding == "another"


def test_missing(plan: Plan) -> None:
    with pytest.raises(IndexMissing, match="还没有索引"):
        open_index(plan)
    assert ensure_index(plan).manifest.previous is None


def test_foreign_files_are_left_alone(plan: Plan) -> None:
    folder = publish.index_folder(plan.home)
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "data.bin").write_bytes(b"x")
    for attempt in (open_index, ensure_index, build):
        with pytest.raises(IndexForeign, match="POLICYBOT_HOME"):
            attempt(plan)
    assert (folder / "mine" / "data.bin").read_bytes() == b"x"


@pytest.mark.parametrize(
    "field, value, words", [("made_by", "other", "不是 policybot"), ("format", 99, "格式 99")]
)
def test_a_foreign_manifest(plan: Plan, field: str, value: object, words: str) -> None:
    build(plan)
    path = publish.live_build(plan.home) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}), encoding="utf-8")
    with pytest.raises(IndexForeign, match=words):
        open_index(plan)


def damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def damage_corpus(folder: Path) -> None:
    path = folder / "corpus.json"
    path.write_bytes(path.read_bytes()[:-10])


def damage_keywords(folder: Path) -> None:
    next((folder / "keywords").glob("docs*")).write_bytes(b"")


def damage_vectors(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"not a database at all" * 300)


def lose_vectors(folder: Path) -> None:
    shutil.rmtree(folder / "chroma")


def lose_build(folder: Path) -> None:
    shutil.rmtree(folder)


def damage_pointer(folder: Path) -> None:
    (folder.parent / "current").write_bytes(b"\xff\xfe")


def lose_pointer(folder: Path) -> None:
    (folder.parent / "current").unlink()


@pytest.mark.parametrize(
    "damage",
    [
        damage_manifest,
        damage_corpus,
        damage_keywords,
        damage_vectors,
        lose_vectors,
        lose_build,
        damage_pointer,
        lose_pointer,
    ],
)
def test_damage_is_named_and_cured(plan: Plan, damage: Callable[[Path], None]) -> None:
    build(plan)
    damage(publish.live_build(plan.home))
    with pytest.raises((IndexCorrupt, IndexMissing)) as caught:
        open_index(plan)
    assert "policybot ingest" in str(caught.value) and "\n" not in str(caught.value)
    assert ensure_index(plan).keyword("补贴", 1)


def test_a_home_that_is_a_file(plan: Plan) -> None:
    plan.home.write_text("x")
    with pytest.raises(HomeUnusable, match="是一个文件"):
        build(plan)
    with pytest.raises(HomeUnusable, match="是一个文件"):
        open_index(plan)


def test_a_home_where_nothing_can_be_written(plan: Plan) -> None:
    with pytest.raises(HomeUnusable, match="无法写入"):
        build(replace(plan, home=Path("/proc/policybot")))


FULL = """
import resource, sys
from pathlib import Path
from ingest.embed import UseEmbedder
from ingest.errors import HomeUnusable
from ingest.pipeline import Plan, build
plan = Plan(Path(sys.argv[1]), Path(sys.argv[2]), UseEmbedder())
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    build(plan)
except HomeUnusable as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("room", [1000, 6000, 60_000])
def test_no_room_leaves_the_old_index(plan: Plan, edit: Edit, room: int) -> None:
    old = build(plan).build
    edit("五年", "七年")
    command = [sys.executable, "-c", FULL, str(plan.corpus), str(plan.home), str(room)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 7, run.stderr
    assert run.stdout.count("\n") == 1 and "无法写入" in run.stdout
    assert open_live(plan).manifest.build == old
    assert {path.name for path in publish.index_folder(plan.home).iterdir()} == {old, "current", "lock"}


class FailingEmbedder(CountingEmbedder):
    def embed(self, texts, role="passage"):  # type: ignore[no-untyped-def]
        raise EmbeddingFailed("向量服务无法使用")


def test_a_failing_embedding_publishes_nothing(plan: Plan, use: UseEmbedder, edit: Edit) -> None:
    old = build(plan).build
    edit("五年", "八年")
    with pytest.raises(EmbeddingFailed):
        build(replace(plan, embedder=FailingEmbedder(use)))
    assert publish.live_build(plan.home).name == old
    assert not list(publish.index_folder(plan.home).glob(".building*"))
