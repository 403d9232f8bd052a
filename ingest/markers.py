"""Numbering: 第X章/节/条 (with 之一), 一、 （一） 1. （1） ①, in full and half width, Chinese or Arabic
digits.

Only a marker at the very start of a paragraph counts; a reference such as "第六条的基础上" is told from an
article by what follows it (`refers`). The ranks give the usual order of official documents (GB/T 9704:
一、（一）1.（1）).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RANKS = {"chapter": 1, "section": 2, "plain": 3, "cn": 3, "article": 4, "cn_paren": 5, "ar": 6, "ar_paren": 7,
         "circle": 8}
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUM = r"[零〇一二两三四五六七八九十百千]+|\d+"
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

PATTERNS = (
    ("chapter", re.compile(rf"第({NUM})[章编]")),
    ("section", re.compile(rf"第({NUM})节")),
    ("article", re.compile(rf"第({NUM})条(?:之({NUM}))?")),
    ("cn", re.compile(r"([零〇一二三四五六七八九十百]+)[、.．](?![一二三四五六七八九十][、等级类])")),
    ("cn_paren", re.compile(r"[（(]\s?([零〇一二三四五六七八九十百]+)\s?[）)]")),
    ("ar", re.compile(r"(\d{1,3})(?:[.．](?!\d)|、)")),
    ("ar_paren", re.compile(r"[（(]\s?(\d{1,3})\s?[）)]")),
    ("circle", re.compile(f"([{CIRCLES}])")),
)
REFERS = re.compile(
    rf"第(?:{NUM})条(?:之(?:{NUM}))?(?:第|至|到|、|和|或|及|与|以及|所|的|规定|要求|中|内|以|，|,|；|。|）|\)|》|[（(][^）)]*[）)](?:项|、|的|和|规定))"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the head of a paragraph. `label` is how a civil servant cites it, `end` where the words
    begin."""

    kind: str
    number: int
    label: str
    end: int

    @property
    def rank(self) -> int:
        """The level: smaller is higher."""
        return RANKS[self.kind]


def marker_of(text: str) -> Marker | None:
    """The marker that `text` starts with, or None. White space before it is not allowed."""
    for kind, pattern in PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        number = CIRCLES.index(found[1]) + 1 if kind == "circle" else to_int(found[1])
        return Marker(kind, number, _label(kind, found), found.end())
    return None


def refers(text: str) -> bool:
    """True if the leading 第X条 is the object of a sentence (第六条的…, 第八条规定…), not the head of an
    article."""
    return REFERS.match(text) is not None


def to_int(words: str) -> int:
    """A Chinese or Arabic whole number below 10 000: 一百二十 -> 120, 〇 -> 0, 12 -> 12."""
    if words.isdigit() and words.isascii():
        return int(words)
    if not any(char in UNITS for char in words):
        return int("".join(str(DIGITS[char]) for char in words))
    total, digit = 0, 0
    for char in words:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def _label(kind: str, found: re.Match[str]) -> str:
    """How the number is cited: full-width brackets, no trailing dot, Arabic or Chinese as printed."""
    word = found[1]
    if kind == "article":
        return f"第{word}条" + (f"之{found[2]}" if found[2] else "")
    if kind in ("chapter", "section"):
        return found[0]
    if kind == "cn":
        return f"{word}、"
    if kind in ("cn_paren", "ar_paren"):
        return f"（{word}）"
    return word
