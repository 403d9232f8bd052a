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

from bot.spelling.language import CHINESE, Language
from bot.spelling.pinyin import Token, blurred, tokens
from bot.spelling.slips import LONGEST, Slips, Step, Word, by_sound, price_of
from ingest.tokens import simplified

_BEAM = 5
_UNREAD = 25.0
_FAMILIAR = 1.0
"""What a reading gains where two of its words meet like in the corpus, beside the logarithm of how often they do."""
_TYPABLE = 50
"""Ordinary words that a dictionary counts this often can be typed in pinyin."""
_ODD = str.maketrans("夲囯亇旳恏伱哋咑冇囻囶", "本国个的好你的打没国国")
"""Characters that nobody means: they stand for the one that they look like."""


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
    slips: Slips

    @cached_property
    def _typable(self) -> Mapping[str, list[Word]]:
        """Also ordinary words; made when the first question in pinyin comes."""
        common = self.language.common.items()
        words = {
            word for word, count in common if count >= _TYPABLE and len(word) <= 5 and CHINESE.fullmatch(word)
        }
        return by_sound(words | set(self.language.own) | self.terms, self.language)

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
        pairs = self.language.pairs
        return "".join(
            a if text[i : i + 2] in pairs or text[max(0, i - 1) : i + 1] in pairs else b
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
            for start in range(max(0, end - LONGEST - 1), end):
                steps = [*self._typed(run[start:end]), *slips.get((start, end), ())]
                found += [self._step(path, step) for step in steps for path in paths[start]]
            paths[end] = sorted(found, key=lambda path: path.cost)[:_BEAM]
        read = paths[-1][0].text
        return read if whole or not re.search("[a-z]", read) else "".join(unit.surface for unit in run)

    def _step(self, path: _Path, step: Step) -> _Path:
        text, cost = step
        often = self.language.pairs.get(path.text[-1:] + text[:1], 0)
        return _Path(path.cost + cost - (_FAMILIAR + math.log(often) / 2 if often else 0.0), path.text + text)

    def _typed(self, window: Sequence[Token]) -> Iterable[Step]:
        """The window as it is written, if it can be a word."""
        written = "".join(unit.surface for unit in window)
        if written in self.terms:
            return [(written, self.language.cost(written))]
        if any(unit.latin for unit in window):
            return [(written, _UNREAD)] if len(window) == 1 else []
        if len(window) == 1 or self.language.knows(written):
            return [(written, self.language.cost(written))]
        return []

    def _slips(self, run: Sequence[Token], whole: bool) -> dict[tuple[int, int], list[Step]]:
        """By start and end: the words that the characters there may be a slip for, with their price."""
        found: dict[tuple[int, int], list[Step]] = {}
        keys = [blurred(unit.sound) for unit in run]
        for start in range(len(run)):
            key = ""
            for end in range(start + 1, min(len(run), start + LONGEST) + 1):
                key += f" {keys[end - 1]}"
                steps = self._readings(run, (start, end), key, whole)
                if steps:
                    found[start, end] = steps
        for span, step in self.slips.doubled(run):
            found.setdefault(span, []).append(step)
        return found

    def _readings(self, run: Sequence[Token], span: tuple[int, int], key: str, whole: bool) -> list[Step]:
        window = run[span[0] : span[1]]
        latin = sum(unit.latin for unit in window)
        written = "".join(unit.surface for unit in window)
        if latin:
            words = (self._typable if whole else self.slips.own).get(key, ())
            return [
                (word.text, word.cost + price_of(window, word))
                for word in words
                if word.text != written
                and _keeps_chinese(window, word.text)
                and (whole or (len(window) > 1 and (latin < len(window) or word.text in self.terms)))
            ]
        return self.slips.words(run, span, key)


def make_speller(terms: Iterable[str], language: Language) -> Speller:
    """A speller towards `terms` and the own words of a language."""
    said = (term[:1].upper() + term[1:] for term in terms if len(term) <= LONGEST)
    known = frozenset(term for term in said if re.fullmatch(r"[A-Z]?[\u4e00-\u9fff]+", term))
    return Speller(language, known, Slips(language, known))


def _keeps_chinese(window: Sequence[Token], word: str) -> bool:
    return all(unit.latin or unit.surface == char for unit, char in zip(window, word, strict=True))
