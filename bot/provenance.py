"""Where each number of an answer comes from: a quoted clause, a calculation, or the person's own words.

Clause marks ([1]), list numbers at the start of a line, locators (三、11) and document numbers of citations
are references, not statements, and are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.numbers.quantities import Quantity, scan
from ingest.clean import squash

MARK = re.compile(r"\[\d+(?:\s*[,，、]\s*\d+)*\]")
_LIST_NUMBER = re.compile(r"(?m)^[ \t>*#-]*(?:\d{1,2}(?:\.(?!\d)|[、)）])|[（(]\d{1,2}[）)])\s*")
_MANNER = re.compile(r"[一两][^\d万亿]{1,2}$")
_LOCATOR = re.compile(r"[一二三四五六七八九十]、(?:（[一二三四五六七八九十]+）)?\d{1,2}(?!\d)|末段\d{1,2}")
_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_LOOSE = ("plain", "count")
_SHORT = 2
"""A locator as short as this (2) is one only behind a title: elsewhere it is a number like any other."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A number of the answer and its source: `quote:2`, `calculation:ID`, `question`, `as_of`, or None."""

    words: str
    value: Decimal
    kind: str
    start: int
    source: str | None


class Numbers:
    """Reads the quantities of a text once, however often the text is cited."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[Quantity, ...]] = {}

    def of(self, text: str) -> tuple[Quantity, ...]:
        """The quantities of a text."""
        if text not in self._read:
            self._read[text] = tuple(scan(text))
        return self._read[text]


def origins(answer: dict[str, Any], question: dict[str, Any], numbers: Numbers) -> tuple[Origin, ...]:
    """Every number of `answer["answer"]` in order, with the first source that holds it.

    `question` is the line the bot was given (question, history, as_of); of the history only the person's own
    turns count, since an earlier answer proves nothing.
    """
    sources = tuple(_sources(answer, question))
    out = []
    for found in filter(_figure, numbers.of(statements(answer))):
        source = next((name for name, text in sources if holds(found, text, numbers)), None)
        out.append(Origin(found.words, found.value, found.kind, found.start, source))
    return tuple(out)


def plain(text: str) -> str:
    """Text without white space and without thousands separators: `1, 500 元` -> `1500元`."""
    return _THOUSANDS.sub("", squash(text))


def says(text: str, words: str) -> bool:
    """True if `words` stand in `text`; a number matches whole numbers only (`1500` is not in `15000`)."""
    needle = plain(words)
    if not needle:
        return False
    before = r"(?<!\d)(?<!\d\.)" if needle[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if needle[-1].isdigit() else ""
    return re.search(before + re.escape(needle) + after, plain(text)) is not None


def _figure(found: Quantity) -> bool:
    """False for manners of speaking: a period that means "each" (每月), and 一 or 两 with a counting word."""
    return not found.per and not (found.kind == "count" and _MANNER.match(found.words))


def statements(answer: dict[str, Any]) -> str:
    """The answer's text with references blanked out; positions stay."""
    text: str = answer.get("answer") or ""
    for pattern in (MARK, _LIST_NUMBER, _LOCATOR):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    cited = answer.get("citations") or []
    names = {citation.get(key) or "" for citation in cited for key in ("locator", "document_number")}
    for name in sorted(filter(None, names), key=len, reverse=True):
        whole = re.escape(name) if len(name) > _SHORT else rf"(?<=》){re.escape(name)}(?!\d)"
        text = re.sub(whole, " " * len(name), text)
    return text


def _sources(answer: dict[str, Any], question: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for citation in answer.get("citations") or []:
        yield f"quote:{citation.get('n')}", citation.get("quote") or ""
        named = f"{citation.get('document_title') or ''} {citation.get('document_number') or ''}"
        yield f"title:{citation.get('n')}", named
    for calculation in answer.get("calculations") or []:
        yield f"calculation:{calculation.get('rule_id')}", "\n".join(strings(calculation))
    yield "question", question["question"]
    for turn in question.get("history") or []:
        if turn["role"] == "user":
            yield "question", turn["content"]
    yield "as_of", question.get("as_of") or answer.get("as_of") or ""


def strings(value: Any) -> list[str]:
    """Every text and number inside a JSON value, amounts with unit; a rule's id and title are no source."""
    if isinstance(value, dict):
        inner = [item for key, item in value.items() if key not in ("rule_id", "title")]
        parts = [text for item in inner for text in strings(item)]
        if {"value", "unit"} <= set(value):
            figures = [value[key] for key in ("value", "low") if value.get(key) is not None]
            parts += [f"{figure}{value['unit']}" for figure in figures]
        return parts
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def holds(found: Quantity, text: str, numbers: Numbers) -> bool:
    """True if the text holds the quantity in any writing (2万元 = 20000元, 两年 = 24个月), or its words."""
    if not text:
        return False
    if found.kind == "date_year" and (dated := _DIGITS.findall(found.words)):
        return _dated(dated, text)
    if any(same(found, other) for other in numbers.of(text)):
        return True
    return any(c.isdigit() for c in found.words) and says(text, found.words)


def _dated(parts: list[str], text: str) -> bool:
    """A year, or a date to the depth that it is given, in whatever writing: 2021年7月, 2021-07, 〔2021〕."""
    pattern = r"\D{1,3}0*".join(str(int(part)) for part in parts)
    return re.search(rf"(?<!\d)0*{pattern}(?!\d)", text) is not None


def same(one: Quantity, other: Quantity) -> bool:
    """Equal quantities. A bare number or count may stand for any unit; a share may be written as a factor."""
    if {one.kind, other.kind} == {"percent", "ratio"}:
        percent, ratio = (one, other) if one.kind == "percent" else (other, one)
        return percent.value == ratio.value * 100
    if one.value != other.value:
        return _bare(one, other) or _bare(other, one)
    return one.kind == other.kind or one.kind in _LOOSE or other.kind in _LOOSE


def _bare(number: Quantity, term: Quantity) -> bool:
    """A bare figure in a working (5) against a term written with its unit (5年, which is 60 months)."""
    if number.kind != "plain" or not term.kind.startswith("duration"):
        return False
    return _DIGITS.findall(number.words) == _DIGITS.findall(term.words) != []
