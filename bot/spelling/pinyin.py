"""How Chinese sounds and how people type it in Latin letters: sounds of words, syllables, and the tokens of a question."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import pinyin_dict
from pypinyin.phrases_dict import phrases_dict

_BARE = {ord(c): unicodedata.normalize("NFD", c)[0] for c in "āáǎàēéěèīíǐìōóǒòūúǔùńňǹḿ"}
_BARE |= {ord(c): "v" for c in "ǖǘǚǜü"}
_LETTERS = "A-Za-z" + "".join(map(chr, _BARE))
_PIECE = re.compile(
    rf"[{_LETTERS}]+(?:'[{_LETTERS}]+)*|\d+(?:\.\d+)?\s?[年月日号天周个元万亿千百%级类岁]?|.", re.DOTALL
)
_TONED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]{1,6}[1-5])+[a-z]{0,4}(?![A-Za-z0-9])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def plain_sound(reading: str) -> str:
    """A syllable without its tone: zhuāng -> zhuang, lǜ -> lv."""
    return reading.translate(_BARE)


_SYLLABLES = frozenset(
    plain_sound(reading) for readings in pinyin_dict.pinyin_dict.values() for reading in readings.split(",")
) - {"m", "n", "ng", "hm", "hng", "ê"}
_SAME = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


@functools.cache
def blurred(syllable: str) -> str:
    """The syllable as all accents share it: no zh, ch, sh, no n at the head, no ng at the end, no ü."""
    for clear, dull in _SAME:
        if syllable.startswith(clear) and len(syllable) > len(clear):
            syllable = dull + syllable[len(clear) :]
            break
    syllable = syllable.replace("v", "u")
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


@functools.cache
def sound(char: str) -> str:
    """The commonest sound of one character without tone; other characters stand for themselves in lower case."""
    readings = pinyin_dict.pinyin_dict.get(ord(char))
    return plain_sound(readings.split(",")[0]) if readings else char.lower()


def sounds(word: str) -> tuple[str, ...]:
    """The sounds of a word as it is read aloud (银行 is yin hang)."""
    known = phrases_dict.get(word)
    if known is None:
        return tuple(sound(char) for char in word)
    return tuple(plain_sound(readings[0]) for readings in known)


@dataclass(frozen=True, slots=True)
class Token:
    """One Chinese character, one syllable or letter of pinyin (`latin`), or what spelling leaves alone (no `sound`)."""

    surface: str
    sound: str
    latin: bool


def tokens(text: str) -> list[Token]:
    """The question cut up; the surfaces joined give the text back. A number keeps the unit that follows it."""
    marked = len(_TONED.findall(text)) > 1
    out: list[Token] = []
    gap = ""
    for piece in _PIECE.findall(_TONED.sub(lambda m: _without_tones(m[0]), text) if marked else text):
        if piece == " " and out and out[-1].latin:
            gap += " "
            continue
        new = list(_tokens_of(piece))
        if gap and not (new[0].latin and new[0].surface):
            out.append(Token(gap, "", False))
        elif gap:
            new[0] = Token(gap + new[0].surface, new[0].sound, True)
        out += new
        gap = ""
    return [*out, Token(gap, "", False)] if gap else out


def _without_tones(toned: str) -> str:
    """bu3tie1 -> butie; what is no pinyin stays (B3, A4, p2p2)."""
    parts = re.findall(r"[A-Za-z]+", toned)
    return " ".join(parts) if not parts[0].isupper() and all(part.lower() in _SYLLABLES for part in parts) else toned


_SHOUTED = 6
"""Capitals alone are an abbreviation (FDA, WHO), but hardly where they are so many."""


def _tokens_of(piece: str) -> Iterable[Token]:
    if _CHINESE.fullmatch(piece):
        return [Token(piece, sound(piece), False)]
    plain = piece.translate(_BARE)
    if not plain[0].isascii() or not plain[0].isalpha():
        return [Token(piece, "", False)]
    if len(plain) == 1:
        return [Token(piece, plain.lower(), True)]
    parts = None if plain.isupper() and len(plain) < _SHOUTED else split_syllables(plain.lower())
    if parts is None:
        return [Token(piece, "", False)]
    out, at = [], 0
    for part in parts:
        size = len(part) + (piece[at] == "'")
        out.append(Token(piece[at : at + size], part, True))
        at += size
    return out


def split_syllables(run: str) -> list[str] | None:
    """Split one word in Latin letters into pinyin syllables, or None where it is none.

    One leading letter is kept apart (bka is b ka). An apostrophe is a boundary; the fewest syllables win, so xian is
    one syllable and xi'an two.
    """
    out: list[str] = []
    for word in run.split("'"):
        parts = _split_word(word)
        if parts is None and len(word) > 1:
            rest = _split_word(word[1:])
            parts = None if rest is None else [word[0], *rest]
        if parts is None:
            return None
        out += parts
    return out


def _split_word(word: str) -> list[str] | None:
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or word[start:end] not in _SYLLABLES:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, word[start:end]]
    return best[len(word)]
