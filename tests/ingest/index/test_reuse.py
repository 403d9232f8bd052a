"""A build made from the one before it holds what a build from nothing holds, and falls back to one where it must."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import corpus as corpus_module
from ingest import publish
from ingest.corpus import load_corpus
from ingest.index import Index, Patch, StoreMismatch, connect, store
from ingest.keywords import KeywordIndex
from ingest.pipeline import Plan, build, open_index
from ingest.proof import check
from ingest.reuse import changes, texts_of

Edit = Callable[[str, str], None]
ASKED = ("博士每月补贴", "补贴期限", "工作室给多少钱", "由哪个部门评定")


def found(index: Index) -> list[list[tuple[str, float]]]:
    """Everything that the index finds, scores rounded as far as sums in another order may differ."""
    ways = (index.keyword, index.dense)
    return [
        [(name, round(score, 4)) for name, score in sorted(way(text, 99))] for text in ASKED for way in ways
    ]


def anew(plan: Plan) -> Index:
    """The same corpus built in another home."""
    other = replace(plan, home=plan.home.with_name("another"))
    shutil.rmtree(other.home, ignore_errors=True)
    build(other)
    return open_index(other)


def test_changed_added_removed_it_finds_what_a_new_build_finds(plan: Plan, edit: Edit) -> None:
    build(plan)
    edit("最长为五年", "最长为三年")
    edit("第一条 市级技能大师工作室由人力资源部门评定。\n\n", "")
    edit("第二条 新评定的工作室", "第二条 工作室应有三名成员。\n\n第三条 新评定的工作室")
    report = build(plan)
    index = open_index(plan)
    assert report.embedded == 3 and index.manifest.patched >= 4
    assert found(index) == found(anew(plan))
    assert check(index.corpus, plan.corpus) == ()


def test_many_changes_in_a_row_are_written_from_nothing_in_the_end(plan: Plan, edit: Edit) -> None:
    build(plan)
    patched = []
    for n in range(40):
        edit(f"最长为{'五' if n == 0 else n}年", f"最长为{n + 1}年")
        build(plan)
        patched.append(open_index(plan).manifest.patched)
    assert patched[0] == 2 and max(patched) == 64 and patched[-1] < 40
    assert patched.count(0) == 1
    assert found(open_index(plan)) == found(anew(plan))


def test_a_damaged_store_is_not_carried_on(plan: Plan, edit: Edit) -> None:
    build(plan)
    folder = publish.live_build(plan.home)
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"not a database at all" * 300)
    edit("五年", "六年")
    build(plan)
    index = open_index(plan)
    assert index.manifest.patched == 0
    assert found(index) == found(anew(plan))


def test_damaged_postings_and_vectors_are_made_again(plan: Plan, edit: Edit) -> None:
    build(plan)
    folder = publish.live_build(plan.home)
    (folder / "keywords" / "docs.npy").write_bytes(b"")
    edit("五年", "六年")
    assert build(plan).embedded > 1  # the build is not whole any more, so nothing of it is believed
    assert found(open_index(plan)) == found(anew(plan))


def test_by_force_everything_but_the_vectors_is_made_again(plan: Plan, edit: Edit) -> None:
    build(plan)
    edit("五年", "六年")
    assert build(plan, force=True).embedded == 1
    assert open_index(plan).manifest.patched == 0


def test_a_build_of_another_program_lends_only_vectors(
    plan: Plan, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.manifest.parser_version", lambda: "older")
    build(plan)
    monkeypatch.undo()
    edit("五年", "六年")
    assert build(plan).embedded == 1
    assert open_index(plan).manifest.patched == 0


def test_only_changed_files_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    entries = []
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text(f"{name}类办法\n\n第一条 {name}类补贴1万\n元。\n", encoding="utf-8")
        entries.append(
            f"- file: {name}.txt\n  full_line: 8\n  documents:\n"
            f"  - {{id: {name}-rules, title: {name}类办法, kind: 办法, begins: [{name}类办法]}}\n"
        )
    (folder / "catalogue.yaml").write_text("files:\n" + "".join(entries), encoding="utf-8")
    first = load_corpus(folder)
    parsed: list[str] = []
    real = corpus_module.parse_file
    monkeypatch.setattr(corpus_module, "parse_file", lambda f, s, p: (parsed.append(f.file), real(f, s, p)))
    assert load_corpus(folder, first) == first and parsed == []
    assert first.joins and {join.file for join in first.joins} == {"a.txt", "b.txt", "c.txt"}
    (folder / "b.txt").write_text("b类办法\n\n第一条 b类补贴2万\n元。\n", encoding="utf-8")
    changed = load_corpus(folder, first)
    assert parsed == ["b.txt"]
    text = (folder / "catalogue.yaml").read_text(encoding="utf-8")
    (folder / "catalogue.yaml").write_text(text.replace("title: c类办法, kind: 办法", "title: c类办法, kind: 规定"))
    again = load_corpus(folder, changed)
    assert parsed == ["b.txt", "c.txt"] and again.documents["c-rules"].kind == "规定"
    monkeypatch.undo()
    assert again == load_corpus(folder)


def test_a_store_that_holds_something_else_is_refused(plan: Plan, use, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    client = connect(tmp_path)
    vectors = use.embed(["租房补贴", "工作室", "有效期"])
    store(client, "first-build", ["a", "b", "c"], vectors)
    with pytest.raises(StoreMismatch, match="3 vectors for 2 ids"):
        store(client, "second-build", ["a", "b"], vectors[:2], Patch("first-build", (), ()))
    with pytest.raises(StoreMismatch, match="does not find itself"):
        store(client, "third-build", ["a", "b", "c"], use.embed(["大学", "企业", "高新"]), Patch("second-build", (), ()))
    client.close()


def test_what_a_patch_touches(plan: Plan, edit: Edit) -> None:
    build(plan)
    held = texts_of(open_index(plan).corpus)
    assert list(held) == ["passages", "wordings"] and held["wordings"] == {}
    assert changes(Patch("x", ("a",), (1, 2))) == 3


TEXTS = st.lists(st.text("补贴期限工作室博士一二三，。", max_size=12), max_size=8)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, st.text("补贴期限工作室博士一二三", min_size=1, max_size=6))
def test_an_updated_keyword_index_finds_what_a_new_one_finds(old: list[str], new: list[str], asked: str) -> None:
    mixed = [*new, *old[::2]]
    ids = [f"p{n}" for n in range(len(mixed))]
    earlier = KeywordIndex.build([f"o{n}" for n in range(len(old))], old)
    updated, fresh = KeywordIndex.build(ids, mixed, earlier), KeywordIndex.build(ids, mixed)
    assert updated.search(asked, 20) == [(name, pytest.approx(score)) for name, score in fresh.search(asked, 20)]
