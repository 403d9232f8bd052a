"""What a stretch of Chinese characters may be a slip for: homophones, look-alikes and characters typed twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.spelling.language import Language
from bot.spelling.pinyin import Token, blurred, sound, sounds

LONGEST = 8
"""The longest word, in characters, that is looked for."""
_LONG = 3
_HOMOPHONE = 7.0
_ACCENT = 8.5
_LOOKALIKE = 8.0
_DOUBLED = 6.0
_IN_A_WORD = 3.0
"""What is added where a character to be changed is part of an ordinary word as it stands (办公事: 公事)."""
_NO_TERM = 2.0
"""What is added for a word that the corpus does not define: people mistype terms, the rest is likelier meant."""
_ACCENT_TYPED = 3.0
_ALIKE = (
    "士土 徒徙 卡卞 贷货 己已 末未 住往 助肋 人入 师帅 匠匡 租祖 金全 技枝 续读 折拆 级极 证征 书节 干千 赁凭 待侍 "
    "项顶 享亨 晋普 拨拔 候侯 延廷 券卷 免兔 聘骋"
)
_SHAPES = {a: b for pair in _ALIKE.split() for a, b in ((pair[0], pair[1]), (pair[1], pair[0]))}
"""Characters that are taken for each other by their shape."""

_LABELS = "甲乙丙丁戊"
"""Letters that stand for one of several firms, drugs or people: never a slip."""
_OFTEN = 200
"""A word that the corpus and its readers use so often is likelier meant than a pair of characters that stands there once."""
_ORDINARY = 50
"""A word that a dictionary counts this often is meant as it is typed."""

Step = tuple[str, float]
"""A word and its price: how unexpected it is, and how unlikely the slip."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be meant, with its sounds and its price."""

    text: str
    sounds: tuple[str, ...]
    cost: float


@dataclass(frozen=True)
class Slips:
    """The words that people may have meant, by sound and by shape. `terms` are what corpus and rules call things."""

    language: Language
    terms: frozenset[str]

    @cached_property
    def own(self) -> Mapping[str, list[Word]]:
        """Terms and the own words of the corpus, by their blurred sounds."""
        words = (word for word in (*self.terms, *self.language.own) if len(word) > 1 or word in self.terms)
        return by_sound(words, self.language)

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

    def words(self, run: Sequence[Token], span: tuple[int, int], key: str) -> list[Step]:
        """The words that the Chinese characters of a span, which sound like `key`, may stand for."""
        written = "".join(unit.surface for unit in run[span[0] : span[1]])
        window = run[span[0] : span[1]]
        out = [
            (word.text, word.cost + price_of(window, word) + self._torn(run, span, word.text))
            for word in self.own.get(key, ())
            if word.text != written and self._can_replace(run, span, word.text)
        ]
        alike = self._alike.get(written)
        if alike is not None and self._can_replace(run, span, alike):
            out.append((alike, self.language.cost(alike) + _LOOKALIKE))
        return out

    def _can_replace(self, run: Sequence[Token], span: tuple[int, int], word: str) -> bool:
        """Whether Chinese characters may be a slip for a word: half of them agree, and their place is nowhere attested.

        A long word is hardly met by chance, nor is one that the corpus is full of, so that a pair of characters seen once
        (政府贴不贴, 评审请示) does not speak against it.
        """
        start, end = span
        written = "".join(unit.surface for unit in run[start:end])
        if any(a in _LABELS and a != b for a, b in zip(written, word, strict=True)):
            return False
        same = sum(a == b for a, b in zip(written, word, strict=True))
        if len(word) < 2 or same * 2 < len(word) or self._ordinary(written):
            return False
        around = "".join(unit.surface for unit in run[max(0, start - 1) : end + 1] if not unit.latin)
        common = len(word) >= _LONG or (word in self.terms and self.language.own.get(word, 0) >= _OFTEN)
        return not self.language.attested(around, 2 if common else 1)

    def _ordinary(self, written: str) -> bool:
        return written in self.language.own or self.language.common.get(written, 0) >= _ORDINARY

    def _torn(self, run: Sequence[Token], span: tuple[int, int], word: str) -> float:
        """The price of changing characters that make an ordinary word with a neighbour, or into no term."""
        ordinary = 0.0 if word in self.terms else _NO_TERM
        for at in (span[0] + i for i, char in enumerate(word) if run[span[0] + i].surface != char):
            for pair in (run[max(0, at - 1) : at + 1], run[at : at + 2]):
                if len(pair) == 2 and self._ordinary(pair[0].surface + pair[1].surface):
                    return _IN_A_WORD + ordinary
        return ordinary

    def doubled(self, run: Sequence[Token]) -> Iterable[tuple[tuple[int, int], tuple[str, float]]]:
        """Known words one of whose end characters was typed twice (补贴贴)."""
        for at in range(len(run) - 1):
            pair = run[at].surface + run[at + 1].surface
            if (
                run[at] != run[at + 1]
                or run[at].latin
                or pair in self.language.pairs
                or self.language.knows(pair)
            ):
                continue
            after = pair[1] + "".join(unit.surface for unit in run[at + 2 : at + 3])
            if len(after) == 2 and self.language.knows(after):
                continue  # two words that meet: 工资资格
            for size in range(1, LONGEST):
                for start, end, kept in (
                    (at, at + size + 1, run[at + 1 : at + size + 1]),
                    (at + 1 - size, at + 2, run[max(0, at + 1 - size) : at + 1]),
                ):
                    word = "".join(unit.surface for unit in kept)
                    if len(kept) == size and start >= 0 and self._whole_word(word):
                        yield (start, end), (word, self.language.cost(word) + _DOUBLED)

    def _whole_word(self, word: str) -> bool:
        return self.language.everyday(word) if len(word) == 1 else word in self.language.own


def by_sound(words: Iterable[str], language: Language) -> dict[str, list[Word]]:
    """The words by their blurred sounds, each sound with a blank before it; the commonest first."""
    found: dict[str, list[Word]] = {}
    for text in words:
        for said in {sounds(text), tuple(sound(char) for char in text)}:
            key = "".join(f" {blurred(syllable)}" for syllable in said)
            found.setdefault(key, []).append(Word(text, said, language.cost(text)))
    for same in found.values():
        same.sort(key=lambda word: word.cost)
    return found


def price_of(window: Sequence[Token], word: Word) -> float:
    """What the slips cost that make this word of the window."""
    price = 0.0
    for unit, char, said in zip(window, word.text, word.sounds, strict=True):
        if unit.surface == char:
            continue
        clear = unit.sound == said
        price += (0.0 if clear else _ACCENT_TYPED) if unit.latin else (_HOMOPHONE if clear else _ACCENT)
    return price
