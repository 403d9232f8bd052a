"""Small inline SVG drawings for the report; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from eval.stats import Mean

_ROW, _LEFT, _WIDTH = 22, 210, 640
"""Pixels: height of a bar, room for its name, whole width."""


def bars(means: Mapping[str, Mean], names: Mapping[str, str] | None = None) -> Markup:
    """One bar a group from 0 to 100 %, the interval as a line, the mean and the number of questions."""
    scored = {key: mean for key, mean in means.items() if mean.mean is not None}
    parts = []
    span = _WIDTH - _LEFT - 120
    for index, (key, mean) in enumerate(scored.items()):
        y = index * _ROW
        value, low, high = mean.mean or 0.0, mean.low or 0.0, mean.high or 0.0
        label = (names or {}).get(key, key)
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(_short(label))}</text>'
            f'<rect x="{_LEFT}" y="{y + 4}" width="{span * value:.1f}" height="14" class="bar"/>'
            f'<line x1="{_LEFT + span * low:.1f}" x2="{_LEFT + span * high:.1f}"'
            f' y1="{y + 11}" y2="{y + 11}"/>'
            f'<text x="{_LEFT + span + 8}" y="{y + 15}">{value:.0%}（{mean.n} 题）</text>'
        )
    return _svg(parts, len(scored) * _ROW + 4, "各组均值")


def latency(values: Sequence[float]) -> Markup:
    """How many answers took how long: ten bins of equal width up to the slowest, in milliseconds."""
    if not values:
        return Markup("<p>未记录耗时。</p>")
    top = max(values) or 1.0
    counts = [0] * 10
    for value in values:
        counts[min(9, int(value / top * 10))] += 1
    parts = []
    for index, count in enumerate(counts):
        height = 120 * count / max(counts)
        x = 20 + index * 60
        parts.append(
            f'<rect x="{x}" y="{140 - height:.1f}" width="52" height="{height:.1f}" class="bar"/>'
            f'<text x="{x + 26}" y="{134 - height:.1f}" text-anchor="middle">{count}</text>'
            f'<text x="{x + 26}" y="156" text-anchor="middle">≤{top * (index + 1) / 10:.0f}</text>'
        )
    return _svg(parts, 164, "耗时分布（毫秒）")


def course(points: Sequence[tuple[str, float]]) -> Markup:
    """A value between 0 and 1 over the runs, oldest first; each point names its run."""
    if len(points) < 2:
        return Markup("<p>还没有可画的历史（至少两次运行）。</p>")
    step = (_WIDTH - 80) / (len(points) - 1)
    places = [(40 + index * step, 20 + 120 * (1 - value)) for index, (_, value) in enumerate(points)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(name)}：{value:.1%}</title></circle>'
        for (x, y), (name, value) in zip(places, points, strict=True)
    ]
    ends = '<text x="36" y="24" text-anchor="end">100%</text><text x="36" y="144" text-anchor="end">0</text>'
    return _svg([ends, f'<polyline points="{line}"/>', *dots], 160, "历次运行的答对率")


def _short(label: str) -> str:
    return label if len(label) <= 15 else label[:14] + "…"


def _svg(parts: Sequence[str], height: int, title: str) -> Markup:
    inner = "".join(parts)
    box = f'viewBox="0 0 {_WIDTH} {max(height, 8)}" width="{_WIDTH}"'
    return Markup(f'<svg {box} role="img" aria-label="{escape(title)}">{inner}</svg>')
