"""The short summary, as Markdown, for a terminal or a pull request."""

from __future__ import annotations

from eval.metrics import METRICS
from eval.score import Row, Scored
from eval.stats import Mean

WORST = 15


def summary_lines(scored: Scored) -> list[str]:
    """Metrics with intervals and what was not scored, groups, latency, the first wrong answers to work from."""
    out = [
        f"## 评测：{len(scored.rows)} 题",
        "",
        "| 指标 | 均值 | 95% 区间 | 计分 | 未计分 |",
        "|---|---|---|---|---|",
    ]
    for name, mean in scored.summary.items():
        out.append(
            f"| {METRICS[name][0]} {name} | {percent(mean.mean)} | {span(mean)} | {mean.n} | {mean.skipped} |"
        )
    out += ["", "| 分组 | 题数 | 答对 | 引用齐全 | 金额 |", "|---|---|---|---|---|"]
    for by in ("split", "suite", "type"):
        for key, means in scored.groups[by].items():
            cells = [percent(means[metric].mean) for metric in ("right", "citation_complete", "amount")]
            out.append(f"| {by} {key} | {means['right'].n} | {' | '.join(cells)} |")
    timed = [f"{name} {value:.0f} ms" for name, value in scored.latency_ms.items() if value is not None]
    out += ["", "耗时：" + ("，".join(timed) or "未记录")]
    wrong = [row for row in scored.rows if not row.right]
    listed = [row for row in wrong if row.case.split == "tune"][:WORST]
    out += ["", f"答错 {len(wrong)} 题" + ("，tune 半的有：" if listed else "。"), *map(_line, listed)]
    if len(wrong) > len(listed):
        out.append(f"- 其余 {len(wrong) - len(listed)} 题见报告（test 半的题只看总数，不照着它改）")
    return out


def _line(row: Row) -> str:
    return f"- {row.case.id} {row.case.question[:40]} —— {'；'.join(row.reasons[:2])[:120]}"


def percent(value: float | None) -> str:
    """A share in percent, `—` where nothing was scored."""
    return "—" if value is None else f"{value:.1%}"


def span(mean: Mean) -> str:
    """The interval of a mean."""
    return "—" if mean.low is None or mean.high is None else f"{mean.low:.1%}–{mean.high:.1%}"
