"""Further rules of one question: what is to be added to, compared with or held against the first one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.decision.bounds import Bounds
from bot.decision.compute import Computed
from bot.decision.order import rule_each_other_out, sends_on
from bot.decision.ownparts import speaks_for
from bot.decision.share import NAMED
from bot.decision.telling import knows_all
from bot.rules.spec import InputSpec
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_BY_NAME = 0.8
"""A name of five characters that stands in the question calls its rule."""


def beside(
    turn: Understanding,
    best: Computed,
    others: Sequence[Computed],
    shares: Mapping[str, str],
    bounds: Bounds,
) -> list[Computed]:
    """Further rules of the same question: what is to be added, compared or held against the first one."""
    if not turn.wants("total", "together", "conflict", "comparison", "difference", "each") and len(shares) < 2:
        return [item for item in others if _for_the_others(best, item)]
    named = set(turn.documents) - {best.rule.document_id}
    told_apart = len(shares) > 1 or bool(best.situation.names)  # those named are all told of the one benefit
    chosen: list[Computed] = []
    for item in others:
        if sends_on(item) & {other.rule.id for other in (best, *others)}:
            continue
        stands_in = _stands_in(turn, item, [best, *chosen])
        done = any(c.outcome in ("computed", "qualified", "not_eligible") for c in item.calculations)
        of_it = len(shares) < 2 or item.rule.id in shares or (turn.wants("conflict") and not turn.wants("total"))
        rival = of_it and _rivals(best, item, turn, bounds)
        held = max(bounds.rival, bounds.rule_beside * best.score)
        compared = turn.wants("conflict", "comparison") and item.rule.document_id in named and item.score >= held
        added = (
            turn.wants("total", "each")
            and done
            and not (item.rule.is_right and turn.wants("total"))
            and not stands_in
            and item.rule.result.lent in (False, best.rule.result.lent)
            and item.score >= bounds.rule_beside * best.score
            and ((not told_apart and item.grants and _own(item, [best, *chosen], turn)) or item.match.alias >= _BY_NAME)
        )
        added = added or (done and _recalled(turn, item, [best, *chosen]) and item.score >= bounds.recalled)
        shared = best.rule.id in shares and item.rule.id in shares and done and not stands_in
        shared = shared or _of_one_clause(item, [best, *chosen], turn, bounds) or _for_the_others(best, item)
        other = _says_otherwise(item, [best, *chosen], turn, bounds)
        if (rival and turn.wants("conflict", "comparison")) or compared or added or shared or other:
            chosen.append(item)
            named.discard(item.rule.document_id)
    rivals = [item for item in chosen if rule_each_other_out(best.rule, item.rule)] if turn.wants("conflict") else []
    return (rivals or chosen)[:_MOST]


def _rivals(best: Computed, item: Computed, turn: Understanding, bounds: Bounds) -> bool:
    """Whether a rule that rules the first one out is meant as well: it is near, or is told all that it needs and more."""
    told = item.score >= bounds.recalled and knows_all(item) and _own(item, [best], turn)
    return rule_each_other_out(best.rule, item.rule) and (item.score >= bounds.rival or told)


def twin(best: Computed, others: Sequence[Computed]) -> tuple[Computed, InputSpec] | None:
    """The rule of the same document that is as likely and grants the same for another case (which contest, which class of
    drug), where the question does not tell which; with what tells them apart. None where there is none."""
    own = best.rule.one_case
    for item in others:
        same = item.rule.document_id == best.rule.document_id
        theirs = item.rule.one_case if same and item.score >= best.score - _AS_LIKELY else {}
        apart = next((name for name, word in own.items() if theirs.get(name, word) != word), None)
        told = apart is None or any(apart in given for given in best.situation.given)
        if not told and all(c.outcome == "computed" for c in (*best.calculations, *item.calculations)):
            return item, next(i.spec for i in best.rule.inputs if i.spec.name == apart)
    return None


def two_sides(best: Computed, others: Sequence[Computed]) -> list[Computed]:
    """The best rule and the one for the case that it refuses, each with its own case alone, where two cases are held against each
    other (世赛金牌和国赛金牌差多少); empty where one rule is for both or none is for the other."""
    done = _done(best)
    if sorted(done) != [False, True]:
        return []
    for item in others:
        if item.rule.document_id == best.rule.document_id and _done(item) == [not mine for mine in done]:
            own = replace(best, calculations=(best.calculations[done.index(True)],))
            return [own, replace(item, calculations=(item.calculations[done.index(False)],))]
    return []


def _done(item: Computed) -> list[bool]:
    """For each of the situations that are held against each other whether a rule works out a figure; empty where none are."""
    return [c.outcome == "computed" for c in item.calculations] if item.situation.apart else []


def open_case(item: Computed) -> tuple[InputSpec, str] | None:
    """The choice of which a rule is for one case alone (which contest), with that case, where neither it nor the benefit by
    its name was told; None where there is none."""
    if item.match.alias >= _BY_NAME or any(c.outcome != "computed" for c in item.calculations):
        return None
    specs = {i.spec.name: i.spec for i in item.rule.inputs}
    open_ones = ((specs[name], word) for name, word in untold_cases(item).items())
    return next(((spec, word) for spec, word in open_ones if len(spec.choices) > _YES_OR_NO), None)


def untold_cases(item: Computed) -> dict[str, str]:
    """The choices of which a rule is for one case alone that nobody told, with that case."""
    known = {name for given in item.situation.given for name in given}
    return {name: word for name, word in item.rule.one_case.items() if name not in known}


_YES_OR_NO = 2
_AS_LIKELY = 0.12


def _stands_in(turn: Understanding, item: Computed, taken: Sequence[Computed]) -> bool:
    """Whether a rule is another form of one that is taken: the standard before it, or the same benefit of a document that
    is not named, beside one of a document that is."""
    if item.rule.superseded_by == taken[0].rule.id:
        return True
    if item.rule.document_id in turn.documents or turn.wants("conflict", "comparison"):
        return False
    return any(
        rule_each_other_out(other.rule, item.rule) and other.rule.document_id in turn.documents for other in taken
    )


_MOST = 4
"""No more rules than these stand beside the first one."""


def _says_otherwise(item: Computed, taken: Sequence[Computed], turn: Understanding, bounds: Bounds) -> bool:
    """Whether a rule says otherwise what the question is about: the older rule that the first one took the place of, or
    one that alone holds an amount of which the question says that some paper states it."""
    if item.rule.superseded_by == taken[0].rule.id and turn.wants("conflict", "comparison", "validity", "difference"):
        return True
    if not turn.wants("conflict") or item.refused or item.score < bounds.quoted * taken[0].score:
        return False
    known = {number for other in taken for number in other.rule.numbers()}
    return any(claim in item.rule.numbers() and claim not in known for claim in turn.claims)


def _own(item: Computed, taken: Sequence[Computed], turn: Understanding) -> bool:
    """Whether the question tells this rule something that it did not say for the rules taken already.

    Where it does not speak of several things (两样, 加起来), that must be a number, or the kind that the rule cannot do
    without (全国技术能手).
    """
    several = turn.wants("together", "each")
    used = {fact.words for other in taken for fact in other.situation.facts if speaks_for(other, fact)}
    own = [f for f in item.situation.facts if f.name in item.situation.told and f.words not in used]
    return any(several or isinstance(fact.value, Decimal) or fact.name in item.rule.needed_kinds for fact in own)


def _for_the_others(best: Computed, item: Computed) -> bool:
    """Whether a rule is for those whom the first one refuses among several (an I类新药 beside an II类新药)."""
    steps = [step for c in best.calculations for step in c.steps if c.outcome == "computed"]
    sent = [need.fail for need in best.rule.requires if need.instead == item.rule.id]
    return item.computes and any(fail in step for fail in sent for step in steps)


_ALL_OF_IT = re.compile(r"[这那]几[样项笔块]|[这那]些|全部|[都全]算|[^，。？！][这那](?:一?块|摊子?|事)[，,]|加[在到]?一[块起]")
"""Who asks for all that one thing brings (这几样加一块, 光算开店这块), not for benefits by their names."""


def _of_one_clause(item: Computed, taken: Sequence[Computed], turn: Understanding, bounds: Bounds) -> bool:
    """Whether all that a clause grants is asked for, none of it by name, and a rule of it that is not taken yet is told a figure
    or a condition of its own (干满八个月 for the grant beside the rent and the insurance of one shop)."""
    if not turn.wants("total") or item.score < bounds.rule:
        return False
    clauses = {(other.rule.document_id, other.rule.clause.article) for other in (item, *taken)}
    if len(clauses) > 1 or not _ALL_OF_IT.search(turn.text) or any(other.match.alias >= _BY_NAME for other in taken):
        return False
    checked = set().union(*(need.check.names for need in item.rule.requires))
    own = {i.spec.name for i in item.rule.inputs if i.spec.type != "choice" and (i.spec.name in checked or not i.optional)}
    used = {fact.words for other in taken for fact in other.situation.facts}
    told = {fact.name for fact in item.situation.facts if fact.words not in used}
    return knows_all(item) and bool(own & item.situation.told & told)


def _recalled(turn: Understanding, item: Computed, taken: Sequence[Computed]) -> bool:
    """Whether a question adds what was spoken of before (连流片那块算上), with figures that only this rule takes."""
    if not turn.earlier or not turn.wants("together"):
        return False
    used = {
        fact.words for other in taken for fact in other.situation.facts if isinstance(fact.value, Decimal)
    }
    return any(isinstance(fact.value, Decimal) and fact.words not in used for fact in item.situation.facts)


_WITH_BEFORE = re.compile(
    r"[两俩](?![年月天口人名位])[^，。？！\d]{0,8}(?:合|加|共|总)|(?:跟|和|连)(?:我们|前面|上面|刚才|之前|那)[^，。？！]{0,8}(?:加|合|算|共)"
    r"|加上(?:前面|上面|刚才|之前)|合一起|合到一[起块]|再?把[^，。？！]{1,14}(?:算|加|带|捎)(?:上|进)|也(?:给我?)?(?:算|加)(?:上|进)"
    r"|的[^，。？！]{1,6}的[^，。？！\d]{0,3}[加摞凑合归放搁][到在]?一[起块堆]"
)
"""Who asks for the sum of what this turn and an earlier one speak of (俩牌子合计呢, 跟我们加起来, 租的买的摞一块儿)."""


def spoken_before(turn: Understanding, first: Computed, computed: Sequence[Computed], bot: Bot) -> Computed | None:
    """The other rule that the latest of the turns before asked for, as it told it, where this turn asks for the sum of both;
    else None."""
    if not turn.turns or not turn.wants("total") or not _WITH_BEFORE.search(turn.text):
        return None
    for before in reversed(turn.turns):
        scores = bot.matcher.part_scores([before])[0]
        best = max(scores, key=lambda name: scores[name], default="")
        item = next((item for item in computed if item.rule.id == best and scores[best] >= NAMED), None)
        if item is None or item.rule.id == first.rule.id:
            continue
        told = item.reread(before)
        return None if item.rule.is_right or not told.computes else told
    return None
