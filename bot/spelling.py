"""Repair of pinyin and of homophone typing errors, towards the words that the corpus and the rules use.

A stretch of the question whose pronunciation is that of a known term, but whose characters are not words of their
own, is read as that term: 补帖 -> 补贴, zufang butie -> 租房补贴. Nothing else is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin, pinyin_dict
from pypinyin.contrib.tone_convert import to_normal

_LONGEST = 8
_PIECE = re.compile(r"[A-Za-z]+(?:[ '][A-Za-z]+)*|.", re.DOTALL)
_SYLLABLES = frozenset(
    to_normal(reading).replace("ü", "v")
    for reading in {one for several in pinyin_dict.pinyin_dict.values() for one in several.split(",")}
)


@dataclass(frozen=True, slots=True)
class _Token:
    """One character, or one pinyin syllable that was typed in Latin letters."""

    surface: str
    sound: str
    latin: bool


@dataclass(frozen=True)
class Speller:
    """Known terms by their pronunciation. `words` are strings that stand as they are, whatever they sound like."""

    by_sound: dict[tuple[str, ...], str]
    words: frozenset[str]

    def repair(self, text: str) -> str:
        """The text with pinyin and homophone errors replaced by the known terms that they sound like."""
        tokens = _tokens(text)
        typed = sum(token.latin for token in tokens)
        out: list[str] = []
        at = 0
        while at < len(tokens):
            size, piece = self._read(tokens, at, whole_pinyin=typed >= 3)
            out.append(piece)
            at += size
        return "".join(out)

    def _read(self, tokens: Sequence[_Token], at: int, whole_pinyin: bool) -> tuple[int, str]:
        """How many tokens are read from `at`, and as what."""
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            window = tokens[at : at + size]
            written = "".join(token.surface for token in window)
            if size > 1 and written in self.words:
                return size, written
            term = self.by_sound.get(tuple(token.sound for token in window))
            if term is None or term == written or not self._accept(window, term, whole_pinyin):
                continue
            if any(token.latin for token in window) or not self._cuts_a_word(tokens, at, size):
                return size, term
        return 1, tokens[at].surface

    def _accept(self, window: Sequence[_Token], term: str, whole_pinyin: bool) -> bool:
        latin = [token.latin for token in window]
        same = [a.surface == b for a, b in zip(window, term, strict=True)]
        if all(latin):
            return whole_pinyin
        if any(latin):
            return all(a or b for a, b in zip(latin, same, strict=True))
        if len(window) < 2 or sum(same) * 2 < len(window) or (len(window) == 2 and term not in self.words):
            return False
        written = "".join(token.surface for token in window)
        return not any(written[i : i + 2] in self.words for i in range(len(written) - 1))

    def _cuts_a_word(self, tokens: Sequence[_Token], at: int, size: int) -> bool:
        """Whether a known word of the text reaches into the window from one side (人社备案 is no misspelt 设备)."""
        before = "".join(t.surface for t in tokens[max(0, at - 1) : at + 1])
        after = "".join(t.surface for t in tokens[at + size - 1 : at + size + 1])
        return (at > 0 and before in self.words) or (len(after) == 2 and after in self.words)


def make_speller(terms: Iterable[str], words: Iterable[str]) -> Speller:
    """A speller towards `terms` (earlier ones win where two sound alike); `words` are known Chinese words."""
    by_sound: dict[tuple[str, ...], str] = {}
    for term in terms:
        if 1 <= len(term) <= _LONGEST and re.fullmatch(r"[A-Za-z]?[\u4e00-\u9fff]+", term):
            by_sound.setdefault(tuple(_sounds(term)), term)
    return Speller(by_sound, frozenset(words))


def _sounds(text: str) -> list[str]:
    return [
        char.lower() if char.isascii() else lazy_pinyin(char, style=Style.NORMAL, errors="default")[0]
        for char in text
    ]


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for piece in _PIECE.findall(text):
        syllables = None
        if piece[0].isascii() and piece[0].isalpha() and not piece.isupper():
            syllables = split_syllables(piece.lower())
        if syllables is None:
            tokens += [_Token(c, s, False) for c, s in zip(piece, _sounds(piece), strict=True)]
        else:
            tokens += [_Token(syllable, syllable, True) for syllable in syllables]
    return tokens


def split_syllables(run: str) -> list[str] | None:
    """Split a run of Latin letters into pinyin syllables (one leading letter, as in bka, is kept apart), or None.

    Blanks are boundaries; the fewest syllables win, so xian is one syllable and xi'an two.
    """
    out: list[str] = []
    for word in re.split(r"[ ']+", run):
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
