"""Several persons, products or kinds named together: 4个硕士、6个本科 are two groups of one rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from bot.facts.cues import YEAR
from bot.facts.once import give_once
from bot.facts.parts import IN_ALL
from bot.facts.passed import those_who_count
from bot.facts.reader import Mention
from bot.facts.told import whole_of
from bot.rules.model import Rule


def groups_of(rule: Rule, mentions: Sequence[Mention], text: str) -> list[dict[str, Mention]]:
    """Pair the mentions of a rule's repeatable inputs, nearest first: 4个硕士、6个本科 gives two groups.

    Kinds lead where several are named (a further number is their total: 一个团队、两个领军人物，三个项目); else numbers
    lead, and a number of which others are a part (5个人里有2个…) is split into the part and the rest.
    """
    if rule.repeat is None:
        return []
    names = rule.repeat.inputs
    of, kinds = _listed(rule, mentions, text)
    terms = {item.spec.name for item in rule.inputs if item.spec.type in ("months", "years", "days")}
    lead = rule.repeat.lead or _leading(names, of, kinds, terms)
    if lead is None or len(of[lead]) < 2:
        return []
    if rule.repeat.within is not None:
        dated = [m for m in of[lead] if YEAR.search(text[max(0, m.start - 10) : m.start])]
        dated = dated or (of[lead] if _YEAR_BY_YEAR.search(text[: of[lead][0].start]) else [])
        return [{lead: mention} for mention in dated] if len(dated) > 1 else []
    of = {name: _split(found, text) if name not in terms and name not in kinds else found for name, found in of.items()}
    if lead in kinds:
        of = {name: _with_rest(found, of[lead], text) if name not in (*terms, *kinds) else found for name, found in of.items()}
    groups: list[dict[str, Mention]] = [{lead: mention} for mention in of[lead]]
    for name in names:
        if name == lead:
            continue
        if not kinds and of[lead][0].unit not in _HEADS:
            of[name] = _without_number_of(of[name], of[lead], text)
        of[name] = _said_before(of[name], of[lead])
        if len(of[name]) == 1 and name not in kinds:
            own = [group for group in groups if kinds and _counts(of[name][0], group[lead], text)]
            give_once(own if len(own) == 1 else groups, lead, of[name][0], text)
            continue
        _pair(groups, lead, of[name], text)
        if name in kinds and isinstance(of[name][0].value, bool):
            _carry_on(groups, lead, of[name])
    return groups


def _said_before(flags: list[Mention], led: Sequence[Mention]) -> list[Mention]:
    """Of a yes or no that stands before a list and again behind it (都在目录里的：初级俩，高级一个。要是目录那一成也算), the one
    before it: it is of all."""
    around = all(m.end <= led[0].start or m.start >= led[-1].end for m in flags)
    same = all(isinstance(m.value, bool) and m.value == flags[0].value for m in flags)
    return flags[:1] if flags and same and around and flags[0].end <= led[0].start else flags


def _leading(
    names: Sequence[str], of: Mapping[str, Sequence[Mention]], kinds: Sequence[str], terms: Collection[str]
) -> str | None:
    """The input that makes the groups: a choice that names several kinds, else what is told most often.

    None where that is a year: years alone are no several cases (2020年立的项，钱2022年到的账).
    """
    choices = [name for name in kinds if any(isinstance(m.value, str) for m in of[name])]
    others = [name for name in names if name not in terms and of[name]]
    most = max((len(of[name]) for name in others), default=0)
    flags = [name for name in kinds if len(of[name]) >= most]
    lead = max(choices or flags or others or names, key=lambda name: (len(of[name]), -names.index(name)))
    return None if of[lead] and of[lead][0].unit == "年" else lead


_YEAR_BY_YEAR = re.compile(r"[两二三四五2-5]年(?!多|半)[^，。；\d]{0,8}(?:分别|依次|各)(?:是|为|[花交缴付领拿]了?)?$")
"""What stands before the amounts of several years in a row (两年房租分别是170万和230万)."""


def _carry_on(groups: list[dict[str, Mention]], lead: str, flags: Sequence[Mention]) -> None:
    """A yes or no holds for what follows until it is said otherwise (同一个母公司的1800万；没关系的三家1500万、650万)."""
    for group in groups:
        before = [flag for flag in flags if flag.start < group[lead].start]
        if flags[0].name not in group and before:
            group[flags[0].name] = max(before, key=lambda flag: flag.start)


def _counts(number: Mention, kind: Mention, text: str) -> bool:
    """Whether a number stands right before a kind and counts it alone (产业园，还有3个工作站)."""
    between = text[number.end : kind.start]
    return isinstance(number.value, Decimal) and number.end <= kind.start and between in ("", "的", "新", "市级")


_BESIDE_IT = re.compile(r"(?=.)[、，,和与跟]?[一1]?[个名位人]?")


def _said_once(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """One mention of a choice that is named again (硕士…我硕士), unless the namings stand in one list (一个硕士、一个硕士)."""
    kept = list(mentions[:1])
    for before, mention in pairwise(mentions):
        if mention.value != before.value or _BESIDE_IT.fullmatch(text[before.end : mention.start]):
            kept.append(mention)
    return kept


_BENEFIT = re.compile(r"的?(?:那|这)?(?:块|份|笔)?(?:补贴|补助|奖励|奖金|津贴|钱|待遇)")


def _without_benefits(mentions: list[Mention], text: str) -> list[Mention]:
    """Without a kind that is named again only to name its benefit (4个高级工、2个技师，高级工的补贴加技师的奖励)."""
    again = [
        m
        for n, m in enumerate(mentions)
        if isinstance(m.value, str) and _BENEFIT.match(text, m.end) and any(m.value == other.value for other in mentions[:n])
    ]
    return [m for m in mentions if m not in again]


_AT_IT = re.compile(r"[^，。；、！？：]{0,6}")
_ITS_OWN = re.compile(r"[^，,。；;、！？：:（()）\d]{0,10}")
"""What may stand between a kind and the number that counts it (高级工18个, 一本批次录取的本科4个)."""


def _without_bare(mentions: list[Mention], numbers: Sequence[Mention], text: str) -> list[Mention]:
    """Without a kind that has no number where it is named again with one (管产业园的同志问：一个市级产业园，带3个工作站)."""
    kinds = [m for m in mentions if isinstance(m.value, str)]
    if len({m.value for m in kinds}) < 2:
        return mentions
    behind = [[m for m in kinds if n.end <= m.start and _AT_IT.fullmatch(text[n.end : m.start])] for n in numbers]
    counted = [min(found, key=lambda m: m.start) for found in behind if found]
    counted += [m for m in kinds if any(n.start >= m.end and _ITS_OWN.fullmatch(text, m.end, n.start) for n in numbers)]
    bare = [m for m in kinds if m not in counted and any(m.value == other.value for other in counted)]
    return [m for m in mentions if m not in bare]


def _listed(
    rule: Rule, mentions: Sequence[Mention], text: str
) -> tuple[dict[str, list[Mention]], list[str]]:
    """The mentions of each repeatable input without totals and repetitions, and the inputs that name several kinds."""
    assert rule.repeat is not None
    names = rule.repeat.inputs
    of = {name: _surely_told([m for m in mentions if m.name == name], text) for name in names}
    named = [[m for m in found if isinstance(m.value, str)] for found in of.values()]
    several = max((len(found) for found in named if len({m.value for m in found}) > 1), default=0)
    of = {name: found if 0 < len(found) <= several else _without_total(found, text) for name, found in of.items()}
    terms = {item.spec.name for item in rule.inputs if item.spec.type in ("months", "years", "days", "rate")}
    if rule.repeat.within is None:  # a term that is said again is the same term, a number of people is not
        of = {
            name: list({m.value: m for m in found}.values()) if name in terms and len(found) != several else found
            for name, found in of.items()
        }
    of = {name: _without_benefits(found, text) for name, found in of.items()}
    numbers = [m for found in of.values() for m in found if isinstance(m.value, Decimal) and m.unit in _HEADS]
    of = {name: _without_bare(found, numbers, text) for name, found in of.items()}
    kinds = [name for name in names if len({m.value for m in of[name] if isinstance(m.value, str | bool)}) > 1]
    if kinds:
        led = of[kinds[0]]
        of = {name: _without_number_of(found, led, text) if name not in terms else found for name, found in of.items()}
    else:
        chosen = [name for name in names if all(isinstance(m.value, str | bool) for m in of[name])]
        of = {name: _said_once(found, text) if name in chosen else found for name, found in of.items()}
    return of, kinds


def _surely_told(mentions: list[Mention], text: str) -> list[Mention]:
    """Without a number that only a far word speaks for, where another has one beside it (过了5亿，到5.2亿), unless it stands
    in one list with others or has a year of its own."""
    numbers = [m for m in mentions if isinstance(m.value, Decimal)]
    sure = any(m.sure >= _BESIDE for m in numbers)
    far = [m for m in numbers if _BARE < m.sure < _FAR and m.unit == "元"]
    listed = {
        m.start for a, b in pairwise(numbers) for m in (a, b) if re.fullmatch(r"[、和]", text[a.end : b.start])
    }
    dated = {m.start for m in numbers if YEAR.search(text[max(0, m.start - 10) : m.start])}
    return [m for m in mentions if not (sure and m in far and m.start not in listed | dated)]


_BESIDE = 0.9
_FAR = 0.62
_BARE = 0.5
"""The surety of a number without any word of its own, as in a list."""
_IN_ALL = "|".join(IN_ALL)
_ALL_TOLD = re.compile(rf"\s*(?:人|个人)?(?:{_IN_ALL}|全部|都)")
_SUM = re.compile(rf"{_IN_ALL}|[总共]")
_OF_ITS_OWN = re.compile(r"[^，。；！？]{0,6}(?:分别|各自?)[拿获评得考]")
"""What follows a number of people of whom something is told that is not told of the others (俩职工分别拿了金牌)."""


def _without_number_of(mentions: list[Mention], led: Sequence[Mention], text: str) -> list[Mention]:
    """Without the number of the persons or kinds that are named (三位：第二、第四、第七), however often it is said."""
    numbers = [m for m in mentions if isinstance(m.value, Decimal)]
    if not numbers or any(n.value != len(led) or n.unit not in _HEADS for n in numbers):
        return mentions
    counts = any(_counts(number, kind, text) for number in numbers for kind in led[len(numbers) == 1 :])
    return mentions if counts else [m for m in mentions if m not in numbers]


_HEADS = ("人", "个", "名", "位", "家", "所", "项", "种", "间")


def _without_total(mentions: list[Mention], text: str) -> list[Mention]:
    """Without the number that the others of a list add up to (仨小伙：一个第一，一个第三，一个第五), however often it is said."""
    said = {m.start: m.value for m in mentions}
    again = [m for m in mentions if _ALL_TOLD.match(text, m.end) and any(v == m.value for s, v in said.items() if s < m.start)]
    mentions = [m for m in mentions if m not in again]
    whole = whole_of([m.value for m in mentions if isinstance(m.value, Decimal)])
    if any(m.value == whole and _OF_ITS_OWN.match(text, m.end) for m in mentions):
        whole = None
    sums = [m for m in mentions if m.value == whole]
    if sums and all(m.unit == "元" and not _SUM.search(text[max(0, m.start - 8) : m.start]) for m in sums):
        whole = None  # 800万、1200万、400万: that one is the sum of the others is chance
    split_up = any(m.value == whole and _PART.match(text, m.end) for m in mentions)  # what is left of it counts
    if whole is not None and not split_up:
        mentions = [m for m in mentions if m.value != whole]
    return those_who_count(mentions, text)


_PART = re.compile(r"\s*(?:元|万)?(?:[里当之]中|中(?!级)|里[面头]?)[，,]?(?:只?有|的)?|[^，。；\d]{0,6}[，,]?(?:其中|里[面头])")


def _split(numbers: Sequence[Mention], text: str) -> list[Mention]:
    """Without the total of which other numbers are a part; with what is left of it, where that was not told."""
    whole = next((m for m in numbers if _PART.match(text, m.end)), None)
    if whole is None or not isinstance(whole.value, Decimal):
        return list(numbers)
    parts = [m for m in numbers if m.start > whole.start and isinstance(m.value, Decimal) and m.value < whole.value]
    rest = whole.value - sum(m.value for m in parts if isinstance(m.value, Decimal))
    if not parts or rest < 0:
        return list(numbers)
    others = [m for m in numbers if m is not whole and m not in parts and m.value != whole.value]
    left = [replace(whole, value=rest, start=-1, end=-1)] if rest else []
    return [*others, *parts, *left]


_ARE_THE_REST = re.compile(r"(?:剩下|其余|余下|其他|别的)的?人?(?:都|全|就)?(?:学的|考的)?是?[^，。；\d]{0,3}$")


def _with_rest(numbers: list[Mention], kinds: Sequence[Mention], text: str) -> list[Mention]:
    """Where the last kind is that of all the rest (50个人，15个紧缺工种，剩下都是普通工种), their number for that of all."""
    last, heads = kinds[-1], [m for m in numbers if isinstance(m.value, Decimal) and m.unit in _HEADS]
    if len(heads) != len(kinds) or not _ARE_THE_REST.search(text[: last.start]):
        return numbers
    whole, *values = (m.value for m in heads if isinstance(m.value, Decimal))
    rest = whole - sum(values, Decimal(0))
    return [*heads[1:], replace(heads[0], value=rest, start=last.start, end=last.start)] if rest > 0 else numbers


_NEXT_ONE = 40
"""Added to a distance for each mark that ends what is said of one group."""


def _in_step(
    groups: Sequence[dict[str, Mention]], lead: str, others: Sequence[Mention], text: str
) -> list[tuple[dict[str, Mention], Mention]]:
    """The groups with what is told of each, where both lists go side by side; empty where they do not."""
    if len(others) != len(groups) or any(group[lead].start < 0 for group in groups):
        return []
    ordered = sorted(groups, key=lambda g: g[lead].start), sorted(others, key=lambda m: m.start)
    pairs = list(zip(*ordered, strict=True))
    for group, mention in pairs:
        first, second = sorted((group[lead], mention), key=lambda m: m.start)
        if re.search("[：:；;。]", text[first.end : second.start]):
            return []
    return pairs


def _pair(groups: list[dict[str, Mention]], lead: str, others: Sequence[Mention], text: str) -> None:
    """Give each group the nearest free mention, in order where there are as many; a comma between counts as distance."""
    rest = [mention for mention in others if mention.start < 0]
    others = [mention for mention in others if mention.start >= 0]
    in_order = _in_step(groups, lead, others, text)
    for group, mention in in_order:
        group.setdefault(mention.name, mention)
    if in_order:
        return
    pairs = []
    for row, group in enumerate(groups):
        for mention in others:
            first, second = sorted((group[lead], mention), key=lambda m: m.start)
            between = text[first.end : second.start]
            distance = len(between) + 4 * sum(between.count(mark) for mark in "，,、")
            distance += _NEXT_ONE * sum(between.count(mark) for mark in "；;。")
            pairs.append((distance, row, mention))
    used: set[int] = set()
    for _, row, mention in sorted(pairs, key=lambda pair: pair[0]):
        if mention.name not in groups[row] and mention.start not in used:
            groups[row][mention.name] = mention
            used.add(mention.start)
    for group, left in zip([g for g in groups if rest and rest[0].name not in g], rest, strict=False):
        group[left.name] = left
