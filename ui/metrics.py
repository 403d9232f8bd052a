"""Figures for Prometheus, in a registry of their own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

_BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, 3.0, 10.0, 30.0)


class Metrics:
    """What the service counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.answers = Counter(
            "policybot_answers", "Answers by status and mode", ["status", "mode"], registry=self.registry
        )
        self.seconds = Histogram(
            "policybot_answer_seconds", "Time to an answer", buckets=_BUCKETS, registry=self.registry
        )
        self.feedback = Counter(
            "policybot_feedback", "Feedback by rating", ["rating"], registry=self.registry
        )
        self.errors = Counter(
            "policybot_http_errors", "Refused or failed requests", ["status"], registry=self.registry
        )

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
