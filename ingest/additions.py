"""New files on their way into the corpus folder: proposed first, part of it once the maintainer accepts.

    CORPUS/.proposed/<id>.txt    the cleaned text
    CORPUS/.proposed/<id>.yaml   the proposed catalogue entry, to be corrected by hand
    CORPUS/<id>.txt              an accepted text; its entry stands at the end of catalogue.yaml

Proposals lie in a hidden folder, so that they are neither indexed nor make the index stale.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingest.catalogue import NAME
from ingest.corpus import load_corpus
from ingest.duplicates import Duplicate, duplicates
from ingest.errors import CorpusError
from ingest.proof import Finding, check
from ingest.propose import Proposal, propose
from ingest.readers import SUFFIXES, read_file
from ingest.records import load_yaml
from ingest.types import Corpus

WAITING = ".proposed"


@dataclass(frozen=True, slots=True)
class Addition:
    """A proposed file: its entry, what it repeats, and where the two files to review lie."""

    proposal: Proposal
    duplicates: tuple[Duplicate, ...]
    text: Path
    entry: Path

    def lines(self) -> list[str]:
        """What a maintainer must know before accepting (Chinese)."""
        p = self.proposal
        out = [f"{p.file} → {p.id}：{p.title.value}（{p.number.value if p.number else '未找到文号'}）"]
        issued = p.issued_on.value if p.issued_on else "未找到"
        issuers = "、".join(p.issuers) or "未找到"
        out.append(f"  发文机关：{issuers}；成文日期：{issued}；文种：{p.kind.value}")
        out.append(f"  有效期：{'；'.join(p.validity) or '文中没有写'}")
        for item in self.duplicates:
            word = "重复" if item.same else "部分相同"
            share = f"{item.share:.0%} 的文字相同"
            out.append(f"  与已收录的《{item.title}》（{item.document_id}）{word}：{share}")
        out += [f"  注意：{note}" for note in p.notes]
        return [*out, f"  请核对 {self.entry.name} 后运行 policybot ingest --accept {p.id}"]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files to read: those named, and in folders those of a readable format, in order of their names."""
    out: list[Path] = []
    for path in paths:
        inside = sorted(item for item in path.rglob("*") if item.is_file()) if path.is_dir() else [path]
        out += [item for item in inside if not path.is_dir() or _readable(item, path)]
    return out


def _readable(item: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in item.relative_to(folder).parts)
    return item.suffix.lower() in SUFFIXES and not hidden


def stage(path: Path, folder: Path, corpus: Corpus) -> Addition:
    """Reads a new file and lays text and entry down for review; the corpus stays as it is.

    Raises the errors of `ingest.readers.read_file`, and CorpusError if the corpus folder cannot be written.
    """
    text = read_file(path)
    waiting = folder / WAITING
    taken = frozenset(corpus.documents) | {item.stem for item in waiting.glob("*.yaml")}
    proposal = propose(text, taken)
    record = {"file": f"{proposal.id}.txt", "full_line": text.full_line, "documents": [proposal.entry()]}
    places = (waiting / f"{proposal.id}.txt", waiting / f"{proposal.id}.yaml")
    try:
        waiting.mkdir(parents=True, exist_ok=True)
        _replace(places[0], text.text)
        _replace(places[1], yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=1000))
    except OSError as error:
        reason = f"{folder.name} 无法写入（{error.strerror}）"
        raise CorpusError(f"语料文件夹 {reason}：请检查权限和空间") from error
    return Addition(proposal, duplicates(text.text, corpus), *places)


def accept(name: str, folder: Path) -> tuple[Finding, ...]:
    """Makes a proposed file part of the corpus; returns what the proof finds about it, to be put right.

    The corpus with the new entry is loaded on the side first, so that a wrong entry changes nothing.
    Raises CorpusError.
    """
    waiting = folder / WAITING
    text, entry = waiting / f"{name}.txt", waiting / f"{name}.yaml"
    if "/" in name or not text.is_file() or not entry.is_file():
        known = "、".join(sorted(item.stem for item in waiting.glob("*.yaml"))) or "无"
        raise CorpusError(f"没有待确认的文件“{name}”（待确认：{known}）：请先运行 policybot ingest 文件名")
    record = load_yaml(entry)
    place = str(record.get("file", "")) if isinstance(record, dict) else ""
    if Path(place).name != place or not place.endswith(".txt") or _taken(folder / place, text):
        raise CorpusError(f"{entry.name}：file 应是新的 .txt 文件名，不能是“{place}”。请改正。")
    catalogue = (folder / NAME).read_text(encoding="utf-8").rstrip("\n") + "\n"
    catalogue += yaml.safe_dump([record], allow_unicode=True, sort_keys=False, width=1000)
    findings = _rehearse(folder, place, text, catalogue)
    _replace(folder / place, text.read_text(encoding="utf-8"))
    _replace(folder / NAME, catalogue)
    entry.unlink()
    text.unlink()
    return findings


def _taken(place: Path, text: Path) -> bool:
    """Whether another text lies there (the same one is what a killed `accept` left)."""
    return place.exists() and place.read_bytes() != text.read_bytes()


def _rehearse(folder: Path, place: str, text: Path, catalogue: str) -> tuple[Finding, ...]:
    """Loads a copy of the corpus with the addition. Raises CorpusError; returns the proof's findings."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "corpus"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        shutil.copyfile(text, copy / place)
        (copy / NAME).write_text(catalogue, encoding="utf-8")
        return check(load_corpus(copy), copy)


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
