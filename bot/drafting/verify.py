"""The check of a model's sentence before anybody sees it.

Every id was issued for this answer; every number has an origin in what the sentence cites (or in the
person's own
words, where it is said to be theirs); quoted words are contained; documents and clauses that are named
exist in the
evidence; nothing is copied from the instructions, and nothing that reads like an instruction is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from bot.cite import numbers, origins
from bot.decision.evidence import Overlap
from bot.drafting.ledger import Ledger
from bot.drafting.sentences import Piece
from bot.guard import Guard
from bot.numbers.quantities import scan
from ingest.clean import squash

Kind = Literal[
    "unissued", "uncited", "number", "quote", "title", "clause", "leak", "instruction", "unrelated", "echo"
]
TYPED = ("money", "percent", "ratio", "duration_months", "duration_days")
"""Kinds of quantities that only the same kind bears out: 5元 does not follow from 第（5）项."""
_FIRM = ("number", "quote", "title", "clause")
"""Findings about something that either stands in a source or does not."""
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|\"([^\"]+)\"")
_TITLE = re.compile(r"《([^《》]+)》")
_CLAUSE = re.compile(r"第[一二三四五六七八九十百零〇\d]+[条款章]")
_FOREIGN = re.compile(r"[a-z][a-z0-9._@-]{2,}")
_ITEM = re.compile(r"(?<=[：；:;，。])\s*(\d{1,2})[.、．]\s*(?=[^\d\s])")
_HOTLINE = Decimal(12345)


@dataclass(frozen=True)
class Manners:
    """The patterns and limits of `agent.yaml`."""

    plain: re.Pattern[str]
    echo: re.Pattern[str]
    never: re.Pattern[str]
    link: re.Pattern[str]
    steering: tuple[tuple[str, re.Pattern[str]], ...]
    """Patterns of the guard that a sentence of a document or of an answer is judged by as well."""
    no_basis: str
    share: float
    moved: float
    quote: int
    leak: int
    reasons: dict[str, str]
    """What the model is told about each kind of finding."""

    def hostile(self, text: str) -> bool:
        """Whether a text, of a document or of an answer, reads like an attempt to steer whoever reads it."""
        return bool(self.never.search(text)) or any(pattern.search(text) for _, pattern in self.steering)


def load_manners(path: Path, guard: Guard) -> Manners:
    """Read `agent.yaml`; the patterns that it shares with the guard are taken from there."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    join = {
        name: re.compile("|".join(f"(?:{p})" for p in data[name]), re.IGNORECASE)
        for name in ("plain", "echo", "never")
    }
    limits = data["limits"]
    return Manners(
        **join,
        link=re.compile(data["link"]),
        steering=tuple((act.kind, act.pattern) for act in guard.acts if act.kind in data["steering"]),
        no_basis=data["no_basis"],
        share=limits["share"],
        moved=limits["moved"],
        quote=limits["quote"],
        leak=limits["leak"],
        reasons=dict(data["reasons"]),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a sentence; `detail` is the offending part of it."""

    kind: Kind
    detail: str
    sentence: str

    @property
    def hostile(self) -> bool:
        """Whether the draft is to be thrown away: it was steered, not merely mistaken."""
        return self.kind in ("leak", "instruction")


@dataclass(frozen=True)
class _Lent:
    """What texts lend: values, values by kind, and their squashed words."""

    values: frozenset[Decimal]
    typed: frozenset[tuple[str, Decimal]]
    words: str

    def __or__(self, other: _Lent) -> _Lent:
        return _Lent(self.values | other.values, self.typed | other.typed, f"{self.words}\n{other.words}")


def _lent(texts: Iterable[str]) -> _Lent:
    texts = [text for text in texts if text]
    typed = {(q.kind, q.value) for text in texts for q in scan(text)}
    return _Lent(frozenset(origins(texts)), frozenset(typed), squash("\n".join(texts)))


@lru_cache(maxsize=4)
def _windows(texts: tuple[str, ...], size: int) -> frozenset[str]:
    """Every stretch of `size` letters of the texts; the same prompts are looked for in every answer."""
    squashed = [squash(text) for text in texts]
    return frozenset(text[i : i + size] for text in squashed for i in range(len(text) - size + 1))


@dataclass
class Verifier:
    """Judges the sentences of one answer. `said` are the person's own words; `secret` the texts of the
    prompts."""

    ledger: Ledger
    manners: Manners
    overlap: Overlap
    said: Sequence[str]
    as_of: date | None
    secret: Sequence[str] = ()
    wrong: frozenset[Decimal] = frozenset()
    """Amounts that the person has heard and that are known to be wrong: no sentence may repeat one as its own."""
    _known: dict[str, _Lent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        day = (
            [f"{self.as_of.isoformat()} {self.as_of.year}年{self.as_of.month}月{self.as_of.day}日"]
            if self.as_of
            else []
        )
        self._said = _lent([*self.said, *day])
        self._secret = _windows(tuple(self.secret), self.manners.leak)

    def check(self, piece: Piece) -> tuple[Piece, list[Finding]]:
        """The sentence with its issued ids alone, and everything that is wrong with it (empty: it may be
        shown).

        A sentence whose number, quotation or named document stands in another issued source than the one it names
        gets that source. Words alone find no other source: they may be anybody's.
        """
        kept, found = self._judged(piece)
        firm = any(finding.kind in _FIRM for finding in found)
        if firm and kept.ids and not any(finding.hostile for finding in found):
            moved = self._elsewhere(kept)
            return (moved, []) if moved else (kept, found)
        return kept, found

    def _elsewhere(self, piece: Piece) -> Piece | None:
        """The sentence with the issued source, alone or beside its own, that bears out all of it and is close to it."""
        issued = [*self.ledger.calculations, *self.ledger.passages]
        for ids in [*((one,) for one in issued), *((*piece.ids, one) for one in issued if one not in piece.ids)]:
            moved = replace(piece, ids=ids)
            if self._share(moved) >= self.manners.moved and not self._judged(moved)[1]:
                return moved
        return None

    def _judged(self, piece: Piece) -> tuple[Piece, list[Finding]]:
        ids = tuple(issued for issued in piece.ids if self.ledger.knows(issued))
        kept = Piece(piece.text, ids, piece.line, piece.item)
        lent = self._evidence(ids)
        found = [*self._steered(kept, lent), *self._numbers(kept, lent), *self._words(kept, lent)]
        if not ids and (self.is_claim(kept.text) or found):
            kind: Kind = "unissued" if piece.ids else "uncited"
            found.append(Finding(kind, "、".join(piece.ids), kept.text))
        elif ids and self.is_claim(kept.text) and not self._related(kept):
            found.append(Finding("unrelated", kept.text[:40], kept.text))
        return kept, found

    def is_claim(self, text: str) -> bool:
        """Whether a sentence states something; numbers and document names always do."""
        bare = text.strip("*_ ")
        if _TITLE.search(bare) or any(_HOTLINE not in values for _, values in numbers(bare)):
            return True
        if any(q.kind in TYPED and not q.per for q in scan(bare)):
            return True
        return not self.manners.plain.search(bare)

    def _evidence(self, ids: Iterable[str]) -> _Lent:
        lent = _Lent(frozenset(), frozenset(), "")
        for issued in ids:
            if issued not in self._known:
                self._known[issued] = _lent(self.ledger.texts(issued))
            lent = lent | self._known[issued]
        return lent

    def _numbers(self, piece: Piece, lent: _Lent) -> list[Finding]:
        """Numbers in digits and Chinese quantities that neither the cited evidence nor the person's words
        hold."""
        echo = bool(self.manners.echo.search(piece.text))
        own = self._said if echo or not piece.ids else _money_free(self._said)
        calculated = any(issued.startswith("c-") for issued in piece.ids)
        values = lent.values | own.values | {_HOTLINE}
        barred = frozenset() if echo else self.wrong
        text = _unlisted(piece.text)
        out = [written for written, stands in numbers(text) if not stands & values or stands & barred]
        for quantity in scan(text):
            if quantity.per or (quantity.kind in ("count", "plain", "ordinal") and quantity.value == 1):
                continue
            pair = (quantity.kind, quantity.value)
            if quantity.kind in TYPED:
                free = calculated and quantity.value in lent.values
                held = pair in lent.typed or pair in own.typed or free
            else:
                held = quantity.value in values
            if not held and quantity.words not in out:
                out.append(quantity.words)
        return [Finding("number", words, piece.text) for words in out]

    def _words(self, piece: Piece, lent: _Lent) -> list[Finding]:
        """Quotations, document names and clause numbers that do not stand in the cited evidence."""
        out: list[Finding] = []
        for match in _QUOTED.finditer(piece.text):
            words = squash(next(filter(None, match.groups())))
            if len(words) >= self.manners.quote and not self._held(words.strip("，。；、…"), lent):
                out.append(Finding("quote", words, piece.text))
        for title in _TITLE.findall(piece.text):
            if squash(title) not in lent.words and squash(title) not in self._said.words:
                out.append(Finding("title", f"《{title}》", piece.text))
        for clause in _CLAUSE.findall(piece.text):
            if clause not in lent.words and clause not in self._said.words:
                out.append(Finding("clause", clause, piece.text))
        return out

    def _held(self, words: str, lent: _Lent) -> bool:
        parts = [part.strip("，。；、") for part in re.split(r"…+|\.{3,}", words)]
        return all(part in lent.words or part in self._said.words for part in parts if part)

    def _steered(self, piece: Piece, lent: _Lent) -> list[Finding]:
        """Words of the instructions, and acts that no answer asks for."""
        text = squash(piece.text)
        size = self.manners.leak
        windows = (text[i : i + size] for i in range(len(text) - size + 1))
        leak = next(
            (w for w in windows if w in self._secret and w not in lent.words and w not in self._said.words),
            None,
        )
        if leak is not None:
            return [Finding("leak", leak, piece.text)]
        links = [link for link in self.manners.link.findall(piece.text) if squash(link) not in lent.words]
        if links or self.manners.hostile(piece.text):
            return [Finding("instruction", piece.text[:40], piece.text)]
        return []

    def _related(self, piece: Piece) -> bool:
        """Whether a claim shares enough of its topic words with what it cites; foreign words must stand there."""
        weights = self.overlap.weights(piece.text)
        evidence = self._words_of(piece)
        low = evidence.lower()
        if any(word not in low for word in _FOREIGN.findall(piece.text.lower())):
            return False
        if not weights:
            return squash(piece.text.strip("*。！ ")) in squash(evidence)
        return self.overlap.share(weights, evidence) >= self.manners.share

    def _share(self, piece: Piece) -> float:
        """The share of a sentence's topic words that stand in what it cites."""
        return self.overlap.share(self.overlap.weights(piece.text), self._words_of(piece))

    def _words_of(self, piece: Piece) -> str:
        return "\n".join(text for issued in piece.ids for text in self.ledger.texts(issued))


def _unlisted(text: str) -> str:
    """A sentence without the marks of a list inside it (…：1. …；2. …), which count and state nothing."""
    marks = [int(match[1]) for match in _ITEM.finditer(text)]
    return _ITEM.sub("", text) if len(marks) > 1 and marks == list(range(1, len(marks) + 1)) else text


def _money_free(lent: _Lent) -> _Lent:
    """What a person said without the amounts and shares: what they heard is no source of what they get."""
    typed = frozenset((kind, value) for kind, value in lent.typed if kind not in ("money", "percent"))
    money = {value for kind, value in lent.typed if kind in ("money", "percent")}
    return _Lent(lent.values - money, typed, lent.words)
