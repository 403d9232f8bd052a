"""The things that one question asks for (归谁管、几月报), and for each the sentence of a document that answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.decision.evidence import sentences
from bot.facts.parts import parts_of
from bot.numbers.quantities import scan
from bot.numbers.seasons import windows
from bot.vocabulary import Phrases
from ingest.tokens import grams
from ingest.types import Passage

OFFICE = ("materials", "department", "deadline", "procedure")
"""Kinds of answers of which one question may want several, each from its own clause."""
_EACH_ITS_OWN = ("department", "deadline")
WHO = "谁负责"
"""The most general way to ask for an office: the one that has a clause in hand has its applications as well."""
_ITEM = re.compile(r"^(?:[（(]?\d{1,2}[.、．)）]|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+是)")
_MARKED = re.compile("[。；：:,，]")
"""What a heading does not hold."""
_WHICH = re.compile(r"什么|啥|哪些|哪几")
_OPENS = re.compile(r"[：:]$|下列|以下|如下")
_TOPIC = 0.5
"""How much the whole question counts beside the part that asks."""
_ANSWERS = 0.45
"""Worth of being the kind of sentence that is asked for ..."""
_RANKED = 0.8
"""... and of standing in a clause that was found first, less for each later one."""
_LONGEST_LIST = 900


@dataclass(frozen=True)
class Ask:
    """One thing that is asked for: its words and its kind (a route)."""

    words: str
    kind: str


def asks_of(text: str, routes: frozenset[str], phrases: Phrases) -> list[Ask]:
    """What a question asks for by kind, in the order of its words; a kind counts once, an office once for each thing that it
    does (从哪儿出钱，谁来管评审), a time once for each part that asks for one (提前多久报，公示几天)."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    parts = [piece for part in parts_of(text) for piece in re.split("[、和]", part) if piece]
    for kind in (kind for kind in OFFICE if kind in routes):
        match = phrases.routes[kind].search(text)
        asking = [part for part in parts if phrases.routes[kind].search(part)] or [text]
        for n, words in enumerate(asking if kind in _EACH_ITS_OWN else asking[:1]):
            if match and not _belongs_elsewhere(kind, words, phrases):
                place = match.start() if n == 0 else text.find(words)
                found.setdefault((kind, n if kind == "deadline" else _way(kind, words, phrases)), (place, words))
    if not found and "list" in routes and any(asks.search(text) for asks, _ in phrases.answers["list"]):
        found["list", 0] = (0, text)
    return [Ask(words, kind) for (kind, _), (_, words) in sorted(found.items(), key=lambda pair: pair[1][0])]


def _way(kind: str, words: str, phrases: Phrases) -> int:
    """Which of the ways of asking for a kind a part uses (who pays, who judges), by its place among them; -1 for none."""
    ways = enumerate(phrases.answers.get(kind, ()))
    return next((n for n, (asks, _) in ways if asks.search(words)), -1)


def _belongs_elsewhere(kind: str, words: str, phrases: Phrases) -> bool:
    """Whether a part names a thing without asking for it: 材料交给谁 asks for an office, 造假会怎样 for no procedure."""
    told = phrases.answers.get(kind, ())
    if told and not any(asks.search(words) for asks, _ in told):
        return True
    to_whom = any(asks.search(words) for asks, _ in phrases.answers["department"][:-1])
    return kind == "materials" and to_whom and not _WHICH.search(words)


def says_kind(ask: Ask, sentence: str, phrases: Phrases) -> float:
    """How plainly a sentence gives the kind of answer that is asked for, 0 to 1."""
    if ask.kind == "deadline":
        timed = any(q.kind.startswith("duration") or q.per for q in scan(sentence))
        yearly = bool(windows(sentence))
        lasting = re.search(r"多久|多长|几天|几个?(工作日|年)|多少(天|个工作日|年)|期限|时限", ask.words)
        sign = 0.5 * bool(phrases.evidence["deadline"].search(sentence))
        return float(timed) or sign if lasting else float(yearly) or sign
    for asks, says in phrases.answers.get(ask.kind, ()):
        if asks.search(ask.words):
            return 1.0 if says.search(sentence) else 0.0
    return 0.0


@dataclass(frozen=True)
class Found:
    """The sentence that answers one ask, with the clause that it stands in."""

    passage: Passage
    sentence: str
    share: float
    """How much of the ask's own words the sentence holds, 0 to 1."""
    rank: int
    """The place of the clause among those that were looked through, from 0."""


def answering(
    ask: Ask,
    passages: Sequence[Passage],
    topic: Mapping[str, float],
    own: Mapping[str, float],
    phrases: Phrases,
    told: Sequence[str] = (),
) -> Found | None:
    """The sentence that answers an ask best; None where none is of its kind.

    `passages` come best first; `topic` are the weighted words of the whole question, `own` those of the ask. What is `told`
    already as the answer to another ask answers this one only where no other sentence holds words of it.
    """
    best: tuple[float, Found] | None = None
    other: tuple[float, Found] | None = None
    for rank, passage in enumerate(passages):
        around = set(grams("".join([*passage.headings, passage.parent_text or ""])))
        labelled = _LABELLED * _bears_name(passage.text, topic)
        for sentence, kind in _candidates(ask, passage, phrases):
            held = set(grams(sentence)) | (around if sentence == passage.text else set())
            share = _share(own, held)
            score = _TOPIC * _share(topic, held | around) + share + _ANSWERS * kind + labelled + _RANKED / (1 + rank)
            if best is None or score > best[0]:
                best = (score, Found(passage, sentence, share, rank))
            if sentence not in told and share >= _OWN and (other is None or score > other[0]):
                other = (score, Found(passage, sentence, share, rank))
    found = other if best and other and best[1].sentence in told else best
    return found[1] if found else None


def _bears_name(text: str, topic: Mapping[str, float]) -> bool:
    """Whether the first line of a clause is a name for whom it is ("（一）企业") and the question says that name."""
    first, _, rest = text.partition("\n")
    name = [gram for gram in grams(_ITEM.sub("", first.strip())) if len(gram) > 1]
    return bool(rest and name) and len(first) <= _NAME and all(gram in topic for gram in name)


def lists_things(text: str) -> bool:
    """Whether a clause lists things under marks of its own: 1. …, （二）…; the mark that it begins with is its own place."""
    return any(_ITEM.match(sentence.strip()) for sentence in sentences(text)[1:])


_OWN = 0.12
"""So much of an ask's own words a sentence holds that answers it beside one that answered another ask."""
_NAME = 12
_LABELLED = 0.3


def hints(ask: Ask, passage: Passage, phrases: Phrases) -> bool:
    """Whether a clause may well answer who it is in words of its own: it names an office and no other way is asked."""
    ways = phrases.answers.get(ask.kind, ())
    special = any(asks.search(ask.words) for asks, _ in ways[:-1])
    return ask.kind == "department" and not special and bool(phrases.evidence[ask.kind].search(passage.text))


def _candidates(ask: Ask, passage: Passage, phrases: Phrases) -> list[tuple[str, float]]:
    """The sentences of a clause that are of the kind asked for; the whole clause where its opening words are."""
    opening = passage.parent_text or ""
    introduced = says_kind(ask, opening, phrases) if ask.kind == "materials" and opening else 0.0
    if introduced:
        return [(passage.text, introduced)]
    papers = _papers(passage.text) if ask.kind == "materials" else []
    if papers:
        return [(papers[0], 1.0)]
    rows = [(sentence, says_kind(ask, sentence, phrases)) for sentence in sentences(passage.text)]
    if rows and rows[-1][0].endswith(("：", ":")):
        rows.pop()
    return [(sentence, kind) for sentence, kind in rows if kind and _MARKED.search(sentence)]


_PAPER = re.compile(r"复印件|原件|证明|申请表|申报表|执照|许可证|承诺书|报告|票据|发票|合同|清单|身份证|证书")
_SOME = 3
_MOSTLY = 0.6


def _papers(text: str) -> list[str]:
    """The items of a clause that is a list of papers to hand in; empty where it is none."""
    items = [sentence for sentence in sentences(text)[1:] if _ITEM.match(sentence)]
    listed = len(items) >= _SOME and sum(bool(_PAPER.search(item)) for item in items) >= _MOSTLY * len(items)
    return items if listed else []


def _share(weights: Mapping[str, float], held: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for gram, weight in weights.items() if gram in held) / total if total else 0.0


_HALF = str.maketrans("（）．", "().")


def _level(sentence: str) -> str:
    """The style of a list mark (1. · (1) · （一）), empty for a sentence that is no item."""
    match = _ITEM.match(sentence)
    plain = match[0].translate(_HALF) if match else ""
    return re.sub(r"\d+", "1", re.sub("[一二三四五六七八九十]+", "一", plain))


def is_item(sentence: str) -> bool:
    """Whether a sentence is an item of a list."""
    return bool(_level(sentence))


def whole_list(text: str, sentence: str, asked: bool = True) -> str | None:
    """The list that a sentence opens or is an item of, from its opening words to its last item; None if it is none.

    An item stands for its list only where the list is `asked` for.
    """
    parts = sentences(text)
    if sentence not in parts:
        return None
    place = parts.index(sentence)
    first = place
    if not asked and is_item(sentence):
        return None
    while first > 0 and _ITEM.match(parts[first]):
        first -= 1
    if first + 1 >= len(parts) or (first == place and not _OPENS.search(parts[first].rstrip("。；"))):
        return None
    last = _end_of_list(parts, first + 1)
    joined = "".join(parts[first:last])
    start = text.find(parts[first])
    end = text.rfind(parts[last - 1]) + len(parts[last - 1])
    if _level(parts[last - 1]):
        end += len(text[end:].partition("\n")[0])
    return text[start:end].rstrip() if len(joined) <= _LONGEST_LIST and start >= 0 else None


def _end_of_list(parts: Sequence[str], first: int) -> int:
    """The place behind the last item of the list that begins at `first`; what stands under an item belongs to it."""
    level = _level(parts[first])
    if not level:
        return first + 1
    marked = [place for place in range(first, len(parts)) if _level(parts[place])]
    items = [place for place in marked if _level(parts[place]) == level]
    return items[-1] + 1
