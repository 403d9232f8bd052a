"""Reading facts out of people's words: which number, choice or yes/no fills which input of a rule.

Every reading carries the words that it came from. Amounts that a person merely quotes or hopes for ("听说补8000",
"每月3000的补贴") are no facts about them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.quantities import Quantity, scan
from bot.rules.model import InputSpec
from bot.types import Fact, Value
from bot.vocabulary import Phrases

_NUMERIC = {"money", "rate", "count", "months", "years", "days", "age"}
_BREAK = re.compile(r"[。；;！!？?\n]")
_REACH = 14
"""A cue farther than this many characters from a number does not speak for it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One reading of one input, with its place in the text and how surely it is meant (0 to 1)."""

    name: str
    value: Value
    unit: str
    words: str
    start: int
    end: int
    sure: float

    def fact(self) -> Fact:
        """The mention as a Fact, without its place."""
        return Fact(self.name, self.value, self.unit, self.words)


def read_mentions(specs: Sequence[InputSpec], text: str, phrases: Phrases) -> list[Mention]:
    """Every reading of the given inputs in one text, in the order of the text.

    A choice that is named with several values, or a number input that several numbers fit, gives several mentions.
    """
    found: list[Mention] = []
    for spec in specs:
        if spec.type == "choice":
            found += _choices(spec, text, phrases)
        elif spec.type == "flag":
            found += _flag(spec, text, phrases)
    numeric = [spec for spec in specs if spec.type in _NUMERIC]
    quantities = told_quantities(text, phrases)
    found += _numbers(numeric, quantities, text, [m for m in found if isinstance(m.value, str)])
    return sorted(found, key=lambda mention: mention.start)


_EACH = re.compile(r"^[一1每](晚|天|日|人|间|个月|月|年|名|位|个)$")
_ABOVE = ("破", "突破", "超", "超过", "过了", "冲破", "迈过", "跨过")
_A_HAIR = Decimal("0.001")
"""Added to an amount of which a person says that it was passed (破1个亿): more than it, by less than can be paid."""


def told_quantities(text: str, phrases: Phrases) -> list[Quantity]:
    """The quantities of a text that are facts about the person: no claims, no "for each" (220一晚, 一人一间), no pointing (这两块)."""
    found = []
    everything = scan(text)
    for quantity in everything:
        pointed = text[: quantity.start].endswith(("这", "那")) and quantity.value <= 10
        if quantity.per or pointed or claimed(quantity, text, phrases) or _is_each(quantity, everything):
            continue
        if quantity.kind == "money" and text[: quantity.start].endswith(_ABOVE):
            quantity = replace(quantity, value=quantity.value + _A_HAIR)
        found.append(quantity)
    return found


def _is_each(quantity: Quantity, everything: Sequence[Quantity]) -> bool:
    """A single unit that touches another quantity stands for "each": 220一晚, 一人一间."""
    if not _EACH.match(quantity.words):
        return False
    return any(q is not quantity and (q.end == quantity.start or q.start == quantity.end) for q in everything)


def claimed(quantity: Quantity, text: str, phrases: Phrases) -> bool:
    """Whether a money quantity is what somebody says the benefit is, not a fact about the person."""
    if quantity.kind not in ("money", "plain"):
        return False
    before = text[max(0, quantity.start - 3) : quantity.start]
    after = text[quantity.end : quantity.end + 6]
    verbs = "|".join(map(re.escape, phrases.claim_verbs))
    given = re.search(rf"({verbs})[了过的你我您给个]?$", before)
    named = re.match(rf"(元|块|块钱)?(钱)?的({verbs})", after) or re.match(rf"(元|块|块钱)?({verbs})(费|款|金)?[，。？！、吗吧]", after)
    return bool(given or named)


def _choices(spec: InputSpec, text: str, phrases: Phrases) -> list[Mention]:
    low = text.lower()
    names = sorted(
        ((alias.lower(), choice.value) for choice in spec.choices for alias in (choice.value, *choice.aliases)),
        key=lambda pair: -len(pair[0]),
    )
    taken = [False] * len(low)
    found: list[Mention] = []
    for alias, value in names:
        for match in re.finditer(_bounded(alias), low):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            if not _negated(low, start, phrases):
                found.append(Mention(spec.name, value, "", text[start:end], start, end, 1.0))
    return found


def _bounded(alias: str) -> str:
    """Latin aliases must stand alone; Chinese ones may stand anywhere."""
    quoted = re.escape(alias)
    return rf"(?<![a-z]){quoted}(?![a-z])" if alias.isascii() else quoted


def _negated(text: str, start: int, phrases: Phrases) -> bool:
    before = text[max(0, start - 3) : start]
    words = "|".join(map(re.escape, phrases.negation))
    return bool(re.search(rf"({words})(有|是|办|拿|持|达到|过|够)?$", before)) and not before.endswith(("要不", "是不", "能不"))


def _flag(spec: InputSpec, text: str, phrases: Phrases) -> list[Mention]:
    low = text.lower()
    taken = [False] * len(low)
    found: list[Mention] = []
    pairs = [(word.lower(), False) for word in spec.no] + [(word.lower(), True) for word in spec.yes]
    for word, value in sorted(pairs, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(word), low):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            answer = value != (value and _negated(low, start, phrases))
            found.append(Mention(spec.name, answer, "", text[start:end], start, end, 1.0))
    return found


def _numbers(
    specs: Sequence[InputSpec], quantities: Sequence[Quantity], text: str, choices: Sequence[Mention]
) -> list[Mention]:
    pairs = []
    for spec in specs:
        for quantity in quantities:
            value = _fitting(spec, quantity)
            if value is not None:
                near = _nearness(spec, quantity, quantities, text)
                if spec.type == "count" and spec.unit in _PEOPLE and _counts(quantity, choices):
                    near = max(near, _COUNTED)
                pairs.append((near, spec, quantity, value))
    pairs.sort(key=lambda pair: -pair[0])
    used: set[int] = set()
    found: list[Mention] = []
    for nearness, spec, quantity, value in pairs:
        if quantity.start in used or (nearness == 0 and not _plausible_alone(spec, quantity, found)):
            continue
        used.add(quantity.start)
        found.append(
            Mention(spec.name, value, spec.unit, quantity.words, quantity.start, quantity.end, 0.5 + nearness / 2)
        )
    return found


_COUNTED = 0.8


def _counts(quantity: Quantity, choices: Sequence[Mention]) -> bool:
    """Whether a number counts what a choice names: 30个高级工, 副高2个."""
    if quantity.unit not in _PEOPLE:
        return False
    return any(0 <= m.start - quantity.end <= 4 or 0 <= quantity.start - m.end <= 1 for m in choices)


def _plausible_alone(spec: InputSpec, quantity: Quantity, found: Sequence[Mention]) -> bool:
    """A number without any cue may fill an input only if its unit is the input's own (two people, not two things)."""
    if spec.type == "count" and (quantity.unit not in _PEOPLE - {"个"} or spec.unit not in _PEOPLE):
        return False
    if any(mention.name == spec.name for mention in found):
        return spec.type in ("money", "count") and quantity.kind in ("money", "count")
    return quantity.kind != "plain"


def _fitting(spec: InputSpec, quantity: Quantity) -> Decimal | None:
    """The quantity in the unit of the input, or None when it is of another kind."""
    kind, value = quantity.kind, quantity.value
    fitted: Decimal | None = None
    if spec.type == "money" and (kind == "money" or (kind == "plain" and value >= 10)):
        fitted = value
    elif spec.type == "rate" and kind == "percent":
        fitted = value
    elif spec.type == "age":
        fitted = value if quantity.unit in ("岁", "周岁") else None
    elif spec.type == "count" and (kind == "plain" or (kind == "count" and _same_unit(spec.unit, quantity.unit))):
        fitted = value
    elif spec.type in ("months", "years", "days"):
        fitted = _period(spec.type, quantity)
    if fitted is None or (spec.max is not None and fitted > spec.max) or (spec.min is not None and fitted < spec.min):
        return None
    return fitted


_PEOPLE = {"人", "名", "位", "口", "个", "个人", "口人", "职工", "员工", "人次"}
_THINGS = {"个", "家", "项", "件", "台", "套", "种", "支", "所", "座", "户", "次", "笔", "批"}


def _same_unit(wanted: str, given: str) -> bool:
    if not wanted or wanted == given:
        return given not in ("岁", "周岁")
    return any(wanted in group and given in group for group in (_PEOPLE, _THINGS))


def _period(wanted: str, quantity: Quantity) -> Decimal | None:
    if quantity.kind == "duration_months":
        if wanted == "months":
            return quantity.value
        if wanted == "years":
            years = quantity.value / 12
            return years if years == years.to_integral_value() or quantity.value < 12 else round(years, 2)
    if quantity.kind == "duration_days" and wanted == "days":
        return quantity.value
    return None


def _nearness(spec: InputSpec, quantity: Quantity, quantities: Sequence[Quantity], text: str) -> float:
    """How near a cue of the input stands to the number: 1 touching, 0 none within reach.

    A cue speaks for the number that follows it more than for the one before; a full stop between cuts it off, and so
    does another number of the same kind.
    """
    best = 0.0
    for cue in spec.cues:
        for match in re.finditer(re.escape(cue.lower()), text.lower()):
            inside = quantity.start <= match.start() and match.end() <= quantity.end
            if inside and cue in _THINGS:
                continue
            before = match.end() <= quantity.start
            gap = (match.end(), quantity.start) if before else (quantity.end, match.start())
            between = text[gap[0] : gap[1]] if gap[0] <= gap[1] else ""
            distance = len(between) + 3 * len(re.findall(r"[，,、]", between)) + (0 if before else 2)
            if distance > _REACH or _BREAK.search(between):
                continue
            crossing = any(q.kind == quantity.kind and gap[0] <= q.start and q.end <= gap[1] for q in quantities)
            weight = (0.4 if crossing else 1.0) * min(1.0, 0.55 + 0.15 * len(cue))
            best = max(best, weight * (1 - distance / (_REACH + 1)))
    return best
