"""A person's situation, as one rule needs it: the readings of all turns put together, later ones first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.facts.asides import groups_with_asides
from bot.facts.cases import Situation, of_named
from bot.facts.joined import added
from bot.facts.parted import itemised, labelled, pieces
from bot.facts.parts import FEW_WORDS
from bot.facts.reader import Mention, Reader
from bot.facts.records import records
from bot.facts.told import BODIES
from bot.facts.turns import swapped, with_forgotten
from bot.numbers.quantities import scan
from bot.rules.model import Rule, RuleInput
from bot.types import Value


def read_situation(
    rule: Rule, texts: Sequence[str], reader: Reader, fixed: Mapping[str, Value] | None = None
) -> Situation:
    """Read the inputs of a rule from the turns of a conversation, oldest first, the question last.

    `fixed` are facts that the person set by hand; they win over every reading.
    """
    whole = _of_pieces(rule, texts, reader, fixed) or _of_whole(rule, texts, reader, fixed)
    named = of_named(rule, texts, reader, lambda turns, known: read_situation(rule, turns, reader, known), fixed)
    return named if named is not None and _tells_more(rule, named, whole) else whole


def with_remembered(rule: Rule, situation: Situation, turns: Sequence[str], text: str, reader: Reader) -> Situation:
    """A situation with what turns that the question (`text`) does not lean on tell beside it; a number only where a word of its
    own stands beside it. Where it speaks of another person, what was told of oneself is not true of that one."""
    people = reader.phrases.subjects["people"]
    if people.search(text) or any(name in text for name in reader.phrases.others):
        return situation
    specs = [i.spec for i in rule.inputs if not i.spec.of_question and not any(i.spec.name in known for known in situation.given)]
    names = frozenset(spec.name for spec in specs)
    before = {m.name: m for turn in turns for m in reader.read(specs, turn, names, names)}
    told = {name: m.value for name, m in before.items()}
    facts = (*situation.facts, *(m.fact() for m in before.values()))
    return replace(situation, given=tuple({**told, **known} for known in situation.given), facts=facts)


def _of_whole(rule: Rule, texts: Sequence[str], reader: Reader, fixed: Mapping[str, Value] | None) -> Situation:
    """The situation as the turns tell it, all in all."""
    heard = _hear(rule, texts, reader)
    groups = _later_groups(rule, heard, texts, reader) or heard.groups
    cases = records(rule, texts[-1], reader, _cued(rule)) if texts and not groups else []
    own = {name for case in cases for name in case}  # what a case tells of itself is not told of the others
    groups, base = groups or cases, {name: m for name, m in heard.base.items() if name not in own}
    known = {name: mention.value for name, mention in base.items()} | dict(fixed or {})
    each = rule.repeat.each if rule.repeat else {}
    given = [{**known, **{name: m.value for name, m in g.items()}, **each} for g in groups] or [known]
    used = [*base.values(), *(m for group in groups for m in group.values())]
    facts = tuple(m.fact() for m in used if not fixed or m.name not in fixed)
    told = frozenset(m.name for m in heard.read if m.sure > 0.5)
    return Situation(tuple(given), facts, heard.variants, told, min((m.sure for m in used), default=1.0))


def _tells_more(rule: Rule, named: Situation, whole: Situation) -> bool:
    """Whether telling the named apart tells of each as much as all in all does, and more of some or of more cases."""
    each, all_in_all = [[len(told) for told in item.given] for item in (named, whole)]
    if whole.variants or len(all_in_all) == 1 or not all(rule.needed <= told.keys() for told in whole.given):
        return True
    if len(each) >= len(all_in_all) and _numbers(whole) <= _numbers(named):
        return True
    named_each, whole_each = sum(each) * len(all_in_all), sum(all_in_all) * len(each)
    return named_each > whole_each or (named_each == whole_each and len(each) == len(all_in_all))


def _numbers(item: Situation) -> set[str]:
    """The words of the numbers that a situation takes up."""
    return {fact.words for fact in item.facts if isinstance(fact.value, Decimal)}


def _of_pieces(
    rule: Rule, texts: Sequence[str], reader: Reader, fixed: Mapping[str, Value] | None
) -> Situation | None:
    """The situations of the parts of those counted, or of the items of a list, put together; None where nobody is told apart,
    or what kind they are is told of some alone."""
    repeated = [i.spec for i in rule.inputs if (i.spec.name in rule.repeat.inputs if rule.repeat else not i.optional)]
    counted = {spec.name for spec in repeated if spec.type == "count"}
    read = [_of_whole(rule, turns, reader, fixed) for turns in (pieces(texts) if counted else ())]
    given = tuple(told for item in read for told in item.given)
    one_each = len(given) == len(read) or bool(labelled(texts[-1]) or itemised(texts[-1]))
    if not read or not one_each or any(item.variants for item in read) or not all(counted & told.keys() for told in given):
        return None
    kinds = {spec.name for spec in repeated if spec.type == "choice"}
    if len({frozenset(told.keys() & kinds) for told in given}) > 1:
        return None
    facts = tuple(dict.fromkeys(fact for item in read for fact in item.facts))
    told = frozenset().union(*(item.told for item in read))
    return Situation(given, facts, None, told, min(item.sure for item in read))


@dataclass
class _Heard:
    """What the turns told: single mentions by input, groups, a choice with several values; of the last turn all that was
    read and what was taken up; and what stood before it."""

    base: dict[str, Mention] = field(default_factory=dict)
    groups: list[dict[str, Mention]] = field(default_factory=list)
    variants: tuple[str, tuple[Value, ...]] | None = None
    read: Sequence[Mention] = ()
    current: Sequence[Mention] = ()
    before: Mapping[str, Mention] = field(default_factory=dict)
    earlier: Sequence[dict[str, Mention]] = ()


def _hear(rule: Rule, texts: Sequence[str], reader: Reader) -> _Heard:
    """Read the turns one after another; what a later one tells takes the place of what an earlier one told."""
    specs = [item.spec for item in rule.inputs]
    only_one = frozenset(spec.name for spec in specs if not rule.repeat or spec.name not in rule.repeat.inputs)
    heard = _Heard()
    for text in _of_one_person(texts, reader):
        heard.before, heard.earlier = dict(heard.base), list(heard.groups)
        heard.read = reader.read(specs, text, _cued(rule) - _told_before(heard.base, text, texts), only_one)
        current = _that_counts(rule, _beside_the_name(rule, heard.read, text), text)
        repeated, current = groups_with_asides(rule, current, text)
        if repeated:
            heard.groups = repeated
        elif any(rule.repeat and m.name in rule.repeat.inputs for m in current):
            heard.groups = []
        asked = {item.spec.name for item in rule.inputs if item.spec.of_question and text is not texts[-1]}
        heard.current = [m for m in current if (m.sure > 0.5 or text is texts[-1]) and m.name not in asked]
        single, several = _single(_surest(rule, heard.current))
        single = with_forgotten(rule, single, heard.base, text)
        gone = swapped(rule, single, text)
        if several or any(heard.variants and m.name == heard.variants[0] for m in heard.current):
            heard.variants = several
        heard.base = {**{name: m for name, m in heard.base.items() if name not in gone}, **single}
    return heard


def _later_groups(rule: Rule, heard: _Heard, texts: Sequence[str], reader: Reader) -> list[dict[str, Mention]]:
    """The groups of earlier turns with those that the last one adds; else empty."""
    if len(texts) < 2:
        return []
    now = (heard.groups if heard.groups != heard.earlier else []) or [_single(heard.current)[0]]
    return added(rule, heard.before, heard.earlier, now, texts[-1], reader.phrases)


def _cued(rule: Rule) -> frozenset[str]:
    return frozenset(item.spec.name for item in rule.inputs if _needs_a_word(item))


def _told_before(base: Mapping[str, Mention], text: str, texts: Sequence[str]) -> frozenset[str]:
    """The inputs that need no word of their own in a last turn of few words: those told before."""
    return frozenset(base if text is texts[-1] and len(text) <= FEW_WORDS else ())


def _of_one_person(texts: Sequence[str], reader: Reader) -> Sequence[str]:
    """The turns that speak of the person in question: another person (我弟呢) begins anew."""
    others = [name for name in reader.phrases.others if texts and name in texts[-1]]
    if not others or any(name in text for name in others for text in texts[:-1]):
        return texts
    return texts[-1:]


def _needs_a_word(item: RuleInput) -> bool:
    """Whether an input takes a number only beside a word of its own: what the rule can do without."""
    if item.spec.type == "count" and item.spec.unit == "人":
        return False
    return item.optional or (item.assume is not None and item.spec.type == "money")


def _beside_the_name(rule: Rule, mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Without what only the benefit's own name says (合伙创业贷款, 前5名奖励) where the person says otherwise.

    Where the name is nothing but the value (一类创新药), it is told. A name that tells two values of one choice
    (中华技能大奖、全国技术能手奖励) tells none. What is only listed beside the name (B卡和A卡购房补贴) says nothing else of the
    person.
    """
    places = [(text.find(name), len(name)) for name in (rule.title, *rule.aliases) if name in text]
    spans = [(start, start + size) for start, size in places]
    inside = [m for m in mentions if any(a <= m.start and m.end <= b and m.end - m.start < b - a for a, b in spans)]
    outside = [m for m in mentions if m not in inside]
    outside = [m for m in outside if not any(_listed_with(m, other, text) for other in inside)]
    told = {m.name for m in outside}
    kept = [m for m in inside if m.name not in told and isinstance(m.value, str | bool)]
    alone = [m for m in kept if not any(_other_value(m, other, spans) for other in kept)]
    return sorted([*outside, *alone], key=lambda m: m.start)


def _that_counts(rule: Rule, mentions: list[Mention], text: str) -> list[Mention]:
    """Without the values of a choice that a flag denies where it grants others (全日制本科、非全日制硕士).

    Each value has the flag that was told nearest to it. Somebody who has both is judged by the one that counts; where
    people are counted, each has one.
    """
    if any(quantity.unit in BODIES for quantity in scan(text)):
        return mentions
    for flag in (item.spec for item in rule.inputs if item.spec.of):
        told = [m for m in mentions if m.name == flag.name]
        values = [m for m in mentions if m.name == flag.of]
        denied = [v for v in values if told and not min(told, key=lambda m: _distance(m, v, text)).value]
        if denied and len(denied) < len(values):
            gone = [*denied, *(m for m in told if not m.value)]
            mentions = [m for m in mentions if m not in gone]
    return mentions


_APART = re.compile("[，,。；;]")


def _distance(one: Mention, other: Mention, text: str) -> tuple[bool, int]:
    """How far two readings stand from each other; within one part of a sentence they are nearer than beyond it."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return _APART.search(between) is not None, len(between)


def _listed_with(one: Mention, other: Mention, text: str) -> bool:
    """Whether two values of one choice stand in one list, of which the other is part of a benefit's name."""
    first, second = sorted((one, other), key=lambda m: m.start)
    joined = text[first.end : second.start] in ("和", "跟", "与", "、", "及", "还是")
    return one.name == other.name and one.value != other.value and isinstance(one.value, str) and joined


def _other_value(one: Mention, other: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the same name tells another value of the same choice."""
    together = any(a <= min(one.start, other.start) and max(one.end, other.end) <= b for a, b in spans)
    return together and one.name == other.name and one.value != other.value


def _surest(rule: Rule, mentions: Sequence[Mention]) -> list[Mention]:
    """Without the less sure values of a choice that a rule can do without: they are no cases to be told side by side."""
    optional = {item.spec.name for item in rule.inputs if item.optional and item.spec.type == "choice"}
    best = {name: max((m.sure for m in mentions if m.name == name), default=0.0) for name in optional}
    return [m for m in mentions if m.sure >= best.get(m.name, 0.0)]


def _single(mentions: Sequence[Mention]) -> tuple[dict[str, Mention], tuple[str, tuple[Value, ...]] | None]:
    """One mention per input (the surest, then the last), and the choice that was named with several values."""
    best: dict[str, Mention] = {}
    values: dict[str, list[Value]] = {}
    for mention in mentions:
        if mention.name not in best or mention.sure >= best[mention.name].sure:
            best[mention.name] = mention
        if isinstance(mention.value, str) and mention.value not in values.setdefault(mention.name, []):
            values[mention.name].append(mention.value)
    several = next(((name, tuple(found)) for name, found in values.items() if len(found) > 1), None)
    return best, several
