"""Coordinate search over the retrieval weights on the tune split: `python -m bench.tune_weights [ROUNDS]`.

Every question is retrieved once, wide; then only sums are formed, so a trial takes milliseconds. What counts
is the mean of hit@1, one anchor within 3 and all anchors within 5, on the tune split alone; the test split is
printed beside it and never looked at. Writes nothing: the better weights are printed for `bot/weights.yaml`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.setting import DAY, Setting, open_setting, percent, say, table
from bot.bot import Bot
from bot.guard import clean
from bot.retrieve import retrieve
from bot.understand import Understanding
from eval.assistant import question_of
from eval.match import groups_held
from eval.questions import Case

FIXED = ("dense_floor", "pool")
"""Not searched: they change which passages are looked at, not how the signals are weighed."""
STEPS = (0.0, 0.5, 0.7, 0.85, 1.15, 1.4, 2.0)
LEAST = 0.001
"""A step is taken only if it gains more than this; smaller gains are one question or none."""

Weighing = dict[str, float]


@dataclass(frozen=True)
class Trial:
    """One question's candidates: a row of signals each, and which anchor groups each holds."""

    signals: NDArray[np.float64]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class Result:
    """Shares of the questions: an anchor first, one within three, all within five."""

    first: float
    any3: float
    all5: float

    @property
    def score(self) -> float:
        """What the search raises."""
        return (self.first + self.any3 + self.all5) / 3


def read(case: Case, bot: Bot) -> Understanding:
    """The question as the assistant reads it."""
    question = question_of(case.line(), "offline", DAY)
    asked = replace(question, text=clean(question.text))
    return bot.read(asked)


def trials(cases: Sequence[Case], bot: Bot, names: Sequence[str]) -> list[Trial]:
    """The candidates of each question under weights of twice the usual pool."""
    wide = replace(bot.weights, pool=2 * bot.weights.pool)
    made = []
    for case in cases:
        turn = read(case, bot)
        matched = bot.rule_passages(bot.matcher.match(turn))
        found = retrieve(turn, bot.live.current(), matched, bot.phrases, wide)
        held = [groups_held([(r.passage.parent_text or "") + r.passage.text], case.anchors) for r in found]
        signals = [[r.scores.get(name, 0.0) for name in names] for r in found]
        made.append(Trial(np.array(signals, dtype=float), np.array(held, dtype=bool)))
    return made


def measure(tried: Sequence[Trial], weights: Sequence[float]) -> Result:
    """The shares under some weights."""
    given = np.asarray(weights, dtype=float)
    sums = np.zeros(3)
    for trial in tried:
        order = np.argsort(-(trial.signals @ given), kind="stable")[:5]
        held = trial.held[order]
        sums += (held[0].any(), held[:3].any(), held.any(axis=0).all())
    first, any3, all5 = sums / max(1, len(tried))
    return Result(float(first), float(any3), float(all5))


def search(tried: Sequence[Trial], start: Weighing, rounds: int) -> Weighing:
    """The best weights found by changing one at a time, `rounds` times through or until nothing gains."""
    best, names = dict(start), list(start)
    reached = measure(tried, list(best.values())).score
    for _ in range(rounds):
        before = reached
        for name in names:
            for value in [best[name] * step for step in STEPS]:
                other = {**best, name: value}
                score = measure(tried, list(other.values())).score
                if score > reached + LEAST:
                    best, reached = other, score
        if reached <= before:
            break
    return best


def report(setting: Setting, rounds: int) -> str:
    """Searches and says what was found: weights before and after, and the shares on either split."""
    now: Weighing = {k: v for k, v in asdict(setting.bot.weights).items() if k not in FIXED}
    splits: Mapping[str, list[Trial]] = {}
    for split in ("tune", "test"):
        splits = {**splits, split: trials(setting.anchored(split), setting.bot, list(now))}
        say(f"{split}: {len(splits[split])} questions")
    found = search(splits["tune"], now, rounds)
    rows = []
    for split, tried in splits.items():
        for label, weights in (("now", now), ("found", found)):
            made = measure(tried, list(weights.values()))
            rows.append([split, label, *map(percent, (made.first, made.any3, made.all5, made.score))])
    changed = [[name, f"{now[name]:.3g}", f"{found[name]:.3g}"] for name in now if found[name] != now[name]]
    head = table(("split", "weights", "hit@1", "any@3", "all@5", "mean"), rows)
    better = table(("weight", "now", "found"), changed) if changed else "No better weights found."
    return f"{head}\n\n{better}"


if __name__ == "__main__":
    print(report(open_setting(), int(sys.argv[1]) if sys.argv[1:] else 4))
