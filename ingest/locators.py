"""Locators as a civil servant writes them, and finding an article by one.

"第十一条（二）", "三、（一）3", "三、11", "人才绿卡（B卡）·可享受的服务项目（5）": labels side by side,
brackets in full width, an Arabic number without its dot, "·" where a heading without number stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from ingest.markers import marker_of

HALF = str.maketrans("()", "（）")


class Located(Protocol):
    """Anything with a locator."""

    @property
    def locator(self) -> str: ...


L = TypeVar("L", bound=Located)


def join_labels(labels: Sequence[str]) -> str:
    """Labels from the outside in → one locator, with "·" beside a heading in words and between two Arabic
    numbers."""
    out = ""
    before = ""
    for label in labels:
        if before and _apart(before, label):
            out += "·"
        out += label
        before = label
    return out


def _apart(before: str, label: str) -> bool:
    if before[-1].isdigit() and label[0].isdigit():
        return True
    return _word(label) or (_word(before) and not label.startswith("（"))


def _word(label: str) -> bool:
    """True for a heading in words (申领范围, 附件1), False for a number or 末段."""
    return not (label.isdigit() or label.startswith("末段") or marker_of(label))


def plain(locator: str) -> str:
    """A locator in the form in which two are compared: no white space, full-width brackets, no separators."""
    text = re.sub(r"\s+", "", locator).translate(HALF)
    return text.replace("·", "").replace("．", "").rstrip(".")


def find(articles: Sequence[L], locator: str) -> tuple[L, ...]:
    """All articles that `locator` names, in order.

    First those with this very locator; else the closest article that holds it (a sub-item of a 条 or of a
    short list: 第十一条（二） is in 第十一条) or whose whole locator is its end (a heading above that the
    text lost); else articles below it (三、 names all of 三、…); else those that end in it
    ("可享受的服务项目（5）" without the card's name). Empty if nothing fits.
    """
    wanted = plain(locator)
    if not wanted:
        return ()
    keys = [(plain(item.locator), item) for item in articles]
    exact = tuple(item for key, item in keys if key in (wanted, wanted + "、"))
    if exact:
        return exact
    near = [(len(key), item) for key, item in keys if _holds(key, wanted) or _ends_in(wanted, key)]
    if near:
        size = max(length for length, _ in near)
        return tuple(item for length, item in near if length == size)
    below = tuple(item for key, item in keys if key.startswith(wanted) and _cut(key, wanted))
    return below or tuple(item for key, item in keys if _ends_in(key, wanted))


def same_place(articles: Sequence[L], one: str, other: str) -> bool:
    """True if two locators name the same clause, or one of them a part of the other's clause; "" is the
    whole document."""
    first, second = _settled(articles, one), _settled(articles, other)
    return not first or not second or _holds(first, second) or _holds(second, first)


def _settled(articles: Sequence[L], locator: str) -> str:
    """A locator in comparable form, with the headings that the text does not print taken off or put on."""
    key = plain(locator)
    found = find(articles, locator)
    if not found:
        return key
    own = plain(found[0].locator)
    return key if key.startswith(own.rstrip("、")) or own.startswith(key) else own


def _holds(key: str, wanted: str) -> bool:
    return wanted.startswith(key) and _cut(wanted, key)


def _ends_in(whole: str, end: str) -> bool:
    """True if `end` is the last labels of `whole`, not the tail of a number (1 of 11, 一、 of 十一、)."""
    before = whole[: len(whole) - len(end)]
    if len(end) < 2 or not whole.endswith(end) or not before:
        return False
    return not (end[0].isdigit() and before[-1].isdigit()) and end[0] not in "一二三四五六七八九十百"


def _cut(whole: str, head: str) -> bool:
    """True if `head` ends at a label of `whole` (第十条 is not the head of 第十条之一, 1 not of 11)."""
    rest = whole[len(head) :]
    return not rest or not (rest.startswith("之") or (head[-1].isdigit() and rest[0].isdigit()))
