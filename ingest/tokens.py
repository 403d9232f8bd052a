"""The only tokenizer: character bigrams for the keyword index, words for understanding and highlighting.

Measured on the compendium with several hundred questions, single characters with bigrams put a right clause
among the first five ten points more often than dictionary words, and their union is no better. Words serve
understanding only.
"""

from __future__ import annotations

import functools
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from zhconv.zhconv import convert, getdict

Segmenter = Callable[[str], list[str]]

_CJK = "㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003134f"
_UNIT = re.compile(rf"[{_CJK}]|[0-9]+(?:\.[0-9]+)?|[^\W\d_{_CJK}]+|[^\s]")
_CHINESE = re.compile(rf"[{_CJK}]")
_THOUSANDS = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:,[0-9]{3})+)(?![0-9])")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def normalize(text: str) -> str:
    """The form in which texts and questions are compared.

    NFKC (full to half width, ㎡ to m2), lower case, traditional to simplified, invisible and direction marks
    removed, thousands separators removed (300,000 to 300000). Line breaks and spaces stay.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    if "," in text:
        text = _THOUSANDS.sub(lambda found: found.group(1).replace(",", ""), text)
    return text if _convertible().isdisjoint(text) else convert(text, "zh-hans")


@functools.cache
def _convertible() -> frozenset[str]:
    """The characters that the conversion ever changes; a text without any of them need not be walked through."""
    pairs = [pair for pair in getdict("zh-hans").items() if len(pair[0]) == len(pair[1])]
    other = [key for key, value in getdict("zh-hans").items() if len(key) != len(value)]
    changed = {old for key, value in pairs for old, new in zip(key, value, strict=True) if old != new}
    return frozenset(changed.union(*other))


def grams(text: str) -> list[str]:
    """Tokens of the keyword index: units and pairs of neighbouring units, in the order of the text.

    A unit is one Chinese character, one number, one per cent sign or one word of another script. White space
    does not part neighbours (scans put spaces around numbers: "10 万元"), punctuation does.
    """
    tokens: list[str] = []
    before = ""
    for unit in _UNIT.findall(normalize(text)):
        if not (unit[0].isalnum() or unit == "%"):  # punctuation parts neighbours
            before = ""
            continue
        tokens.append(unit)
        if before:
            # a Chinese character is always a unit of its own
            both = unit == "%" or _CHINESE.match(unit) or _CHINESE.match(before)
            tokens.append(before + unit if both else f"{before} {unit}")
        before = unit
    return tokens


def segmenter(vocabulary: Iterable[str] = ()) -> Segmenter:
    """A word segmenter that knows the words of `vocabulary` (cards, titles, districts: data, not code).

    Each segmenter has a dictionary of its own, so two vocabularies never mix. Costs about a second to make.
    """
    import jieba  # here, because its dictionary takes a second and only understanding needs it

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in vocabulary:
        tokenizer.add_word(normalize(word).strip())
    return lambda text: [word for word in tokenizer.lcut(normalize(text)) if not word.isspace()]


@functools.cache
def _plain_segmenter() -> Segmenter:
    return segmenter()


def words(text: str) -> list[str]:
    """Words of a normalized text with jieba's own dictionary; `segmenter` takes a vocabulary of one's own."""
    return _plain_segmenter()(text)


def simplified(text: str) -> str:
    """The text in simplified characters."""
    changed: str = convert(text, "zh-hans")
    return changed


def word_counts() -> Mapping[str, int]:
    """How often jieba's dictionary counts each of its words (some prefixes of words are counted 0 times)."""
    import jieba  # here, because its dictionary takes a second and only understanding needs it

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    counts: Mapping[str, int] = jieba.dt.FREQ
    return counts
