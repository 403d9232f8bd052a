"""Which number of a text fills which numeric input: by kind and unit, and by the cue words that stand near it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bot.facts.alongside import adding_to, years_apart
from bot.facts.cues import DATED, GENERAL, SPENT, THINGS, YEAR, for_all, names_counted, nearness, yearly
from bot.facts.told import since, told_quantities
from bot.numbers.quantities import Quantity
from bot.numbers.spans import spans
from bot.rules.spec import InputSpec
from bot.vocabulary import Phrases

NUMERIC = frozenset({"money", "rate", "count", "months", "years", "days", "age"})
_PEOPLE = {"人", "名", "位", "口", "个", "个人", "口人", "职工", "员工", "人次"}
_AGES = ("岁", "周岁")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text as the value of an input; `sure` is 0.5 without any cue, up to 1."""

    spec: InputSpec
    quantity: Quantity
    value: Decimal
    sure: float


@dataclass(frozen=True, slots=True)
class Around:
    """What else the text says: the places of named choices, and per amount (by its start) how near the cues of
    all the inputs of the book stand to it, by their names."""

    named: Sequence[tuple[int, int]] = ()
    bids: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    cued: frozenset[str] = frozenset()
    """Inputs that take no number unless a word of their own stands near it."""
    single: frozenset[str] = frozenset()
    """Inputs that hold one number only: the nearest; the others are left to other inputs."""
    of_all_rules: bool = False
    """Whether the inputs of all rules are read at once: words that any of them may use (花了) then speak for none."""

    def claims(self, quantity: Quantity, specs: Sequence[InputSpec]) -> float:
        """How near the cues of an input that is not among `specs` stand to the number."""
        own = {spec.name for spec in specs}
        bids = self.bids.get(quantity.start, {})
        return max((near for name, near in bids.items() if name not in own), default=0.0)


_OWN = 0.75
"""A cue of another input takes a number away only if it stands as near as this ..."""
_OUTBID = 0.3
"""... and this much nearer than the input's own cue (工资总额860万，培训经费提多少: the 860万 are wages)."""


def bids(specs: Iterable[InputSpec], text: str, phrases: Phrases) -> dict[int, dict[str, float]]:
    """For each amount of a text the inputs whose cues stand near it: start -> name -> nearness."""
    quantities = told_quantities(text, phrases)
    found: dict[int, dict[str, float]] = {quantity.start: {} for quantity in quantities}
    for spec in specs:
        for quantity in quantities if spec.type in ("money", "rate") else ():
            if _fitting(spec, quantity, text) is not None:
                found[quantity.start][spec.name] = nearness(spec, quantity, quantities, text, GENERAL | SPENT)
    return found


def read_figures(
    specs: Sequence[InputSpec],
    text: str,
    phrases: Phrases,
    as_of: date | None,
    around: Around,
) -> list[Figure]:
    """Give each number of a text to the input whose cues stand nearest."""
    quantities = _with_dates(told_quantities(text, phrases), text, as_of)
    pairs = []
    for spec in specs:
        last, others = years_apart(spec, quantities, text)
        for quantity in quantities:
            value = _fitting(spec, quantity, text)
            if value is None or quantity in others:
                continue
            value *= for_all(spec, quantity, quantities, text)
            same = [quantity, *others] if quantity in last else [quantity]
            near = max(_near(spec, q, quantities, text, around) for q in same)
            if spec.type == "count" and quantity.kind == "money" and near < _TOUCHING:
                continue
            listed = [quantity, *(q for q in quantities if spec.type == "money" and _enumerated(text, quantity, q))]
            if quantity not in last and min(around.claims(q, specs) for q in listed) > max(_OWN, near + _OUTBID):
                continue  # what is said of the one number of a list takes none away from an input that has the others
            pairs.append((near, spec, quantity, value))
    pairs.sort(key=lambda pair: (-pair[0], pair[1].name in around.cued))
    used: set[int] = set()
    found: list[Figure] = []
    for near, spec, quantity, value in [*pairs, *(pair for pair in pairs if pair[0] == 0)]:  # again: a list joins on
        bare = near == 0 and (spec.name in around.cued or not _plausible_alone(spec, quantity, found, text))
        taken = spec.name in around.single and any(figure.spec.name == spec.name for figure in found)
        if quantity.start in used or bare or taken:
            continue
        used.add(quantity.start)
        for more in adding_to(spec, quantity, quantities, text) if spec.adds_up else ():
            value += 0 if more.start in used else _fitting(spec, more, text) or 0
            used.add(more.start)
        found.append(Figure(spec, quantity, value, min(1.0, 0.5 + near / 2)))
    return _exchanged(found, pairs, around)


def _with_dates(told: Sequence[Quantity], text: str, as_of: date | None) -> list[Quantity]:
    """The quantities that are told with the times between two dates and, where no such time holds them, since a date."""
    between = spans(text, as_of)
    passed = [q for q in since(text, as_of) if not any(span.start <= q.start < span.end for span in between)]
    return [*told, *passed, *between]


_BARE = 0.5
_Pair = tuple[float, InputSpec, Quantity, Decimal]


def _exchanged(found: list[Figure], pairs: Sequence[_Pair], around: Around) -> list[Figure]:
    """The figures, with the numbers of two inputs exchanged where one took its own without any word for it and words of both
    speak for the exchange: 总投资正好5亿，固定资产实际投了3.6亿, where 投了 gave 3.6亿 to the whole."""
    near = {(spec.name, quantity.start): (n, value) for n, spec, quantity, value in pairs if n > 0}
    alone = [figure for figure in found if figure.spec.name in around.single]
    for bare in (figure for figure in alone if figure.sure == _BARE):
        for other in (figure for figure in alone if figure.sure > _BARE):
            mine, its = near.get((bare.spec.name, other.quantity.start)), near.get((other.spec.name, bare.quantity.start))
            if mine and its:
                changed = [
                    replace(bare, quantity=other.quantity, value=mine[1], sure=0.5 + mine[0] / 2),
                    replace(other, quantity=bare.quantity, value=its[1], sure=0.5 + its[0] / 2),
                ]
                return [*(figure for figure in found if figure is not bare and figure is not other), *changed]
    return found


_OF_KIND = 0.4
"""How near a term stands to its input right behind a named kind of several."""


def _near(spec: InputSpec, quantity: Quantity, quantities: Sequence[Quantity], text: str, around: Around) -> float:
    """How near the words of an input stand to a number, 0 to 1."""
    near = nearness(spec, quantity, quantities, text, GENERAL | SPENT if around.of_all_rules else frozenset())
    if spec.type == "count":
        near = max(near, names_counted(quantity, around.named, text))
    lasts = spec.type in ("months", "years") and quantity.unit != DATED
    if lasts and spec.name not in around.single and _after_kind(quantity, around, text):
        near = max(near, _OF_KIND)
    return near * _INDEFINITE if _ARTICLE.match(quantity.words) or quantity.about else near


def _after_kind(quantity: Quantity, around: Around, text: str) -> bool:
    """Whether a term stands right behind a named kind of several (10个中级工1年，6个高级工2年)."""
    between = (text[end : quantity.start] for _, end in around.named if 0 <= quantity.start - end <= 2)
    return any(not re.search(r"[，,。；;、]", words) for words in between)


_ARTICLE = re.compile(r"^一[个家所名位种款项座间台套件支]$")
_TOUCHING = 0.5
"""常住人口45万 counts people; an amount of 45万 elsewhere is money."""
_INDEFINITE = 0.5
"""一家企业, 一所大学: hardly more than "a"; any real number of the same thing comes first."""
_LISTED = re.compile(
    r"[、，,；;和与跟及\s]{0,2}(?:另外?|还有|再)?(?:[一二三]?[个家款笔种项]|第[二三四][个家笔]|[甲乙丙丁A-Da-d](?:厂|家|公司|企业)?)?"
    r"(?:(?:是|有|[卖花给投砸付交贷掏捐用])了?)?"
)
"""What stands between two numbers of one list: 、, 和, ，一个卖, ；乙公司."""
_OF_THEM = re.compile(r"(?:剩下?|其余|余下|其中|另外|还有|只有|走了|退了|走掉|少了)的?[有是]?$")
"""What a number stands behind that counts some of those counted before (剩下28个)."""
_WHOLE = re.compile(r"[个名位家人]{0,2}里(?:有|面|头)")
"""What follows a number of which a part is told (这20个里有8个)."""


_VERB = re.compile(r"[一-龥][了有是]$")


def _said_alike(a: Quantity, b: Quantity, text: str) -> bool:
    """Whether two numbers of a kind stand behind the same words (招了40个老乡，紧缺工种招了15个)."""
    first, second = sorted((a, b), key=lambda q: q.start)
    verb = _VERB.search(text[: first.start])
    return verb is not None and a.kind == b.kind and a.start != b.start and text[: second.start].endswith(verb[0])


_GOT = re.compile(r"(?:领|拿|得|补|奖|享受)过了?(?:(?:国家|省|市|区|县)里?|政府)?(?:的|一笔)?$")
"""What was got before (领过市里两百万) is no other amount."""
_PAID = re.compile(r"(?:(?:补|给|发|领|奖|拿|花|交|付)[了过]?|每[人年月名])$")
"""A bare number behind these is money, no count (一个人补1800, 每人每年4000)."""


def _plausible_alone(spec: InputSpec, quantity: Quantity, found: Sequence[Figure], text: str) -> bool:
    """A number without any cue may fill an input only if its unit is the input's own (two people, not two things).

    A further one of the same input must stand beside the one before, as in an enumeration.
    """
    if quantity.unit == DATED or _ARTICLE.match(quantity.words):
        return False
    if quantity.kind == "money" and _GOT.search(text[: quantity.start]):
        return False
    of_them = bool(found) and _OF_THEM.search(text[: quantity.start])
    again = any(f.spec.name == spec.name and _said_alike(quantity, f.quantity, text) for f in found)
    if spec.type == "count" and not (of_them or again) and (quantity.unit not in _PEOPLE - {"个"} or spec.unit not in _PEOPLE):
        return False
    same = [figure.quantity for figure in found if figure.spec.name == spec.name]
    if same and _WHOLE.match(text, quantity.end) and spec.type == "count":
        return True
    if same and quantity.kind in ("count", "plain") and _OF_THEM.search(text[: quantity.start]):
        return True
    if same:
        return any(_enumerated(text, quantity, other) for other in same)
    return quantity.kind != "plain"


def _enumerated(text: str, a: Quantity, b: Quantity) -> bool:
    """Whether two numbers stand in one list: 900万、650万, or by years (第一年9000，第二年1万)."""
    first, second = sorted((a, b), key=lambda q: q.start)
    if all(YEAR.search(text[max(0, q.start - 10) : q.start]) for q in (a, b)):
        return {a.kind, b.kind} <= {"money", "plain"}
    if _said_alike(first, second, text):
        return True
    return a.kind == b.kind and bool(_LISTED.fullmatch(text[first.end : second.start]))


def _fitting(spec: InputSpec, quantity: Quantity, text: str) -> Decimal | None:
    """The quantity in the unit of the input, or None when it is of another kind or out of its limits."""
    kind, value = quantity.kind, quantity.value
    fitted: Decimal | None = None
    if spec.type == "money" and (kind == "money" or (kind == "plain" and value >= 10)):
        fitted = yearly(spec, quantity, text)
    elif spec.type == "rate" and kind == "percent":
        fitted = value
    elif spec.type == "rate" and kind == "ratio" and quantity.unit == "分之":
        fitted = round(value * 100, 2)
    elif spec.type == "age":
        fitted = value if quantity.unit in _AGES else None
    elif spec.is_place:
        fitted = value if _is_place(quantity, text) else None
    elif spec.type == "count" and (
        (kind == "plain" and not _PAID.search(text[: quantity.start]))
        or (kind == "money" and not re.search(r"[元块]", quantity.words))
        or (kind == "count" and _same_unit(spec.unit, quantity.unit))
        or (kind == "date_year" and spec.unit == "年")
    ):
        fitted = value
    elif spec.type in ("months", "years", "days"):
        fitted = _period(spec.type, quantity)
    if fitted is None or (spec.max is not None and fitted > spec.max) or (spec.min is not None and fitted < spec.min):
        return None
    return fitted


_IN_ORDER = re.compile(r"(?:第|前|排|名|名次|位列|位居)[在到是了的第：:]{0,2}$")


def _is_place(quantity: Quantity, text: str) -> bool:
    """Whether a number is a place in an order (第8名, 排100, 前十名)."""
    if quantity.kind == "ordinal":
        return quantity.unit in ("名", "位", "家")
    return quantity.kind in ("plain", "count") and bool(_IN_ORDER.search(text[: quantity.start]))


def _same_unit(wanted: str, given: str) -> bool:
    if not wanted or wanted == given:
        return given not in _AGES
    return any(wanted in group and given in group for group in (_PEOPLE, THINGS))


def _period(wanted: str, quantity: Quantity) -> Decimal | None:
    if quantity.kind == "duration_months":
        if wanted == "months":
            return quantity.value
        if wanted == "years":
            return quantity.value / 12
    if quantity.kind == "duration_days" and wanted == "days":
        return quantity.value
    return None
