"""Learning what the signs of silence weigh, and measuring it: `python -m eval.silence [--write]`.

The scales of `bot/silence.yaml` are fitted by logistic regression to the questions of `eval/silence/dev.yaml` and to the
tune half of the question suites; those of `eval/silence/held.yaml` only measure, and the test half of the suites is never
read. Nothing of this is needed to answer a question.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

import bot.answer as walk
from bot.bot import Bot, open_bot
from bot.decision.compute import compute
from bot.decision.decide import decide
from bot.decision.silence import Scales, Signs, measure
from bot.facts.reader import Reader
from bot.guard import clean
from bot.retrieve import retrieve
from bot.settings import load_settings
from bot.types import Question
from eval.questions import load as read_suites

Signed = NDArray[np.float64]
HERE = Path(__file__).resolve().parent / "silence"
SUITES = HERE.parent / "questions"
SILENT = ("unanswerable", "out_of_scope")
SCALES = Path(walk.__file__).resolve().parent / "silence.yaml"
DAY = date(2023, 6, 30)
UNSAID = (
    "answered", "answered_broad", "unsaid", "unsaid_broad", "lead", "alike", "meaning", "told", "together", "covered", "score",
    "ruled", "untold", "lacking", "dated", "off_topic_broad", "length", "for_money",
    "unsaid_best", "unsaid_crowd", "answered_best", "answered_crowd", "open_of_ten", "open_of_twenty",
    "numbered", "cased",
)  # fmt: skip
OFF_TOPIC = (
    "off_topic", "off_topic_broad", "answered", "answered_broad", "unsaid", "unsaid_broad", "rule", "covered", "unseen", "named",
)  # fmt: skip
DECLINED = {"unsaid": 0.02, "off_topic": 0.008}
"""The share of questions with another ending that a verdict may take wrongly while it is learned; of those whose signs decide
for `unsaid`."""
_RIDGE = 5.0


@dataclass(frozen=True)
class Labelled:
    """One question with the ending that it should get and its signs."""

    question: str
    ending: str
    features: Mapping[str, float]
    weighed: bool
    """Whether its signs decide if the text leaves it open."""


def load(name: str) -> Iterator[tuple[str, str]]:
    """The questions of one file with the ending that they should get."""
    data = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    for ending, questions in data.items():
        for question in questions:
            yield str(question), ending


def suites() -> Iterator[tuple[str, str]]:
    """The questions of the tune half of all suites that stand alone, with the ending that they should get."""
    for case in read_suites(SUITES):
        if case.split == "tune" and not case.history and case.type != "adversarial":
            yield case.question, case.type if case.type in SILENT else "answered"


_ALWAYS = -1000.0
"""A bound that whatever is weighed comes to more than."""


def signs_of(text: str, bot: Bot) -> Signs | None:
    """The signs of a question that stands alone; None where it ends before they are looked at."""
    found = _weighed(text, bot)
    return found[0] if found else None


def _weighed(text: str, bot: Bot) -> tuple[Signs, bool] | None:
    """The signs of a question, and whether they decide if the text leaves it open: not where a rule or a list settles it."""
    question = Question(clean(text), (), DAY, "offline")
    turn = bot.read(question)
    if bot.vocabulary.asked_elsewhere(turn.text) or bot.vocabulary.names_not_held(turn.text):
        return None
    matches = bot.matcher.match(turn)
    found = retrieve(turn, bot.live.current(), bot.rule_passages(matches), bot.phrases, bot.weights)
    computed = compute(turn, matches, bot.book, Reader(bot.phrases, DAY), bot.judge(DAY), {})
    bounds = {"unsaid": _ALWAYS, "off_topic": -_ALWAYS}
    scales = {verdict: replace(bot.scales[verdict], bound=bound) for verdict, bound in bounds.items()}
    kind = decide(turn, computed, found, replace(bot, scales=scales)).kind
    return measure(turn, computed, found, bot), kind == "unanswerable"


def signed(questions: Iterable[tuple[str, str]], bot: Bot) -> Iterator[Labelled]:
    """Questions with their signs; those that end before any sign is looked at are left out."""
    for question, ending in questions:
        found = _weighed(question, bot)
        if found is not None:
            signs, weighed = found
            yield Labelled(question, ending, signs.features, weighed)


def measured(name: str, bot: Bot) -> list[tuple[str, str]]:
    """For each question of one file the ending that it should get and the one that it gets."""
    found = []
    for question, ending in load(name):
        given = walk.answer(Question(question, (), DAY, "offline"), bot)
        if given.status == "error":
            raise RuntimeError(f"{question}: {given.answer}")
        found.append((ending, str(given.status)))
    return found


def fit(cases: Sequence[Labelled], ending: str, names: Sequence[str], declined: float) -> Scales:
    """Scales for one verdict: ridge logistic regression over standardized signs, written back to plain units.

    The bound lets at most the share `declined` of the cases with another ending through.
    """
    x = np.array([[case.features[name] for name in names] for case in cases])
    y = np.array([case.ending == ending for case in cases], dtype=float)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    weights = _regress((x - mean) / spread, y)[:-1] / spread
    sums = x @ weights
    others = np.sort(sums[y == 0])[::-1]
    bound = float(max(others[int(declined * len(others))], np.median(sums[y == 0])))
    return Scales(round(bound, 2), {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)})


def _regress(x: Signed, y: Signed) -> Signed:
    """Newton steps of ridge logistic regression; the last weight is the constant, which is not held down."""
    x = np.c_[x, np.ones(len(x))]
    ridge = np.diag([_RIDGE] * (x.shape[1] - 1) + [1e-6])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + ridge @ weights
        weights = weights - np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, slope)
    return weights


def learn(cases: Sequence[Labelled]) -> dict[str, Scales]:
    """The scales of both verdicts. What is left unsaid is told from what is answered only, where the signs decide."""
    ours = [case for case in cases if case.ending != "out_of_scope" and case.weighed]
    return {
        "unsaid": fit(ours, "unanswerable", UNSAID, DECLINED["unsaid"]),
        "off_topic": fit(cases, "out_of_scope", OFF_TOPIC, DECLINED["off_topic"]),
    }


def report(name: str, cases: Sequence[tuple[str, str]]) -> str:
    """One line of error rates: answerable ones declined, silent ones answered, silent ones with the other ending."""
    parts = [name]
    for ending in ("answered", *SILENT):
        own = [got for wanted, got in cases if wanted == ending]
        if ending == "answered":
            parts.append(f"answerable declined {sum(got in SILENT for got in own)}/{len(own)}")
        else:
            other = next(name for name in SILENT if name != ending)
            parts.append(f"{ending} answered {sum(got not in SILENT for got in own)}/{len(own)}")
            parts.append(f"taken for {other} {own.count(other)}")
    return ", ".join(parts)


def main(write: bool) -> None:
    """Measure both files with the scales of `bot/silence.yaml`; with `write`, learn those first."""
    bot = open_bot(load_settings())
    if write:
        scales = learn(list(signed([*load("dev"), *suites()], bot)))
        plain = {verdict: {"bound": s.bound, "weights": dict(s.weights)} for verdict, s in scales.items()}
        head = "".join(line for line in SCALES.open(encoding="utf-8") if line.startswith("#"))
        SCALES.write_text(head + yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
        bot = replace(bot, scales=scales)
    for name in ("dev", "held"):
        print(report(name, measured(name, bot)))


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
