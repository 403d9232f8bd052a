"""`python -m bench.figures [ANSWERS]`: writes the figures of the last evaluation into docs/evaluation.md.

Only what stands between the two marks is replaced; every other line of the file stays as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.setting import percent, table
from eval.cli import session
from eval.score import Scored
from eval.stats import Mean
from eval.steps import config_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
BEGIN, END = "<!-- run:begin -->", "<!-- run:end -->"
SHOWN = (
    "right", "amount", "citation_complete", "citation_precision", "quote_containment", "number_provenance",
    "numbers_clean", "status_fits", "not_over_refused", "declined", "notice_shown", "follow_up", "hit@1", "hit@5",
    "recall@5", "mrr",
)  # fmt: skip


def tables(scored: Scored) -> str:
    """The splits, then each metric over both, as Markdown."""
    splits = [
        [split, str(means["right"].n), *(_share(means[name]) for name in ("right", "citation_complete", "amount"))]
        for split, means in sorted(scored.groups["split"].items(), reverse=True)
    ]
    rows = []
    for name in SHOWN:
        mean = scored.summary[name]
        span = "—" if mean.low is None or mean.high is None else f"{percent(mean.low)}–{percent(mean.high)}"
        rows.append([f"`{name}`", _share(mean), span, str(mean.n)])
    spent = "; ".join(f"{name} {ms:.0f} ms" for name, ms in scored.latency_ms.items() if ms is not None)
    return "\n\n".join(
        (
            table(("split", "questions", "right", "citations complete", "amount"), splits),
            table(("metric, both splits", "mean", "95 %", "scored"), rows),
            f"An answer took: {spent}.",
        )
    )


def _share(mean: Mean) -> str:
    return "—" if mean.mean is None else percent(mean.mean)


def put(page: str, figures: str) -> str:
    """The page with its figures replaced. Raises ValueError unless each mark stands in it exactly once, in order."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"{BEGIN} and {END} must each stand in the page once, in this order")
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n{figures}\n{END}{rest.split(END)[1]}"


def main(words: list[str]) -> int:
    """Scores, writes, says where."""
    made = session()
    path = made.path(Path(words[0]) if words else None)
    config = config_of(path)
    heading = f"Offline, undated questions as of {config.get('as_of') or 'today'}."
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(put(page, f"{heading}\n\n{tables(made.score(path))}"), encoding="utf-8")
    print(f"docs/{PAGE.name}: figures of {path.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
