"""Repair of typing errors: homophones, look-alikes, doubled and traditional characters, and pinyin.

Every reading of a stretch of text has a price: how unexpected its words are, and how unlikely the slip is that would
have turned them into what was typed. The cheapest reading wins, and what is typed needs no slip. Chinese characters are
only ever read as words that the corpus and its readers use, and never where every pair of neighbours stands in a text
of the corpus; so plain text stays as it is (补帖 -> 补贴, but 2025年领补贴 stays). A question in pinyin is decoded like
an input method does it, over ordinary words too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.language import CHINESE, Language
from bot.pinyin import Token, blurred, sound, sounds, tokens
from ingest.tokens import simplified

_LONGEST = 8
_BEAM = 5
_HOMOPHONE = 7.0
_ACCENT = 8.5
_LOOKALIKE = 8.0
_DOUBLED = 6.0
_NO_TERM = 2.0
"""What is added for a word that the corpus does not define: people mistype terms, the rest is likelier meant."""
_IN_A_WORD = 3.0
"""What is added where a character to be changed is part of an ordinary word as it stands (办公事: 公事)."""
_ACCENT_TYPED = 3.0
_UNREAD = 25.0
_FAMILIAR = 1.0
"""What a reading gains where two of its words meet like in the corpus, beside the logarithm of how often they do."""
_TYPABLE = 50
"""Ordinary words that a dictionary counts this often can be typed in pinyin."""
_ALIKE = "士土 徒徙 卡卞 贷货 己已 已巳 末未 住往 助肋 人入 师帅 匠匡 租祖 租粗 金全 技枝 续读 折拆 级极 公么 证征 拔级 书节 干千".split()
_SHAPES = {a: b for pair in _ALIKE for a, b in (pair, pair[::-1])}
_ODD = str.maketrans("夲囯亇旳恏伱哋咑冇囻囶", "本国个的好你的打没国国")
"""Characters that nobody means: they stand for the one that they look like."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that can be meant, with its sounds and its price."""

    text: str
    sounds: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading of the tokens so far."""

    cost: float
    text: str


@dataclass(frozen=True)
class Speller:
    """Words by how they sound. `terms` are what the corpus and the rules call things."""

    language: Language
    terms: frozenset[str]

    @cached_property
    def _own(self) -> Mapping[str, list[_Word]]:
        words = (word for word in (*self.terms, *self.language.own) if len(word) > 1 or word in self.terms)
        return _by_sound(words, self.language)

    @cached_property
    def _typable(self) -> Mapping[str, list[_Word]]:
        """Also ordinary words; made when the first question in pinyin comes."""
        common = self.language.common.items()
        words = {word for word, count in common if count >= _TYPABLE and len(word) <= 5 and CHINESE.fullmatch(word)}
        return _by_sound(words | set(self.language.own) | self.terms, self.language)

    @cached_property
    def _alike(self) -> Mapping[str, str]:
        """Own words as they look when one character is taken for another of its shape."""
        found: dict[str, str] = {}
        for word in sorted(self.language.own, key=self.language.cost):
            for i, char in enumerate(word if len(word) > 1 else ""):
                wrong = word[:i] + _SHAPES.get(char, char) + word[i + 1 :]
                if not self.language.knows(wrong):
                    found.setdefault(wrong, word)
        return found

    def repair(self, text: str) -> str:
        """The text with what is surely mistyped put right; plain text is returned as it is."""
        text = self._plain_characters(text)
        units = tokens(text)
        typed = sum(unit.latin for unit in units)
        opaque = sum(len(unit.surface) > 2 and unit.surface[0].isalpha() for unit in units if not unit.sound)
        whole = typed >= 3 and opaque * 6 <= typed and typed * 2 > sum(bool(unit.sound) for unit in units)
        out, run = [], []
        for unit in [*units, Token("", "", False)]:
            if unit.sound:
                run.append(unit)
                continue
            out += [self._read(run, whole) if run else "", unit.surface]
            run = []
        read = "".join(out)
        return re.sub(r"(?<=[\u4e00-\u9fff0-9]) (?=[\u4e00-\u9fff0-9])", "", read).strip() if whole else read

    def _plain_characters(self, text: str) -> str:
        """Simplified characters for traditional and for odd ones, but where the corpus writes them so itself."""
        changed = simplified(text).translate(_ODD) if not text.isascii() else text
        if changed == text or len(changed) != len(text):
            return changed
        return "".join(
            a if a != b and (text[i : i + 2] in self.language.pairs or text[i - 1 : i + 1] in self.language.pairs) else b
            for i, (a, b) in enumerate(zip(text, changed, strict=True))
        )

    def _read(self, run: Sequence[Token], whole: bool) -> str:
        """The likeliest reading of a run of characters and syllables."""
        slips = self._slips(run, whole)
        if not slips:
            return "".join(unit.surface for unit in run)
        paths: list[list[_Path]] = [[_Path(0.0, "")], *([] for _ in run)]
        for end in range(1, len(run) + 1):
            found: list[_Path] = []
            for start in range(max(0, end - _LONGEST - 1), end):
                steps = [*self._typed(run[start:end]), *slips.get((start, end), ())]
                found += [self._step(path, step) for step in steps for path in paths[start]]
            paths[end] = sorted(found, key=lambda path: path.cost)[:_BEAM]
        return paths[-1][0].text

    def _step(self, path: _Path, step: tuple[str, float]) -> _Path:
        text, cost = step
        often = self.language.pairs.get(path.text[-1:] + text[:1], 0)
        return _Path(path.cost + cost - (_FAMILIAR + math.log(often) / 2 if often else 0.0), path.text + text)

    def _typed(self, window: Sequence[Token]) -> Iterable[tuple[str, float]]:
        """The window as it is written, if it can be a word."""
        written = "".join(unit.surface for unit in window)
        if written in self.terms:
            return [(written, self.language.cost(written))]
        if any(unit.latin for unit in window):
            return [(written, _UNREAD)] if len(window) == 1 else []
        if len(window) == 1 or self.language.knows(written):
            return [(written, self.language.cost(written))]
        return []

    def _slips(self, run: Sequence[Token], whole: bool) -> dict[tuple[int, int], list[tuple[str, float]]]:
        """By start and end: the words that the characters there may be a slip for, with their price."""
        found: dict[tuple[int, int], list[tuple[str, float]]] = {}
        keys = [blurred(unit.sound) for unit in run]
        for start in range(len(run)):
            key = ""
            for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
                key += f" {keys[end - 1]}"
                steps = self._readings(run, (start, end), key, whole)
                if steps:
                    found[start, end] = steps
        for span, step in self._doubled(run):
            found.setdefault(span, []).append(step)
        return found

    def _readings(
        self, run: Sequence[Token], span: tuple[int, int], key: str, whole: bool
    ) -> list[tuple[str, float]]:
        window = run[span[0] : span[1]]
        latin = sum(unit.latin for unit in window)
        written = "".join(unit.surface for unit in window)
        if latin:
            words = (self._typable if whole else self._own).get(key, ())
            return [
                (word.text, word.cost + _price(window, word))
                for word in words
                if word.text != written and all(unit.latin or unit.surface == char for unit, char in zip(window, word.text, strict=True))
                and (whole or (len(window) > 1 and (latin < len(window) or word.text in self.terms)))
            ]
        out = [
            (word.text, word.cost + _price(window, word) + self._torn(run, span, word.text))
            for word in self._own.get(key, ())
            if word.text != written and self._can_replace(run, span, word.text)
        ]
        alike = self._alike.get(written)
        if alike is not None and self._can_replace(run, span, alike):
            out.append((alike, self.language.cost(alike) + _LOOKALIKE))
        return out

    def _can_replace(self, run: Sequence[Token], span: tuple[int, int], word: str) -> bool:
        """Whether Chinese characters may be a slip for a word: half of them agree, and their place is nowhere attested."""
        start, end = span
        written = "".join(unit.surface for unit in run[start:end])
        same = sum(a == b for a, b in zip(written, word, strict=True))
        if len(word) < 2 or same * 2 < len(word) or self.language.knows(written):
            return False
        around = "".join(unit.surface for unit in run[max(0, start - 1) : end + 1] if not unit.latin)
        return not self.language.attested(around)

    def _torn(self, run: Sequence[Token], span: tuple[int, int], word: str) -> float:
        """The price of changing characters that make an ordinary word with a neighbour, or into no term."""
        ordinary = 0.0 if word in self.terms else _NO_TERM
        for at in (span[0] + i for i, char in enumerate(word) if run[span[0] + i].surface != char):
            for pair in (run[max(0, at - 1) : at + 1], run[at : at + 2]):
                if len(pair) == 2 and self.language.knows(pair[0].surface + pair[1].surface):
                    return _IN_A_WORD + ordinary
        return ordinary

    def _doubled(self, run: Sequence[Token]) -> Iterable[tuple[tuple[int, int], tuple[str, float]]]:
        """Known words one of whose end characters was typed twice (补贴贴)."""
        for at in range(len(run) - 1):
            pair = run[at].surface + run[at + 1].surface
            if run[at] != run[at + 1] or run[at].latin or pair in self.language.pairs or self.language.knows(pair):
                continue
            after = pair[1] + "".join(unit.surface for unit in run[at + 2 : at + 3])
            if len(after) == 2 and self.language.knows(after):
                continue  # two words that meet: 工资资格
            for size in range(1, _LONGEST):
                for start, end, kept in (
                    (at, at + size + 1, run[at + 1 : at + size + 1]),
                    (at + 1 - size, at + 2, run[max(0, at + 1 - size) : at + 1]),
                ):
                    word = "".join(unit.surface for unit in kept)
                    if len(kept) == size and start >= 0 and self._whole_word(word):
                        yield (start, end), (word, self.language.cost(word) + _DOUBLED)

    def _whole_word(self, word: str) -> bool:
        return self.language.everyday(word) if len(word) == 1 else word in self.language.own


def make_speller(terms: Iterable[str], language: Language) -> Speller:
    """A speller towards `terms` and the own words of a language."""
    said = (term[:1].upper() + term[1:] for term in terms if len(term) <= _LONGEST)
    return Speller(language, frozenset(term for term in said if re.fullmatch(r"[A-Z]?[\u4e00-\u9fff]+", term)))


def _by_sound(words: Iterable[str], language: Language) -> dict[str, list[_Word]]:
    """The words by their blurred sounds, each sound with a blank before it; the commonest first."""
    found: dict[str, list[_Word]] = {}
    for text in words:
        for said in {sounds(text), tuple(sound(char) for char in text)}:
            key = "".join(f" {blurred(syllable)}" for syllable in said)
            found.setdefault(key, []).append(_Word(text, said, language.cost(text)))
    for same in found.values():
        same.sort(key=lambda word: word.cost)
    return found


def _price(window: Sequence[Token], word: _Word) -> float:
    """What the slips cost that make this word of the window."""
    price = 0.0
    for unit, char, said in zip(window, word.text, word.sounds, strict=True):
        if unit.surface == char:
            continue
        clear = unit.sound == said
        price += (0.0 if clear else _ACCENT_TYPED) if unit.latin else (_HOMOPHONE if clear else _ACCENT)
    return price
