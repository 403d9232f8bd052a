"""Each format read from a real file, and each refusal in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from makers import chinese_pdf, locked_pdf, scanned_pdf, word

from ingest.errors import (
    BrokenFile,
    CorpusError,
    EmptyFile,
    IngestError,
    NoTextLayer,
    PasswordProtected,
    UnsupportedFile,
)
from ingest.readers import WHOLE_LINES, printed_width, read_file, tidy

LINES = ["青年安居办法", "第一条 博士每月补贴1500元。", "第二条 期限为五年。"]


def test_pdf_with_a_text_layer(tmp_path: Path) -> None:
    found = read_file(chinese_pdf(tmp_path / "a.pdf", [LINES[:2], LINES[2:]]))
    assert (found.format, found.text, found.notes) == ("pdf", "\n".join(LINES) + "\n", ())


def test_a_pdf_of_300_pages(tmp_path: Path) -> None:
    pages = [[f"第{n}页 补贴{n}元。"] for n in range(1, 301)]
    text = read_file(chinese_pdf(tmp_path / "long.pdf", pages)).text
    assert text.splitlines() == [lines[0] for lines in pages]


def test_a_pdf_with_one_scanned_page_says_which(tmp_path: Path) -> None:
    found = read_file(chinese_pdf(tmp_path / "a.pdf", [LINES[:2], [], LINES[2:]]))
    assert found.notes == ("第 2 页没有文字，可能是扫描页：请补录后再导入",)


def test_a_pdf_locked_for_printing_only_is_read(tmp_path: Path) -> None:
    assert read_file(locked_pdf(tmp_path / "a.pdf", "")).text == "第一条 补贴1000元。\n"


def test_word_with_a_table_in_its_place(tmp_path: Path) -> None:
    found = read_file(word(tmp_path / "a.docx", LINES, [["级别", "标准"], ["博士", "1500 元"]]))
    assert found.text.splitlines() == [*LINES[:2], "级别\t标准", "博士\t1500 元", LINES[2]]
    assert found.full_line == WHOLE_LINES and found.notes == ()


def test_word_merged_cells_once_and_automatic_numbers_named(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("补贴标准", style="List Number")
    table = document.add_table(rows=1, cols=3)
    table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "合并"
    table.rows[0].cells[2].text = "单独"
    paragraph = document.add_paragraph("自动编号的段落")
    paragraph._p.get_or_add_pPr().get_or_add_numPr()
    document.save(str(tmp_path / "a.docx"))
    found = read_file(tmp_path / "a.docx")
    assert "合并\t单独" in found.text.splitlines()
    assert "自动编号" in found.notes[0]


def test_html_without_its_furniture(tmp_path: Path) -> None:
    page = """<html><head><meta charset="gb2312"><title>门户</title><style>p{}</style></head><body>
    <nav>首页 | 导航</nav><form><div>青年安居办法</div><p>第一条 博士<b>每月</b>补贴<br>1500元。</p>
    <ol start="3"><li>身份证</li><li>学历证</li></ol><ul><li>说明</li></ul>
    <table><tr><th>级别</th><th>标准</th></tr><tr><td>博士</td><td>1500
    元</td></tr></table><script>alert(1)</script></form><footer>版权所有</footer></body></html>"""
    path = tmp_path / "a.html"
    path.write_bytes(page.encode("gb18030"))
    assert read_file(path).text.splitlines() == [
        "青年安居办法",
        "第一条 博士每月补贴",
        "1500元。",
        "3. 身份证",
        "4. 学历证",
        "说明",
        "级别\t标准",
        "博士\t1500 元",
    ]


@pytest.mark.parametrize("declared", ["utf-8", "nonsense", None])
def test_html_that_lies_about_its_encoding(tmp_path: Path, declared: str | None) -> None:
    head = f'<meta charset="{declared}">' if declared else ""
    path = tmp_path / "a.htm"
    path.write_bytes(f"{head}<p>补贴期限为五年</p>".encode("gb18030"))
    assert read_file(path).text == "补贴期限为五年\n"


def test_markdown_keeps_numbers_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    table = "| 级别 | 标准 |\n|--|--|\n| 博士 | 10 |\n"
    path.write_text(f"# 办法\n\n**第一条** 补贴。\n\n1. 甲\n2. 乙\n\n{table}", "utf-8")
    lines = ["办法", "第一条 补贴。", "1. 甲", "2. 乙", "级别\t标准", "博士\t10"]
    assert read_file(path).text.splitlines() == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("井陉县补贴1000元，㎡计算。\r\n第二行".encode(encoding))
    assert read_file(path).text == "井陉县补贴1000元，㎡计算。\n第二行\n"


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def cut_pdf(folder: Path) -> Path:
    whole = chinese_pdf(folder / "whole.pdf", [LINES]).read_bytes()
    return write(folder / "a.pdf", whole[:120])


def cut_word(folder: Path) -> Path:
    return write(folder / "a.docx", word(folder / "whole.docx", LINES).read_bytes()[:2000])


def hollow_word(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.docx", "w") as packed:
        packed.writestr("word/document.xml", "<broken")
    return folder / "a.docx"


def sheet(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", "<x/>")
    return folder / "a.xlsx"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED = "EncryptedPackage".encode("utf-16-le")
REFUSED = [
    ("empty", lambda f: write(f / "a.txt", b""), EmptyFile),
    ("blank", lambda f: write(f / "a.txt", b" \r\n \n"), EmptyFile),
    ("blank html", lambda f: write(f / "a.html", b"<html><script>x</script></html>"), EmptyFile),
    ("empty word", lambda f: word(f / "a.docx", [""]), EmptyFile),
    ("scan", lambda f: scanned_pdf(f / "a.pdf"), NoTextLayer),
    ("locked pdf", lambda f: locked_pdf(f / "a.pdf", "secret"), PasswordProtected),
    ("locked word", lambda f: write(f / "a.docx", OLE + LOCKED), PasswordProtected),
    ("old word", lambda f: write(f / "a.doc", OLE), UnsupportedFile),
    ("sheet", sheet, UnsupportedFile),
    ("picture", lambda f: write(f / "a.png", b"\x89PNG\r\n\x1a\n"), UnsupportedFile),
    ("cut pdf", cut_pdf, BrokenFile),
    ("cut word", cut_word, BrokenFile),
    ("hollow word", hollow_word, BrokenFile),
    ("not a pdf", lambda f: write(f / "a.pdf", b"hello"), BrokenFile),
    ("binary text", lambda f: write(f / "a.txt", b"\0\1\2\3" * 50), BrokenFile),
    ("missing", lambda f: f / "nothing.txt", CorpusError),
    ("folder", lambda f: f, CorpusError),
]


@pytest.mark.parametrize("make, error", [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_in_one_line_that_says_what_to_do(tmp_path: Path, make, error: type[IngestError]) -> None:  # type: ignore[no-untyped-def]
    path = make(tmp_path)
    with pytest.raises(error) as caught:
        read_file(path)
    line = str(caught.value)
    assert line.startswith(path.name) and "请" in line and "\n" not in line and str(tmp_path) not in line


def test_printed_lines_are_told_from_whole_paragraphs() -> None:
    printed = "\n".join(["字" * 31] * 20 + ["短行结束。"] * 3)
    assert printed_width(printed) == 31 - 3
    assert printed_width("\n".join("字" * n for n in range(13, 90, 4))) == WHOLE_LINES
    assert printed_width("一行\n两行") == WHOLE_LINES


def test_tidy() -> None:
    assert tidy("\ufeff甲 \r\n\r\n\r\n\r\n乙\x00\f\n") == "甲\n\n乙\n"
    assert tidy(" \n ") == ""
