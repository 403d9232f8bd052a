"""One self-contained HTML file: no script, no request to anywhere, every text escaped by the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from eval import plots
from eval.compare import Comparison
from eval.files import Record
from eval.history import Past
from eval.match import clause
from eval.metrics import METRICS
from eval.score import BROKEN_DOWN, STATUSES, Scored
from eval.terminal import percent, span

TEMPLATE = "report.html.j2"


def environment() -> Environment:
    """The template's surroundings: every value is escaped unless it is Markup already."""
    loader = FileSystemLoader(Path(__file__).resolve().parent)
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters.update(percent=percent, span=span, mark=mark)
    return made


def render(scored: Scored, config: Record, past: Sequence[Past], difference: Comparison | None) -> str:
    """The report's HTML. `past`: runs for the plot over time; `difference`: to the baseline, if any."""
    rows = {row.case.id: row for row in scored.rows}
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            scored=scored,
            config=config,
            metrics=METRICS,
            broken_down=BROKEN_DOWN,
            statuses=STATUSES,
            failures=[row for row in scored.rows if not row.right],
            uncited=[row for row in scored.rows if row.right and row.values["citation_complete"] == 0],
            orphans=[row for row in scored.rows if row.values["numbers_clean"] == 0],
            difference=difference,
            rows=rows,
            plots=drawings(scored, past),
        )
    )


def drawings(scored: Scored, past: Sequence[Past]) -> dict[str, Markup]:
    """The plots by name."""
    spent = [
        value
        for row in scored.rows
        if (value := (row.answer.get("timings_ms") or {}).get("total")) is not None
    ]
    points = [
        (f"{run.at:%Y-%m-%d %H:%M} {run.label}", value) for run in past if (value := _right(run)) is not None
    ]
    return {
        "type": plots.bars({key: means["right"] for key, means in scored.groups["type"].items()}),
        "document": plots.bars({key: means["right"] for key, means in scored.groups["document"].items()}),
        "latency": plots.latency(spent),
        "history": plots.course(points),
    }


def _right(run: Past) -> float | None:
    value: Any = (run.summary.get("right") or {}).get("mean")
    return None if value is None else float(value)


def mark(quote: str, anchors: Sequence[Sequence[str]]) -> Markup:
    """A quote with the expected words in it highlighted; everything is escaped."""
    places: list[tuple[int, int]] = []
    for words in (word for group in anchors for word in group):
        pattern = r"(?:\s|\*\*)*".join(re.escape(c) for c in clause(words))
        places += [match.span() for match in re.finditer(pattern, quote)][:1] if pattern else []
    out, at = Markup(), 0
    for start, end in sorted(places):
        if start >= at:
            out += escape(quote[at:start]) + Markup("<mark>") + escape(quote[start:end]) + Markup("</mark>")
            at = end
    return out + escape(quote[at:])
