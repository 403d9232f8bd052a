"""New files: proposed, reviewed, accepted; a wrong entry changes nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import docx
import pytest
import yaml

from ingest.additions import accept, files_of, stage
from ingest.corpus import load_corpus
from ingest.diff import diff
from ingest.errors import CorpusError, EmptyFile
from ingest.manifest import corpus_hash
from ingest.reliance import reliances

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    document = docx.Document()
    for line in NEW:
        document.add_paragraph(line)
    document.save(str(tmp_path / "新细则.docx"))
    return tmp_path / "新细则.docx"


def state(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_proposal_leaves_the_corpus_as_it_is(folder: Path, new_file: Path) -> None:
    before = corpus_hash(folder)
    found = stage(new_file, folder, load_corpus(folder))
    assert corpus_hash(folder) == before
    assert found.text.read_text(encoding="utf-8") == "\n".join(NEW) + "\n"
    entry = yaml.safe_load(found.entry.read_text(encoding="utf-8"))
    assert entry["documents"][0]["title"] == "技能大师工作室细则"
    assert found.duplicates == ()
    assert f"--accept {found.proposal.id}" in found.lines()[-1]


def test_accepted_it_is_part_of_the_corpus(folder: Path, new_file: Path) -> None:
    old = load_corpus(folder)
    found = stage(new_file, folder, old)
    findings = accept(found.proposal.id, folder)
    assert findings == ()
    new = load_corpus(folder)
    assert list(new.documents) == ["rent-subsidy", found.proposal.id]
    assert any("10万元" in passage.text for passage in new.passages)
    assert (folder / "catalogue.yaml").read_text(encoding="utf-8").startswith("# 注释要保留")
    assert not found.entry.exists() and not found.text.exists()
    change = {item.document_id: item for item in diff(old, new)}
    assert change["rent-subsidy"].touched is False
    own = [article for article in new.articles if article.document_id == found.proposal.id]
    assert len(change[found.proposal.id].added) == len(own) > 1


def test_a_corrected_entry_is_what_counts(folder: Path, new_file: Path) -> None:
    found = stage(new_file, folder, load_corpus(folder))
    words = found.entry.read_text(encoding="utf-8").replace("id: " + found.proposal.id, "id: studio-rules")
    found.entry.write_text(words, encoding="utf-8")
    accept(found.proposal.id, folder)
    assert "studio-rules" in load_corpus(folder).documents


@pytest.mark.parametrize(
    "old, new",
    [
        ("begins:", "beginns:"),
        ("- 技能大师工作室细则", "- 别的开头"),
        ("id: jndsgzsxz", "id: rent-subsidy"),
        ("file: ", "file: ../"),
        ("file: jndsgzsxz.txt", "file: one.txt"),
        ("documents:", "documents: ["),
    ],
)
def test_a_wrong_entry_changes_nothing(folder: Path, new_file: Path, old: str, new: str) -> None:
    found = stage(new_file, folder, load_corpus(folder))
    words = found.entry.read_text(encoding="utf-8")
    assert old in words
    found.entry.write_text(words.replace(old, new), encoding="utf-8")
    before = state(folder)
    with pytest.raises(CorpusError):
        accept(found.proposal.id, folder)
    assert state(folder) == before


def test_accepting_what_was_never_proposed(folder: Path) -> None:
    with pytest.raises(CorpusError, match="没有待确认的文件“x”（待确认：无）"):
        accept("x", folder)
    with pytest.raises(CorpusError, match="没有待确认"):
        accept("../one", folder)


def test_the_same_file_twice_is_named_a_repetition(folder: Path, new_file: Path) -> None:
    first = stage(new_file, folder, load_corpus(folder))
    accept(first.proposal.id, folder)
    again = stage(new_file, folder, load_corpus(folder))
    assert again.proposal.id == f"{first.proposal.id}-2"
    assert again.duplicates[0].same
    assert any("重复：100% 的文字相同" in line for line in again.lines())


def test_an_empty_file_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    before = state(folder)
    with pytest.raises(EmptyFile):
        stage(tmp_path / "a.txt", folder, load_corpus(folder))
    assert state(folder) == before


def test_folders_give_their_readable_files(tmp_path: Path) -> None:
    inside = tmp_path / "new"
    (inside / ".git").mkdir(parents=True)
    for name in ("b.txt", "a.pdf", "~$a.docx", "photo.png", ".git/c.txt"):
        (inside / name).write_text("x")
    assert [path.name for path in files_of([inside, tmp_path / "odd.xyz"])] == ["a.pdf", "b.txt", "odd.xyz"]


RULES = """\
document: rent-subsidy
rules:
  - id: rent
    quote: 博士每月补贴1500元
    also_quotes:
      - {document: rent-subsidy, quote: 补贴期限最长为五年}
  - id: other
    quote: 没有的话
"""
QUESTION = '{"id": "Q-1", "anchors": [["补贴期限最长为 五年", "别的说法"]]}\n\n{"id": "Q-2", "anchors": []}\n'


def test_who_relies_on_a_changed_clause(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rent.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "q.jsonl").write_text(QUESTION, encoding="utf-8")
    old = load_corpus(folder)
    changed = TEXT.replace("五年", "三年").replace("硕士每月补贴1000元", "硕士每月补贴900元")
    (folder / "one.txt").write_text(changed, encoding="utf-8")
    found = reliances(diff(old, load_corpus(folder)), tmp_path / "rules", [tmp_path / "q.jsonl"])
    assert [(item.kind, item.name, item.lost) for item in found] == [
        ("规则", "rent", False),
        ("规则", "rent", True),
        ("题目", "Q-1", True),
    ]
    assert "必须改" in found[1].line() and "请复核" in found[0].line()


def test_nobody_relies_on_what_did_not_change(folder: Path, tmp_path: Path) -> None:
    corpus = load_corpus(folder)
    (tmp_path / "rent.yaml").write_text(RULES, encoding="utf-8")
    assert reliances(diff(corpus, corpus), tmp_path) == ()
