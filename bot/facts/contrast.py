"""A question about a difference ("B卡的硕士比本科一年多拿多少"): the two situations that are held against each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.facts.cases import Situation
from bot.facts.reader import Mention, Reader
from bot.rules.model import Rule
from bot.types import Value

_THAN = re.compile(
    r"(?P<one>[^，。？！；,?!;]+?)(?:要|能|会)?(?:比|相比|相较于?)"
    r"(?P<other>[^，。？！；,?!;]+?)(?=每|一年|一个月|能|可|会|要|少|高|低|贵|多|差|$)"
)

Told = dict[str, Mention]


def contrasted(rule: Rule, situation: Situation, texts: Sequence[str], reader: Reader) -> Situation:
    """A situation split into the two that the last of `texts` compares; as it was where it compares none.

    Two values told for one input (三口、两口) are held against each other, and so are the kinds on either side of a 比;
    a follow-up that tells one value is held against what was told before.
    """
    mentions = reader.read([item.spec for item in rule.inputs], texts[-1])
    mentions = [m for m in mentions if m.sure > _BARE]
    pair = _around_than(mentions, texts[-1]) or _two_values(mentions) or _before_and_now(rule, mentions, texts, reader)
    if pair is None:
        return situation
    names = {*pair[0], *pair[1]}
    common = {name: value for name, value in situation.given[0].items() if name not in names}
    given = tuple({**common, **{name: m.value for name, m in told.items()}} for told in pair)
    facts = tuple(m.fact() for told in pair for m in told.values())
    kept = tuple(fact for fact in situation.facts if fact.name not in names)
    return replace(situation, given=given, facts=tuple(dict.fromkeys([*kept, *facts])), variants=None, apart=True)


_BARE = 0.5


def _around_than(mentions: Sequence[Mention], text: str) -> tuple[Told, Told] | None:
    """What is told on either side of a 比; what only the first side tells of other inputs holds for both."""
    match = _THAN.search(text)
    if match is None:
        return None
    one = {m.name: m for m in mentions if match.start("one") <= m.start < match.end("one")}
    other = {m.name: m for m in mentions if match.start("other") <= m.start < match.end("other")}
    shared = {name for name in one if name in other and one[name].value != other[name].value}
    if shared:
        return {name: one[name] for name in shared}, {name: other[name] for name in shared}
    kinds = [{name: m for name, m in side.items() if m.value is True} for side in (one, other)]
    return (kinds[0], kinds[1]) if kinds[0] and kinds[1] and kinds[0].keys() != kinds[1].keys() else None


def _two_values(mentions: Sequence[Mention]) -> tuple[Told, Told] | None:
    """The inputs that are told with exactly two values, in the order of the text."""
    values: dict[str, dict[Value, Mention]] = {}
    for mention in mentions:
        values.setdefault(mention.name, {}).setdefault(mention.value, mention)
    two = {name: list(found.values()) for name, found in values.items() if len(found) == 2}
    if not two:
        return None
    return {name: found[0] for name, found in two.items()}, {name: found[1] for name, found in two.items()}


def _before_and_now(
    rule: Rule, mentions: Sequence[Mention], texts: Sequence[str], reader: Reader
) -> tuple[Told, Told] | None:
    """What earlier turns told and the last one tells otherwise."""
    if len(texts) < 2:
        return None
    before: Told = {}
    for text in texts[:-1]:
        before.update({m.name: m for m in reader.read([item.spec for item in rule.inputs], text) if m.sure > _BARE})
    now: Mapping[str, Mention] = {m.name: m for m in mentions}
    changed = [name for name in now if name in before and before[name].value != now[name].value]
    return ({n: before[n] for n in changed}, {n: now[n] for n in changed}) if changed else None
