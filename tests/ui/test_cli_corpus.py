"""`policybot ingest` and `diff` through the console script, on a small corpus of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from console_script import refused, run

CATALOGUE = """\
# 注释要保留
files:
- file: one.txt
  full_line: 30
  documents:
  - id: rent-subsidy
    title: 青年租房补贴办法
    kind: 办法
    begins: [青年租房补贴办法]
"""
TEXT = "青年租房补贴办法\n\n第一条 博士每月补贴1500元，硕士每月补贴1000元。\n\n第二条 补贴期限最长为五年。\n"
NEW = ["技能大师工作室细则", "第一条 市级工作室一次性给予10万元支持。", "第二条 本细则自2024年3月1日起施行。"]
RULE = "document: rent-subsidy\nrules:\n- id: rent\n  quote: 博士每月补贴1500元\n"


class Desk:
    """A maintainer's desk: a corpus, a rules folder, a data folder, and the command line over them."""

    def __init__(self, place: Path) -> None:
        self.place, self.corpus, self.rules = place, place / "corpus", place / "rules"
        self.home = place / "home"
        for folder in (self.corpus, self.rules):
            folder.mkdir(parents=True)
        (self.corpus / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
        (self.corpus / "one.txt").write_text(TEXT, encoding="utf-8")
        (self.rules / "rent-subsidy.yaml").write_text(RULE, encoding="utf-8")

    def do(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the command line."""
        return run(
            *arguments, home=self.home, POLICYBOT_CORPUS=str(self.corpus), POLICYBOT_RULES=str(self.rules)
        )

    def edit(self, old: str, new: str) -> None:
        """Changes the text of the one document."""
        text = (self.corpus / "one.txt").read_text(encoding="utf-8")
        assert old in text
        (self.corpus / "one.txt").write_text(text.replace(old, new), encoding="utf-8")

    def build(self) -> Path:
        """The folder of the live build."""
        index = self.home / "index"
        return index / (index / "current").read_text(encoding="utf-8").strip()


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose corpus is indexed; tests work on copies of it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    done = desk.do("ingest")
    assert done.returncode == 0, done.stderr
    # the title is kept as an article of its own
    assert "rent-subsidy：新增 3，修改 0，不变 0，删除 0" in done.stdout
    assert "已发布新索引" in done.stdout
    return desk.place


@pytest.fixture
def desk(indexed: Path, tmp_path: Path) -> Desk:
    """A desk of its own, indexed."""
    copy = Desk(tmp_path / "desk")
    shutil.rmtree(copy.place)
    shutil.copytree(indexed, copy.place)
    return copy


def test_nothing_to_do_is_said(desk: Desk) -> None:
    before = desk.build()
    done = desk.do("ingest")
    assert done.returncode == 0
    assert "索引已是最新" in done.stdout
    assert desk.build() == before
    assert desk.do("ingest", "--check").stdout.startswith("核对通过")


def test_diff_names_the_clause_and_who_quotes_it(desk: Desk) -> None:
    desk.edit("博士每月补贴1500元", "博士每月补贴1800元")
    before = desk.build()
    done = desk.do("diff")
    assert done.returncode == 1, "a rule quotes words that are gone"
    assert "rent-subsidy：新增 0，修改 1，不变 2，删除 0" in done.stdout
    assert "改 第一条：" in done.stdout
    assert "规则 rent：引用的文字已不存在，必须改（rent-subsidy 第一条）" in done.stdout
    assert desk.do("ingest", "--dry-run").stdout == done.stdout
    assert desk.build() == before, "a dry run publishes nothing"
    checked = desk.do("ingest", "--check")
    assert checked.returncode == 1
    assert "索引已过时" in checked.stdout


def test_diff_as_json_has_every_document(desk: Desk) -> None:
    desk.edit("五年", "三年")
    done = desk.do("diff", "--json")
    assert done.returncode == 0, "no rule and no question quotes the second clause"
    found = json.loads(done.stdout)
    assert found["documents"] == [
        {"document_id": "rent-subsidy", "title": "青年租房补贴办法", "added": [], "changed": ["第二条"],
         "removed": [], "unchanged": 2}
    ]  # fmt: skip
    assert found["relying"] == []
    built = desk.do("ingest")
    assert "修改 1，不变 2" in built.stdout
    assert "重新计算向量 1 条，沿用 2 条" in built.stdout


def test_a_new_file_is_proposed_reviewed_and_accepted(desk: Desk) -> None:
    paper = docx.Document()
    for line in NEW:
        paper.add_paragraph(line)
    paper.save(str(desk.place / "细则.docx"))
    considered = desk.do("ingest", str(desk.place / "细则.docx"), "--dry-run")
    assert considered.returncode == 0, considered.stderr
    assert "技能大师工作室细则" in considered.stdout
    assert not (desk.corpus / ".proposed").exists(), "a dry run writes nothing"
    proposed = desk.do("ingest", str(desk.place / "细则.docx"))
    entries = list((desk.corpus / ".proposed").glob("*.yaml"))
    assert len(entries) == 1
    assert f"policybot ingest --accept {entries[0].stem}" in proposed.stdout
    assert desk.do("ingest").stdout.startswith("索引已是最新"), "a proposal is not indexed"
    accepted = desk.do("ingest", "--accept", entries[0].stem)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "新增 3" in accepted.stdout
    assert "1 处数额还没有规则" in accepted.stdout
    assert "10万元" in accepted.stdout
    assert not entries[0].exists()
    assert (desk.corpus / "catalogue.yaml").read_text(encoding="utf-8").startswith("# 注释要保留")
    assert desk.do("ingest", "--check").returncode == 0


def test_a_duplicate_is_pointed_out(desk: Desk) -> None:
    copy = desk.place / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    done = desk.do("ingest", str(copy), "--dry-run")
    assert "与已收录的《青年租房补贴办法》（rent-subsidy）重复" in done.stdout


def test_files_that_cannot_be_read_are_named_and_the_others_proposed(desk: Desk) -> None:
    inbox = desk.place / "inbox"
    inbox.mkdir()
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7 not really")
    (inbox / "good.md").write_text("\n\n".join(NEW), encoding="utf-8")
    done = desk.do("ingest", str(inbox))
    assert done.returncode == 2
    named = [line.partition("：")[0] for line in done.stderr.strip().splitlines()]
    assert sorted(named) == ["broken.pdf", "empty.txt"]
    assert "good.md → " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ingest", "gone.docx"), "没有这个文件或文件夹"),
        (("ingest", "docs/does-not-exist"), "没有这个文件或文件夹"),
        (("ingest", "--accept", "nothing"), "没有待确认的文件“nothing”（待确认：无）"),
        (("ingest", "--accept", "../one"), "没有待确认的文件"),
    ],
)  # fmt: skip
def test_bad_names_are_refused(desk: Desk, arguments: tuple[str, ...], says: str) -> None:
    assert says in refused(desk.do(*arguments), 2)


def test_a_damaged_catalogue_is_one_line_and_the_old_index_stays(desk: Desk) -> None:
    before = desk.build()
    (desk.corpus / "catalogue.yaml").write_text("files: [", encoding="utf-8")
    done = desk.do("ingest")
    assert done.returncode == 1
    assert "catalogue.yaml" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert desk.build() == before
    assert "catalogue.yaml" in desk.do("ingest", "--check").stdout


def test_a_corrupt_manifest_is_found_and_rebuilt(desk: Desk) -> None:
    (desk.build() / "manifest.json").write_text("{", encoding="utf-8")
    checked = desk.do("ingest", "--check")
    assert checked.returncode == 1
    assert "manifest.json 缺失或已损坏：请运行 policybot ingest 重建" in checked.stdout
    assert desk.do("ingest").returncode == 0
    assert desk.do("ingest", "--check").returncode == 0


def test_a_foreign_folder_is_left_alone(desk: Desk) -> None:
    shutil.rmtree(desk.home)
    (desk.home / "index").mkdir(parents=True)
    (desk.home / "index" / "photo.jpg").write_bytes(b"mine")
    assert "别的程序的文件" in refused(desk.do("ingest"), 1)
    assert (desk.home / "index" / "photo.jpg").read_bytes() == b"mine"


def test_a_data_folder_that_is_a_file_is_one_line(desk: Desk) -> None:
    shutil.rmtree(desk.home)
    desk.home.write_text("not a folder", encoding="utf-8")
    assert "是一个文件" in refused(desk.do("ingest"), 1)
    assert desk.home.read_text(encoding="utf-8") == "not a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_data_folder_is_one_line(desk: Desk) -> None:
    shutil.rmtree(desk.home)
    desk.home.mkdir(mode=0o500)
    assert "没有写入权限" in refused(desk.do("ingest"), 1)


def test_a_corpus_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    line = refused(run("ingest", home=tmp_path / "home", POLICYBOT_CORPUS=str(tmp_path / "none")), 1)
    assert "找不到语料文件夹" in line
