"""Dates, ordinals, names with numbers in them, and terms: 2024年3月, 第二年, 第八条, 〔2021〕42号, 一年半,
俩月."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from bot.numbers.numerals import CHINESE, FEW, RUN, Found, Kind, Quantity, atom, free, make, size

# Spans that hold no quantity at all. Years among them are given as date_year.
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2})"
_MD = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DAY_ENDS = r"(?:[日号]|(?=了|[，,。！？!?、]|$))"
"""What makes a number behind a month its day (7月20号, 都7月20了)."""
_AMOUNT = r"\d+\s*(?:[万亿千百元块%％倍wW]|个)"
"""What a month does not go on with: 2022年3.5亿 is an amount of that year."""
_DATED = re.compile(
    rf"(?P<y>{_YEAR})\s*(?:年度?|[-./](?=\d{{1,2}}\b))\s*(?:{_MD}\s*(?:月份?|[-./](?=\d)(?!{_AMOUNT}))\s*(?:{_DAY}\s*[日号]?)?)?"
    rf"|(?P<s>[12]\d)(?=年(?:\d{{1,2}}月|[春夏秋冬底初末]|毕业|入职|参加|上半年|下半年|就|刚|[出发印颁起的那]))年"
    r"|(?<![\d了满够过])(?P<pair>(?:1[5-9]|2\d)(?=年(?:的|版)?(?:和|跟|与|比|、|还是)(?:20)?(?:1[5-9]|2\d)年)"
    r"|(?<=[12]\d年[和跟与比、是])(?:1[5-9]|2\d)(?=年(?!限|多|半|以)))年"
    rf"|(?P<c>[一二][〇零○一二三四五六七八九])(?=年(?:[春夏秋冬底初末出发印颁起的那]|毕业|入职|参加|就|刚|评|考))年"
)
_NAMES = re.compile(
    rf"[〔\[(（【]\s*(?:19|20)\d\d\s*[〕\])）】]\s*-?\d*\s*号?"
    rf"|{_YEAR}\s*[-—–~～至到]+\s*{_YEAR}\s*年?"
    rf"|{_MD}\s*月\s*{_DAY}\s*{DAY_ENDS}|(?<![\d.]){_MD}\s*月(?:份|底|初|中旬|上旬|下旬|(?=[之以]?[前后]))|(?<![\d.{RUN}个])(?:1[0-2]|[1-9]|十[一二]?|[一三四五六七八九])月(?!\d)"
    rf"|第\s*(?:\d+|{CHINESE})\s*(?:[条款项章节号批部分卷编档届类级期轮页]|个?(?:月|季度))之?[{RUN}]?"
    rf"|(?:\d+|{CHINESE})\s*(?:(?:号(?!人)|[类级期流线甲届档卡]|本(?![^，。；！？\d]{{0,6}}(?:证|[初中高]级工|技师)))|点(?![\d零〇一二三四五六七八九])|等奖|类工|星级)(?![{RUN}\d]*元)"
    rf"|(?:附件|附表|附|表|图|清单)\s*(?:\d+|{CHINESE})|\d{{1,2}}[:：]\d\d|十[二三四五]五(?=规划|时期|期间|末|”|\"|$)"
    rf"|(?:\d{{3,4}}-)?(?<!\d)(?:0\d{{6,}}|1[3-9]\d{{9}})(?!\d)|(?<!\d)[A-Za-z]+[-]?\d[\d.]*+(?!\s*[万亿元块])|\d+(?:\.\d+)?(?![wWkK](?![a-zA-Z]))[a-zA-Z]\w*"
    rf"|十拿九稳|十有八九|八九不离十|三番五次|一五一十|三天两头|七七八八|一清二楚|一来二去|五花八门|乱七八糟|不三不四"
    rf"|(?:985|211)(?!,\d)(?=\s*(?:[、/和,，]|工程|院校|高校|大学|本科|学校|毕业|的|$))"
)
_ZEROS = str.maketrans("零○", "〇〇")
_ORDINAL = re.compile(
    rf"第\s*(?P<n>\d+|{CHINESE})\s*(?P<u>个?年度?|次|名|位|家)"
    rf"|(?<=[排名在到个球国界])第\s*(?P<p>\d+|{CHINESE})(?=[，。？！,;；）)]|\s|$|[的了吗呢啊])"
)
_MORE = "(?:多(?![少久长大高给发拿领补奖]))?"
"""一年多 is more than a year; in 一年多少钱 and 一年多给 the word belongs to what follows."""
_PERIOD = re.compile(
    rf"(?P<y>(?:\d+(?:\.\d+)?|{CHINESE}|[俩仨](?!年[轻级薪龄])))\s*(?P<yu>[多余来]?年|整年|个年度|个整年|周年)(?P<half>半)?{_MORE}"
    rf"(?:[零又加,，和]?\s*(?P<ym>\d+(?:\.\d+)?(?=\s*个)|{CHINESE}(?=\s*个)|[俩仨])\s*个?(?P<ymh>半)?月)?"
    rf"|(?P<hy>大?小?半)(?P<hu>年|个月){_MORE}|(?<![{RUN}\d两])(?P<yh>年半)"
    rf"|(?P<m>\d+(?:\.\d+)?|{CHINESE})\s*[多余来]?个(?P<mh>半)?多?(?P<mu>月|季度){_MORE}"
    rf"|(?P<few>[俩仨两])个?(?P<fh>半)?月|(?P<fd>[俩仨])个?(?:星期|礼拜)"
    rf"|(?P<mn>1[3-9]|[2-9]\d|\d{{3}})月"
    rf"|(?P<d>\d+(?:\.\d+)?|{CHINESE})\s*[多余来]?(?P<du>个工作日|工作日|个自然日|自然日|天|日|个?晚上?|宿|周(?!岁|年)|个?星期|个?礼拜)(?P<dh>半)?"
)
_LASTS = (
    "头",
    "首",
    "先",
    "了",
    "过",
    "满",
    "够",
    "住",
    "租",
    "干",
    "交",
    "作",
    "营",
    "业",
    "签",
    "近",
    "前",
    "后",
    "期",
    "限",
    "长",
    "第",
    "整",
    "续",
    "案",
    "立",
    "训",
    "养",
    "共",
)


_ENDS = re.compile(r"[，,；;。！!、）)]|的(?![^，。；？！]{0,6}[多几])|就(?!能|可|给|补|发|有|是)|还|毕业|结业|出师|期满|$")
"""What follows a 一年 that is a term (12个中级工学一年，…; 一年就全结业了), not "each year" (一年多少)."""
_DONE = re.compile(r"就?(?:全|都|全都|提前)*(?:结业|毕业|出师|出徒|学完|学成|满了|到期)")
_OPENS = re.compile(r"(?:^|[。！!？?、\s]|[按元块钱万千百比是这那上下每当]|多少|补贴|补助|奖励)$")

_OF_PERSON = "我|俺|咱|本人|他|她|老公|老婆|爱人|媳妇|对象|儿子|女儿|闺女|师傅|同事"
_SELF = rf"(?:{_OF_PERSON})(?:今年|现在|都|已经|刚|快|才|马上|过完年)*"
_AGE = re.compile(
    rf"(?:{_SELF}|(?:今年|都|快|才|刚|已经)(?:都|快|才|刚|满)?)(?P<n>[2-7]\d|[二三四五六七]十[一二三四五六七八九]?)"
    rf"(?=了(?!\d|[一两三四五六七八九十百]?[年天次个])|周岁)"
    rf"|{_SELF}(?P<m>[2-7]\d|[二三四五六七]十[一二三四五六七八九]?)(?=[，,。、；]|还|$)"
)
"""An age told without 岁 (我44，副高; 今年58了). A number behind which 万, 人 … follows is none."""
_AGE_NAMED = re.compile(
    rf"(?:周岁|虚岁|年龄|年纪|岁数)(?:今年|是|为|有|已经?|刚|才|快|都|到了?|满|[：:])*(?P<n>[1-9]\d|[{RUN}]{{2,3}})"
    rf"(?=了(?!\d)|[，,。、；;？?！!）)]|还|整|$)"
)
"""An age whose unit stands before its number (周岁36, 年龄：四十五)."""
_STRETCH = re.compile(rf"第\s*(?P<a>\d|[{RUN}])\s*年?\s*(?:到|至|-|—|~)\s*第?\s*(?P<b>\d|[{RUN}])\s*年")


def ages(text: str, taken: list[bool]) -> Found:
    found: dict[int, tuple[tuple[int, int], Quantity]] = {}
    for match in (*_AGE.finditer(text), *_AGE_NAMED.finditer(text)):
        start, end = match.span(match.lastgroup or "n")
        value = atom(text[start:end])
        if value is not None:
            found.setdefault(start, ((start, end), Quantity(value, "count", "岁", text[start:end], start, end)))
    return list(found.values())


def stretches(text: str, taken: list[bool]) -> Found:
    """第三年到第五年 as a term of three years."""
    out: Found = []
    for match in _STRETCH.finditer(text):
        first, last = atom(match["a"]), atom(match["b"])
        if first is not None and last is not None and last >= first:
            out.append(make(match, 12 * (last - first + 1), "duration_months", "年"))
    return out


def ordinals(text: str, taken: list[bool]) -> Found:
    out: Found = []
    for match in filter(lambda m: free(m, taken), _ORDINAL.finditer(text)):
        value = atom(match["n"] or match["p"])
        if value is not None:
            out.append(make(match, value, "ordinal", (match["u"] or "名").lstrip("个")[0]))
    return out


def dates(text: str, taken: list[bool]) -> Found:
    out: Found = [(m.span(), None) for m in _NAMES.finditer(text) if free(m, taken)]
    masked = list(taken)
    for (start, end), _ in out:
        masked[start:end] = [True] * (end - start)
    for match in _DATED.finditer(text):
        if any(masked[match.start() : match.start() + 2]):
            continue
        spoken = (match["c"] or "").translate(_ZEROS)
        short = match["s"] or match["pair"] or "".join(str("〇一二三四五六七八九".index(c)) for c in spoken)
        year = atom(match["y"]) if match["y"] else Decimal(2000) + Decimal(short)
        if year is not None:
            out.append(make(match, year, "date_year", "年"))
    return out


def periods(text: str, taken: list[bool]) -> Found:
    out: Found = []
    for match in _PERIOD.finditer(text):
        if not free(match, taken) or re.search(r"[几第]$|(?<![月天年])数$", text[: match.start()]):
            continue
        in_days = bool(match["d"] or match["fd"])
        read = _days(match) if in_days else _months(match)
        if read is None:
            continue
        value, unit = read
        kind: Kind = "duration_days" if in_days else "duration_months"
        span, quantity = make(match, value, kind, unit)
        before = text[max(0, match.start() - 1) : match.start()]
        single = re.fullmatch(r"[1一](?:年|个月|天)", match.group()) is not None
        ends = _DONE.match(text, match.end()) or (
            _ENDS.match(text, match.end()) and not _OPENS.search(text[: match.start()])
        )
        per = before == "每" or (single and before not in _LASTS and not ends)
        out.append((span, replace(quantity, per=per, about=re.search("[多余来]", match.group()) is not None)))
    return out


def _months(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """The months of a match of _PERIOD and the unit that was said."""
    half = Decimal("0.5")
    if match["y"]:
        years, months = size(match["y"]), size(match["ym"]) or Decimal(0)
        if years is None or years > 120:
            return None
        extra = (half if match["half"] else 0) * 12 + months + (half if match["ymh"] else 0)
        return years * 12 + extra, "年"
    if match["hy"]:
        return (Decimal(6), "年") if match["hu"] == "年" else (half, "月")
    if match["yh"]:
        return Decimal(18), "年"
    if match["few"]:
        return Decimal(FEW[match["few"]]) + (half if match["fh"] else 0), "月"
    number = atom(match["m"] or match["mn"])
    if number is None:
        return None
    number += half if match["mh"] else 0
    return (number * 3, "季度") if match["mu"] == "季度" else (number, "月")


def _days(match: re.Match[str]) -> tuple[Decimal, str] | None:
    if match["fd"]:
        return Decimal(7 * FEW[match["fd"]]), "天"
    number = atom(match["d"])
    if number is None:
        return None
    number += Decimal("0.5") if match["dh"] else 0
    unit = match["du"].lstrip("个")
    if unit in ("周", "星期", "礼拜"):
        return number * 7, "天"
    return number, "工作日" if unit == "工作日" else "天"
