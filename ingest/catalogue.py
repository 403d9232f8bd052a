"""corpus/catalogue.yaml: which documents a file holds, where each begins, what is known about it, what is
no text of it.

Documents stand in the order of the text and each runs to the beginning of the next, so that no character
lies between two of them. A document begins at the first place after the previous one where its `begins`
lines stand (white space and Markdown ignored); table of contents and page furniture are named by their
first and last words with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.clean import Line, lines_of, squash
from ingest.errors import CorpusError
from ingest.joins import Repeat
from ingest.read import Source
from ingest.records import as_date, load_yaml, only
from ingest.types import Gap, Term

NAME = "catalogue.yaml"
FILE_KEYS = frozenset({"file", "full_line", "drop", "gaps", "repeats", "documents"})
DROP_KEYS = frozenset({"first", "last", "reason", "after"})
REPEAT_KEYS = frozenset({"before", "after", "words"})
GAP_KEYS = frozenset({"after", "before", "note", "restart"})
TERM_KEYS = frozenset({"locator", "quote", "last_day", "words"})
DATES = ("issued_on", "effective_from", "effective_from_latest", "effective_to", "effective_to_latest")
VALIDITY = ("validity_words", "validity_quote", "validity_locator")
TEXTS = ("number", "parent", "issued_words", "locator_prefix", *VALIDITY)
ENTRY_KEYS = frozenset(
    {"id", "title", "issuers", "kind", "begins", "titles", "terms", "term_unknown", *DATES, *TEXTS}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as the maintainer describes it; `begins` are its first lines, `titles` further title
    lines in it."""

    id: str
    title: str
    kind: str
    begins: tuple[str, ...]
    titles: tuple[str, ...]
    issuers: tuple[str, ...]
    texts: dict[str, str | None]
    dates: dict[str, date | None]
    term_unknown: bool = False
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """Lines that are no text of any document: from the line `first` (after the words `after`) to the line
    `last`."""

    first: str
    last: str
    reason: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the corpus folder. `full_line` is the width in characters from which a printed line is a
    full one."""

    file: str
    full_line: int
    drops: tuple[Drop, ...]
    gaps: tuple[Gap, ...]
    restarts: frozenset[str]
    repeats: tuple[Repeat, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one document in its file, those dropped left out."""

    entry: Entry
    lines: tuple[Line, ...]
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class DroppedLines:
    """Lines taken out of a file, with the reason."""

    first_line: int
    last_line: int
    reason: str


def load_catalogue(folder: Path) -> tuple[FileEntry, ...]:
    """Read and check `folder`/catalogue.yaml. Raises CorpusError naming the entry and what to do."""
    data = load_yaml(folder / NAME)
    only(NAME, data, frozenset({"files"}), frozenset({"files"}))
    files = tuple(_file(record) for record in data["files"])
    seen: set[str] = set()
    for item in (entry for file in files for entry in file.entries):
        if item.id in seen:
            raise CorpusError(f"{NAME}：文件编号“{item.id}”重复。请改成不同的编号。")
        parent = item.texts["parent"]
        if parent is not None and parent not in seen:
            raise CorpusError(f"{NAME} {item.id}：上级文件“{parent}”不在它之前。请检查 parent。")
        seen.add(item.id)
    return files


def _file(record: dict[str, Any]) -> FileEntry:
    where = f"{NAME} {record.get('file', '（缺 file）') if isinstance(record, dict) else record}"
    only(where, record, FILE_KEYS, frozenset({"file", "documents"}))
    for drop in record.get("drop") or ():
        only(f"{where} drop", drop, DROP_KEYS, frozenset({"first", "last", "reason"}))
    for gap in record.get("gaps") or ():
        only(f"{where} gaps", gap, GAP_KEYS, frozenset({"after", "before", "note"}))
    for repeat in record.get("repeats") or ():
        only(f"{where} repeats", repeat, REPEAT_KEYS, REPEAT_KEYS)
    gaps = record.get("gaps") or ()
    return FileEntry(
        record["file"],
        int(record.get("full_line", 24)),
        tuple(Drop(**drop) for drop in record.get("drop") or ()),
        tuple(Gap(record["file"], gap["after"], gap["before"], gap["note"]) for gap in gaps),
        frozenset(squash(gap["after"]) for gap in gaps if gap.get("restart")),
        tuple(Repeat(**{k: squash(v) for k, v in item.items()}) for item in record.get("repeats") or ()),
        tuple(_entry(entry) for entry in record["documents"]),
    )


def _entry(record: dict[str, Any]) -> Entry:
    where = f"{NAME} {record.get('id', '（缺 id）') if isinstance(record, dict) else record}"
    only(where, record, ENTRY_KEYS, frozenset({"id", "title", "kind", "begins"}))
    terms = []
    for term in record.get("terms") or ():
        only(f"{where} terms", term, TERM_KEYS, TERM_KEYS)
        last_day = as_date(where, term["last_day"]) or date.max
        terms.append(Term(term["locator"], term["quote"], last_day, term["words"]))
    return Entry(
        record["id"],
        record["title"],
        record["kind"],
        tuple(record["begins"]),
        tuple(record.get("titles") or ()),
        tuple(record.get("issuers") or ()),
        {key: record.get(key) for key in TEXTS},
        {key: as_date(f"{where} {key}", record.get(key)) for key in DATES},
        bool(record.get("term_unknown", False)),
        tuple(terms),
    )


def locate(file: FileEntry, source: Source) -> tuple[tuple[Region, ...], tuple[DroppedLines, ...]]:
    """Where each document of a file lies, and the lines that belong to none."""
    lines = lines_of(source, 1, len(source.starts))
    drops = tuple(_drop(drop, lines, file.file) for drop in file.drops)
    kept = [line for line in lines if not any(d.first_line <= line.number <= d.last_line for d in drops)]
    starts: list[int] = []
    at = 0
    for entry in file.entries:
        at = _begin(entry, kept, at, file.file)
        starts.append(at)
        at += 1
    if kept and starts and starts[0] > 0:
        raise CorpusError(
            f"{file.file} 第{kept[0].number}行：在第一个文件之前还有文字“{kept[0].text[:20]}”。"
            f"请在 {NAME} 里写明它属于哪个文件，或列入 drop。"
        )
    ends = [*starts[1:], len(kept)]
    regions = tuple(
        Region(entry, tuple(kept[a:b]), kept[a].number, kept[b - 1].number)
        for entry, a, b in zip(file.entries, starts, ends, strict=True)
    )
    return regions, drops


def _begin(entry: Entry, lines: list[Line], at: int, file: str) -> int:
    """The index of the first line of a document."""
    wanted = [squash(words) for words in entry.begins]
    for i in range(at, len(lines) - len(wanted) + 1):
        if all(squash(line.text) == words for line, words in zip(lines[i:], wanted, strict=False)):
            return i
    raise CorpusError(
        f"{NAME} {entry.id}：在 {file} 里（按顺序）找不到开头“{'／'.join(entry.begins)}”。"
        "请按正文照录它最前面的一行或几行。"
    )


def _drop(drop: Drop, lines: list[Line], file: str) -> DroppedLines:
    """The lines that a `drop` entry names."""
    start = 0
    if drop.after is not None:
        start = _find(drop.after, lines, 0, file) + 1
    first = _find(drop.first, lines, start, file)
    last = _find(drop.last, lines, first, file)
    return DroppedLines(lines[first].number, lines[last].number, drop.reason)


def _find(words: str, lines: list[Line], start: int, file: str) -> int:
    wanted = squash(words)
    for i in range(start, len(lines)):
        if squash(lines[i].text).startswith(wanted):
            return i
    raise CorpusError(f"{NAME} {file} drop：找不到以“{words}”开头的行。请按正文照录。")
