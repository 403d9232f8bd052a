"""Means with bootstrap intervals, and quantiles. Values that were not scored are counted, never averaged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

SAMPLES = 1000
SEED = 20230601
"""Any fixed number: the same answers give the same interval."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over `n` scored values with its 95 % bootstrap interval; `skipped` values were not scored."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    skipped: int

    def to_dict(self) -> dict[str, Any]:
        """For JSON, rounded to four digits."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def mean_of(values: Sequence[float | None], samples: int = SAMPLES) -> Mean:
    """Mean and percentile bootstrap interval over questions; all None where nothing was scored."""
    scored = [value for value in values if value is not None]
    skipped = len(values) - len(scored)
    if not scored:
        return Mean(None, None, None, 0, skipped)
    low, high = interval(scored, samples)
    return Mean(float(np.mean(scored)), low, high, len(scored), skipped)


def interval(values: Sequence[float], samples: int = SAMPLES) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles of the mean over resampled values.

    Equal values give a point. Values are drawn by their counts (multinomial), which is the same distribution
    as drawing questions one by one.
    """
    kinds, counts = np.unique(np.asarray(values, dtype=float), return_counts=True)
    if len(kinds) == 1:
        return float(kinds[0]), float(kinds[0])
    total = int(counts.sum())
    draws = np.random.default_rng(SEED).multinomial(total, counts / total, size=samples)
    low, high = np.quantile(draws @ kinds / total, [0.025, 0.975])
    return float(low), float(high)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile: the smallest value that at least `share` (0..1) of all do not exceed."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
