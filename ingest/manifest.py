"""What a build was made from: enough to know whether it still fits, and whether its files are whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.errors import CorpusError, IndexCorrupt, IndexForeign

MADE_BY = "policybot"
FORMAT = 1
"""Raised when the layout of a build folder changes."""

CORPUS_SUFFIXES = frozenset({".txt", ".md", ".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """The label on a build folder."""

    build: str
    corpus_hash: str
    embedding: str
    dimensions: int
    parser: str
    documents: int
    articles: int
    passages: int
    wordings: int
    files: dict[str, str]
    """Path inside the build -> sha256, for every file but the vector store's own."""
    previous: str | None = None
    server: bool = False
    """True when the vectors live on a Chroma server instead of the build folder."""
    patched: int = 0
    """Vectors changed since the store was last written from nothing; each leaves a dead one in the graph."""
    made_by: str = MADE_BY
    format: int = FORMAT


def corpus_hash(folder: Path) -> str:
    """A digest of every text and data file of a corpus folder (names and contents). Raises CorpusError."""
    if not folder.is_dir():
        raise CorpusError(f"找不到语料文件夹 {folder}：请检查路径，文件夹里应有 catalogue.yaml 和正文文件")
    files = sorted(path for path in folder.rglob("*") if _matters(path, folder))
    if not files:
        raise CorpusError(f"语料文件夹 {folder} 里没有正文或数据文件：请放入 catalogue.yaml 和正文文件")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{file_hash(path)}\n".encode())
    return digest.hexdigest()


def _matters(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in CORPUS_SUFFIXES and path.is_file()


def file_hash(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def text_hash(text: str) -> str:
    """The name under which the vector of a text is kept: 128 bits in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def parser_version() -> str:
    """A digest of this package's own source: nobody has to remember to raise a number."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def write(manifest: Manifest, folder: Path) -> None:
    """Writes the manifest into a build folder; it is the last file written there."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a build folder. Raises IndexForeign or IndexCorrupt."""
    path = folder / "manifest.json"
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"索引清单 {path} 缺失或已损坏：请运行 policybot ingest 重建") from error
    if not isinstance(raw, dict) or raw.get("made_by") != MADE_BY:
        raise IndexForeign(f"{path} 不是 policybot 的索引：请把 POLICYBOT_HOME 指向另一个文件夹")
    if raw.get("format") != FORMAT:
        raise IndexForeign(f"{path} 由另一版本的 policybot 建立（格式 {raw.get('format')}，本版 {FORMAT}）："
                           "请换用对应版本，或移走该文件夹后运行 policybot ingest")
    try:
        return Manifest(**raw)
    except TypeError as error:
        raise IndexCorrupt(f"索引清单 {path} 内容不全：请运行 policybot ingest 重建") from error


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file of a build except the vector store's, which changes its own when opened."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: file_hash(path) for name, path in names.items() if not name.startswith("chroma/")}


def verify(manifest: Manifest, folder: Path) -> None:
    """Compares the files of a build with its manifest. Raises IndexCorrupt."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or file_hash(path) != expected:
            raise IndexCorrupt(f"索引文件 {path} 缺失或被改动：请运行 policybot ingest 重建")
