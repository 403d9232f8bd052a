"""A model's second opinion on a sample of answers: what it is shown, what it said, in how far it agrees.

It never enters the gate: failures are counted, never averaged, and agreement with the deterministic verdicts
is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from eval.files import Record
from eval.score import Row

MEASURES = ("faithfulness", "answer_relevancy", "context_precision", "context_recall")
COUNTERPART = {
    "faithfulness": "numbers_clean",
    "answer_relevancy": "right",
    "context_precision": "citation_precision",
    "context_recall": "citation_complete",
}
"""The deterministic verdict that each measure is held against; both count as yes from one half upwards."""


@dataclass
class Opinion:
    """What the model said: per question and measure a value; failures by kind; what it cost."""

    asked: int = 0
    values: dict[str, dict[str, float]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    agreement: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Measure → questions on which model and deterministic verdict agree, and questions with both."""

    def mean(self, measure: str) -> float | None:
        """The mean over the questions that it was obtained for."""
        got = self.values.get(measure, {})
        return sum(got.values()) / len(got) if got else None


def sample(rows: Sequence[Row], count: int) -> list[Row]:
    """A fixed sample, by a hash of the id, of the answers that say something and cite something."""
    fit = [
        row for row in rows if row.answer.get("citations") and row.answer.get("answer") and row.case.anchors
    ]
    return sorted(fit, key=lambda row: hashlib.sha256(f"judge {row.case.id}".encode()).hexdigest())[:count]


def content(row: Row) -> Record:
    """What the model is shown of a row; the reference is the wording of the clauses to be cited."""
    return {
        "user_input": row.case.question,
        "response": row.answer["answer"],
        "retrieved_contexts": [citation.get("quote") or "" for citation in row.answer["citations"]],
        "reference": "；".join(group[0] for group in row.case.anchors),
    }


def agreement(rows: Sequence[Row], values: dict[str, dict[str, float]]) -> dict[str, tuple[int, int]]:
    """Measure → questions on which the model and the deterministic verdict agree, and questions with both."""
    out = {}
    for measure, other in COUNTERPART.items():
        pairs = []
        for row in rows:
            ours, model = row.values[other], values.get(measure, {}).get(row.case.id)
            if ours is not None and model is not None:
                pairs.append((ours >= 0.5) == (model >= 0.5))
        out[measure] = (sum(pairs), len(pairs))
    return out


def lines(opinion: Opinion) -> list[str]:
    """The opinion in words."""
    out = [f"## 模型评判（第二意见，不进门槛）：抽样 {opinion.asked} 题", ""]
    out += ["| 指标 | 均值 | 得到 | 与确定性判定一致 |", "|---|---|---|---|"]
    for measure in MEASURES:
        mean, (same, both) = opinion.mean(measure), opinion.agreement.get(measure, (0, 0))
        agreed = f"{same}/{both}（{COUNTERPART[measure]}）" if both else "—"
        shown = "—" if mean is None else f"{mean:.1%}"
        out.append(f"| {measure} | {shown} | {len(opinion.values.get(measure, {}))} | {agreed} |")
    failed = "；".join(f"{name} {count} 次" for name, count in sorted(opinion.failures.items())) or "无"
    out += ["", f"失败：{failed}（不计入均值）。缓存命中 {opinion.cached} 次。"]
    out.append(
        f"用量：输入 {opinion.tokens_in}、输出 {opinion.tokens_out} 个词元，约 {opinion.cost:.4f} 元。"
    )
    return out
