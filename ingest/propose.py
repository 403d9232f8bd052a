"""A catalogue entry proposed for a new file, for the maintainer to confirm: nothing here is believed unread.

What is looked for is the form that every Chinese authority uses (GB/T 9704): 文号, 标题 with its 文种,
主送机关, 成文日期 at the end, 施行 and 有效期 in the last articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pypinyin import Style, lazy_pinyin

from ingest.clean import squash
from ingest.readers import Text

_STEMS = ("实施", "管理", "指导", "行动", "工作", "")
_FORMS = ("细则", "办法", "意见", "方案", "计划", "通知", "规定", "措施", "规划", "条例", "公告", "决定")
KINDS = (*(stem + form for form in _FORMS for stem in _STEMS), "规则", "通告", "制度", "指南", "规程", "政策")
_NUMBER = re.compile(r"[一-鿿]{1,12}\s*[〔\[［【(（]\s*(?:19|20)\d\d\s*[〕\]］】)）]\s*\d{1,4}\s*号")
_DATE = re.compile(r"[（(]?\s*((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*[）)]?")
_DIGIT = "[〇○零一二三四五六七八九十]"
_CHINESE_DATE = re.compile(f"([一二]{_DIGIT}{{3}})年({_DIGIT}+)月({_DIGIT}+)日")
_DIGITS = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_TERM = re.compile(r"有效期(?:为|限为|至)?\s*(\d{1,2}|[一二两三四五六七八九十])\s*年")
_VALIDITY = re.compile(r"[^。；\n]*(?:有效期|起施行|起实施|起执行|起生效|同时废止|停止执行)[^。；\n]*")
_BODY = re.compile(r"第[一二三四五六七八九十百\d]+[章条]|[（(]?[一二三四五六七八九十]+[、）)]|\d+[.、．]")
_ADDRESS = re.compile(r".{2,}[：:]$")
_OFFICE = re.compile(r"(?:政府|委|局|厅|办公室|部|工商联|中心|院|会)$")
_TRIAL = re.compile(r"[（(](?:试行|暂行)[）)]$|[”》〉]$")


@dataclass(frozen=True, slots=True)
class Guess:
    """One field of the entry: its value, how sure (0 to 1) and the words it was read from."""

    value: str
    confidence: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A catalogue entry to confirm. `issuers` and `validity` are words of the text; None was not found."""

    id: str
    file: str
    begins: tuple[str, ...]
    title: Guess
    kind: Guess
    number: Guess | None
    issuers: tuple[str, ...]
    issued_on: Guess | None
    validity: tuple[str, ...]
    effective_to: Guess | None
    full_line: int
    notes: tuple[str, ...] = field(default=())

    def entry(self) -> dict[str, object]:
        """The fields as catalogue.yaml writes them; uncertain ones are left for the maintainer to add."""
        out: dict[str, object] = {"id": self.id, "title": self.title.value, "kind": self.kind.value}
        out["begins"] = list(self.begins)
        if self.number and self.number.confidence >= 0.5:
            out["number"] = self.number.value
        if self.issuers:
            out["issuers"] = list(self.issuers)
        if self.issued_on and self.issued_on.confidence >= 0.5:
            out["issued_on"] = date.fromisoformat(self.issued_on.value)
        if self.validity:
            out["validity_quote"] = self.validity[0]
            out["validity_words"] = "；".join(self.validity) + "。"
        if self.effective_to and self.effective_to.confidence >= 0.5:
            out["effective_to"] = date.fromisoformat(self.effective_to.value)
        return out


def propose(text: Text, taken: frozenset[str] = frozenset()) -> Proposal:
    """The entry proposed for a new file; `taken` are the document ids that exist.

    The text is non-empty (see `ingest.readers.read_file`).
    """
    lines = [line.strip() for line in text.text.split("\n") if line.strip()]
    first, last = _title_lines(lines)
    joined = "".join(lines[first:last]) or lines[0]
    sure = 0.9 if last > first else 0.3
    forms = [form for form in KINDS if form in joined]
    kind = max(forms, key=lambda form: (joined.rfind(form) + len(form), len(form)), default="")
    number = _number(lines, first)
    issued = _issued(lines)
    validity = tuple(dict.fromkeys(found.group().strip() for found in _VALIDITY.finditer(text.text)))[:3]
    dated = re.search(r"\d{4}", issued.value if issued else number.value if number else "")
    year = dated.group() if dated else ""
    return Proposal(
        id=_slug(joined, year, taken),
        file=text.name,
        begins=(lines[0],),
        title=Guess(joined, sure, joined),
        kind=Guess(kind or "文件", sure if kind else 0.2, kind),
        number=number,
        issuers=_issuers(lines, issued),
        issued_on=issued,
        validity=validity,
        effective_to=_ends(validity, issued),
        full_line=text.full_line,
        notes=text.notes,
    )


def _title_lines(lines: list[str]) -> tuple[int, int]:
    """First line of the title and the one behind its last."""
    for end, line in enumerate(lines[:25]):
        if (_BODY.match(line) and end) or _ADDRESS.match(line) or len(line) > 60:
            break
        if _TRIAL.sub("", squash(line)).endswith(KINDS) and not _NUMBER.search(line):
            start = end
            while start and _continues(lines[start - 1]):
                start -= 1
            return start, end + 1
    return 0, 0


def _continues(line: str) -> bool:
    """Whether a line above the last line of a title belongs to it."""
    head = _NUMBER.search(line) or _DATE.fullmatch(line) or _BODY.match(line)
    return not head and not line.endswith(("文件", "。", "：", ":", "；")) and len(line) <= 40


def _number(lines: list[str], title: int) -> Guess | None:
    """The document's own 文号, on a line of its own; a number inside a sentence names another text."""
    for n, line in enumerate(lines[:30]):
        found = _NUMBER.search(line)
        if found and len(squash(line)) - len(squash(found.group())) <= 2:
            return Guess(squash(found.group()), 0.95 if n <= title + 6 else 0.6, line)
    return None


def _issued(lines: list[str]) -> Guess | None:
    """The 成文日期: a line that is a date, the last one of the text before its annexes."""
    for confidence, part in ((0.9, _before_annexes(lines)), (0.6, lines[:30])):
        for line in reversed(part):
            found = _as_date(line)
            if found:
                return Guess(found.isoformat(), confidence, line)
    return None


def _before_annexes(lines: list[str]) -> list[str]:
    for n, line in enumerate(lines):
        if n > 5 and re.fullmatch(r"附\s*[件表]\s*[\d一二三四五六七八九]*[：:]?", line):
            return lines[:n]
    return lines


def _as_date(line: str) -> date | None:
    found = _DATE.fullmatch(line)
    chinese = _CHINESE_DATE.fullmatch(squash(line))
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        if chinese:
            year, month, day = chinese.groups()
            return date(int("".join(str(_DIGITS[char]) for char in year)), _small(month), _small(day))
    except ValueError:  # 13月32日: a slip of the scan, not a date
        return None
    return None


def _small(words: str) -> int:
    """A Chinese number below 100."""
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _issuers(lines: list[str], issued: Guess | None) -> tuple[str, ...]:
    """The offices that sign above the date, at most five."""
    if issued is None or issued.words not in lines:
        return ()
    at = len(lines) - 1 - lines[::-1].index(issued.words)
    return tuple(reversed(list(_offices(lines[max(0, at - 5) : at]))))


def _offices(lines: list[str]) -> Iterator[str]:
    for line in reversed(lines):
        name = squash(line)
        if not (3 <= len(name) <= 30 and _OFFICE.search(name)) or _BODY.match(line):
            return
        yield name


def _ends(validity: tuple[str, ...], issued: Guess | None) -> Guess | None:
    """The last day, where a term in years and the day of issue are known."""
    for words in validity:
        found = _TERM.search(words)
        if found and issued:
            said = found.group(1)
            years = int(said) if said.isdigit() else _small(said.replace("两", "二"))
            start = date.fromisoformat(issued.value)
            first = date(start.year + years, start.month, 1)  # the 29th of February has no anniversary
            end = date.fromordinal(first.toordinal() + start.day - 2)
            same_day = any("印发之日" in line or "发布之日" in line for line in validity)
            return Guess(end.isoformat(), 0.7 if same_day else 0.4, words)
    return None


def _slug(title: str, year: str, taken: frozenset[str]) -> str:
    """An id that is free: initials of the title in pinyin and the year."""
    subject = re.sub(r"[^一-鿿]", "", re.sub(r".*关于(?:印发|转发)?", "", title) or title)
    letters = "".join(lazy_pinyin(subject[:12], style=Style.FIRST_LETTER))
    stem = "-".join(part for part in (letters or "document", year) if part)
    return next(name for n in range(1, 10_000) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
