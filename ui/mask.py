"""Hides what identifies a person before a text is stored or sent to a model: ID numbers, mobiles, bank cards.

A number is hidden only if it proves itself: an ID number by birth date and check digit (GB 11643-1999), a
bank card by its length and Luhn digit (ISO/IEC 7812-1), a mobile number by its length and prefix. A number
that is an amount (followed by 元, 万 … or led by ￥) is left alone, so are dates, 文号 and shorter ones.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_RUN = re.compile(
    r"(?<![0-9A-Za-z.．])(?:\+?86[ -]?)?[0-9](?:[ -]?[0-9]){10,18}(?:[ -]?[Xx])?(?![0-9A-Za-z])"
)
_AMOUNT_BEFORE = re.compile(r"(?:[¥￥$]|人民币)\s*$")
_AMOUNT_AFTER = re.compile(r"\s*(?:\.[0-9]+\s*)?(?:元|块|万|亿|千|百|人|名|个|户|家|平方|吨|%|％|〕|号文)")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

LABELS = {"id": "（身份证号已隐去）", "card": "（银行卡号已隐去）", "mobile": "（手机号已隐去）"}


def mask(text: str) -> str:
    """The text with every identifying number replaced by its label; everything else is left as it was."""
    flat = "".join(_digit(character) for character in text)
    out: list[str] = []
    at = 0
    for found in _RUN.finditer(flat):
        kind = _kind(re.sub(r"[ +-]", "", found.group()).upper(), _digits_apart(found.group()))
        if kind is None or _is_amount(flat, found.start(), found.end()):
            continue
        out += [text[at : found.start()], LABELS[kind]]
        at = found.end()
    return "".join([*out, text[at:]])


def _digit(character: str) -> str:
    """Full-width digits and signs as plain ones, one character for one."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _digits_apart(words: str) -> bool:
    """Whether single digits are spread out (1 3 8 …), which is a list of figures and no number."""
    return len(re.findall(r"[ -]", words)) > 6


def _kind(number: str, apart: bool) -> str | None:
    if apart:
        return None
    if is_id(number):
        return "id"
    if is_card(number):
        return "card"
    return "mobile" if _MOBILE.fullmatch(number) else None


def is_id(number: str) -> bool:
    """Whether 18 characters are a resident ID number: province, birth date and check digit all right."""
    if not re.fullmatch(r"[1-8][0-9]{16}[0-9X]", number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return born.year >= 1900 and _CHECK[total % 11] == number[17]


def is_card(number: str) -> bool:
    """Whether 15 to 19 digits are a payment card: a leading 3, 4, 5 or 6 and a right Luhn digit."""
    if not re.fullmatch(r"[3-6][0-9]{14,18}", number):
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_amount(text: str, start: int, end: int) -> bool:
    return bool(_AMOUNT_BEFORE.search(text[:start]) or _AMOUNT_AFTER.match(text, end))
