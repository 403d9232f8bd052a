"""Whether the examples that the assistant is made with were copied from the questions that it is judged by.

Likely wordings, rules' asks, unsaid and off-topic examples are written from the clauses; two people who ask for
the same thing in few words will often use the same ones. So closeness is measured on character bigrams (Dice),
and a long question that stands word for word among the examples is a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.decision.examples import load_offtopic, load_unsaid
from bot.rules.load import read_folder
from bot.settings import Settings
from eval.questions import Case
from ingest.tokens import normalize
from ingest.wordings import read_wordings

Bigrams = frozenset[str]


@dataclass(frozen=True, slots=True)
class Close:
    """A question, the example nearest to it, where that stands, their Dice (0..1); `held`: it stands there whole."""

    case: Case
    example: str
    where: str
    dice: float
    held: bool


def letters(text: str) -> str:
    """Only letters and digits of a text, normalized: punctuation and white space make no difference."""
    return "".join(char for char in normalize(text) if char.isalnum())


def bigrams(text: str) -> Bigrams:
    """The character bigrams of a text's letters."""
    plain = letters(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def dice(one: Bigrams, other: Bigrams) -> float:
    """Twice the shared bigrams over all: 1 for equal texts, 0 for nothing in common."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def examples(settings: Settings, offtopic: Path) -> Iterator[tuple[str, str]]:
    """Every example question that the assistant is made with: where it stands and its words."""
    for wording in read_wordings(settings.corpus):
        for ask in wording.asks:
            yield wording.where, ask
    book, _ = read_folder(settings.rules)
    for rule in book.rules.values():
        for ask in rule.asks:
            yield f"rules {rule.id}", ask
    items, asks, owners = load_unsaid(settings.corpus / "unsaid")
    for ask, owner in zip(asks, owners, strict=True):
        yield f"unsaid {items[owner].document_id}", ask
    for ask in load_offtopic(offtopic)[0]:
        yield offtopic.name, ask


def nearest(cases: Iterable[Case], known: Sequence[tuple[str, str]]) -> list[Close]:
    """For each question the example nearest to it, nearest pairs first."""
    plain = [letters(text) for _, text in known]
    grams = [bigrams(text) for _, text in known]
    rows_with: dict[str, list[int]] = {}
    for row, found in enumerate(grams):
        for gram in found:
            rows_with.setdefault(gram, []).append(row)
    out = []
    for case in cases:
        own, text = bigrams(case.question), letters(case.question)
        shared = _shared(own, rows_with)
        if not shared:
            continue
        best = max(shared, key=lambda row: 2 * shared[row] / (len(own) + len(grams[row])))
        held = text == plain[best] or (len(text) > _SHORT and text in plain[best])
        out.append(Close(case, known[best][1], known[best][0], dice(own, grams[best]), held))
    return sorted(out, key=lambda item: (-item.dice, item.case.id))


_SHORT = 12
"""Letters: a shorter question is what anyone would type ("工匠有多少奖金") and may stand inside another."""


def _shared(own: Bigrams, rows_with: Mapping[str, Sequence[int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for gram in own:
        for row in rows_with.get(gram, ()):
            counts[row] = counts.get(row, 0) + 1
    return counts
