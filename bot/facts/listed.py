"""What a text lists of a rule's repeatable inputs: each kind and number once, without totals, repetitions and benefits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from bot.facts.cues import YEAR
from bot.facts.parts import IN_ALL
from bot.facts.passed import those_who_count
from bot.facts.reader import Mention
from bot.facts.told import whole_of
from bot.rules.model import Rule


def counts_alone(number: Mention, kind: Mention, text: str) -> bool:
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


_APART = re.compile(r"[，,。；;、！!？?：:（()）\d一二两三四五六七八九十]")


def _called_once(mentions: list[Mention], text: str) -> list[Mention]:
    """One mention of a value that two names beside each other tell (改良型的二类新药)."""
    kept = mentions[:1]
    for before, mention in pairwise(mentions):
        twice = isinstance(mention.value, str) and mention.value == before.value
        if not twice or mention.start < before.end or _APART.search(text[before.end : mention.start]):
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


def listed(
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
    of = {name: _without_benefits(_called_once(found, text), text) for name, found in of.items()}
    numbers = [m for found in of.values() for m in found if isinstance(m.value, Decimal) and m.unit in HEADS]
    of = {name: _without_bare(found, numbers, text) for name, found in of.items()}
    kinds = [name for name in names if len({m.value for m in of[name] if isinstance(m.value, str | bool)}) > 1]
    if kinds:
        led = of[kinds[0]]
        of = {name: without_number_of(found, led, text) if name not in terms else found for name, found in of.items()}
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


def without_number_of(mentions: list[Mention], led: Sequence[Mention], text: str) -> list[Mention]:
    """Without the number of the persons or kinds that are named (三位：第二、第四、第七), however often it is said."""
    numbers = [m for m in mentions if isinstance(m.value, Decimal)]
    if not numbers or any(n.value != len(led) or n.unit not in HEADS for n in numbers):
        opens = [n for n in numbers if n.value == len(led) and n.unit in HEADS and _OPENING.search(text[n.end : led[0].start])]
        return [m for m in mentions if m not in opens]
    counts = any(counts_alone(number, kind, text) for number in numbers for kind in led[len(numbers) == 1 :])
    return mentions if counts else [m for m in mentions if m not in numbers]


_OPENING = re.compile(r"^[^，、；\d]{0,12}[。：:]")
"""What stands behind the number of all those who are told one by one in the next sentence (替两位新同事打听。一个博士、一个…)."""
HEADS = ("人", "个", "名", "位", "家", "所", "项", "种", "间")


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
    split_up = any(m.value == whole and PART.match(text, m.end) for m in mentions)  # what is left of it counts
    if whole is not None and not split_up:
        mentions = [m for m in mentions if m.value != whole]
    return those_who_count(mentions, text)


PART = re.compile(r"\s*(?:元|万)?(?:[里当之]中|中(?!级)|里[面头]?)[，,]?(?:只?有|的)?|[^，。；\d]{0,6}[，,]?(?:其中|里[面头])")
