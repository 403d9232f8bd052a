"""Answers + cases → figures. No bot, no model: the same two files give the same result.

Every question is judged by every metric (`eval/metrics.py`); the summary holds each metric's mean with its
interval and, counted apart, how many questions it was not scored on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.provenance import Numbers, says
from bot.types import Status
from eval.corpus import CorpusText
from eval.errors import BadCases
from eval.files import Record, read_lines
from eval.judged import Judged
from eval.match import groups_held, groups_said
from eval.metrics import METRICS, expected_status
from eval.questions import Case
from eval.stats import Mean, mean_of, percentile

BROKEN_DOWN = ("right", "citation_complete", "amount", "status_fits", "numbers_clean")
STATUSES: tuple[Status, ...] = (
    "answered", "partial", "clarification", "unanswerable", "out_of_scope", "refused", "error",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One question judged: a value per metric (None: not scored) and, in words, what is wrong."""

    case: Case
    answer: Record
    values: dict[str, float | None]
    reasons: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the answer counts as right."""
        return self.values["right"] == 1


@dataclass(frozen=True)
class Scored:
    """Every row, the means, and the means within each type, document, rule, split and suite."""

    rows: tuple[Row, ...]
    summary: dict[str, Mean]
    groups: dict[str, dict[str, dict[str, Mean]]]
    confusion: dict[str, dict[str, int]]
    latency_ms: dict[str, float | None]

    def to_dict(self) -> dict[str, Any]:
        """For JSON: the figures, and per question its values and reasons."""
        return {
            "questions": len(self.rows),
            "summary": {name: mean.to_dict() for name, mean in self.summary.items()},
            "groups": {
                by: {
                    key: {name: mean.to_dict() for name, mean in means.items()}
                    for key, means in kinds.items()
                }
                for by, kinds in self.groups.items()
            },
            "confusion": self.confusion,
            "latency_ms": self.latency_ms,
            "rows": [
                {
                    "id": row.case.id,
                    "status": row.answer.get("status"),
                    "values": row.values,
                    "reasons": row.reasons,
                }
                for row in self.rows
            ],
        }


def read_answers(path: Path, cases: Sequence[Case]) -> list[Record]:
    """The answers of a file, one for each case, in the order of the cases.

    Raises BadCases naming file and line: broken or cut lines, doubled, unknown, other or missing questions.
    """
    known = {case.id: case for case in cases}
    findings: list[str] = []
    answers: dict[str, Record] = {}
    for number, record in read_lines(path):
        where = f"{path.name}:{number}"
        problem = record if isinstance(record, str) else _problem(record, known, answers)
        if problem or isinstance(record, str):
            findings.append(f"{where}：{problem}。")
            continue
        answers[record["id"]] = record
    missing = [case.id for case in cases if case.id not in answers]
    if missing:
        named = "、".join(missing[:5]) + ("等" if len(missing) > 5 else "")
        findings.append(
            f"{path.name}：缺少 {len(missing)} 题的回答（{named}），请重新运行 eval generate 补齐。"
        )
    if findings:
        raise BadCases(findings)
    return [answers[case.id] for case in cases]


def _problem(record: Record, known: dict[str, Case], answers: dict[str, Record]) -> str | None:
    name = record.get("id")
    if not isinstance(name, str) or name not in known:
        return f"题号“{name}”不在所选题集中"
    if name in answers:
        return f"题“{name}”有两个回答"
    if record.get("question") != known[name].question:
        return f"题“{name}”的问题与题集不同，这是别的题集或旧版题集的回答"
    if record.get("status") not in STATUSES:
        return f"题“{name}”的 status“{record.get('status')}”不在约定之内"
    if not isinstance(record.get("answer"), str):
        return f"题“{name}”缺少 answer"
    for field in ("citations", "calculations", "notices"):
        if not isinstance(record.get(field, []), list):
            return f"题“{name}”的 {field} 应是列表"
    return None


def score(cases: Sequence[Case], answers: Sequence[Record], corpus: CorpusText) -> Scored:
    """Judges each answer by each metric; `cases` and `answers` go in pairs."""
    numbers = Numbers()
    pairs = zip(cases, answers, strict=True)
    rows = tuple(judge_row(Judged(case, answer, corpus, numbers)) for case, answer in pairs)
    spent = [
        total for row in rows if (total := (row.answer.get("timings_ms") or {}).get("total")) is not None
    ]
    return Scored(
        rows=rows,
        summary=means(rows, METRICS),
        groups={by: grouped(rows, key) for by, key in GROUPS.items()},
        confusion=confusion(rows),
        latency_ms={f"p{share}": percentile(spent, share / 100) for share in (50, 90, 95, 99, 100)},
    )


def judge_row(judged: Judged) -> Row:
    """All metrics of one answer."""
    values = {name: metric(judged) for name, (_, metric) in METRICS.items()}
    return Row(judged.case, judged.answer, values, tuple(reasons(judged, values)))


def means(rows: Sequence[Row], names: Iterable[str]) -> dict[str, Mean]:
    """The mean of each named metric over the rows."""
    return {name: mean_of([row.values[name] for row in rows]) for name in names}


GROUPS: dict[str, Callable[[Row], Sequence[str]]] = {
    "type": lambda row: (row.case.type,),
    "document": lambda row: row.case.documents or ((row.case.doc,) if row.case.doc else ("（无）",)),
    "rule": lambda row: row.case.rules,
    "split": lambda row: (row.case.split,),
    "suite": lambda row: (row.case.suite,),
}


def grouped(rows: Sequence[Row], key: Callable[[Row], Sequence[str]]) -> dict[str, dict[str, Mean]]:
    """The main metrics within each group; a question of several documents or rules counts in each."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        for name in key(row):
            members.setdefault(name, []).append(row)
    return {name: means(found, BROKEN_DOWN) for name, found in sorted(members.items())}


def confusion(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Expected status → status given → number of questions."""
    counts = Counter((expected_status(row.case), str(row.answer.get("status"))) for row in rows)
    expected = [status for status in STATUSES if any(key[0] == status for key in counts)]
    return {name: {status: counts[(name, status)] for status in STATUSES} for name in expected}


def reasons(judged: Judged, values: dict[str, float | None]) -> list[str]:
    """What is wrong with an answer, in words for the person who looks through the failures."""
    case, out = judged.case, []
    if values["status_fits"] == 0:
        out.append(f"状态应为 {expected_status(case)}，实为 {judged.status}")
    for group, said in zip(case.must_include, groups_said(judged.text, case.must_include), strict=True):
        if not said:
            out.append(f"未说到：{' / '.join(group[:4])}")
    unwanted = [word for group in case.must_not_include for word in group if says(judged.text, word)]
    out += [f"不该说：{word}" for word in unwanted]
    if values["amount"] == 0:
        out.append(f"金额应为 {case.calc}{case.unit}")
    for group, held in zip(case.anchors, groups_held(judged.quotes, case.anchors), strict=True):
        if not held:
            out.append(f"未引用：{group[0]}")
    out += [f"数字无来源：{item.words}" for item in judged.origins if item.source is None]
    out += [f"引文不在语料中：{quote[:40]}" for quote in judged.quotes if not judged.corpus.holds(quote)]
    return out
