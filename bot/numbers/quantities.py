"""Amounts, shares, terms and counts in what people write: 30万, 三十万, 30w, 1.2亿, 95万9, 五成, 一年半,
俩月, 3个硕士.

`scan` finds them in a sentence; `bot.numbers.replies` reads one answer to one question.
Numbers that name something (第八条, 〔2021〕42号, B卡, 三类, 9月10日, 十四五) are no quantities.
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from decimal import Decimal

from bot.numbers.numerals import (
    ARABIC,
    CHINESE,
    POINT,
    RUN,
    WIDE,
    Found,
    Kind,
    Quantity,
    atom,
    free,
    read_chinese,
)
from bot.numbers.periods import ages, dates, ordinals, periods, stretches
from bot.numbers.portions import shares

__all__ = ["Kind", "Quantity", "scan"]

_MULTIPLIERS = {
    "百亿": 10**10, "千亿": 10**11, "十亿": 10**9, "千万": 10**7, "百万": 10**6, "十万": 10**5,
    "亿": 10**8, "万": 10**4, "w": 10**4, "W": 10**4, "千": 10**3, "k": 10**3, "K": 10**3, "百": 100,
}  # fmt: skip
_MULT = "|".join(_MULTIPLIERS)

_COUNT_UNITS = (
    "人次|个人(?!力|才)|号人|口人|平方米|平米|㎡|学时|课时|小时|周岁|职工|员工"
    r"|平(?![均时安常台])|人(?!力资|才(?![\d一二两三四五半租满学干签住交缴])|社|事[局部]|[均次]|工智|大代)|名|个|家|项|口(?![气碑岸号味头径])|位|件|台|套|户|次|笔|批|所|座|间|份|亩|岁|种|支|条|枚|款(?!项|子|额)|块(?=奖牌|金牌|银牌|铜牌|牌)"
    r"|本(?=[^，。；！？\d]{0,6}(?:证|[初中高]级工|技师))|张(?=[初中高]级工|[高级]{0,2}技师)"
)
_UNIT_AFTER = rf"\s*(?:年|个|月|季度|天|晚|日|号|周|%|‰|倍|折|成|元|块|岁|级|类|{_COUNT_UNITS})"
_EACH = re.compile(
    r"(?<=[二三四五六七八九百千万亿wWkK])一(?=(?:个月|个季度|季度|年|月|天|晚|人|家|户)(?!十|百|千|万))"
)
"""The 一 that means "each" behind an amount (三千五一个月, 38万一年): it is no digit of the amount."""
_AND_A_HALF = re.compile(r"(?P<n>[\d一二两三四五六七八九十])个半(?=亿)")
"""七个半亿 is 7.5亿 in as many characters."""
_TOGETHER = re.compile(r"(?<=[二三四五六七八九百千万亿wWkK])一(?=[共起并同])")
"""The 一 of 一共, 一起, 一并 behind an amount (50万一共): no digit either."""
_NUMBER = re.compile(
    rf"(?P<a>{ARABIC})\s?(?P<m1>[多余来])?(?:个[多来]?(?=亿))?(?P<m>{_MULT})?(?![a-zA-Z])|(?P<c>{CHINESE})|(?P<few>[俩仨])"
)
_TAIL = re.compile(
    rf"零?(?P<a>{ARABIC})(?P<m>千万|百万|十万|万|千|百)|零(?P<z>{ARABIC})(?!{_UNIT_AFTER})|(?P<d>[1-9])(?![\d.,]|[共起并同]|{_UNIT_AFTER})|(?P<c>{CHINESE})"
)


@functools.lru_cache(maxsize=2048)
def scan(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order, without overlaps; offsets count characters of `text`.

    Kept for the next reader: every input of every rule reads the same few texts.
    """
    plain = _AND_A_HALF.sub(_with_point, text.translate(WIDE))
    plain = POINT.sub(".", _EACH.sub("1", _TOGETHER.sub("-", plain)))
    taken = [False] * len(plain)
    found: list[Quantity] = []
    for finder in (ages, stretches, ordinals, dates, shares, periods, _few_heads, _numbers):
        for span, quantity in finder(plain, taken):
            taken[span[0] : span[1]] = [True] * (span[1] - span[0])
            if quantity is not None:
                found.append(quantity)
    return tuple(replace(q, words=text[q.start : q.end]) for q in _in_ten_thousands(plain, _ranges(plain, found)))


_ONE_OR_TWO = re.compile(r"[一1](?:[-~～—–到至]|或者?)?[两二2]个?口人?(?!子)")


def _few_heads(text: str, taken: list[bool]) -> Found:
    """A family of one or two (一两口人, 1-2口), read as two: the most that it says."""
    found = [m for m in _ONE_OR_TWO.finditer(text) if free(m, taken)]
    return [(m.span(), Quantity(Decimal(2), "count", "口", m[0], *m.span())) for m in found]


def _with_point(match: re.Match[str]) -> str:
    return f"{match['n']}.5" if match["n"].isdigit() else f"{match['n']}点五"


def _numbers(text: str, taken: list[bool]) -> Found:
    out: Found = []
    position = 0
    while match := _NUMBER.search(text, position):
        position = max(match.end(), match.start() + 1)
        if not free(match, taken) or not _may_start(text, match):
            position = match.start() + 1 if match["a"] is None and not match["c"] else position
            continue
        read = _value(text, match)
        if read is not None and any(taken[match.end() : read[1]]):
            read = _value(text[: match.end()], match)  # what follows belongs to another quantity
        if read is None:
            continue
        value, end, written = read
        quantity = _with_unit(text, value, (match.start(), end), written)
        if quantity is not None:
            out.append(((quantity.start, quantity.end), quantity))
            position = max(position, quantity.end)
    return out


_FIRST = re.compile(rf"(?<![\d.{RUN}第几])(?P<n>{ARABIC}|{CHINESE})\s*[-~～—–到至]+\s*$")


def _ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """In 30-50万, 5到10人 and 三至五年 the first number takes the unit of the second."""
    out: list[Quantity] = []
    for last in sorted(found, key=lambda q: q.start):
        match = _FIRST.search(text[: last.start])
        value = atom(match["n"]) if match and last.kind not in ("plain", "ordinal", "date_year") else None
        before = out[-1] if out else None
        if (
            match
            and value is not None
            and not (before and before.end > match.start() and before.kind != "plain")
        ):
            value *= _size(last) if value * _size(last) <= last.value else 0
            if before and before.end > match.start():
                out.pop()
            if value:
                span = match.span("n")
                out.append(replace(last, value=value, words=match["n"], start=span[0], end=span[1]))
            elif before:
                out.append(before)
        out.append(last)
    return out


_HUNDREDS = re.compile(r"[一二两三四五六七八九]百[一二两三四五六七八九]?")
_BY_THE_DAY = re.compile(r"(?:月|天|晚|日|次|顿)[^，,。；]{0,2}$")


def _in_ten_thousands(text: str, found: list[Quantity]) -> list[Quantity]:
    """A bare 一百八 behind 二百六十万 leaves out the same 万: 180万."""
    out: list[Quantity] = []
    for q in found:
        said_before = any(one.kind == "money" and "百" in one.words and one.words.endswith("万") for one in out)
        bare = q.kind == "plain" and _HUNDREDS.fullmatch(q.words) and not _BY_THE_DAY.search(text[: q.start])
        out.append(replace(q, kind="money", unit="元", value=q.value * 10_000) if bare and said_before else q)
    return out


def _size(quantity: Quantity) -> int:
    """How much one of what the words count adds to the value (亿, 万, years in months)."""
    if quantity.kind.startswith("duration"):
        return {"年": 12, "季度": 3}.get(quantity.unit, 7 if "周" in quantity.words else 1)
    return next((_MULTIPLIERS[sign] for sign in "亿万wW千kK" if sign in quantity.words), 1)


def _may_start(text: str, match: re.Match[str]) -> bool:
    """False for a number that is the rest of something else: 几十, 第3, A4, or a Chinese run that starts
    with 万/千."""
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 1]
    if before and (before in "几数第.〔" or before.isdigit()):
        return False
    if before.isascii() and before.isalpha():
        return _MONEY_SIGN.match(text, match.end()) is not None
    if match["c"]:
        return (
            match["c"][0] not in "百千万亿佰仟萬億"
            and match["c"] != "零"
            and not (after == "几" or (after == "来" and match["c"][-1] not in "十百千万"))
        )
    return after != "几"


_MONEY_SIGN = re.compile(r"(?<=[万亿千])|\s*[元块万亿]")
"""What makes a number right behind Latin letters an amount all the same (首次MPW60万)."""


def _value(text: str, match: re.Match[str]) -> tuple[Decimal, int, str] | None:
    """The number at a match with what follows of it (亿…万…千…, 95万9): value, end, and the multiplier
    written."""
    if match["few"]:
        return Decimal(2 if match["few"] == "俩" else 3), match.end(), match["few"]
    value = atom(match["a"] or match["c"])
    if value is None:
        return None
    if match["c"]:
        return value, match.end(), "".join(c for c in match["c"] if c in "千万亿")
    size, written, end = Decimal(_MULTIPLIERS.get(match["m"] or "", 1)), match["m"] or "", match.end()
    value *= size
    while size > 1 and (tail := _TAIL.match(text, end)):
        if tail["d"]:
            return value + int(tail["d"]) * size / 10, tail.end(), written
        if tail["c"] and len(tail["c"]) == 1 and (_ITEM.match(text, tail.end()) or _is_next(tail["c"], text[tail.end() :])):
            break
        if tail["c"] and len(tail["c"]) == 1 and (digit := read_chinese(tail["c"])):
            return value + digit * size / 10, tail.end(), written
        rest = atom(tail["a"] or tail["z"] or tail["c"].lstrip("零"))
        scale = Decimal(_MULTIPLIERS[tail["m"]]) if tail["m"] else Decimal(1)
        if rest is None or rest * scale >= size:
            break
        value, size, end = value + rest * scale, scale, tail.end()
    return value, end, written


def _is_next(digit: str, after: str) -> bool:
    """Whether a 一 behind an amount begins the next words (1000万一处写…); a last digit has nothing behind it but its end."""
    return digit == "一" and not re.match(r"\s*(?:$|[，。,；;？?！!、）)元块的吧呢吗])", after)


_ITEM = re.compile(rf"{_UNIT_AFTER}|[共起并同]")
"""What makes a 一 the next item of a list instead of the amount's last digit (2.5亿一个, 800万一款)."""
_UNIT = re.compile(
    rf"\s*(?P<about>多|余|来)?\s*(?:(?:个[多来]?(?=亿))?(?P<big>万|亿|[wW](?![A-Za-z]))(?P<about2>多|余)?)?(?P<whole>整)?\s*"
    rf"(?:(?P<money>元|块(?![地牌田砖儿领]|[奖金银铜]牌)|圆|人民币)钱?|(?P<pct>%|个百分点|个点)|(?P<mil>‰)|(?P<times>倍(?!数))"
    rf"|(?P<count>{_COUNT_UNITS}))?"
)


def _with_unit(text: str, value: Decimal, span: tuple[int, int], written: str) -> Quantity | None:
    """The quantity at `span` together with the unit behind it; None when without a unit it is no quantity."""
    unit = _UNIT.match(text, span[1])
    assert unit is not None  # every part of the pattern may be absent
    end = unit.end() if unit.group().strip() else span[1]
    if unit["big"]:
        value, written = value * _MULTIPLIERS[unit["big"]], written + unit["big"]
    about = re.search("[多余来]", text[span[0] : end]) is not None
    made = Quantity(value, "plain", "", text[span[0] : end], span[0], end, about=about)
    if not unit["count"] and text[: span[0]].endswith("¥"):
        return replace(made, kind="money", unit="元")
    if unit["money"]:
        return _in_yuan(text, made, unit["money"])
    if unit["pct"] or unit["mil"]:
        return replace(made, value=value / 10 if unit["mil"] else value, kind="percent", unit="%")
    if unit["times"]:
        return replace(made, kind="ratio", unit="倍")
    large = any(sign in written for sign in "万亿wWkK")
    if unit["count"] and not (unit["count"] == "款" and large):  # 贷了300万款 is money
        return _counted(text, made, unit["count"])
    if written in ("俩", "仨"):
        people = text[: span[0]].endswith(("我", "们", "夫妻")) and not _A_THING.match(text, end)
        return replace(made, kind="count", unit="人" if people else "个")
    if large:
        return replace(made, kind="money", unit="元", end=unit.start("count") if unit["count"] else end)
    if made.words[0].isdigit() or len(made.words) > 2 or "百" in made.words or "千" in made.words:
        return replace(made)
    return None


def _in_yuan(text: str, made: Quantity, unit: str) -> Quantity | None:
    """An amount in yuan; medals (银牌两块) are counted, and 一块 within a sentence means "together"."""
    if unit == "块" and text[: made.start].endswith("牌"):
        return replace(made, kind="count", unit="块")
    alone = made.words in ("一块", "1块") and text[made.end : made.end + 1] not in ("", *"，。五二/多")
    return None if alone else replace(made, kind="money", unit="元")


_A_THING = re.compile(r"[^，。？！、；的都]{0,4}(?:工作室|公司|企业|厂|项目|品种|基地|学校|专业|平台|店|证|孩子|娃)")
"""What 我们仨 counts when it is no people (我们仨工作室)."""
_A_BODY = re.compile(r"(?:所(?!长|有|以|谓|需|得)|院(?!长|士|子))|[^，。？！、；的都有\d]{0,6}(?:工作室|研究[所院])")
"""What 一个 counts when it is an institution, not a person (中科院一个所, 一个名医创新工作室)."""
_NOT_COUNTED = re.compile(
    r"一(?:次(?:性|过)|家(?=[三四五六\d]|人)|项(?=目)|份(?=子)|位(?=置)|名(?=牌)|条(?=[款例])|个(?=劲)|口价|平(?![方米]))"
)


def _counted(text: str, made: Quantity, unit: str) -> Quantity | None:
    """A count, unless the words are a fixed phrase (一次性, 一家三口) or tell what several share (同一批)."""
    if _NOT_COUNTED.match(text, made.start) or (made.value == 1 and text[: made.start].endswith("同")):
        return None
    plain_unit = {
        "个人": "人",
        "号人": "人",
        "口人": "口",
        "职工": "人",
        "员工": "人",
        "周岁": "岁",
        "平米": "平方米",
        "平": "平方米",
        "㎡": "平方米",
        "本": "个",
        "张": "个",
    }
    if unit == "个" and made.value == 1 and _A_BODY.match(text, made.end):
        unit = "家"
    return replace(made, kind="count", unit=plain_unit.get(unit, unit))
