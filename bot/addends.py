"""The benefits that a question names as the terms of a sum: 称号奖加贴息, 建站的加上人头经费, 房租和买房一共."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.compute import Computed
from bot.match import RuleMatcher
from bot.parts import IN_ALL

_PLUS = r"(?:的|那?[块份笔项])?(?:再|又|还)?加(?:上|(?!起来|一[起块]|班|强|入|工|盟|大|快|总|和|到一))"
_AND = r"(?:的|那?[块份笔项])?(?:和|跟|与|连)"
_SUM = f"{'|'.join(IN_ALL)}|前后|加一?[起块]|合一[起块]|全算上"
_SUMMED = f"(?=[^，。？！；]{{0,6}}(?:{_SUM}))"
_NAME = "[^，。？！；：、\\s加和跟与连]{2,9}?"
_END = (
    "(?:的|那?[块份笔项]|全年|头一年|一年|每年)?"
    f"(?=[，。？！；：、\\s]|{_SUM}|市里|应该|[能可]|到手|多少|总|$)"
)
_TERMS = re.compile(
    f"(?P<first>{_NAME}){_PLUS}(?P<second>{_NAME}){_END}|(?P<one>{_NAME}){_AND}(?P<other>{_NAME}){_END}{_SUMMED}"
)
_LIST = re.compile(
    f"(?P<plus>{_NAME}(?:[+＋]{_NAME})+?){_END}"
    f"|(?P<list>{_NAME}(?:、{_NAME})+?)(?:和{_NAME})?(?:[这那][两俩三仨四五]?[样项块笔个份]|{_SUMMED})"
)
"""Terms that are only listed: 创业补助+房租+检测, 创业补助、场地租金、房租这三样."""
_BENEFIT = re.compile(
    r"[^，。？！；、\s和跟与及加连]{2,10}?(?:补贴|补助|奖励|资助|经费|津贴|贴息|奖金|支持)"
    rf"(?=[，。？！；、\s和跟与及加连]|[各第头首]|[一两二三四五]年|分别|{_SUM}|合|多少|$)"
)
"""Terms that are named one beside the other as benefits (房租补助加上她的待业补贴)."""
_FITS = 0.24
"""A term of a few characters speaks of a rule when its card matches it this well ..."""
_ALIKE = 0.15
"""... and no other candidate much better; of those alike, the one that the whole question is nearest to."""
_WHOLE = 0.5
"""How much the whole question counts beside the term."""


def addends(text: str, near: Sequence[Computed], matcher: RuleMatcher) -> set[str]:
    """The ids of the rules that the terms of a sum speak of; empty unless they are different ones that can be had together."""
    able = [item for item in near if any(c.outcome in ("computed", "missing") for c in item.calculations)]
    terms = _terms(text)
    if len(terms) < 2 or not able:
        return set()
    fits = [
        (scores[item.rule.id] + _WHOLE * item.score, n, item.rule)
        for n, scores in enumerate(matcher.part_scores(terms))
        for item in _meant(scores, able)
    ]
    found: dict[int, str] = {}
    ruled_out: set[str] = set()
    for _, n, rule in sorted(fits, key=lambda fit: -fit[0]):  # each term speaks of a rule of its own
        if n not in found and rule.id not in found.values() and rule.id not in ruled_out:
            found[n] = rule.id
            ruled_out |= {exclusion.rule for exclusion in rule.excludes}
    return set(found.values()) if len(found) > 1 else set()


def _terms(text: str) -> list[str]:
    """The words of each term of a sum; empty where none is named."""
    listed = _LIST.search(text)
    if listed is not None:
        return re.split("[+＋、]", listed["plus"] or listed["list"])
    match = _TERMS.search(text)
    if match is not None:
        return [match["first"] or match["one"], match["second"] or match["other"]]
    return [match[0] for match in _BENEFIT.finditer(text)]


def _meant(scores: Mapping[str, float], able: Sequence[Computed]) -> list[Computed]:
    """The rules that a term may speak of."""
    best = max(scores[item.rule.id] for item in able)
    return [item for item in able if scores[item.rule.id] >= max(_FITS, best - _ALIKE)]
