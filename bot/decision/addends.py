"""The benefits that a question names as the terms of a sum: 称号奖加贴息, 建站的加上人头经费, 房租和买房一共."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product

from bot.decision.compute import Computed
from bot.decision.match import RuleMatcher
from bot.decision.order import rule_each_other_out
from bot.facts.parts import IN_ALL
from bot.rules.model import Rule

_PLUS = r"(?:的|那?[块份笔项])?(?:，?(?:再|又|还))?加(?:上|(?!起来|一[起块]|班|强|入|工|盟|大|快|总|和|到一))"
_AND = r"(?:的|那?[块份笔项])?(?:和|跟|与|连)"
_SUM = f"{'|'.join(IN_ALL)}|前后|加一?[起块]|合一[起块]|[全都]算上?"
_SUMMED = f"(?=[^，。？！；、]{{0,6}}(?:{_SUM}))"
_SUMMED_LATER = f"(?=[，][^，。？！；、]{{0,8}}(?:{_SUM}))"
_NAME = "[^，。？！；：、\\s加和跟与连]{2,9}?"
_END = (
    "(?:的|那?[块份笔项]|全年|头一年|一年|每年)?"
    f"(?=[，。？！；：、\\s]|{_SUM}|市里|应该|[能可]|到手|多少|总|$)"
)
_TERMS = re.compile(
    f"(?P<first>{_NAME}){_PLUS}(?P<second>{_NAME}){_END}|(?P<one>{_NAME}){_AND}(?P<other>{_NAME}){_END}{_SUMMED}"
    f"|(?:^|[，。；])[光就只单]算?(?:[拿说]|是)?(?P<only>{_NAME}){_AND}(?P<too>{_NAME}){_END}"
)
_LIST = re.compile(
    f"(?:(?P<lead>{_NAME}){_PLUS})?(?:(?P<plus>{_NAME}(?:[+＋]{_NAME})+?){_END}"
    f"|(?P<list>{_NAME}(?:、{_NAME})+?)(?:和{_NAME})?(?:[这那]?[两俩三仨四五几][样项块笔份]|[这那][样项块笔个份]|{_SUMMED}|{_SUMMED_LATER}))"
)
"""Terms that are only listed: 创业补助+房租+检测, 创业补助、场地租金、房租这三样."""
_BENEFIT = re.compile(
    r"[^，。？！；、\s和跟与及加连]{2,10}?(?:补贴|补助|奖励|资助|经费|津贴|贴息|奖金|支持)"
    rf"(?=[，。？！；、\s和跟与及加连]|[各第头首]|[一两二三四五]年|分别|{_SUM}|合|多少|$)"
)
"""Terms that are named one beside the other as benefits (房租补助加上她的待业补贴)."""
_ONLY_A_NUMBER = re.compile(r"[一两二俩三仨四五六七八九十几\d]+[个名位家项座套]?")
"""What names no benefit (再加两个总工会命名的)."""
_FITS = 0.22
"""A term of a few characters speaks of a rule when its card matches it this well ..."""
_ALIKE = 0.15
"""... and no other candidate much better; of those alike, the one that the whole question is nearest to."""
_WHOLE = 0.5
"""How much the whole question counts beside the term."""


def sums_up(text: str) -> int:
    """How many terms of a sum a text names one beside the other, as such; 0 where it names none."""
    *said, _ = _terms(text)
    return max(map(len, said), default=0)


def terms_first(text: str, ranked: Sequence[Computed], shares: Collection[str]) -> list[Computed]:
    """The rules that the terms of a sum speak of before all others, however near those are (社保那笔先别算，光…跟…)."""
    return sorted(ranked, key=lambda item: item.rule.id not in shares) if shares and sums_up(text) > 1 else list(ranked)


def addends(text: str, near: Sequence[Computed], matcher: RuleMatcher) -> set[str]:
    """The ids of the rules that the terms of a sum speak of; empty unless they are different ones that can be had together."""
    able = [item for item in near if any(c.outcome in ("computed", "missing") for c in item.calculations)]
    for said in _terms(text) if able else ():
        terms = list(dict.fromkeys(said))[:_MOST_TERMS]
        found = _spoken_of(terms, able, matcher) if len(terms) > 1 else set()
        if found:
            return found
    return set()


def _spoken_of(terms: Sequence[str], able: Sequence[Computed], matcher: RuleMatcher) -> set[str]:
    """The ids of the different rules that terms speak of; empty unless those of two at least can be had together."""
    whole = {item.rule.id: _WHOLE * item.score + _told(item) + _COMPUTED * item.computes for item in able}
    meant = [
        sorted(
            ((scores[item.rule.id] + whole[item.rule.id] + _named(item.rule, term), item.rule) for item in _meant(scores, able)),
            key=_fit,
        )[:_FEW]
        for term, scores in zip(terms, matcher.part_scores(terms), strict=True)
    ]
    found = max(product(*([*rules, None] for rules in meant)), key=_worth, default=())
    named = {fit[1].id for fit in found if fit is not None}
    if len(found) - len(named) == 1:
        named |= _of_their_clause(named, able)
    return named if len(named) > 1 and _worth(found)[0] else set()


def _of_their_clause(named: Collection[str], able: Sequence[Computed]) -> set[str]:
    """The rule of the one clause that all those named are of which the whole question is nearest to, for a term that is too short
    to speak of any (启动的、社保的、房租的)."""
    clauses = {_clause(i) for i in able if i.rule.id in named}
    others = [i for i in able if i.computes and i.rule.id not in named and _clause(i) in clauses and not i.rule.result.lent]
    nearest = max(others, key=lambda item: item.score, default=None)
    return {nearest.rule.id} if len(clauses) == 1 and nearest is not None else set()


def _clause(item: Computed) -> tuple[str, str]:
    return item.rule.document_id, item.rule.clause.article


def _told(item: Computed) -> float:
    """More for a rule to which the question tells an amount of its own (an office's rent, no flat's), some for another number
    (the months of a rent, which no purchase takes)."""
    told = [fact for fact in item.situation.facts if fact.name in item.situation.told]
    if any(fact.unit == "元" for fact in told):
        return _AMOUNT_TOLD
    return _NUMBER_TOLD if any(isinstance(fact.value, Decimal) for fact in told) else 0.0


def _named(rule: Rule, term: str) -> float:
    """More for a rule whose name holds the term as it stands (一次性创业补助 for 创业补助)."""
    return _BY_NAME if any(term in name for name in (rule.title, *rule.aliases)) else 0.0


_BY_NAME = 0.15
_COMPUTED = 0.05
"""More for a rule that has all it needs."""
_AMOUNT_TOLD = 0.1
_NUMBER_TOLD = 0.05
_FEW = 4
_MOST_TERMS = 5
"""Of so many terms each may speak of so many rules: every way to choose among them is tried."""
_Fit = tuple[float, Rule]


def _fit(fit: _Fit) -> float:
    return -fit[0]


def _worth(chosen: Sequence[_Fit | None]) -> tuple[bool, int, float]:
    """How good it is to let each term speak of its rule: of one of its own, as many as possible, none that rules out another."""
    rules = [fit[1] for fit in chosen if fit is not None]
    ids = {rule.id for rule in rules}
    together = len(ids) == len(rules) and not any(rule_each_other_out(*pair) for pair in combinations(rules, 2))
    return together, len(rules), sum(fit[0] for fit in chosen if fit is not None)


def _terms(text: str) -> Iterator[list[str]]:
    """The words of each term of a sum, in each way in which a text may name them, the plainest first."""
    for listed in _LIST.finditer(text):
        lead = [listed["lead"]] if listed["lead"] else []
        yield [*lead, *re.split("[+＋、]", listed["plus"] or listed["list"])]
    for match in _TERMS.finditer(text):
        names = [name for name in match.groups() if name]
        if not any(_ONLY_A_NUMBER.fullmatch(name) for name in names):
            yield names
    yield [match[0] for match in _BENEFIT.finditer(text)]


def _meant(scores: Mapping[str, float], able: Sequence[Computed]) -> list[Computed]:
    """The rules that a term may speak of."""
    best = max(scores[item.rule.id] for item in able)
    return [item for item in able if scores[item.rule.id] >= max(_FITS, best - _ALIKE)]
