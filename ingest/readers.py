"""New material in the formats that offices send: txt, md, html, docx, pdf with a text layer → plain text.

The format is told by the content first, by the name second. What cannot be read is refused with one line
that says what to do; nothing is guessed from pictures.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import charset_normalizer
from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, Tag

from ingest.errors import BrokenFile, CorpusError, EmptyFile, NoTextLayer, PasswordProtected, UnsupportedFile
from ingest.read import decode

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
LARGEST = 200 * 1024 * 1024
"""Bytes of a file, packed or unpacked; more is a mistake or an attack."""

WHOLE_LINES = 100_000
"""`full_line` of a file whose lines are whole paragraphs, so that nothing is joined."""

_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError, NotImplementedError)
"""What parsers of damaged files raise beside their own errors."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "ol", "p", "pre"}
    | {"section", "summary", "table", "tbody", "tfoot", "thead", "ul"}
)
_FURNITURE = ("script", "style", "noscript", "template", "nav", "footer", "aside", "iframe", "title")


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file. `full_line` is the width from which a line is a full printed line (for joining)."""

    name: str
    format: str
    text: str
    full_line: int
    notes: tuple[str, ...] = ()
    """What a maintainer must look at (Chinese): pages without text, numbering that Word did not write out."""


def read_file(path: Path) -> Text:
    """The text of one file, in one of SUFFIXES.

    Raises UnsupportedFile, EmptyFile, NoTextLayer, PasswordProtected, BrokenFile; CorpusError if it cannot be
    opened.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UnsupportedFile(f"{path.name}：文件大于 200 MB。请拆分后再试。")
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path.name}：打不开（{error.strerror}）。请检查文件是否存在和权限。") from error
    if not raw.strip():
        raise EmptyFile(f"{path.name}：文件是空的。请换一个有内容的文件。")
    kind = _kind(path, raw)
    text, width, notes = _READERS[kind](path, raw)
    text = tidy(text)
    if not text:
        raise EmptyFile(f"{path.name}：文件里没有文字。请换一个有内容的文件。")
    return Text(path.name, kind, text, width, tuple(notes))


def tidy(text: str) -> str:
    """Line breaks of one kind, no control characters, no spaces at line ends, no two empty lines in a row."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n" if any(lines) else ""


def _kind(path: Path, raw: bytes) -> str:
    """The format of a file. Raises UnsupportedFile, PasswordProtected, BrokenFile."""
    suffix = path.suffix.lower()
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise PasswordProtected(f"{path.name}：文件有密码。请去掉密码后再试。")
        raise UnsupportedFile(f"{path.name}：是旧版 Office 文件。请用 Word 或 WPS 另存为 docx 后再试。")
    if raw.startswith(b"PK\x03\x04"):
        return _packed(path)
    if suffix in (".docx", ".pdf"):
        raise BrokenFile(f"{path.name}：文件已损坏，或不是真正的 {suffix[1:]} 文件。请重新导出后再试。")
    if suffix not in SUFFIXES:
        known = "、".join(item[1:] for item in SUFFIXES)
        raise UnsupportedFile(f"{path.name}：不支持这种格式。请转换为 {known} 之一后再试。")
    if b"\0" in raw[:4096] and not raw.startswith(_UTF16):
        raise BrokenFile(f"{path.name}：不是文本文件。请另存为 UTF-8 文本后再试。")
    return {".htm": "html"}.get(suffix, suffix[1:])


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            size = sum(info.file_size for info in packed.infolist())
    except zipfile.BadZipFile as error:
        raise BrokenFile(f"{path.name}：文件已损坏，打不开。请重新导出后再试。") from error
    if "word/document.xml" not in names:
        raise UnsupportedFile(f"{path.name}：不是 Word 文档。请转换为 docx、pdf、html、md 或 txt 后再试。")
    if size > LARGEST:
        raise BrokenFile(f"{path.name}：解压后大于 200 MB，不像正常文档。请检查来源。")
    return "docx"


Found = tuple[str, int, list[str]]


def _read_txt(path: Path, raw: bytes) -> Found:
    text = decoded(path.name, raw)
    return text, printed_width(text), []


def decoded(name: str, raw: bytes) -> str:
    """UTF-16 with a mark, UTF-8, GB18030, else what charset-normalizer finds. Raises BrokenFile."""
    if raw.startswith(_UTF16):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise BrokenFile(f"{name}：UTF-16 编码不完整。请另存为 UTF-8 文本后再试。") from error
    try:
        return decode(name, raw)
    except BrokenFile:
        best = charset_normalizer.from_bytes(raw).best()
        if best is None or best.encoding in ("ascii", "cp437"):
            raise
        return str(best)


def printed_width(text: str) -> int:
    """The width from which a line is a full printed line; WHOLE_LINES where lines are whole paragraphs.

    Printed pages break most lines at nearly the same width; the most frequent widths betray it.
    """
    widths = Counter(len(line.strip()) for line in text.split("\n") if len(line.strip()) > 12)
    if sum(widths.values()) < 8:
        return WHOLE_LINES
    width, _ = max(((w, sum(widths[w + d] for d in (-1, 0, 1))) for w in widths), key=lambda item: item[1])
    near = sum(widths[width + d] for d in (-2, -1, 0, 1, 2))
    wider = sum(count for w, count in widths.items() if w > width + 3)
    printed = near >= sum(widths.values()) * 0.4 and wider * 20 < sum(widths.values())
    return width - 3 if printed else WHOLE_LINES


def _read_md(path: Path, raw: bytes) -> Found:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(decoded(path.name, raw))
    return _text_of(BeautifulSoup(html, "lxml")), WHOLE_LINES, []


def _read_html(path: Path, raw: bytes) -> Found:
    declared = EncodingDetector.find_declared_encoding(raw, is_html=True) or ""
    encoding = {"gb2312": "gb18030", "gbk": "gb18030"}.get(declared.lower(), declared)
    try:
        text = raw.decode(encoding) if encoding else decoded(path.name, raw)
    except (LookupError, UnicodeDecodeError):
        text = decoded(path.name, raw)
    return _text_of(BeautifulSoup(text, "lxml")), WHOLE_LINES, []


def _text_of(soup: BeautifulSoup) -> str:
    """The text of a page: a line per block, a tab-separated line per table row, list numbers written out."""
    for part in soup(_FURNITURE):
        part.decompose()
    for item in soup("li"):
        item.insert(0, NavigableString(f"{_number(item)}"))
        item.append(NavigableString("\n"))
    for row in soup("tr"):
        cells = [re.sub(r"\s+", " ", cell.get_text(" ")).strip() for cell in row(["td", "th"])]
        row.replace_with(NavigableString("\ue000" + "\t".join(cells).replace("\t", "\ue001") + "\n"))
    for gap in soup("br"):
        gap.replace_with(NavigableString("\n"))
    return "\n".join(_blocks(soup))


def _number(item: Tag) -> str:
    parent = item.parent
    if parent is None or parent.name != "ol":
        return "\n"
    start = str(parent.get("start") or "1")
    before = len(item.find_previous_siblings("li"))
    return f"\n{int(start) + before if start.isdigit() else before + 1}. "


def _blocks(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup(list(_BLOCKS)):
        tag.insert_before(NavigableString("\n"))
        tag.insert_after(NavigableString("\n"))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in soup.get_text().split("\n"))
    for line in lines:
        if line:
            yield line.replace("\ue000", "").replace("\ue001", "\t")


def _read_docx(path: Path, raw: bytes) -> Found:
    import docx
    from docx.table import Table

    try:
        document = docx.Document(str(path))
        lines, numbered = [], 0
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                lines += ["\t".join(_cells(row)) for row in block.rows]
            else:
                lines.append(block.text)
                numbered += bool(block.text.strip()) and _auto_numbered(block)
    except (*_DAMAGE, SyntaxError, zipfile.BadZipFile) as error:
        raise BrokenFile(f"{path.name}：Word 文档已损坏，打不开。请重新另存为 docx 后再试。") from error
    note = f"有 {numbered} 段用了 Word 自动编号，编号不在文字里：请在 Word 里把编号转为文字后再导入"
    return "\n".join(lines), WHOLE_LINES, [note] if numbered else []


def _cells(row: Any) -> list[str]:
    """Texts of a row's cells, a merged cell once."""
    seen: list[Any] = []
    for cell in row.cells:
        if not seen or cell._tc is not seen[-1]._tc:
            seen.append(cell)
    return [re.sub(r"\s+", " ", cell.text).strip() for cell in seen]


def _auto_numbered(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _read_pdf(path: Path, raw: bytes) -> Found:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PasswordProtected(f"{path.name}：文件有密码。请去掉密码后再试。")
        pages = [page.extract_text() or "" for page in reader.pages]
    except PasswordProtected:
        raise
    except (PyPdfError, *_DAMAGE) as error:
        raise BrokenFile(f"{path.name}：PDF 已损坏，打不开。请重新导出后再试。") from error
    bare = [n for n, text in enumerate(pages, 1) if not text.strip()]
    if len(bare) == len(pages):
        raise NoTextLayer(f"{path.name}：是没有文字层的扫描件。请先做文字识别（OCR）并校对，再导入文本。")
    text = "\n".join(pages)
    shown = "、".join(map(str, bare[:10])) + ("等" if len(bare) > 10 else "")
    return text, printed_width(text), [f"第 {shown} 页没有文字，可能是扫描页：请补录后再导入"] if bare else []


_READERS: dict[str, Callable[[Path, bytes], Found]] = {
    "txt": _read_txt,
    "md": _read_md,
    "html": _read_html,
    "docx": _read_docx,
    "pdf": _read_pdf,
}
