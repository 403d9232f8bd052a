"""How near the words that tell an input stand to a number: cues, what is counted, the period it is for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.facts.parts import IN_ALL
from bot.numbers.numerals import size
from bot.numbers.quantities import Quantity
from bot.rules.spec import InputSpec

_BREAK = re.compile(r"[。；;！!？?\n]")
_REACH = 14
"""A cue farther than this many characters from a number does not speak for it."""
_AROUND = 48
"""No cue farther than this is looked for: within its reach and the longest words of who receives."""
_RECEIVER = re.compile(
    r"给(?:我们?|俺们?|咱们?|我司|公司|单位|企业|[厂院校所]里?|这个?)[^，。；、\d]{0,12}(?=[拨批打发给投]了?$|[拨批打投]了?[一共]*$)"
)
"""To whom something was paid, between who paid it and how much (专项给我们这个项目拨了880万): it keeps neither apart."""
_COUNTED = 0.9
_NAMED = 0.8
THINGS = {"个", "家", "项", "件", "台", "套", "种", "支", "所", "座", "户", "次", "笔", "批", "枚", "块", "款", "间"}
DATED = "起"
"""The unit of a term that was counted from a date; only an input whose cue touches it takes it."""


GENERAL = frozenset((*IN_ALL, "前后", "全部", "交了", "缴了", "其中", "里有", "里面有", "里头有", "当中有"))
"""Cues that tell which number of one benefit is meant, or that it was paid in; they name no benefit before others."""
SPENT = frozenset(("花了", "花", "花费", "花掉", "付了", "用了", "掏了", "支出", "砸", "砸了", "砸进去", "核下来"))
"""Cues that tell what was spent, whatever it was spent for."""


def nearness(
    spec: InputSpec,
    quantity: Quantity,
    quantities: Sequence[Quantity],
    text: str,
    without: frozenset[str] = frozenset(),
) -> float:
    """How near a cue of the input stands to the number: 1 touching, 0 none within reach.

    A cue speaks for the number that follows it more than for the one before; a full stop between cuts it off,
    and another number of the same kind between weakens it, as a share of an amount does (900万，七成烧蒸汽). The cues in
    `without` do not count.
    """
    best = _counted(spec.counts, quantity, text)
    low = text.lower()
    first, last = max(0, quantity.start - _AROUND), quantity.end + _AROUND
    others = [q for q in quantities if first <= q.start <= last]
    for cue in (cue for cue in spec.cues if cue not in without):
        at = low.find(cue.lower(), first, last)
        while at >= 0:
            best = max(best, _speaks(cue, (at, at + len(cue)), quantity, others, text))
            at = low.find(cue.lower(), at + 1, last)
    return best


def _speaks(
    cue: str, place: tuple[int, int], quantity: Quantity, quantities: Sequence[Quantity], text: str
) -> float:
    if quantity.start <= place[0] and place[1] <= quantity.end and cue in THINGS:
        return 0.0
    if cue == "人" and text.startswith(_OF_STAFF, place[1]):
        return 0.0  # 人事报上去的是五千 counts no people
    if len(cue) == 1 and any(q.start <= place[0] and place[1] <= q.end for q in quantities if q is not quantity):
        return 0.0
    before = place[1] <= quantity.start
    gap = (place[1], quantity.start) if before else (quantity.end, place[0])
    between = text[gap[0] : gap[1]] if gap[0] <= gap[1] else ""
    between = _RECEIVER.sub("", between) if before else between
    distance = len(between) + 3 * len(re.findall(r"[，,、]", between)) + (0 if before else 2)
    reach = 7 if quantity.unit == DATED else _REACH
    if distance > reach or _BREAK.search(between):
        return 0.0
    if not before and _ASKED.search(between):
        return 0.0  # 一百人次顶多少个全日制学生: what is asked for speaks for no number
    if not before and re.search("[，,]", between) and _followed(place[1], quantity, quantities, text):
        return 0.0  # 店租一年7200，社保三年3万3: 社保 speaks for the number in its own part
    if quantity.unit == DATED and (len(cue) < 2 or re.search(r"[，,、]", between)):
        return 0.0
    alike = (quantity.kind,) if before or quantity.kind != "money" else ("money", "percent", "ratio")
    crossing = any(q.kind in alike and gap[0] <= q.start and q.end <= gap[1] for q in quantities)
    weight = (0.4 if crossing else 1.0) * min(1.0, 0.55 + 0.15 * len(cue))
    return weight * (1 - distance / (_REACH + 1)) + _LONGER * len(cue)


_ASKED = re.compile(r"多少|几[个名人家项]")
_OF_STAFF = ("事", "社", "才", "资", "力")


def _followed(place: int, quantity: Quantity, quantities: Sequence[Quantity], text: str) -> bool:
    """Whether another number of the same kind follows a place before the next mark."""
    end = re.search(r"[，,。；;！？!?]|$", text[place:])
    stop = place + (end.start() if end else 0)
    sums = ("money", "plain")
    alike = sums if quantity.kind in sums else (quantity.kind,)
    return any(q.kind in alike and place <= q.start < stop for q in quantities)


_LONGER = 1e-4
"""Of two cues that stand alike the longer one speaks (固定资产投资总额, not 投资总额)."""


_AFTER_ENDS = re.compile(rf"[，,。；;！？?、\d]|{_ASKED.pattern}")


@functools.cache
def _stands_ahead(noun: str) -> re.Pattern[str]:
    """A thing right before its number; there are as many as the rules name, more than `re` itself keeps compiled."""
    return re.compile(re.escape(noun) + rf"证?[了过有是共的出]{{0,2}}(?:{'|'.join(IN_ALL)})?$")


def _counted(nouns: Iterable[str], quantity: Quantity, text: str) -> float:
    """Whether a number counts one of these things: 3个石家庄工匠, 评上三个, 学徒9名."""
    if quantity.kind not in ("count", "plain"):
        return 0.0
    after = _AFTER_ENDS.split(text[quantity.end : quantity.end + 10])[0]
    before = text[max(0, quantity.start - 12) : quantity.start]
    behind = any(0 <= after.find(noun) <= 4 for noun in nouns)
    ahead = any(noun in before and _stands_ahead(noun).search(before) for noun in nouns)
    return _COUNTED if behind or ahead else 0.0


_OF_NAMED = re.compile(r"(?:[^，,。；;、！？：:（()）\d]{0,4}的|类)?(?:有|是|共)?")


def names_counted(quantity: Quantity, named: Sequence[tuple[int, int]], text: str) -> float:
    """Whether a number counts what a choice names (30个高级工, 副高2个, 高级工的8个); `named`: where choices are named."""
    if quantity.kind != "count":
        return 0.0
    near = any(
        0 <= start - quantity.end <= 4
        or (end <= quantity.start and _OF_NAMED.fullmatch(text, end, quantity.start) is not None)
        for start, end in named
    )
    return _NAMED if near else 0.0


YEAR = re.compile(r"第[一二三四五六1-6]年|头[一两]?年|首年|[今去前明后]年|次年|另外?一年|[上下后]一年|(?:19|20)\d\d年度?")
"""The words that give a number to one year of several."""
_TO = r"[^\d一二两三四五六七八九十，。；、！？]{0,12}$"
_A = r"(?:元|块钱?|钱)?\s*(?:/|每|[一1])\s*个?"
_MONTHLY = "每个?月|[一1]个?月|按月|月租金?|月付|月交|月缴|月供|月均|月薪|月工资"
_QUARTERLY = "每个?季度?|[一1]个?季度?|按季|季均|单季"
_TIMES_A_YEAR = (
    (12, re.compile(rf"(?:{_MONTHLY}){_TO}"), re.compile(rf"{_A}月(?!内)")),
    (4, re.compile(rf"(?:{_QUARTERLY}){_TO}"), re.compile(rf"{_A}季度?(?!内)")),
)
"""How often a year an amount comes, by what stands before it (每月交) and right behind it (元/月)."""


_FOR_EACH = re.compile(r"(?:人均|平均(?:每|一)?个?人|每(?:个人|人|名?职工|名?员工))[^\d，。？！；]{0,8}$")
_HEADS = ("人", "名", "位", "个")


def for_all(spec: InputSpec, quantity: Quantity, quantities: Sequence[Quantity], text: str) -> int:
    """How many people an amount is to be taken for: those told, where the input is for all and the amount for each; else 1."""
    if not spec.of_all or not _FOR_EACH.search(text[: quantity.start]):
        return 1
    heads = [q.value for q in quantities if q.unit in _HEADS and q.kind == "count"]
    return int(max(heads, default=Decimal(1)))


_NO_MARK = r"[^，。；、！？\d]"
_OVER_YEARS = re.compile(
    rf"(?P<n>[两俩二三仨四五六七八九2-9])年(?:的|里|来|间)?{_NO_MARK}{{0,8}}(?:{'|'.join(IN_ALL)}|[总共]){_NO_MARK}{{0,8}}$"
    rf"|(?:[这那头前近整])(?P<those>[两俩二三仨四五六七八九2-9])年(?:(?![每各月均]){_NO_MARK}){{0,8}}[交缴花付掏](?!到)(?:(?![每各月均]){_NO_MARK}){{0,8}}$"
)
"""What stands before an amount of several years together (头三年一共两万七, 这两年实打实交的社保是26800)."""


def yearly(spec: InputSpec, quantity: Quantity, text: str) -> Decimal:
    """The amount for a year where the input asks for it and a month's or a quarter's was told (月租1200 -> 14400), or that of
    several years together (头三年一共两万七 -> 9000)."""
    if spec.per != "year":
        return quantity.value
    over = _OVER_YEARS.search(text[: quantity.start])
    years = size(over["n"] or over["those"]) if over else None
    if years:
        return quantity.value / years
    before = text[: quantity.start]
    return quantity.value * next(
        (n for n, leads, follows in _TIMES_A_YEAR if leads.search(before) or follows.match(text, quantity.end)), 1
    )
