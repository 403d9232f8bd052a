"""The gate: may this change go in? Compared with the baseline in the repository, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.compare import Comparison, Difference, Snapshot, compare
from eval.metrics import METRICS
from eval.score import Scored


@dataclass(frozen=True)
class Verdict:
    """Passed only when no metric fell beyond its interval and none lies under its floor."""

    comparison: Comparison
    regressions: tuple[Difference, ...]
    below_floor: tuple[tuple[str, float, float], ...]
    """Metric, its mean now, and the floor that the baseline sets for it."""

    @property
    def passed(self) -> bool:
        """Whether the change may go in."""
        return not self.regressions and not self.below_floor


def judge(baseline: Snapshot, now: Snapshot, scored: Scored) -> Verdict:
    """Compares with the baseline. A regression is a paired change whose whole 95 % interval lies below zero.

    A floor (`floors` in the baseline file) holds whatever the baseline's own mean was: it is for what may not
    happen, such as a quote that is not in the corpus.
    """
    comparison = compare(baseline, now)
    fallen = tuple(item for item in comparison.differences if item.worse)
    below = []
    for name, floor in baseline.floors.items():
        mean = scored.summary[name].mean if name in scored.summary else None
        if mean is not None and mean < floor:
            below.append((name, mean, floor))
    return Verdict(comparison, fallen, tuple(below))


def lines(verdict: Verdict, scored: Scored) -> list[str]:
    """The verdict in words: questions that turned, metrics that fell; the last line says passed or not."""
    rows = {row.case.id: row for row in scored.rows}
    out = []
    for name in verdict.comparison.turned_wrong:
        row = rows[name]
        out.append(f"变错  {name}  {row.case.title}")
        out += [f"      {reason}" for reason in row.reasons[:4] if row.case.split == "tune"]
    out += [f"变对  {name}  {rows[name].case.title}" for name in verdict.comparison.turned_right]
    out += _counted("新增", verdict.comparison.added) + _counted("已删", verdict.comparison.removed)
    out += _counted("题目有改动，未比较", verdict.comparison.changed)
    for item in verdict.regressions:
        change = f"{item.before:.1%} → {item.after:.1%}，变化区间 [{item.low:+.1%}, {item.high:+.1%}]"
        out.append(f"退步  {METRICS[item.metric][0]}（{item.metric}）{change}，{item.n} 题")
    for name, mean, floor in verdict.below_floor:
        out.append(f"低于底线  {METRICS[name][0]}（{name}）{mean:.2%}，底线 {floor:.2%}")
    wrong, right = len(verdict.comparison.turned_wrong), len(verdict.comparison.turned_right)
    out.append(f"{'通过' if verdict.passed else '未通过'}：{wrong} 题变错，{right} 题变对。")
    return out


def _counted(label: str, names: Sequence[str]) -> list[str]:
    shown = "、".join(names[:8]) + ("等" if len(names) > 8 else "")
    return [f"{label} {len(names)} 题：{shown}"] if names else []
