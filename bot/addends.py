"""The benefits that a question names as the terms of a sum: 称号奖加贴息, 建站的加上人头经费, 房租和买房一共."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.compute import Computed
from bot.match import RuleMatcher

_PLUS = r"(?:的|那?[块份笔项])?(?:再|又|还)?加(?:上|(?!起来|一[起块]|班|强|入|工|盟|大|快|总|和|到一))"
_AND = r"(?:的|那?[块份笔项])?(?:和|跟|与|连)"
_SUMMED = r"(?=[^，。？！；]{0,6}(?:一共|总共|统共|拢共|加一?[起块]|加起来|合计|合起来|合一[起块]|全算上))"
_NAME = "[^，。？！；：、\\s加和跟与连]{2,9}?"
_END = (
    "(?:的|那?[块份笔项]|全年|头一年|一年|每年)?"
    "(?=[，。？！；：、\\s]|一共|总共|统共|拢共|合计|加起来|市里|应该|[能可]|到手|多少|总|$)"
)
_TERMS = re.compile(
    f"(?P<first>{_NAME}){_PLUS}(?P<second>{_NAME}){_END}|(?P<one>{_NAME}){_AND}(?P<other>{_NAME}){_END}{_SUMMED}"
)
_FITS = 0.24
"""A term of a few characters speaks of a rule when its card matches it this well ..."""
_ALIKE = 0.15
"""... and no other candidate much better; of those alike, the one that the whole question is nearest to."""
_WHOLE = 0.5
"""How much the whole question counts beside the term."""


def addends(text: str, near: Sequence[Computed], matcher: RuleMatcher) -> set[str]:
    """The ids of the rules that the terms of a sum speak of; empty unless they are different ones that can be had."""
    able = [item for item in near if any(c.outcome in ("computed", "missing") for c in item.calculations)]
    match = _TERMS.search(text)
    if match is None or not able:
        return set()
    terms = [match["first"] or match["one"], match["second"] or match["other"]]
    found = {_meant(scores, able) for scores in matcher.part_scores(terms)}
    return {name for name in found if name} if len(found - {None}) > 1 else set()


def _meant(scores: Mapping[str, float], able: Sequence[Computed]) -> str | None:
    """The rule that a term speaks of, or None."""
    best = max(scores[item.rule.id] for item in able)
    if best < _FITS:
        return None
    alike = [item for item in able if scores[item.rule.id] >= best - _ALIKE]
    return max(alike, key=lambda item: scores[item.rule.id] + _WHOLE * item.score).rule.id
