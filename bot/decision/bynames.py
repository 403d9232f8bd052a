"""Several who are named, each of whom another rule is for (制药厂…；软件公司…): the rules that between them have something for
each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.decision.compute import Computed
from bot.facts.named import Told


class Shares(dict[str, str]):
    """For each rule the text that speaks of it. `complete`: each holds all that is told of its own (of those named)."""

    complete = False


_NEAR = 0.5
_CANDIDATES = 6


def by_names(told: Sequence[Told], computed: Sequence[Computed], text: str) -> dict[str, str]:
    """For each of several rules that between them give something to those named, the text to read: what is told of the one that
    it is for, or the whole question where it is for several of them, in which it gives the others nothing.

    Empty unless the rules are several; the nearer one keeps those whom two are for.
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
