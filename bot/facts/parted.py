"""Some of those counted of whom something else is told: 30人学满一年，其中8人只学了半年 are 22 and 8.

Each part is told as a text of its own: what was said of all before, with the number of the part, and what is said of it. So
is each item of a list that is divided by semicolons (12人学中级，一年；8人学高级，两年).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.facts.parts import ASKING
from bot.facts.shorthand import told_once
from bot.facts.totals import without_totals
from bot.numbers.quantities import Quantity, scan
from bot.types import plain

_HEADS = ("人", "名", "位", "个")
_NEXT_TURN = "\n"
_BUT = r"[，,。；;、\s]*(?:但是?|不过|可是?)?"
AMONG = re.compile(r"(?:其中|这?里[头面边]|当中|之中|[中里](?=有|[，,]))[，,]?(?:也|还|倒|就|又)?(?:只?有)?$")
"""What leads to a number of some of those told before."""
GONE = re.compile(r"\s*(?:个?人|名|位|个)?[^，。；\d没未不]{0,8}(?:走|退|流失|淘汰|辞职|离职|跑|黄|撤|调|移|踢|剔|删)[了出掉]")
"""What follows a number of those who no longer count (8人半年就走了)."""
_COUNTS_NOT = re.compile(rf"{GONE.pattern}|[^，。；\d]{{0,10}}不算")
_AMONG = re.compile(_BUT + AMONG.pattern)
_HAVING = re.compile(r"[，,。；;、\s]+(?:但是?|不过|可是?)?(?:也|还|倒|就)?有?那?$")
_FOUND = re.compile(r"[，,。；;、\s][^，,。；;\d]{0,10}(?<![还另又再])有$")
"""What leads to a number of those told in an earlier turn (刚翻名册发现有6个其实是…)."""
_DIFFERS = re.compile(
    r"(?:个?人|名|位)?(?:就|都|是|还|后来|中途)?"
    r"(?:其实|实际|原来|早就|属于|没|未|不(?!同|少|错|能|可|行)|只|才(?!能|可)|刚|半[路道])"
)
_ARE = re.compile(r"(?:人|名|位)?(?:后来|都|已经?)?(?:是|属于|不是)")
"""What follows a number of those told in an earlier turn (有6个是二本考进去的); in one turn it may tell further ones."""
_TURNED = re.compile(r"(?:人|名|位)?(?:中途|后来|半路|都|又)?[改转换升](?!制)(?:成|为|到|按|学|考|做|去)")
"""What follows a number of those told before who are something else now (5个人改按高级工培养)."""
_AT_ONCE = re.compile(r"(?:^|[，,。；;、\s])(?:中途|后来|结果|现在)?有?$")
_LEFT = re.compile(
    _BUT + r"(?:(?:剩下?|其余|余下|其他|其它|别)(?:的|那)?|剩(?=\d|[一二两三四五六七八九十]))"
    r"(?:人|几个|那些)?(?:都|全|就|均)?"
)
_LEFT_TO = re.compile(rf"(?:{_LEFT.pattern})$")
_HALVES = re.compile(r"[，,、\s]*(?P<one>一半)[^，。；？！]{1,8}?[，,、]?(?P<two>一半)")
_HALF = re.compile(r"(?:[，,、；;\s]+|其中|(?<![没只还])有)一半(?![多年天月个吗的，,。；？！]|钱|补|资金|费|经费|$)")
"""The half of those counted of whom something is told; an amount has halves too (公司先垫一半)."""
_ASKS = re.compile(rf"{ASKING}|一共|合计|总共|能不能|可不可以|企业|公司|我们?|单位|咱")
_MARK = re.compile(r"[，,。；;！!]")


@dataclass(frozen=True)
class _Part:
    """How many a part are (None: all that are left), where its words begin and where what is said of it begins (-1 where
    nothing is), and whether it is told as a half: what stands in clauses behind is then said of both."""

    count: Decimal | None
    start: int
    said: int
    half: bool = False


def pieces(turns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What the turns tell of each item of a list of people, or of each part of one whole of people; empty where they tell of
    all alike."""
    return _pieces(tuple(turns))


@functools.lru_cache(maxsize=512)
def _pieces(turns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Kept for the next rule: every rule reads the same few turns."""
    items = (labelled(turns[-1]) or itemised(turns[-1])) if turns else []
    return tuple((*turns[:-1], item) for item in items) or tuple(tuple(told) for told in parted(turns))


_LABEL = re.compile(r"(?:^|(?<=[。；;，,！!\n]))(?P<label>[^，。；;：:！？\d]{1,8})[：:]")


def labelled(text: str) -> list[str]:
    """What stands behind each of several labels (总厂：硕士2个、本科4个；分厂：本科3个) as a text of its own, with what opens and
    what follows the list; empty unless people are counted behind each. What the opening says of a label is told behind it."""
    labels = list(_LABEL.finditer(text))
    if len(labels) < 2 or len({match["label"] for match in labels}) < len(labels):
        return []
    said = [text[a.end() : b.start()] for a, b in pairwise(labels)]
    last = text[labels[-1].end() :]
    stop = last.find("。")
    end = min(_tail(last, 0, at_once=False), stop if stop >= 0 else len(last))
    said.append(last[:end])
    if not all(_heads(item) for item in said):
        return []
    names = [match["label"] for match in labels]
    opening = [part for part in re.split(r"(?<=[，。；])", text[: labels[0].start()]) if not any(n in part for n in names)]
    return [f"{''.join(opening)}{name}，{item.rstrip('；;。，')}{last[end:]}" for name, item in zip(names, said, strict=True)]


def parted(turns: Sequence[str]) -> list[list[str]]:
    """For each part of one whole of people what the turns tell of it, the rest first; empty where nobody is told apart.

    The whole is told in the last turn, or in the one before it (那里头有6个其实是高级工)."""
    both = _NEXT_TURN.join(turns[-2:])
    pointing = len(turns) > 1 and told_once(both) != both  # 那十个里头有四个: the whole is that of the turn before
    for told in (turns[-2:],) if pointing else (turns[-1:], turns[-2:]):
        text = told_once(_NEXT_TURN.join(told))
        text = _whole_first(text)
        counts = _heads(text)
        later = len(told) > 1 and sum(q.start < text.index(_NEXT_TURN) for q in counts) == 1
        parts = _parts(text, counts[0], counts[1:], later) if counts and (later or len(told) == 1) else []
        if parts:
            told_of = _told(text, counts[0], parts)
            return [[*turns[: -len(told)], *piece.split(_NEXT_TURN)] for piece in told_of]
    return []


_PARTS_AND_WHOLE = 3


def _whole_first(text: str) -> str:
    """A text that tells the parts of a whole before it (4个签了企业，2个进机关，1个…。这7个人) with the whole first."""
    counts = _heads(text)
    if len(counts) < _PARTS_AND_WHOLE or sum(q.value for q in counts[:-1]) != counts[-1].value:
        return text
    others, whole = counts[:-1], counts[-1]
    lead = _CLAUSE.search(text[: others[0].start])
    if lead is None or not text[: whole.start].endswith(("这", "那")):
        return text
    place = lead.start()
    told = f"{text[place : whole.start - 1]}{text[whole.end :]}"
    return f"{text[:place]}，{whole.words}{told}"


def _heads(text: str) -> list[Quantity]:
    return [q for q in scan(text) if q.kind == "count" and q.unit in _HEADS and not q.per]


def _counted(text: str) -> list[Quantity]:
    """The numbers of people in a text that are not of some of those before."""
    return [q for n, q in enumerate(_heads(text)) if n == 0 or not AMONG.search(text[: q.start])]


_ITEMS = re.compile(r"[；;]|[，,。](?=(?:另外|还有|另有|再有))")
_OPENS = re.compile(r".*[：:]", re.DOTALL)


def itemised(text: str) -> list[str]:
    """The items of a list as texts of their own, each with what opens and what follows the list; empty unless each item
    counts people once (高级5个，其中2个…). The sum of all is told of none of them."""
    text = without_totals(text)
    opening = match[0] if (match := _OPENS.match(text)) else ""
    items = _ITEMS.split(text[len(opening) :])
    opening, text = _without_groups(len(items), opening), _without_groups(len(items), text[len(opening) :])
    *items, last = _ITEMS.split(text)
    end = _tail(last, 0, at_once=False)
    stop = last.find("。")
    end = min(end, stop) if stop >= 0 else end
    items.append(last[:end])
    if len(items) < 2 or any(len(_counted(item)) != 1 for item in items):
        return []
    opening, rest = (_without_number(len(items), words) for words in (opening, last[end:]))
    return [f"{opening}{item}{rest}" for item in items]


_GROUPS = re.compile(r"[^，,。；;：:\d]{0,3}(?:班|批|拨|组|队|档|类)")


def _without_groups(items: int, text: str) -> str:
    """A text without the number of its groups, where it has so many items (三个学徒班都结业了。一班25人…；二班…；三班…)."""
    for said in reversed([q for q in scan(text) if q.value == items and _GROUPS.match(text, q.end)]):
        text = text[: said.start] + text[said.end :]
    return text


def _without_number(items: int, text: str) -> str:
    """What is told before or behind a list without the number of its items (备了三个学徒班：…)."""
    for said in reversed([q for q in _heads(text) if q.value == items]):
        text = text[: said.start] + text[said.end :]
    return text


def _parts(text: str, whole: Quantity, others: Sequence[Quantity], later: bool) -> list[_Part]:
    """The parts of a whole, the rest first, the named ones in order; none where another number is told that is no part.

    `later`: the parts are told in a later turn.
    """
    found = _all_of_them(text, whole, others) if others else _halves(text, whole)
    for q in others if not found else ():
        lead = _AMONG.search(text[: q.start]) or _LEFT_TO.search(text[: q.start])
        having = _HAVING.search(text[: q.start]) or (_FOUND.search(text[: q.start]) if later else None)
        differs = _DIFFERS.match(text, q.end) or (later and _ARE.match(text, q.end))
        if lead is None and having and (differs or found):
            lead = having
        if lead is None and _TURNED.match(text, q.end):
            lead = _AT_ONCE.search(text[: q.start])
        if lead is None or q.value >= whole.value:
            return []
        found.append(_Part(q.value, max(lead.start() + lead[0].find(_NEXT_TURN) + 1, whole.end), q.end))
    if not found:
        return []
    rest = whole.value - sum((part.count for part in found if part.count is not None), Decimal(0))
    left = _LEFT.search(text, found[-1].said)
    if rest > 0:
        found.insert(0, _Part(None, left.start(), left.end()) if left else _Part(None, -1, -1))
    return found if rest >= 0 else []


_HOW = re.compile(r"(?:个?人|名|位)?(?:都|全)?(?:还)?(?:是|在|有|没|不|拿|考|学|进|来|跟|和|签|去|到|刚|已|被|留|选|读|当)")
_CLAUSE = re.compile(r"[，,。；;：:][^，,。；;：:\d走退少剩余掉没]{0,2}$")


def _all_of_them(text: str, whole: Quantity, others: Sequence[Quantity]) -> list[_Part]:
    """The parts that a whole falls into where they add up to it, each told in a clause of its own (6个人，4个在目录，2个不在)."""
    parts = len(others) > 1 and sum((q.value for q in others), Decimal(0)) == whole.value
    leads = [_CLAUSE.search(text[: q.start]) for q in others if _HOW.match(text, q.end)]
    if not parts or len(leads) < len(others):
        return []
    return [_Part(q.value, lead.start(), q.end) for q, lead in zip(others, leads, strict=True) if lead]


def _halves(text: str, whole: Quantity) -> list[_Part]:
    """The half of a whole of which something is told (50个学徒，一半中级工，一半高级工)."""
    half = whole.value / 2
    pair, one = _HALVES.search(text, whole.end), _HALF.search(text, whole.end)
    if half != half.to_integral_value():
        return []
    if pair is not None:
        places = [(pair.start(), pair.end("one")), (pair.start("two"), pair.end("two"))]
    else:
        places = [one.span()] if one is not None else []
    return [_Part(half, start, said, half=True) for start, said in places]


def _told(text: str, whole: Quantity, parts: Sequence[_Part]) -> Iterator[str]:
    """What is told of each part that counts, as a text."""
    first = min(part.start for part in parts if part.start >= 0)
    before, common = text[: whole.start], text[whole.end : first]
    known = sum((part.count for part in parts if part.count is not None), Decimal(0))
    ends = [*(part.start for part in parts), len(text)]
    last = max((part for part in parts if part.start >= 0), key=lambda part: part.start)
    tail = _tail(text, last.said, at_once=any(part.half for part in parts))
    before_it = ""
    for part in parts:
        if part.count is not None and _COUNTS_NOT.match(text, part.said):
            continue
        count = part.count if part.count is not None else whole.value - known
        end = min((e for e in ends if e > part.start), default=len(text)) if part.start >= 0 else 0
        said = text[part.said : min(end, tail)] if part.start >= 0 else ""
        said, before_it = _in_full(said, before_it), said or before_it
        then = _NEXT_TURN if part.start >= 0 and _TURNED.match(text, part.said) else "，"  # what they were takes no part
        yield f"{before}{plain(count)}{whole.unit}{common}{then}{said}{text[tail:]}"


_BARE_NO = re.compile(r"(?:个?人|名|位)?(?:就|都|全)?(?P<no>不|没有?)(?P<verb>在|是|有|算)?[的呢了]?[，,。；;\s]*")
_VERB = re.compile(r"(?:个?人|名|位)?(?:都|全)?(?P<verb>在|是|有|算|属于)(?P<rest>[^，,。；;！!]+)")


def _in_full(said: str, before: str) -> str:
    """What is said of a part, with what a bare no leaves out: 4个在目录上，2个不在 says 不在目录上."""
    stop = _MARK.search(said)
    first, rest = (said[: stop.start()], said[stop.start() :]) if stop else (said, "")
    no, told = _BARE_NO.fullmatch(first), _VERB.match(before)
    return f"{no['no']}{no['verb'] or told['verb']}{told['rest']}{rest}" if no and told else said


def _tail(text: str, start: int, at_once: bool) -> int:
    """Where what is said of the last part ends and what is asked, or said of all, begins: with the next mark or later."""
    for mark in _MARK.finditer(text, start):
        rest = text[mark.end() :]
        stop = _MARK.search(rest)
        if at_once or _ASKS.search(rest[: stop.start()] if stop else rest):
            return mark.start()
    return len(text)
