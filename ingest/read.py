"""A plain text file, decoded once: its characters, its lines and its hash. Other formats:
`ingest.readers`."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import BrokenFile, CorpusError, EmptyFile

ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file. `starts[i]` is the offset of line i + 1; offsets count characters, lines are
    1-based."""

    name: str
    text: str
    sha256: str
    starts: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """The 1-based line that holds the character at `offset`."""
        return bisect_right(self.starts, offset)

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end offsets of a 1-based line, its line break excluded."""
        start = self.starts[line - 1]
        end = self.starts[line] - 1 if line < len(self.starts) else len(self.text)
        return start, end


def read_source(path: Path) -> Source:
    """Decode a text file: UTF-8 (with or without a mark), else GB18030.

    Raises CorpusError if it cannot be opened, BrokenFile if no encoding fits, EmptyFile if it holds no text.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        words = f"{path.name}：打不开（{problem.strerror}）。请检查文件是否存在、是否可读。"
        raise CorpusError(words) from problem
    source = source_of(path.name, decode(path.name, raw), raw)
    if not source.text.strip():
        raise EmptyFile(f"{path.name}：文件里没有文字。请换一个有内容的文件。")
    return source


def source_of(name: str, text: str, raw: bytes | None = None) -> Source:
    """Wrap a text that is already decoded; line breaks are normalised to one character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [0]
    starts.extend(i + 1 for i, char in enumerate(text) if char == "\n")
    digest = hashlib.sha256(text.encode("utf-8") if raw is None else raw).hexdigest()
    return Source(name, text, digest, tuple(starts))


def decode(name: str, raw: bytes) -> str:
    """Bytes to text by the first encoding of ENCODINGS that fits."""
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BrokenFile(f"{name}：不是 UTF-8，也不是 GB18030 编码。请另存为 UTF-8 文本后再试。")
