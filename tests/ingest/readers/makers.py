"""Real files of each format, written by real writers (a Chinese PDF by hand, without a font file)."""

from __future__ import annotations

import zlib
from pathlib import Path

import docx
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter


def chinese_pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF whose text layer uses the predefined Chinese encoding that office programs write."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light "
        b"/Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>"
    )
    objects.append(b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 >>")
    kids = []
    for lines in pages:
        shown = b"".join(
            b"1 0 0 1 50 %d Tm <%s> Tj\n" % (800 - 20 * n, line.encode("utf-16-be").hex().encode())
            for n, line in enumerate(lines)
        )
        body = zlib.compress(b"BT /F1 12 Tf\n" + shown + b"ET")
        head = b"<< /Length %d /Filter /FlateDecode >>" % len(body)
        objects.append(head + b"\nstream\n" + body + b"\nendstream")
        resources = b"<< /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R >>"
            % (resources, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    end = (len(objects) + 1, out.rindex(b"xref\n0"))
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % end
    path.write_bytes(out)
    return path


def scanned_pdf(path: Path, pages: int = 2) -> Path:
    """A PDF of drawings without any text."""
    pdf = FPDF()
    for _ in range(pages):
        pdf.add_page()
        pdf.rect(20, 20, 100, 50, style="F")
    pdf.output(str(path))
    return path


def locked_pdf(path: Path, password: str) -> Path:
    """A PDF that opens only with `password` (or for everybody where it is empty)."""
    plain = path.with_suffix(".plain.pdf")
    chinese_pdf(plain, [["第一条 补贴1000元。"]])
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    writer.write(path)
    return path


def word(path: Path, lines: list[str], rows: list[list[str]] | None = None) -> Path:
    """A Word document with paragraphs and, between them and the last one, a table."""
    document = docx.Document()
    for line in lines[:-1]:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.add_paragraph(lines[-1])
    document.save(str(path))
    return path
