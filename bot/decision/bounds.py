"""The thresholds of the decision in one place, tuned on the tune split (see docs/evaluation.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """Thresholds of the decision, tuned on the tune split (see docs/evaluation.md)."""

    rule: float = 0.55
    rule_beside: float = 0.70
    rival: float = 0.50
    quoted: float = 0.50
    recalled: float = 0.45
    clause_beside: float = 0.74
    most_clauses: int = 3
    strange: float = 0.38
    strange_subject: float = 0.24
    strange_rule: float = 0.40
    familiar: float = 0.04
    unsaid_follow_up: float = 0.52
    unsaid_lead: float = 0.03
    clear_lead: float = 0.14
    sure_rule: float = 1.0
    sure_verdict: float = 0.75
