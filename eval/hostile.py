"""Learning how hostile requests read, and measuring it: `python -m eval.hostile [--write]`.

The weights of `bot/hostile.json` are fitted by logistic regression to `eval/hostile/learn.yaml`, with the honest questions of
`eval/silence/dev.yaml`, of the tune half of the suites and a part of the likely wordings beside them; `eval/hostile/held.yaml`
only measures, and the test half of the suites is never read. Nothing of this is needed to answer a question.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import bot.hostility as hostility
from bot.bot import open_bot
from bot.decision.examples import load_unsaid
from bot.guard import clean
from bot.hostility import FEWEST, Hostility, load_hostility, read_apart, runs
from bot.settings import load_settings
from eval.files import write_text
from eval.questions import load as read_suites
from eval.silence import SUITES
from eval.silence import load as read_silence

HERE = Path(__file__).resolve().parent / "hostile"
UNSAID = HERE.parent.parent / "corpus" / "unsaid"
WEIGHTS = Path(hostility.__file__).resolve().parent / "hostile.json"
HONEST_TAKEN = 0.005
"""The share of plain questions, not written to look hostile, that may be taken for hostile while it is learned."""
_SEEN = 3
"""A run of characters that fewer texts hold tells nothing."""
_LOOSE = 60.0
"""How little the weights are held down; more follows the examples more closely."""
_STEPS = 400
_SMALL = 0.25
"""A weight below this is left out."""
_FOLDS = 5
_EVERY = 4
_NEAR = 2.0

Text = tuple[str, bool]
"""A text and whether it is hostile."""


def load(name: str) -> Iterator[Text]:
    """The texts of one file."""
    data = _data(name)
    yield from ((str(text), True) for texts in data["hostile"].values() for text in texts)
    yield from ((str(text), False) for text in data["honest"])


def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def beside() -> Iterator[Text]:
    """The questions of the tune half of all suites, those that silence is learned from, and what strangers asked on (`asked`)."""
    yield from ((str(question), False) for question in _data("learn")["asked"])
    for case in read_suites(SUITES):
        if case.split == "tune":
            yield case.question, case.type == "adversarial" and not case.answerable
    yield from ((question, False) for question, _ in read_silence("dev"))


def wordings() -> Iterator[Text]:
    """The wordings that people are known to use, all of them honest."""
    bot = open_bot(load_settings())
    asks = {ask for told in bot.corpus.wordings.values() for ask in told} | set(load_unsaid(UNSAID)[1])
    yield from ((ask, False) for ask in sorted(asks))


def fit(texts: Sequence[Text]) -> tuple[dict[str, float], float]:
    """The weight of each run of characters and the constant, by ridge logistic regression (accelerated gradient steps).

    A text is the set of its runs, weighed as `Hostility` weighs it; an honest one is honest in all its parts.
    """
    texts = [(part, hostile) for text, hostile in texts for part in (read_apart(text) if not hostile else (text,))]
    held = [runs(text) for text, _ in texts]
    seen = Counter(run for own in held for run in own)
    known = sorted(run for run, count in seen.items() if count >= _SEEN)
    column = {run: n for n, run in enumerate(known)}
    rows = [np.array(sorted(column[run] for run in own if run in column), dtype=np.int64) for own in held]
    sizes = np.array([len(row) for row in rows])
    columns, owners = np.concatenate(rows), np.repeat(np.arange(len(rows)), sizes)
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, FEWEST)), sizes)
    wanted = np.array([hostile for _, hostile in texts], dtype=float)
    weights, constant = _regress(columns, owners, values, wanted, len(known))
    return {run: float(weights[n]) for run, n in column.items()}, constant


def _regress(
    columns: np.ndarray, owners: np.ndarray, values: np.ndarray, wanted: np.ndarray, width: int
) -> tuple[np.ndarray, float]:
    """Weights and constant of the sparse matrix whose cells are `values` at (`owners`, `columns`)."""
    at, before = np.zeros(width + 1), np.zeros(width + 1)
    step = _step(columns, owners, values, len(wanted), width)
    for n in range(_STEPS):
        ahead = at + n / (n + 3) * (at - before)
        sums = np.bincount(owners, values * ahead[columns], len(wanted)) + ahead[-1]
        off = 1 / (1 + np.exp(-sums)) - wanted
        slope = np.append(np.bincount(columns, values * off[owners], width), off.sum()) + ahead / _LOOSE
        before, at = at, ahead - step * slope
    return at[:-1], float(at[-1])


def _step(columns: np.ndarray, owners: np.ndarray, values: np.ndarray, height: int, width: int) -> float:
    """A step that never leads uphill: one over the greatest curvature, found by power iteration."""
    vector = np.ones(width + 1)
    norm = 1.0
    for _ in range(30):
        vector = vector / np.linalg.norm(vector)
        sums = np.bincount(owners, values * vector[columns], height) + vector[-1]
        vector = np.append(np.bincount(columns, values * sums[owners], width), sums.sum())
        norm = float(np.linalg.norm(vector))
    return 1 / (norm / 4 + 1 / _LOOSE)


def learn(written: Sequence[Text], plain: Sequence[Text], known: Sequence[Text] = ()) -> Hostility:
    """The weights, learned from texts written for it and plain questions, with the bound that lets the share `HONEST_TAKEN` of
    the plain ones through when they are not learned from.

    Of the honest texts in `known` every fourth is learned from, since all of them would outweigh the rest, and then those that
    come near the bound.
    """
    some = [*written, *known[::_EVERY]]
    unseen: list[float] = []
    for fold in range(_FOLDS):
        kept = [text for n, text in enumerate(plain) if n % _FOLDS != fold]
        part = made(*fit([*some, *kept]), 0.0)
        unseen += [part.score(text) for n, (text, hostile) in enumerate(plain) if n % _FOLDS == fold and not hostile]
    bound = sorted(unseen, reverse=True)[int(HONEST_TAKEN * len(unseen))]
    first = made(*fit([*some, *plain]), bound)
    near = [text for text in known if first.score(text[0]) > bound - _NEAR]
    return made(*fit([*some, *near, *plain]), bound)


def made(weights: dict[str, float], constant: float, bound: float) -> Hostility:
    """Weights without the small ones, in one decimal."""
    kept = {run: round(weight, 1) for run, weight in weights.items() if abs(weight) >= _SMALL}
    return Hostility(kept, round(constant, 2), round(bound, 2))


def write(learned: Hostility, path: Path) -> None:
    """Write weights by their value, one line for each."""
    by_value: dict[float, list[str]] = defaultdict(list)
    for run, weight in sorted(learned.weights.items()):
        by_value[weight].append(run)
    lines = [f'  "{value}": {json.dumps(by_value[value], ensure_ascii=False)}' for value in sorted(by_value)]
    joined = ",\n".join(lines)
    text = f'{{"constant": {learned.constant}, "bound": {learned.bound}, "weights": {{\n{joined}\n}}}}\n'
    write_text(path, text)


def report(name: str, texts: Iterable[Text], learned: Hostility) -> str:
    """One line: how many hostile texts are found and how many honest ones are taken for hostile."""
    found = Counter((hostile, learned.found(clean(text))) for text, hostile in texts)
    hostile, honest = found[True, True] + found[True, False], found[False, True] + found[False, False]
    return f"{name}: hostile found {found[True, True]}/{hostile}, honest taken for hostile {found[False, True]}/{honest}"


def main(renew: bool) -> None:
    """Measure both files with the weights of `bot/hostile.json`; with `renew`, learn those first."""
    if renew:
        sources = (load("learn"), beside(), wordings())
        write(learn(*([(clean(text), hostile) for text, hostile in texts] for texts in sources)), WEIGHTS)
    learned = load_hostility(WEIGHTS)
    for name, texts in (("learn", load("learn")), ("tune half and silence", beside()), ("held", load("held"))):
        print(report(name, texts, learned))


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
