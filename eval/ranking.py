"""How well the passages were ranked: hit@k, recall@k, MRR and nDCG over the anchors of a case.

Scored where a run recorded what was retrieved (`retrieved` in the answer line), on cases with anchors.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from eval.judged import Judged, share
from eval.match import groups_held

Metric = Callable[[Judged], float | None]


def _ranks(judged: Judged) -> list[int | None] | None:
    """For each anchor group the rank (from 1) of the first passage that holds one of its alternatives."""
    if judged.retrieved is None or not judged.case.anchors:
        return None
    held = [groups_held([text], judged.case.anchors) for text in judged.retrieved]
    groups = range(len(judged.case.anchors))
    return [next((rank for rank, row in enumerate(held, 1) if row[i]), None) for i in groups]


def hit_at(k: int) -> Metric:
    """Retrieval hit@k: 1 if one of the first k passages holds an anchor of the case."""

    def hit(judged: Judged) -> float | None:
        ranks = _ranks(judged)
        return None if ranks is None else float(any(rank is not None and rank <= k for rank in ranks))

    return hit


def recall_at(k: int) -> Metric:
    """Retrieval recall@k: share of the anchor groups that stand in the first k passages."""

    def recall(judged: Judged) -> float | None:
        ranks = _ranks(judged)
        return None if ranks is None else share([rank is not None and rank <= k for rank in ranks])

    return recall


def reciprocal_rank(judged: Judged) -> float | None:
    """MRR: one over the rank of the first passage that holds an anchor, 0 if none does."""
    ranks = _ranks(judged)
    found = [rank for rank in ranks or [] if rank is not None]
    return None if ranks is None else (1 / min(found) if found else 0.0)


def ndcg(judged: Judged) -> float | None:
    """nDCG over anchor groups: the sum of 1/log2(1+rank) of each group's first passage.

    Divided by the best sum with one group a passage (ranks 1..n); one passage that holds several groups may
    earn more than that and counts as 1.
    """
    ranks = _ranks(judged)
    if ranks is None:
        return None
    best = sum(1 / math.log2(1 + rank) for rank in range(1, len(ranks) + 1))
    return min(1.0, sum(1 / math.log2(1 + rank) for rank in ranks if rank is not None) / best)
