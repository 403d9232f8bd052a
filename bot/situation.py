"""A person's situation, as one rule needs it: the readings of all turns put together, later ones first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from bot.cues import YEAR
from bot.facts import Mention, Reader
from bot.figures import whole_of
from bot.records import records
from bot.rules.model import Rule, RuleInput
from bot.types import Fact, Value


@dataclass(frozen=True)
class Situation:
    """What is known for one rule.

    `given` holds one mapping of inputs, or several where the person named several groups (3个硕士、2个博士; three
    suppliers). `variants` names a choice that was mentioned with several values to be told side by side.
    """

    given: tuple[dict[str, Value], ...]
    facts: tuple[Fact, ...]
    variants: tuple[str, tuple[Value, ...]] | None = None
    told: frozenset[str] = field(default_factory=frozenset)
    """Inputs that the question itself (not an earlier turn) told."""
    sure: float = 0.0
    """How surely the numbers were read: the lowest of the readings used, 1 when there are none."""
    apart: bool = False
    """Whether the mappings of `given` are to be held against each other, not added up."""


def read_situation(
    rule: Rule, texts: Sequence[str], reader: Reader, fixed: Mapping[str, Value] | None = None
) -> Situation:
    """Read the inputs of a rule from the turns of a conversation, oldest first, the question last.

    `fixed` are facts that the person set by hand; they win over every reading.
    """
    specs = [item.spec for item in rule.inputs]
    cued = frozenset(item.spec.name for item in rule.inputs if _needs_a_word(item))
    several_of = rule.repeat.inputs if rule.repeat else ()
    only_one = frozenset(spec.name for spec in specs if spec.name not in several_of)
    base: dict[str, Mention] = {}
    groups: list[dict[str, Mention]] = []
    variants: tuple[str, tuple[Value, ...]] | None = None
    current: list[Mention] = []
    for text in _of_one_person(texts, reader):
        current = _beside_the_name(rule, reader.read(specs, text, cued, only_one), text)
        repeated = _groups(rule, current, text)
        if len(repeated) > 1:
            groups = repeated
            current = [m for m in current if rule.repeat and m.name not in rule.repeat.inputs]
        elif any(rule.repeat and m.name in rule.repeat.inputs for m in current):
            groups = []
        current = [m for m in current if m.sure > 0.5 or text is texts[-1]]
        single, several = _single(current)
        variants = several or (None if any(m.name == variants[0] for m in current) else variants) if variants else several
        base.update(single)
    groups = groups or (records(rule, texts[-1], reader, cued) if texts else [])
    known = {name: mention.value for name, mention in base.items()} | dict(fixed or {})
    each = rule.repeat.each if rule.repeat else {}
    given = [{**known, **{name: m.value for name, m in g.items()}, **each} for g in groups] or [known]
    used = [*base.values(), *(m for group in groups for m in group.values())]
    facts = tuple(m.fact() for m in used if not fixed or m.name not in fixed)
    told = frozenset(m.name for m in reader.read(specs, texts[-1], cued, only_one) if m.sure > 0.5) if texts else frozenset()
    return Situation(tuple(given), facts, variants, told, min((m.sure for m in used), default=1.0))


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

    A name that tells two values of one choice (中华技能大奖、全国技术能手奖励) tells none.
    """
    places = [(text.find(name), len(name)) for name in (rule.title, *rule.aliases) if name in text]
    spans = [(start, start + size) for start, size in places]
    inside = [m for m in mentions if any(a <= m.start and m.end <= b for a, b in spans)]
    outside = [m for m in mentions if m not in inside]
    told = {m.name for m in outside}
    kept = [m for m in inside if m.name not in told and isinstance(m.value, str | bool)]
    alone = [m for m in kept if not any(_other_value(m, other, spans) for other in kept)]
    return sorted([*outside, *alone], key=lambda m: m.start)


def _other_value(one: Mention, other: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the same name tells another value of the same choice."""
    together = any(a <= min(one.start, other.start) and max(one.end, other.end) <= b for a, b in spans)
    return together and one.name == other.name and one.value != other.value


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


def _groups(rule: Rule, mentions: Sequence[Mention], text: str) -> list[dict[str, Mention]]:
    """Pair the mentions of a rule's repeatable inputs, nearest first: 4个硕士、6个本科 gives two groups.

    Kinds lead where several are named (a further number is their total: 一个团队、两个领军人物，三个项目); else numbers
    lead, and a number of which others are a part (5个人里有2个…) is split into the part and the rest.
    """
    if rule.repeat is None:
        return []
    names = rule.repeat.inputs
    of, kinds = _listed(rule, mentions, text)
    lead = max(kinds or names, key=lambda name: (len(of[name]), -names.index(name)))
    if len(of[lead]) < 2:
        return []
    if rule.repeat.within is not None:
        dated = [m for m in of[lead] if YEAR.search(text[max(0, m.start - 10) : m.start])]
        return [{lead: mention} for mention in dated] if len(dated) > 1 else []
    if not kinds:
        of[lead] = _split(of[lead], text)
    groups: list[dict[str, Mention]] = [{lead: mention} for mention in of[lead]]
    for name in names:
        if name == lead:
            continue
        if len(of[name]) == 1 and name not in kinds:
            _give(groups, lead, of[name][0], text)
            continue
        _pair(groups, lead, of[name], text)
    return groups


def _said_once(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """One mention of a choice that is named again (硕士…我硕士), unless the namings stand in one list (一个硕士、一个硕士)."""
    kept = list(mentions[:1])
    for before, mention in pairwise(mentions):
        if mention.value != before.value or re.fullmatch(r"[、，,和与跟]?[一1]?[个名位人]?", text[before.end : mention.start]):
            kept.append(mention)
    return kept


def _listed(
    rule: Rule, mentions: Sequence[Mention], text: str
) -> tuple[dict[str, list[Mention]], list[str]]:
    """The mentions of each repeatable input without totals and repetitions, and the inputs that name several kinds."""
    assert rule.repeat is not None
    names = rule.repeat.inputs
    of = {name: _surely_told([m for m in mentions if m.name == name]) for name in names}
    named = [[m for m in found if isinstance(m.value, str)] for found in of.values()]
    several = max((len(found) for found in named if len({m.value for m in found}) > 1), default=0)
    of = {name: found if 0 < len(found) <= several else _without_total(found, text) for name, found in of.items()}
    terms = {item.spec.name for item in rule.inputs if item.spec.type in ("months", "years", "days", "rate")}
    if rule.repeat.within is None:  # a term that is said again is the same term, a number of people is not
        of = {name: list({m.value: m for m in found}.values()) if name in terms else found for name, found in of.items()}
    kinds = [name for name in names if len({m.value for m in of[name] if isinstance(m.value, str | bool)}) > 1]
    if kinds:
        of = {name: _without_number_of(found, len(of[kinds[0]])) for name, found in of.items()}
    else:
        chosen = [name for name in names if all(isinstance(m.value, str | bool) for m in of[name])]
        of = {name: _said_once(found, text) if name in chosen else found for name, found in of.items()}
    return of, kinds


def _surely_told(mentions: list[Mention]) -> list[Mention]:
    """Without a number that only a far word speaks for, where another has one beside it (过了5亿，到5.2亿)."""
    sure = any(m.sure >= _BESIDE for m in mentions if isinstance(m.value, Decimal))
    far = [m for m in mentions if isinstance(m.value, Decimal) and _BARE < m.sure < _FAR and m.unit == "元"]
    return [m for m in mentions if not (sure and m in far)]


_BESIDE = 0.9
_FAR = 0.62
_BARE = 0.5
"""The surety of a number without any word of its own, as in a list."""
_ALL_TOLD = re.compile(r"\s*(?:人|个人)?(?:一共|总共|合计|合起来|加起来|统共|拢共|全部|都)")


_GONE = re.compile(r"(?:走|退|流失|淘汰|剔除|除去|扣掉|减掉|辞职|离职|退出)了?$")
_NOT_DONE = re.compile(
    r"[^，。；\d]{0,3}(?:没|未|不)(?:有|能)?(?:结业|通过|毕业|合格|参加|来|过|考上|考过|考下|符合"
    r"|评上|选上|获批|批|拿到|入选|录取|达标|签)"
)


def _left_out(mention: Mention, text: str) -> bool:
    """Whether a number counts those who do not count (走了5个没结业)."""
    if not isinstance(mention.value, Decimal) or mention.unit != "人":
        return False
    return bool(_GONE.search(text[: mention.start]) or _NOT_DONE.match(text, mention.end))


def _without_number_of(mentions: list[Mention], kinds: int) -> list[Mention]:
    """Without a lone number of the kinds that are named (三位：第二、第四、第七)."""
    numbers = [m for m in mentions if isinstance(m.value, Decimal)]
    return [m for m in mentions if m not in numbers] if len(numbers) == 1 and numbers[0].value == kinds else mentions


def _without_total(mentions: list[Mention], text: str) -> list[Mention]:
    """Without the number that the others of a list add up to (仨小伙：一个第一，一个第三，一个第五), however often it is said."""
    said = {m.start: m.value for m in mentions}
    again = [m for m in mentions if _ALL_TOLD.match(text, m.end) and any(v == m.value for s, v in said.items() if s < m.start)]
    mentions = [m for m in mentions if m not in again]
    whole = whole_of([m.value for m in mentions if isinstance(m.value, Decimal)])
    split_up = any(m.value == whole and _PART.match(text, m.end) for m in mentions)  # what is left of it counts
    if whole is not None and not split_up:
        mentions = [m for m in mentions if m.value != whole]
    kept = [m for m in mentions if not _left_out(m, text)]
    passed = [m for m in kept if _PASSED.search(text[: m.start])]
    return [m for m in kept if not any(_went_in(m, other, text) for other in passed)]


_PASSED = re.compile(r"(?:过了?|评上了?|选上了?|通过了?|考下来?了?|拿到证的|合格的?|批了|考上了?)的?(?:只有|就|有)?$")
_TRIED = re.compile(r"\s*(?:个?人|名|位|个)?[^，。；\d]{0,4}(?:考|报|参加|推荐|送|评|申)")


def _went_in(mention: Mention, passed: Mention, text: str) -> bool:
    """Whether a number counts those who tried of whom another number passed (6个人考高级，过了俩)."""
    if not (isinstance(mention.value, Decimal) and isinstance(passed.value, Decimal)) or mention.unit != passed.unit:
        return False
    before = mention is not passed and mention.start < passed.start and mention.value > passed.value
    return before and bool(_TRIED.match(text, mention.end))


_PART = re.compile(r"\s*(?:元|万)?(?:[里当之]?中|里[面头]?)[，,]?(?:只?有|的)?|[^，。；\d]{0,6}[，,]?其中")
_REST = re.compile(r"(?:剩下?|其余|余下|其他|别的|另外|另)的?[那就这]?(?:有|是)?$")


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


def _give(groups: list[dict[str, Mention]], lead: str, only: Mention, text: str) -> None:
    """What was named once holds for all groups; but not for the rest of them (2个是中级，剩3个)."""
    rests = [g for g in groups if g[lead].start < 0 or _REST.search(text[: g[lead].start])]
    for group in groups:
        if not any(group is rest for rest in rests):
            group[only.name] = only
        elif isinstance(only.value, bool):
            group[only.name] = replace(only, value=not only.value)


def _pair(groups: list[dict[str, Mention]], lead: str, others: Sequence[Mention], text: str) -> None:
    """Give each group the nearest free mention; a comma between counts as distance."""
    pairs = []
    for row, group in enumerate(groups):
        for mention in others:
            first, second = sorted((group[lead], mention), key=lambda m: m.start)
            between = text[first.end : second.start]
            distance = len(between) + 4 * sum(between.count(mark) for mark in "，,、；;")
            pairs.append((distance, row, mention))
    used: set[int] = set()
    for _, row, mention in sorted(pairs, key=lambda pair: pair[0]):
        if mention.name not in groups[row] and mention.start not in used:
            groups[row][mention.name] = mention
            used.add(mention.start)
