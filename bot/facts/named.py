"""People, firms or things that are named one after another, each with what is told of it: 小周硕士，小曹本科毕业四年了.

Each is read as a text of its own: what opens the question and what is said of all, then its own clauses, then what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.facts.parts import ASKING, IN_ALL
from bot.facts.told import BODIES, without_number_of_all
from bot.numbers.numerals import size
from bot.numbers.quantities import Quantity, scan
from bot.vocabulary import Phrases

_CLAUSE = re.compile(r"[^，,。；;！!？?、：:\n]+[，,。；;！!？?、：:\n]*")
_ENDS = re.compile(r"[。；;！!？?\n]\s*$")
_ASKS = re.compile(rf"{ASKING}|{'|'.join(IN_ALL)}|加总|汇总|相加|几[百千万块]|能不能|够不够")
_MARKS = "，,、；;：:。！!？? "
_BOTH = re.compile(r"[俩两二][个口]?人|[俩仨]|两口子|[我他她]们俩|各")
"""Without these words 我 and 她 are no two cases of one thing."""
_JOINED = ("、", "和", "跟", "与")
_COUNTED = BODIES | {"户", "口", "款", "种"}
_POINTS = re.compile("[前后]")
_NTH = "大二三"
"""老大那家 is the first of those named, 老二那家 the second."""


@dataclass(eq=False)
class _Case:
    """One of those named: by which words, how many they are, and the clauses about it."""

    name: str
    many: int = 1
    said: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """One of those named and the text that tells of it: `text` with all that holds for it, `own` its own clauses alone,
    `common` the rest of it, and `asked` what is asked behind them; `counted` where all of those named were counted (两位)."""

    name: str
    text: str
    own: str
    common: str
    asked: str
    counted: bool = False
    over_time: bool = False
    """Whether the cases are years of one and the same (去年…，今年…)."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that are read of it."""
        return self.text, f"{self.text}{self.asked}", self.own


def named_apart(text: str, phrases: Phrases) -> list[Told]:
    """What a text tells of each of several people, firms or things that it names; empty where it names fewer than two."""
    whole, text = text, without_number_of_all(text, phrases)
    for sort, pattern in phrases.subjects.items():
        if sort == "persons" and not _BOTH.search(whole):
            continue
        names = {match[0] for match in pattern.finditer(text)}
        if len(names) < 2 or (sort == "things" and _counts_more(text, len(names))):
            continue
        common, cases, tail = _sorted_out(text, pattern, phrases)
        if len(cases) > 1:
            many = sum(case.many for case in cases)
            opening, asked = _without_number(common, many), _without_number(tail, many)
            said = _in_full([(case.name, _own(case)) for case in cases])
            counted = (opening, asked) != (common, tail) or text != whole
            before = [f"{opening}{_shared(case, many)}" for case in cases]
            over_time = sort == _PERIODS
            return [
                Told(name, f"{before[n]}{own}", own, before[n], asked, counted, over_time) for n, (name, own) in enumerate(said)
            ]
    return []


_PERIODS = "periods"
_CLAUSE_HEAD = re.compile(r"(?:^|[，,。；;：:、])(?:其中|里头|还有|另有)?$")


def _counts_more(text: str, many: int) -> bool:
    """Whether several are counted at the head of a clause or an item (三个…住了5晚；一个…): 一个 names not all of them."""
    return any(
        q.kind == "count" and q.unit in _COUNTED and q.value not in (1, many) and _CLAUSE_HEAD.search(text[: q.start])
        for q in scan(text)
    )


_BARE = re.compile(
    r"(?:[是有又也才就只则涨降升变成到达做卖干花付交拿留刚满够实际超过将近约大概那呢]|了|上到|下来|不多不少|正好|刚好|已经|整整)*"
)
"""What may stand beside a number that is all that is told of one: the words for it are those of the one before."""


def _in_full(said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is said of each, with the words for a number that only the one before has (甲厂工资总额4600万；乙厂2200万), number by
    number."""
    said = _with_first_words(said)
    full: list[tuple[str, str]] = []
    frames: list[_Frame] = []
    for name, own in said:
        out: list[str] = []
        place = 0  # of the number among those of this one
        for n, clause in enumerate(_CLAUSE.findall(own)):
            at = clause.find(name) + len(name) if n == 0 else 0
            numbers = [q for q in scan(clause) if q.kind in _TELLING and q.start >= at]
            if len(numbers) != 1 or at - len(name) >= _LEAD:
                out.append(clause)
                continue
            same = next((n for n in range(place, len(frames)) if frames[n].kind == numbers[0].kind), None)
            clause, frame = _framed(clause, at, numbers[0], None if same is None else frames[same])
            frames[place if same is None else same : place if same is None else same + 1] = [frame]
            out.append(clause)
            place += 1
        full.append((name, "".join(out)))
    return full


def _with_first_words(said: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """What is said of each, with the words that stand before the name of the first alone (主营2021年5600万；2022年1.08亿)."""
    (name, own), *others = said
    words = own[: own.find(name)]
    alone = words and len(words) <= _FEW and all(text.startswith(other) for other, text in others)
    return [said[0], *((other, f"{words}{text}") for other, text in others)] if alone else said


_FEW = 4


_ONLY_NOUN = re.compile("[^是有了都也但不没在]{2,5}")
"""Words behind a number that tell only what it is of (18个月失业保险)."""


@dataclass(frozen=True)
class _Frame:
    """The words before and behind a number of one kind."""

    kind: str
    lead: str
    tail: str


def _framed(clause: str, at: int, number: Quantity, frame: _Frame | None) -> tuple[str, _Frame]:
    """A clause with the words around its number, those of the frame where it has none, and its frame for the next one."""
    lead, tail = clause[at : number.start], clause[number.end :].rstrip(_MARKS)
    if frame is None or not (frame.lead or _ONLY_NOUN.fullmatch(frame.tail)) or not _BARE.fullmatch(lead):
        return clause, _Frame(number.kind, lead, tail)
    words = clause[number.start : number.end]
    more = "" if tail else frame.tail
    return f"{clause[:at]}{frame.lead}{words}{more}{clause[number.end :]}", frame


_TELLING = ("money", "count", "duration_months")


def _own(case: _Case) -> str:
    """The clauses of a case as a sentence; with their number where several are named as one (老秦、小魏)."""
    said = "".join(case.said).rstrip(_MARKS)
    return (said.replace(case.name, f"{case.many}人", 1) if case.many > 1 else said) + "。"


def _shared(case: _Case, many: int) -> str:
    """What is said of a case together with others, before its own clauses: these say where it differs."""
    return "".join(f"{_without_number(clause, many).rstrip(_MARKS)}，" for clause in case.shared)


def _sorted_out(text: str, pattern: re.Pattern[str], phrases: Phrases) -> tuple[str, list[_Case], str]:
    """What is said before them or of all, the cases in order, and what is asked behind them."""
    clauses = _clauses(text, pattern)
    end = _tail(clauses)
    common: list[str] = []
    cases: dict[str, _Case] = {}
    here: list[_Case] = []  # those of the sentence
    last: _Case | None = None
    for clause, found in clauses[:end]:
        if found and not cases and clause.rstrip().endswith(("：", ":")):
            common.append(clause)  # who tells it (刘主任统计的：…) is none of them
            continue
        but = _EXCEPT.match(clause) if found else None
        if found and but and (known := cases.get(found[0][0])):
            for case in (case for case in cases.values() if case is not known):
                case.shared.append(clause[clause.index(found[0][0]) + len(found[0][0]) :])
            continue
        of_all = None if found else phrases.of_all_named.search(clause)
        if found:
            key = _key(found[0], list(cases))
            last = cases.setdefault(key, _Case(key if len(found) == 1 else _span(clause, found), len(found)))
            here += [last] if last not in here else []
            last.said.append(_pointing(clause, found[0]))
        elif last is None:
            common.append(clause)
        elif of_all:
            for case in _meant(of_all, here, list(cases.values())):
                case.shared.append(clause)
        else:
            last.said.append(clause)
        here = [] if _ENDS.search(clause) else here
    asked = [clause for clause, _ in clauses[end:]]
    of_all_too = [c for c in asked if phrases.of_all_named.search(c) and not _ASKS.search(c)]
    return "".join([*common, *of_all_too]), list(cases.values()), "".join(c for c in asked if c not in of_all_too)


_EXCEPT = re.compile(r"(?:除了?|除开|刨去|刨掉|抛开|撇开)")
"""What opens a clause that holds for all but the one whom it names (除了小秦，社保都正常)."""


def _pointing(clause: str, match: re.Match[str]) -> str:
    """A clause about the next one of several firms with 这家 for 一家, which would count one of what the firm has; one behind
    the number of an item without it."""
    if match.groupdict().get("item"):
        return clause.replace(match[0], "", 1)
    one_firm = match.groupdict().get("next") and match[0].endswith("家")
    return clause.replace(match[0], "这家", 1) if one_firm else clause


def _meant(of_all: re.Match[str], here: Sequence[_Case], cases: Sequence[_Case]) -> Sequence[_Case]:
    """Of whom a clause about several speaks: of the last so many, of those of its sentence, or of all."""
    number = size(of_all["n"])
    if number is not None:
        return cases[-int(number) :]
    return here if len(here) > 1 else cases


_Found = list[re.Match[str]]


def _clauses(text: str, pattern: re.Pattern[str]) -> list[tuple[str, _Found]]:
    """The clauses of a text, each with those named at its head; names in a row are one head (老秦、小魏先后拿到)."""
    named = list(pattern.finditer(text))
    out: list[tuple[str, _Found]] = []
    for clause in _CLAUSE.finditer(text):
        inside = [match for match in named if clause.start() <= match.start() < clause.end()]
        row = inside[:1]
        for match in inside[1:]:
            if text[row[-1].end() : match.start()] in _JOINED:
                row.append(match)
        if out and out[-1][1] and inside and _joins(out[-1], clause[0], inside):
            said, before = out.pop()
            out.append((said + clause[0], [*before, *row]))
        else:
            out.append((clause[0], row))
    return out


def _joins(before: tuple[str, _Found], clause: str, inside: _Found) -> bool:
    """Whether a clause is nothing but names, which the next one goes on from (老秦、)."""
    said, found = before
    bare = said.endswith("、") and len(said) <= sum(len(match[0]) + 1 for match in found) + _LEAD
    return bare and said.rstrip("、").endswith(found[-1][0]) and clause.startswith(inside[0][0])


_LEAD = 12


def _span(clause: str, found: _Found) -> str:
    """The words of names in a row, from the first to the last."""
    start, end = clause.index(found[0][0]), clause.index(found[-1][0]) + len(found[-1][0])
    return clause[start:end]


def _key(match: re.Match[str], known: Sequence[str]) -> str:
    """Which one is meant: by name, or by its place among those told (一家, 另一家; 前面那家 is the first, 后面那家 the last)."""
    groups: Mapping[str, str | None] = match.groupdict()
    if groups.get("self"):
        return "我"
    if groups.get("item"):
        return f"第{groups['item']}项"
    if groups.get("nth") and known:
        return known[min(_NTH.index(groups["nth"] or ""), len(known) - 1)]
    if groups.get("next") is None:
        return groups.get("year") or match[0]
    pointed = known and _POINTS.search(match[0])
    if pointed:
        return known[0] if pointed[0] == "前" else known[-1]
    return f"第{len(known) + 1}{match[0][-1]}"


def _tail(clauses: Sequence[tuple[str, _Found]]) -> int:
    """The place of the first clause of what is asked: the last sentence if it names nobody, else from its first asking clause
    behind the last one named."""
    last = max((n for n, (_, found) in enumerate(clauses) if found), default=-1)
    starts = [0, *(n + 1 for n, (clause, _) in enumerate(clauses[:-1]) if _ENDS.search(clause))]
    sentence = next((n for n in starts if n > last and any(_ASKS.search(c) for c, _ in clauses[n:])), len(clauses))
    asking = next((n for n, (clause, _) in enumerate(clauses) if n > last and _ASKS.search(clause)), len(clauses))
    return min(sentence, asking)


def _without_number(text: str, many: int) -> str:
    """A text without the number of all those named (三位人才, 两家): told of each, it would count each again."""
    for q in reversed([q for q in scan(text) if q.kind == "count" and q.unit in _COUNTED and q.value == many]):
        text = text[: q.start] + text[q.end :]
    return text
