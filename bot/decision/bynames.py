"""Several who are named, each of whom another rule is for (制药厂…；软件公司…): the rules that between them have something for
each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.decision.compute import Computed
from bot.facts.named import Told

_NEAR = 0.5
_CANDIDATES = 6


def by_names(told: Sequence[Told], computed: Sequence[Computed], text: str) -> dict[str, str]:
    """The rules that give something to one of those named each, with the whole question to read; empty unless they are several
    and no two of them give something to the same.

    Each rule reads what is told of those whom it is for; the others' amounts are nothing in it.
    """
    if len(told) < 2 or not computed:
        return {}
    best = computed[0].score
    near = [item for item in computed[:_CANDIDATES] if not item.rule.is_right and item.score >= _NEAR * best]
    chosen: dict[str, str] = {}
    served: set[str] = set()
    for item in near:
        given = [case for case in told if item.reread(case.text).computes]
        if given and not served & {case.name for case in given}:
            chosen[item.rule.id] = text if len(given) > 1 else f"{given[0].text}{given[0].asked}"
            served |= {case.name for case in given}
    return chosen if len(chosen) > 1 else {}
