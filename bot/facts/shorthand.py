"""What people leave out and put in when they speak: 一金三铜 for medals, 一百五 for the 150万 spoken of before, 您好 and 谢谢,
那4个 for those counted before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.numbers.quantities import scan

_NUMBER = r"(?:[一二两俩三仨四五六七八九十]|\d{1,2})"
_MEDAL = re.compile(rf"(?P<n>{_NUMBER})[块枚]?(?P<medal>[金银铜])")
_ONE = rf"{_NUMBER}[块枚]?[金银铜]"
_MEDALS = re.compile(rf"{_ONE}(?:[、，和]?{_ONE})+(?![奖牌属融行卡领])")
_TEN_THOUSAND = Decimal(10_000)


_HELLO = re.compile(
    r"^(?:(?:您好|你好|哈喽|喂|打扰了?|打扰一下|麻烦问一?下|请问一?下?|请教一?下?|咨询一?下?|我?想?(?:请教|咨询|问)(?:一?下|个事儿?))[啊呀哈了]?"
    r"[，,。！!：:；;\s~]+)+"
)
_THANKS = re.compile(
    r"(?:[，,。！!？?；;\s~]+(?:麻烦(?:您|你)?给个准话|谢谢|多谢|感谢|谢了|辛苦了?|麻烦了|拜托了?|在线等|挺?急的?|盼复)[您你了啊哈各位]*)+[。！!~\s]*$"
)
_LEFT = 5
"""A question of fewer characters than these without its courtesies is taken as it was typed."""


def without_courtesy(text: str) -> str:
    """A question without what is said before and behind it for politeness; a mark has to set it apart."""
    bare = _HELLO.sub("", text)
    ends = _THANKS.search(bare)
    bare = bare[: ends.start() + 1].rstrip("，,；;~ ") if ends else bare
    return bare if len(bare) >= _LEFT else text


_UNASKED = re.compile(
    r"(?:^|(?<=[，。；！？,;!?\s]))(?:我?(?:可|又|也)?(?:不是|不)(?:想|要|在)?(?:问|打听)[^，。；！？,;!?]+"
    r"|[^，。；！？,;!?]{1,14}(?:先?(?:放|搁|撂)(?:到|在)?一边|先[不别](?:说|提|管|算|论)了?))(?:[，。；！？,;!?]+|$)"
)


def _without_unasked(text: str) -> str:
    """A question without what it says that it does not ask (不是问市级那个150万, 社保那笔先别算)."""
    bare = _UNASKED.sub("", text)
    return bare if len(bare) >= _LEFT else text


_GAP = re.compile(r"(?<=[\u4e00-\u9fff）]) (?=[\u4e00-\u9fff（])|(?<=[元万人年月个了的]) (?=\d)")
_PHRASE = 5
"""Spaces stand for marks where they set phrases apart of so many characters on the average; else they set words apart."""


def with_marks(text: str) -> str:
    """A question with commas where spaces were typed for them (厂里招了8个硕士 都签了三年 一共补多少)."""
    pieces = _GAP.split(text)
    return "，".join(pieces) if len(pieces) > 1 and len(text) >= _PHRASE * len(pieces) else text


_AGAIN = re.compile(r"(?<=[，,；;。（(])(?:(?:不过|但是?|可是?|只是|而且?)?[这那])$")
_POINTS = re.compile(r"[这那]$")
_OF_THEM = re.compile(r"个?人?(?:里[头面边]?|当中|之中|中(?!级))[，,]?")
_PEOPLE = ("人", "名", "位", "个")


def told_once(text: str) -> str:
    """A text without the numbers of people that only point back (4个是学中级的，那4个只备案了一年; 高级3人（这3个里有2个…）)."""
    told = [q for q in scan(text) if q.unit in _PEOPLE]
    for place in reversed(told):
        inside = _OF_THEM.match(text, place.end)
        lead = (_POINTS if inside else _AGAIN).search(text[: place.start])
        if lead is None or not any(q.value == place.value and q.end <= lead.start() for q in told):
            continue
        end = inside.end() if inside else place.end + (text[place.end : place.end + 1] == "人")
        text = f"{text[: lead.start()]}{'其中' if inside else ''}{text[end:]}"
    return text


_THE_SAME = re.compile(r"同[一1]?[个款种支家项](?![人数月样])")
_ONE_MORE = re.compile(r"(?<=[还另又外]有)(?=[个名位家](?![别体人性]|问题|事))")
"""Where 一 is left out: 还有个高级工, 另有位博士."""


_WHO = r"(?:[小老][^，。；、\d]|[^，。；、\d]{1,7}(?:厂|公司|店|校|院|所|站|车间|单位|企业|集团))"
_ONE_EACH = re.compile(
    rf"(?P<who>{_WHO}(?:、{_WHO})+)(?:各自?|[一每][家人])(?:都|也)?[有得拿评]?[了到上]?[一1](?=[个块枚名家项])"
)


def _all_together(match: re.Match[str]) -> str:
    """How many all those named have who have one each: 小孙、小郭各一块 are two."""
    return f"{match['who']}有{match['who'].count('、') + 1}"


_YEARS = "一二三四五六"
_YEARS_ON = re.compile(
    rf"(?:(?:头|前|最初|起初|开头)(?P<first>[两二三四五2-5])年|第(?P<a>[{_YEARS}1-6])年?[、和到至跟-]?第?(?P<b>[{_YEARS}1-6])年"
    r"|(?<![一-龥])(?:后|往后|后面|接下来|剩下?的?|之后|另外?)的?(?P<more>[两二三四五2-5])年)"
    r"(?:每年|年年|一年|[都是各的])*(?P<said>[^，,。；;！？!?\d]{0,8}\d[^，,。；;！？!?]*)"
)


def _year_by_year(text: str) -> str:
    """A text with each year by itself where years are told together beside others (头三年每年48000，第4第5年6万): 第一年48000，
    第二年48000, and so on."""
    said = list(_YEARS_ON.finditer(text))
    told = [year for match in said for year in _years_of(match, said)]
    if len(said) < _TWO and not (said and _ONE_YEAR.search(_YEARS_ON.sub("", text))):
        return text
    if told != list(range(1, len(told) + 1)) and len(said) >= _TWO:
        return text
    for match in reversed(said):
        years = "，".join(f"第{_YEARS[year - 1]}年{match['said']}" for year in _years_of(match, said))
        text = f"{text[: match.start()]}{years}{text[match.end() :]}"
    return text


def _years_of(match: re.Match[str], said: Sequence[re.Match[str]]) -> list[int]:
    """The years that one telling is of; 后两年 are those behind what was told before it."""
    if match["a"]:
        first, last = (int(n) if n.isdigit() else _YEARS.index(n) + 1 for n in (match["a"], match["b"]))
        return list(range(first, last + 1))
    many = match["first"] or match["more"]
    number = int(many) if many.isdigit() else "零一两三四五".find(many.replace("二", "两"))
    before = [year for other in said if other.start() < match.start() for year in _years_of(other, said)]
    start = 0 if match["first"] else max(before, default=0)
    return [year for year in range(start + 1, start + number + 1) if year <= len(_YEARS)]


_TWO = 2
_ONE_YEAR = re.compile(rf"(?:第[{_YEARS}1-6]|头一?|首)年[^，。；！？]{{0,8}}\d")
"""One year told by itself (第三年45000)."""


def plain_said(text: str) -> str:
    """What a turn says, with marks for spaces and the 一 of 还有个 behind others that are counted, in one number what those
    named have one each of, year by year what years told together have, without courtesies and numbers that only point back."""
    text = _year_by_year(text)
    text = _without_unasked(without_courtesy(with_marks(text)))
    one = _THE_SAME.search(text)
    first = next((q.end for q in scan(text) if q.unit in (*_PEOPLE, "家")), len(text))
    first = min(first, one.end()) if one else first
    text = text[:first] + _ONE_MORE.sub("一", text[first:])
    return told_once(_ONE_EACH.sub(_all_together, text))


def written_out(text: str, earlier: Sequence[str]) -> str:
    """A question with what was left out: medals by their full names, and 万 behind figures of an amount told so before.

    A figure stands for ten thousands where it is that of an amount of an earlier turn (一年租金150万 … 不是一百五，是二百六);
    then all bare figures of the question do.
    """
    text = _MEDALS.sub(lambda match: "、".join(f"{m['n']}块{m['medal']}牌" for m in _MEDAL.finditer(match[0])), text)
    amounts = {q.value for turn in earlier for q in scan(turn) if q.kind == "money"}
    bare = [q for q in scan(text) if q.kind == "plain" and 0 < q.value < _TEN_THOUSAND]
    if not any(q.value * _TEN_THOUSAND in amounts for q in bare):
        return text
    for quantity in reversed(bare):
        text = f"{text[: quantity.end]}万{text[quantity.end :]}"
    return text
