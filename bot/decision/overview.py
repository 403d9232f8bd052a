"""What a document tells article by article: the allowances of a model contract, the items of a talent card."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from bot.decision.asking import lists_things
from bot.decision.evidence import sentences
from bot.numbers.quantities import scan
from bot.types import Retrieved
from bot.understand import Understanding
from ingest.types import Corpus, Passage

if TYPE_CHECKING:
    from bot.bot import Bot

_FEW = 6
_NEAREST = 5
_OTHER_LISTS = ("materials", "procedure", "department", "deadline", "conditions", "comparison")
_NO_WAY = ("eligibility", "conflict", "comparison", "amount", "money", "conditions")
"""What is asked for where the way is only told of (程序走完了，能奖多少)."""
_FRAME = ("标题", "引言", "落款")
_MOST = 8
"""More articles than this that hold the word asked for are no list of what is asked."""
TITLED = re.compile(r"^[（(]\d{1,2}[）)]\s*[^。，；]{2,10}。")
"""An item that opens with a title of its own: （3）子女入学。"""
_LEAD_IN = 100
"""An opening of so few characters tells nothing but that the list follows."""
_ALIKE = 0.8
"""Articles of a chapter that score this much of the best one are one as near as the other."""
_LITTLE = 3
"""A question of so few characters beside the document's name and what it asks for asks for all of it."""


def told_one_by_one(near: Sequence[Retrieved], turn: Understanding) -> list[Retrieved]:
    """What a list is told by where no clause lists it: several articles of one document, each telling one thing.

    Empty where the first clause lists things itself or the first articles are of several documents.
    """
    items = [item for item in near if not item.passage.locator.endswith(_FRAME)]
    documents = {item.passage.document_id for item in items[:_NEAREST]}
    told = (
        turn.wants("list") and len(items) >= _NEAREST and len(documents) == 1 and not lists_things(items[0].passage.text)
    )
    return [item for item in items if item.passage.document_id in documents][:_FEW] if told else []


Row = Literal["steps", "overview", "chapter"]


def one_by_one(turn: Understanding, found: Sequence[Retrieved], bot: Bot, way: bool) -> tuple[Row, tuple[Retrieved, ...]] | None:
    """What a row of clauses tells one by one: the way of an application (unless it is not to be told), what a document grants,
    what a chapter lists; None where there is no such row."""
    if way and (items := steps(turn, found, bot)):
        return "steps", tuple(items)
    if items := overview(turn, found, bot):
        return "overview", tuple(items)
    items = chapter(turn, found, bot.corpus)
    return ("chapter", tuple(items)) if items else None


def _as_found(passages: Sequence[Passage], found: Sequence[Retrieved]) -> list[Retrieved]:
    """Passages of a row as they were found; those that were not stand behind all that were."""
    held = {item.passage.id: item for item in found}
    last = min((item.score for item in found), default=0.0)
    return [held.get(p.id) or Retrieved(p, last, len(found) + 1) for p in passages]


def overview(turn: Understanding, found: Sequence[Retrieved], bot: Bot) -> list[Retrieved]:
    """The articles of one document that each tell one of the things asked for, in its order; empty where there is no such
    row of articles.

    Either each opens with the very thing (…里都列了哪些津贴), or all that the document grants is asked for (县卡都有啥好处)
    and it grants it in titled items.
    """
    if not turn.wants("list", "benefits") or turn.earlier or turn.wants(*_OTHER_LISTS):
        return []
    if turn.wants("total") and any(q.kind == "money" for q in scan(turn.text)):
        return []  # amounts are told to be reckoned with (四年的利息分别是170万、230万，总共补多少)
    first = [item for item in found if not item.passage.locator.endswith(_FRAME)][:_NEAREST]
    documents = Counter(item.passage.document_id for item in first).most_common(1)
    if not documents:
        return []
    main, often = documents[0]
    clauses = [p for p in bot.corpus.passages_in(main) if p.kind in ("clause", "model")]
    asked = functools.reduce(lambda text, name: text.replace(name, ""), turn.documents.values(), turn.text)
    sorts = [words for words in bot.phrases.sorts_of_benefit if any(word in asked for word in words)]
    named = [word for words in sorts for word in words] if _lists_benefits(asked, sorts) else []
    own = [p for p in clauses if named and any(word in _opening(p.text) for word in named)]
    near = sum(item.passage in own for item in first)
    if not (often >= _NEAREST - 1 and near >= _NEAREST - 2 and len(own) <= _MOST):
        own = [p for p in clauses if TITLED.match(p.text)] if main in turn.subject and _asks_for_all(turn, bot) else []
    return _as_found(own, found) if len(own) >= _NEAREST - 2 else []


def _lists_benefits(text: str, sorts: Sequence[Sequence[str]]) -> bool:
    """Whether what is listed are the benefits (都列了哪些津贴), not what becomes of one (那笔奖金哪些开支碰不得)."""
    words = "|".join(word for group in sorts for word in group)
    which = "哪些|哪几|什么|啥|几[样项种]|都有|多少"
    return re.search(f"(?:{which})[^，。；！？]{{0,8}}(?:{words})|(?:{words})[^，。；！？]{{0,6}}(?:{which})", text) is not None


def chapter(turn: Understanding, found: Sequence[Retrieved], corpus: Corpus) -> list[Retrieved]:
    """The articles of the chapter that tells a list (四、工作重点 in four articles): the words that open it are found before
    all else, or most of what was found first belongs to it, several articles one as near as the other. Else empty."""
    if not turn.wants("list") or turn.earlier or turn.asked or turn.wants(*_OTHER_LISTS, "eligibility", "conflict"):
        return []
    first = [item for item in found if not item.passage.locator.endswith(_FRAME)][:_NEAREST]
    if not first or lists_things(first[0].passage.text):
        return []
    for heads in _chapters_of(first[0].passage):
        rows = [p for p in corpus.passages_in(first[0].passage.document_id) if p.headings[: len(heads)] == heads]
        opened = _opens(first[0].passage, heads)
        own = [item for item in reversed(first) if item.passage in rows or _opens(item.passage, heads)]
        near = {item.passage.article_id: item.score for item in own}
        alike = sum(score >= _ALIKE * first[0].score for score in near.values())
        announced = opened and len(first[0].passage.text) <= _LEAD_IN
        if 1 < len(rows) <= _MOST and (announced or (len(near) >= _NEAREST - 2 and (opened or alike >= _NEAREST - 2))):
            return _as_found(rows, found)
    return []


def _chapters_of(passage: Passage) -> list[tuple[str, ...]]:
    """The headings of the chapters that a passage opens or stands in, the innermost first."""
    opened = (*passage.headings, passage.text.split("\n")[0])
    return [opened[:depth] for depth in range(len(opened), 1, -1)]


def _opens(passage: Passage, heads: Sequence[str]) -> bool:
    return (*passage.headings, passage.text.split("\n")[0]) == tuple(heads)


def steps(turn: Understanding, found: Sequence[Retrieved], bot: Bot) -> list[Retrieved]:
    """The articles of the chapter that tells how one applies, step by step, of the document found first; empty where the
    whole way is not asked for or no chapter of it is about that."""
    if not bot.phrases.whole_way.search(turn.text) or not found or turn.wants(*_NO_WAY):
        return []
    main = found[0].passage.document_id
    chapters: dict[str, list[Passage]] = {}
    for passage in bot.corpus.passages_in(main):
        if len(passage.headings) > 1 and bot.phrases.way_chapter.search(passage.headings[-1]):
            chapters.setdefault(passage.headings[-1], []).append(passage)
    scores = {item.passage.id: item.score for item in found}
    able = [rows for rows in chapters.values() if 1 < len(rows) <= _MOST]
    best = max(able, key=lambda rows: max(scores.get(p.id, 0.0) for p in rows), default=[])
    return _as_found(best, found)


def titled_first(near: Sequence[Retrieved], turn: Understanding, bot: Bot) -> list[Retrieved]:
    """The clauses with the one first that bears the name of the very list asked for ("（三）…带头人条件：1. …"), or that lists
    things where the first does not and is hardly nearer."""
    if not turn.wants("list", "conditions", "materials"):
        return list(near)
    weights = bot.overlap.weights(turn.search)
    papers = _listing_papers(near, turn, bot)
    if papers is not None:
        return [papers, *(item for item in near if item is not papers)]
    if _IN_ONE_SENTENCE.search(near[0].passage.text) and not turn.wants("conditions", "materials"):
        return list(near)
    able = [item for item in near[:_RIVALS] if item.score >= _AS_NEAR * near[0].score]
    named = {id(item): bot.overlap.share(weights, _name_of(item.passage.text)) for item in able}
    best = max(able, key=lambda item: named[id(item)], default=None)
    if best is None or best is near[0] or named[id(best)] < named[id(near[0])] + _CLEARLY_NAMED:
        lists = [item for item in able if lists_things(item.passage.text) and item.score >= _HARDLY * near[0].score]
        if not lists or lists_things(near[0].passage.text):
            return list(near)
        best = lists[0]
    return [best, *(item for item in near if item is not best)]


def _listing_papers(near: Sequence[Retrieved], turn: Understanding, bot: Bot) -> Retrieved | None:
    """The clause that lists papers under a heading that says so, where papers are asked for and the first clause lists none."""
    if not turn.wants("materials") or lists_things(near[0].passage.text):
        return None
    able = [item for item in near if item.score >= _PAPERS_NEAR * near[0].score and lists_things(item.passage.text)]
    return next((item for item in able if _is_of_papers(item.passage, bot)), None)


def _is_of_papers(passage: Passage, bot: Bot) -> bool:
    return any(bot.phrases.evidence["materials"].search(head) for head in (*passage.headings, _opening(passage.text)))


_IN_ONE_SENTENCE = re.compile(r"不得(?:用于|支付|有)[^。；]*、[^。；]*、")
"""A clause that lists in one sentence what must not be done."""
_PAPERS_NEAR = 0.8
_RIVALS = 3
_AS_NEAR = 0.85
_HARDLY = 0.93
_CLEARLY_NAMED = 0.1
_NAME = 30


def _name_of(text: str) -> str:
    """The title that a clause with a list of its own opens with, up to its colon or first item; empty without one."""
    title = re.split(r"[：:\n。]", text, maxsplit=1)[0]
    return title if lists_things(text) and len(title) <= _NAME else ""


def _opening(text: str) -> str:
    return next(iter(sentences(text)), "")


def _asks_for_all(turn: Understanding, bot: Bot) -> bool:
    """Whether a question names what a document grants as a whole, and nothing in particular."""
    rest = turn.text
    if not any(word in rest for word in bot.phrases.all_benefits):
        return False
    words = (*turn.documents.values(), *bot.phrases.all_benefits, *sorted(bot.phrases.stop, key=len, reverse=True))
    for word in words:
        rest = rest.replace(word, "")
    return len(re.sub(r"\W", "", rest)) <= _LITTLE
