"""Several persons, products or kinds named together: 4个硕士、6个本科 are two groups of one rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.facts.cues import YEAR
from bot.facts.listed import HEADS, PART, counts_alone, listed, without_number_of
from bot.facts.once import give_once
from bot.facts.reader import Mention
from bot.rules.model import Rule


def groups_of(rule: Rule, mentions: Sequence[Mention], text: str) -> list[dict[str, Mention]]:
    """Pair the mentions of a rule's repeatable inputs, nearest first: 4个硕士、6个本科 gives two groups.

    Kinds lead where several are named (a further number is their total: 一个团队、两个领军人物，三个项目); else numbers
    lead, and a number of which others are a part (5个人里有2个…) is split into the part and the rest.
    """
    if rule.repeat is None:
        return []
    names = rule.repeat.inputs
    of, kinds = listed(rule, mentions, text)
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
        if not kinds and of[lead][0].unit not in HEADS:
            of[name] = without_number_of(of[name], of[lead], text)
        of[name] = _said_before(of[name], of[lead])
        if len(of[name]) == 1 and name not in kinds:
            own = [group for group in groups if kinds and counts_alone(of[name][0], group[lead], text)]
            give_once(own if len(own) == 1 else groups, lead, of[name][0], text)
            continue
        _give_several(groups, lead, of[name], text, name in kinds)
    return groups


def _give_several(groups: list[dict[str, Mention]], lead: str, told: Sequence[Mention], text: str, kind: bool) -> None:
    """Give the groups what was told several times: a choice that stands before some of them holds for those."""
    heads = _heads_them(groups, lead, told)
    if not heads:
        _pair(groups, lead, told, text)
    if kind and (heads or isinstance(told[0].value, bool)):
        _carry_on(groups, lead, told)


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


def _heads_them(groups: Sequence[dict[str, Mention]], lead: str, others: Sequence[Mention]) -> bool:
    """Whether a choice is told of several groups at once, before them (I类的：一期、二期；II类的：一期)."""
    named = all(isinstance(m.value, str) for m in others)
    return named and 1 < len(others) < len(groups) and others[0].start < min(group[lead].start for group in groups)


def _carry_on(groups: list[dict[str, Mention]], lead: str, flags: Sequence[Mention]) -> None:
    """What is told before some groups holds for those that follow until it is said otherwise (同一个母公司的1800万；没关系的三家
    1500万、650万)."""
    for group in groups:
        before = [flag for flag in flags if flag.start < group[lead].start]
        if flags[0].name not in group and before:
            group[flags[0].name] = max(before, key=lambda flag: flag.start)


def _split(numbers: Sequence[Mention], text: str) -> list[Mention]:
    """Without the total of which other numbers are a part; with what is left of it, where that was not told."""
    whole = next((m for m in numbers if PART.match(text, m.end)), None)
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
    last, heads = kinds[-1], [m for m in numbers if isinstance(m.value, Decimal) and m.unit in HEADS]
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
