"""What is said of some of a group: 硕士3个（其中一个毕业三年半了）、本科4个 are three groups.

It may stand in brackets, or in clauses of its own: 硕士里头有一个毕业三年了; 9人，其中俩已有称号; 三个高级工在目录里.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.facts.groups import groups_of
from bot.facts.parted import AMONG, GONE
from bot.facts.parts import ASKING
from bot.facts.passed import left_out, without_those_gone
from bot.facts.reader import Mention
from bot.numbers.quantities import Quantity, scan
from bot.rules.model import Rule

_BRACKET = re.compile(r"[（(](?P<said>[^（）()]*)[）)]")
_ALL = re.compile(r"[都均各]|全[部是]|一律|分别")
"""Words of a bracket that speaks of more than the group right before it."""
_NEAR = 4
"""A group that ends no farther than this before a bracket is the one that the bracket speaks of."""
_PEOPLE = ("人", "名", "位", "个")
_UNITS = (*_PEOPLE, "家", "所", "项")
_HAVING = re.compile(r"(?:^|[，,。；])[^，,。；\d]{0,4}(?<![还另又再])有$")
_ALSO = re.compile(r"(?:[，,；;、](?:也|还|另外?|又)(?:有|是)?|、)$")
"""What leads to a number of others among the same."""
_NEXT = re.compile(r"[，,；;]")
_END = re.compile(r"[，,。；;！!？?（(）)]|、(?=(?:[一二两三四五六七八九十]|\d+|俩|仨)[个名位人])")
_GOES_ON = re.compile(
    r"[，,](?=(?:只|也|就|才|没|未|不|已|早|一直|他们?|她们?|这[个些几俩仨])(?!剩|有))[^，,。；;！!？?（(）)\d]*"
)
_ASKS = re.compile(ASKING)

Group = dict[str, Mention]


@dataclass(frozen=True)
class Aside:
    """What is told of some: where it stands, how many they are (None: a whole group), what it tells of them, whether they do
    not count at all (一名半路走了); of which kind they are where it says so; and whether only the group right before it
    can be meant."""

    start: int
    end: int
    count: Mention | None
    told: tuple[Mention, ...]
    gone: bool
    kind: Mention | None = None
    bracket: bool = False


def groups_with_asides(rule: Rule, mentions: Sequence[Mention], text: str) -> tuple[list[Group], list[Mention]]:
    """The groups of a rule's repeatable inputs, and the mentions that no group took.

    Those whom an aside tells apart are a group of their own. A bracket without a number tells of the group right before
    it alone, unless it says that it is of all.
    """
    asides = sorted([*_bracketed(rule, mentions, text), *_spoken(rule, mentions, text)], key=lambda aside: aside.start)
    groups, others = _told_with(rule, mentions, text, asides) if asides else ([], [])
    if _are_more(groups, mentions) and not any(aside.gone for aside in asides):
        groups = [] if _are_all(groups_of(rule, mentions, text), mentions) else groups
    names = rule.repeat.inputs if rule.repeat else ()
    free = [m for m in mentions if m.name not in names]
    if groups:
        taken = {id(m) for group in groups for m in group.values()} | {id(m) for a in asides for m in a.told}
        taken |= {id(m) for m in others}
        return groups, [m for m in free if id(m) not in taken]
    plain = groups_of(rule, mentions, text)
    return plain, free if plain else without_those_gone(mentions, text)


def _are_more(groups: Sequence[Group], mentions: Sequence[Mention]) -> bool:
    """Whether groups hold more people than were told in the one number of them all."""
    return any(sum(numbers) > told for numbers, told in _heads(groups, mentions))


def _are_all(groups: Sequence[Group], mentions: Sequence[Mention]) -> bool:
    """Whether groups hold as many people as were told in the one number of them all (五个人，其中两个…，剩下三个…)."""
    return any(sum(numbers) == told for numbers, told in _heads(groups, mentions))


def _heads(groups: Sequence[Group], mentions: Sequence[Mention]) -> Iterator[tuple[list[Decimal], Decimal]]:
    """The numbers of people in groups, and the greatest that was told."""
    for name in {m.name for group in groups for m in group.values() if m.unit in _PEOPLE}:
        found = [group[name].value for group in groups if name in group]
        told = [m.value for m in mentions if m.name == name and isinstance(m.value, Decimal)]
        if told and len(found) == len(groups):
            yield [value for value in found if isinstance(value, Decimal)], max(told)


def _told_with(
    rule: Rule, mentions: Sequence[Mention], text: str, asides: Sequence[Aside]
) -> tuple[list[Group], list[Mention]]:
    """The groups that asides make of those told outside them, and what was told of the others alone.

    No groups where the asides tell nothing apart.
    """
    inside = [(aside.start, aside.end) for aside in asides]
    outside = [m for m in mentions if not any(start <= m.start < end for start, end in inside)]
    others = _of_the_others(outside, text)
    outside = [m for m in outside if m not in others]
    names = rule.repeat.inputs if rule.repeat else {m.name for m in outside}
    whole = groups_of(rule, outside, _blank(text, inside)) or _only(names, outside)
    split = whole
    for aside in asides:
        split = _told_apart(split, aside, whole) if aside.count or len(whole) > 1 else split
    apart = {id(m) for aside in asides for m in (*aside.told, aside.count)}
    for group in split:
        if not any(id(m) in apart for m in group.values()):
            group.update({m.name: m for m in others})
    tells = len(split) > 1 and (split != whole or any(aside.count for aside in asides))
    return (split, others) if tells else ([], [])


_OTHERS = re.compile(r"(?:别的|其余|其他|其它|剩下|余下)(?:人|的|几个|那些)?[^，,。；;！!？?（(）)]*")
"""A clause that speaks of all who were not told apart (别的都是去年毕业、签两年)."""


def _of_the_others(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """What is told only of those whom no aside told apart; kinds and numbers stand for themselves."""
    spans = [match.span() for match in _OTHERS.finditer(text) if not _ASKS.search(match[0])]
    inside = [m for m in mentions if any(start <= m.start < end for start, end in spans)]
    return [m for m in inside if isinstance(m.value, bool) or m.unit not in (*_UNITS, "")]


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in these places, all else where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _bracketed(rule: Rule, mentions: Sequence[Mention], text: str) -> Iterator[Aside]:
    """The brackets that tell something of some of a group, or of one group of several."""
    names = rule.repeat.inputs if rule.repeat else ()
    for match in _BRACKET.finditer(text):
        inside = [m for m in mentions if match.start() <= m.start < match.end() and m.name in names]
        said = [q for q in scan(text) if match.start() <= q.start < match.end()]
        numbers = [q for q in said if q.unit in _UNITS and not text.startswith("同", q.start - 1)]
        told = tuple(m for m in inside if not any(q.start <= m.start < q.end for q in numbers))
        count = _count(rule, numbers[0]) if len(numbers) == 1 else None
        if count is not None and not any(isinstance(m.value, str) for m in told):
            gone = left_out(count, text) or bool(GONE.match(text, count.end))
            yield Aside(match.start(), match.end(), count, told, gone, bracket=True)
        elif not numbers and not _ALL.search(match["said"]) and any(isinstance(m.value, bool) for m in told):
            yield Aside(match.start(), match.end(), None, told, False, bracket=True)


def _spoken(rule: Rule, mentions: Sequence[Mention], text: str) -> Iterator[Aside]:
    """The clauses that tell something of some of those named before."""
    spoken: list[tuple[int, int]] = []  # where something was said of some; 还有一个 right behind it speaks of others among them
    brackets = [match.span() for match in _BRACKET.finditer(text)]
    for q in scan(text):
        count = _count(rule, q)
        if count is None or _within(q.start, brackets) or any(m.start == q.start and m.name != count.name for m in mentions):
            continue  # the rule has a place of its own for that number (how many are no longer listed)
        last = spoken[-1][1] if spoken else -1
        lead = AMONG.search(text[: q.start]) or _ALSO.search(text[: q.start]) or _having(mentions, text, q)
        if lead is not None and _ALSO.match(lead[0]) and last != lead.start():
            lead = None
        if lead is None and 0 <= last < q.start and _NEXT.fullmatch(text, last, q.start):
            lead = _NEXT.search(text, last, q.start)  # 其中3个是…，4个是…
        kind = _kind_before(mentions, text, lead.start()) if lead else _named_again(mentions, text, q)
        if lead is None and kind is None:
            continue
        again = kind if kind and any(_same_kind(kind, m) for m in mentions if m.start < kind.start) else None
        start = min(place.start() if isinstance(place, re.Match) else place.start for place in (q, lead, again) if place)
        end = _end_of(text, q.end)
        told = tuple(m for m in mentions if q.end <= m.start < end and m is not kind and m.start != q.start)
        gone = left_out(count, text) or bool(GONE.match(text, q.end))
        if lead is None:
            flags = tuple(m for m in told if isinstance(m.value, bool) and not _told_outside(m, mentions, start, end))
            if flags:
                yield Aside(start, end, None, flags, False, kind)
        elif gone or (told and not _other_kinds(told, [m for m in mentions if not _within(m.start, spoken)], start)):
            spoken.append((start, end))
            yield Aside(start, end, count, told, gone, kind)


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _having(mentions: Sequence[Mention], text: str, q: Quantity) -> re.Match[str] | None:
    """Words that tell of some of the group right before them (本科3个，有一个毕业都三年了)."""
    lead = _HAVING.search(text[: q.start])
    group = [m for m in mentions if lead and m.end == lead.start() and (m.unit in _PEOPLE or isinstance(m.value, str))]
    numbers = [m.value for m in mentions if lead and isinstance(m.value, Decimal) and 0 <= lead.start() - m.end <= _NEAR]
    return lead if group and any(value > q.value for value in numbers) else None


def _count(rule: Rule, q: Quantity) -> Mention | None:
    """A number of people or things as the rule's own number of them; None where the rule counts none."""
    if q.unit not in _UNITS:
        return None
    names = rule.repeat.inputs if rule.repeat else [i.spec.name for i in rule.inputs if not i.optional]
    spec = next((i.spec for i in rule.inputs if i.spec.name in names and i.spec.type == "count"), None)
    if spec is None:
        return None
    return Mention(spec.name, q.value, "人" if q.unit in _PEOPLE else q.unit, q.words, q.start, q.end, 0.9)


def _kind_before(mentions: Sequence[Mention], text: str, place: int) -> Mention | None:
    """The named kind that stands right before 里头有…: it says of which group some are told apart."""
    named = (m for m in mentions if isinstance(m.value, str) and text[m.end : place] in ("", "的", "这", "那") and m.end <= place)
    return next(named, None)


def _named_again(mentions: Sequence[Mention], text: str, q: Quantity) -> Mention | None:
    """The kind right behind a number that was named with the same number before (…、高级3个；三个高级工…)."""
    behind = (m for m in mentions if isinstance(m.value, str) and text[q.end : m.start] in ("", "的") and m.start >= q.end)
    kind = next(behind, None)
    before = [m for m in mentions if kind and m.name == kind.name and m.value == kind.value and m.end <= q.start]
    numbers = [m for m in mentions if isinstance(m.value, Decimal) and m.value == q.value and m.end <= q.start]
    beside = any(abs(n.start - m.end) <= 1 or abs(m.start - n.end) <= 1 for m in before for n in numbers)
    return kind if beside else None


def _same_kind(one: Mention, other: Mention) -> bool:
    return one.name == other.name and one.value == other.value


def _told_outside(flag: Mention, mentions: Sequence[Mention], start: int, end: int) -> bool:
    return any(m.name == flag.name and not start <= m.start < end for m in mentions)


def _other_kinds(told: Sequence[Mention], mentions: Sequence[Mention], start: int) -> bool:
    """Whether what is told of some is a kind like those named before: a group of its own, no aside."""
    named = {m.name for m in mentions if isinstance(m.value, str) and m.start < start}
    return any(isinstance(m.value, str) and (m.name in named or not named) for m in told)


def _end_of(text: str, place: int) -> int:
    """Where what is said of some ends: with its clause, and what goes on without a new number or a question."""
    stop = _END.search(text, place)
    end = stop.start() if stop else len(text)
    while (more := _GOES_ON.match(text, end)) and not _ASKS.search(more[0]):
        end = more.end()
    return end


def _only(names: Collection[str], mentions: Sequence[Mention]) -> list[Group]:
    """The one group that mentions tell which name each input once."""
    found = [m for m in mentions if m.name in names]
    return [{m.name: m for m in found}] if found and len({m.name for m in found}) == len(found) else []


def _told_apart(groups: list[Group], aside: Aside, first: Sequence[Group]) -> list[Group]:
    """The groups with the one that an aside speaks of split into those of whom it speaks and the others."""
    whole = _spoken_of(groups, aside, first)
    if whole is None:
        return groups
    some = {**whole, **{m.name: m for m in aside.told}}
    if aside.count is None:
        return [some if group is whole else group for group in groups]
    all_of_them = whole.get(aside.count.name)
    if all_of_them is None or not isinstance(all_of_them.value, Decimal) or not isinstance(aside.count.value, Decimal):
        return groups
    if all_of_them.value == aside.count.value and aside.told and not aside.gone:
        return [some if group is whole else group for group in groups]  # it speaks of all that are left
    if all_of_them.value <= aside.count.value:
        return groups
    if not (aside.told or aside.gone):
        return groups  # some of them are told apart by what makes no difference
    rest = {**whole, aside.count.name: replace(all_of_them, value=all_of_them.value - aside.count.value)}
    split = (rest,) if aside.gone else (rest, {**some, aside.count.name: aside.count})
    return [found for group in groups for found in (split if group is whole else (group,))]


def _spoken_of(groups: Sequence[Group], aside: Aside, first: Sequence[Group]) -> Group | None:
    """The group that an aside speaks of: of its kind, or the one right before it; never one that an aside told apart."""
    starts = [{(m.name, m.start) for m in group.values()} for group in first]
    whole = [g for g in groups if any({(m.name, m.start) for m in g.values()} <= known for known in starts)]
    if aside.kind is not None:
        kind = aside.kind
        whole = [g for g in whole if kind.name in g and g[kind.name].value == kind.value]
    near = [(aside.start - max(m.end for m in said), n, g) for n, g in enumerate(whole) if (said := _before(g, aside.start))]
    gap, _, group = min(near, key=lambda found: found[:2], default=(_NEAR + 1, 0, None))
    return None if aside.bracket and gap > _NEAR else group


def _before(group: Group, start: int) -> list[Mention]:
    """What of a group stands before a place."""
    return [m for m in group.values() if m.start >= 0 and m.end <= start]
