"""The numbers of a text that are facts about the person: not what is hoped for, said for each, or pointed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bot.facts.cues import DATED
from bot.facts.halves import of_the_whole_year
from bot.facts.hearsay import claimed
from bot.facts.parts import IN_ALL
from bot.facts.righted import right_ones
from bot.numbers.numerals import atom
from bot.numbers.quantities import Quantity, scan
from bot.numbers.spans import YEARS
from bot.vocabulary import Phrases

_A_HAIR = Decimal("0.001")
"""Added to an amount of which a person says that it was passed (破1个亿): more than it, by less than can be paid.
Taken from an amount that was not reached (不到五千万)."""
_NOBODY = re.compile(r"没有?$")
"""没有一人占两项 counts nobody."""
_POINTED = 3
"""这两块, 那三个 point at what was spoken of; 那6个 counts, and so does 这同一个."""


def whole_of(values: Sequence[Decimal]) -> Decimal | None:
    """The number that all the different others add up to (3, 1, 2 -> 3), if there are at least two others; else None."""
    for whole in values:
        parts = [value for value in values if value != whole]
        if len(parts) > 1 and sum(parts) == whole:
            return whole
    return None


_EACH = re.compile(r"^[一1每](晚|天|日|人|间|个月|月|年|名|位|个|个人)$")
_GETS = re.compile(
    r"(?:人)?(?:能|可以|可|要|得|就|最多|顶多)?(?:补|给|奖|发|领(?!军|导|域|先|队)|拿|扣|报)(?!了?(?:第|[冠亚季]军|[金银铜]|名次|奖牌|证))"
)
_RATE = re.compile(r"[^，。；？！\d]{0,10}(?:补|给|奖|发|贴)[助贴励给]?(?:个|了)?\d")
"""What is given for one, before those that it is wanted for are counted (带一个学徒一年补8000, 那20个人呢)."""
_ABOVE = ("破", "突破", "超", "超过", "冲破", "迈过", "跨过")
_BELOW = ("不到", "不足", "没到", "不满", "没有到", "差点到", "没过")


def told_quantities(text: str, phrases: Phrases) -> list[Quantity]:
    """The quantities of a text that are facts about the person."""
    found = []
    everything = _each_of([*_first_of_two(text), *of_the_whole_year(scan(text), text)], text)
    for quantity in right_ones(everything, text):
        pointed = text[: quantity.start].endswith(("这", "那")) and quantity.value <= _POINTED and quantity.words[0] != "同"
        nobody = quantity.value == 1 and quantity.kind == "count" and _NOBODY.search(text[: quantity.start])
        if quantity.unit in BODIES and _of_all_named(quantity, text, phrases):
            continue
        if _SHORT_OF.search(text[: quantity.start]) and _REACHED.match(text, quantity.end):
            continue
        if _DENIED.search(text[: quantity.start]) and _beside_another(quantity, everything):
            continue
        if _gets_nothing(quantity, text) if quantity.kind == "count" else _within_years(quantity, text):
            continue
        if quantity.kind in ("count", "plain") and (of_benefits(quantity, text) or _is_reckoned(quantity, text, phrases)):
            continue
        if quantity.kind == "count" and quantity.value == 1 and _OWNS.match(text, quantity.end):
            continue
        if quantity.per or pointed or nobody or claimed(quantity, text, phrases) or _is_each(quantity, everything, text):
            continue
        if quantity.kind == "money":
            before = text[: quantity.start].removesuffix("了")
            hair = _A_HAIR if before.endswith(_ABOVE) else -_A_HAIR if before.endswith(_BELOW) else Decimal(0)
            quantity = replace(quantity, value=quantity.value + hair)
        found.append(quantity)
    return found


def _is_reckoned(quantity: Quantity, text: str, phrases: Phrases) -> bool:
    """Whether somebody asks if so many are counted (按三个算六百万对不对)."""
    reckoned = text[: quantity.start].endswith(("按", "照", "当")) and text[quantity.end :].startswith(("算", "计"))
    return reckoned and phrases.claims.search(text) is not None


_SHORT_OF = re.compile(r"(?:就|只|还|仅|才|偏偏|硬是)?差(?:了|个|着)?$")
_REACHED = re.compile(r"钱?[^，。；\d]{0,3}(?:[没未][能有]?(?:够|到|达|满)|就?(?:够|到|达|满)|[，,。！])")
"""What stands around a number by which another one is missed (就差两千块没够到上一档): it is no fact of its own."""
_DENIED = re.compile(r"(?<![是要可])(?:不是|并非|而非|绝非)$")
"""What stands before a number that is denied beside the right one (两年零五个月，不是一年多)."""


def _beside_another(quantity: Quantity, everything: Sequence[Quantity]) -> bool:
    """Whether another number of its kind and unit is told."""
    same = [other for other in everything if (other.kind, other.unit) == (quantity.kind, quantity.unit)]
    return len(same) > 1


_ANOTHER = re.compile(r"(?:另外?|还)(?:有|是)?$")
_A_FIRST = re.compile(r"(?:(?<!没)有|同[一1]?|某)(?:[个款种支家项]|品种)(?![人数月样]|问题|事|情况|疑问|想法)")


_OPENS = re.compile(r"(?:[，,；;。]|(?:另外?|还)(?:有|是)?)$")
_SAME_ONE = re.compile(r"同[一1]?[个款种支家项][^，。；]{1,6}")


def _first_of_two(text: str) -> list[Quantity]:
    """The one that is named without a number before another one (有个原料药…，另外一个制剂…; 同一个药…，另有一个…)."""
    ones = [q for q in scan(text) if q.kind == "count" and q.value == 1]
    lead = _OPENS if _SAME_ONE.search(text) else _ANOTHER
    other = next((q for q in ones if lead.search(text[: q.start])), None)
    first = _A_FIRST.search(text[: other.start]) if other is not None else None
    if other is None or first is None or any(q.unit == other.unit and q.start < other.start for q in scan(text)):
        return []
    return [replace(other, words=first[0], start=first.start(), end=first.end())]


_IN_THE_FIRST = re.compile(r"在[^，。；\d]{0,8}[头前]$")
_WITHIN = re.compile(r"之?[里内]")


def _within_years(quantity: Quantity, text: str) -> bool:
    """Whether a term is one within which somebody is (都在引进后头三年里): nothing is asked for so many years."""
    within = _WITHIN.match(text, quantity.end) and _IN_THE_FIRST.search(text[: quantity.start])
    return quantity.kind == "duration_months" and bool(within)


def _gets_nothing(quantity: Quantity, text: str) -> bool:
    """Whether a number is of those who only share what one gets (跟班组五个人平分), or pay for another (我们老两口凑首付)."""
    shares = _SHARE_IT.match(text, quantity.end) or _SHARED_BY.search(text[: quantity.start])
    return bool(shares or _PAY_FOR.match(text, quantity.end))


_SHARE_IT = re.compile(r"(?:个?人)?(?:来|去|之间|一起|一块)*(?:平分|平摊|均分|均摊|分摊)")
_SHARED_BY = re.compile(r"(?:平摊|平分|均摊|分摊|摊|分)(?:给|到)[^，。；\d]{0,6}$")
_PAY_FOR = re.compile(
    r"(?:子|老的?|人)?(?:一起|一块儿?|都)?(?:帮|替|给(?=[她他孩闺儿女娃])|凑(?!齐|够|满)|掏(?:钱|首付|出)|垫|供(?!职|应))"
)
_OWNS = re.compile(
    r"(?:单位|公司|企业|厂子?|医院|学校|学院|集团)(?:里|今年)?(?:有|评上?|报|建|出)了?(?=[一二两三四五六七八九十俩仨\d])"
)
"""What follows the one that has those counted next (一家单位有一个工作室)."""
_NAMES_BENEFITS = re.compile(r"[块份笔项个样件桩]?(?:钱(?!多少)|牌子|补贴|补助|称号|政策|款子|好处|喜?事儿?(?![业故务]))")
_BENEFITS = ("项", "笔", "份", "块")
_POINTING = ("这", "那", "此")


def of_benefits(quantity: Quantity, text: str) -> bool:
    """Whether a number counts benefits, no people or things (俩牌子都评上, 两笔钱加一起, 这两项)."""
    pointed = quantity.unit in _BENEFITS and text[: quantity.start].endswith(_POINTING)
    return pointed or _NAMES_BENEFITS.match(text, quantity.end) is not None


def told_price(text: str, phrases: Phrases) -> Decimal | None:
    """The one sum of money (yuan) that a text tells as a fact; None where it tells none or several, or one for each month,
    person …"""
    told = [q for q in told_quantities(text, phrases) if q.kind == "money"]
    each = re.search(r"每|一个?月|[一1]年", text[max(0, told[0].start - 6) : told[0].start]) if told else None
    return told[0].value if len(told) == 1 and not each else None


_SUMMED = re.compile(rf"[^，。？！；\d]{{0,14}}(?:{'|'.join(IN_ALL)}|总数|合着|合到?一[起块])")
_OF_ALL = re.compile(r"(?:个?人)?(?:[是都各均全]|互不|[^，。；]{0,2}不(?:同|一样|是一)|的(?:钱|奖|补|租)|[，,。；！？）)]|$)")
"""What follows a number that says again how many those told before are (四个人都不重样, 三人各签三年)."""
_ONE_OF = re.compile(
    r"^(?:另外|还有|又|也有|自家的?)?(?:[一1][个名位]|[我俺咱](?![们俩仨]))|^(?:自己|自家|另外|还有|另有|又)"
    r"|(?<![一-龥])[小老][一-龥]|(?<=[养的有外])[小老](?![微公企板乡家厂师人])[一-龥]|[一1][名位]"
)
"""How a part of a text speaks of one person (小刘拿了…，另外老韩评上…)."""


def without_number_of_all(text: str, phrases: Phrases) -> str:
    """A text without the number of all the people whom it tells one by one (小刘…，小赵…，三个人的钱): none of them is so many.
    Where it stands with a word for them (我俩都) that word says that it is of all."""
    for said in reversed([q for q in scan(text) if q.kind == "count" and _of_all_named(q, text, phrases)]):
        lead = _THEM.search(text[: said.start])
        text = f"{text[: lead.start()]}都{text[said.end :]}" if lead else text[: said.start] + text[said.end :]
    return text


_THEM = re.compile(r"(?:[我咱他她]们?)$")


def _of_all_named(quantity: Quantity, text: str, phrases: Phrases) -> bool:
    """Whether a number is that of the people told one by one before (小刘…，小赵…，三个人合计多少)."""
    part = max(text.rfind(mark, 0, quantity.start) for mark in "，。；！？,;!?（(")
    lead = text[part : quantity.start].strip("，。；！？,;!?（(这那我他们她的")
    summed = _SUMMED.match(text, quantity.end)
    if part < 0 or (lead and not _THEM.search(text[: quantity.start])) or not (summed or _OF_ALL.match(text, quantity.end)):
        return False
    people = phrases.subjects["people"]
    pieces = re.split("[，。；！？：,;!?、]", text[:part])
    apart = [piece for piece in pieces if _ONE_OF.search(piece) or people.search(piece)]
    with_me = text[: quantity.start].endswith(("我", "咱")) and not any(piece.startswith(("我", "咱")) for piece in apart)
    named = len(apart) + with_me
    counted = [q.value for q in scan(text) if q.kind == "count" and q.unit in BODIES and q.end <= part]
    again = quantity.value == named or (len(counted) > 1 and quantity.value == sum(counted))
    return quantity.value > 1 and (named >= quantity.value if summed else again)


_APIECE = re.compile(
    r"(?:各(?:自|家|人|校|队)?|[每一][家个人名位校所队])(?:都|又)?(?:[有是拿得获评建出招报带批设办引投]|评上|拿到|拿下|获得|建成)?了?$"
)
"""What stands before a number that each of those counted before has (三家各有一个)."""
BODIES = frozenset({"人", "名", "位", "家", "所", "个", "队"})
"""The units in which people and firms are counted."""
_FAR = 24


def apiece(quantities: Sequence[Quantity], text: str) -> list[tuple[Quantity, Quantity]]:
    """Those counted and what each of them has: 三家各有两个 gives 三家 and 两个, and so does 三家厂一家两个."""
    counts = [q for q in quantities if q.kind == "count"]
    each = {a.start for a, b in pairwise(counts) if a.value == 1 and a.unit in BODIES and a.end == b.start}
    pairs = pairwise(q for q in counts if q.start not in each)
    return [
        (owners, thing)
        for owners, thing in pairs
        if owners.unit in BODIES and thing.start - owners.end <= _FAR and _APIECE.search(text[: thing.start])
    ]


def _each_of(everything: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities, with what each of several has counted for all of them: 三家各有两个 are six, and no three."""
    pairs = apiece(everything, text)
    counts = [q for q in everything if q.kind == "count"]
    gone = {q.start for owners, thing in pairs for q in counts if owners.start <= q.start < thing.start}
    times = {thing.start: owners.value for owners, thing in pairs}
    return [replace(q, value=q.value * times.get(q.start, 1)) for q in everything if q.start not in gone]


def _is_each(quantity: Quantity, everything: Sequence[Quantity], text: str) -> bool:
    """A single unit that touches another quantity stands for "each": 220一晚, 一人一间."""
    if not _EACH.match(quantity.words):
        return False
    if _GETS.match(text, quantity.end):
        return True
    if _RATE.match(text, quantity.end) and any(_counts_heads(q) and q.start > quantity.end for q in everything):
        return True
    return any(q is not quantity and (q.end == quantity.start or q.start == quantity.end) for q in everything)


def _counts_heads(quantity: Quantity) -> bool:
    return quantity.kind == "count" and quantity.unit in BODIES and quantity.value > 1


_ORDINAL_YEAR = re.compile(
    r"毕业(?:以?后|之后|都|已经|到现在|是)?(?P<year>第(?P<n>[一二三四五六七八九十]|\d{1,2})个?年头?)(?![^，。]{0,2}[级届])"
)
"""In the sixth year after graduating five years and a part have passed."""
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d|(?<!\d)[012]\d(?=年(?:[春夏秋冬初底]|1?\d月|[^，。\d]{0,4}毕业)))年(?:(?P<m>1[0-2]|0?[1-9])月)?"
    r"|(?P<r>大前年|前年|去年|今年)(?!度|新(?:建|设|评|获|批|认|创|命))"
)


_MOST_DATES = 20
"""More dates than these nobody tells of himself."""


def since(text: str, as_of: date | None) -> list[Quantity]:
    """The time passed since a date that a text names (2021年6月毕业, 去年毕业), as months up to `as_of`."""
    if as_of is None:
        return []
    found = []
    for match in _ORDINAL_YEAR.finditer(text):
        passed = atom(match["n"])
        if passed:
            found.append(Quantity(12 * passed - 6, "duration_months", "年", match["year"], *match.span("year")))
    for match in _DATE.finditer(text):
        if match["r"]:
            months = -12 * YEARS[match["r"]]
        else:
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            months = 12 * (as_of.year - year) + (as_of.month - int(match["m"]) if match["m"] else 0)
        if months >= 0:
            kind = "duration_months"
            found.append(Quantity(Decimal(months), kind, DATED, match[0], match.start(), match.end()))  # type: ignore[arg-type]
    return found[:_MOST_DATES]
