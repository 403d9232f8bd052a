"""Articles called by their number (第九条原文, 若干措施第3条): found where the document has them, missed where it has not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.numbers.numerals import atom
from bot.understand import Understanding
from ingest.types import Corpus, Document, Passage

_CALLED = re.compile(r"(?P<law>(?:(?<!办)法|条例)[》”]?)?第\s?(?P<n>[一二两三四五六七八九十百〇零\d]{1,5})\s?条(?![件款子])")
"""An article of a law (劳动法第四十四条) is called by its number as well, and is not ours."""
_ARTICLE = re.compile(r"^第(?P<n>[一二三四五六七八九十百〇零\d]+)条")
_ITEM = re.compile(r"(?:^|[、）·])(?P<n>\d+)$")
_TEXT = re.compile(
    r"原文|全文|逐字|一字不[差落漏]|(?:写|讲|说|规定|要求|约定)(?:的|了|着)?(?:是|些)?(?:什么|啥|哪些|咋|怎么)|什么内容|内容(?:是|有)|念(?:给|一下|一遍|出来)|贴(?:给|一下|出来|上来)|发[我给]|给我看"
)


@dataclass(frozen=True)
class Missing:
    """An article that was called and that the document, as it is held here, does not have."""

    document: Document
    number: str
    before: str
    """The locator of the last article before the gap, "" where the document begins behind it."""
    after: str
    """The locator of the first article behind the gap, "" where the document ends before it."""


def called(text: str) -> tuple[int, ...]:
    """The numbers of the articles that a question calls, in its order."""
    found = (atom(match["n"]) for match in _CALLED.finditer(text) if not match["law"])
    return tuple(dict.fromkeys(int(number) for number in found if number is not None))


def wants_text(text: str) -> bool:
    """Whether a question asks what an article says, word for word or in short."""
    return bool(called(text)) and bool(_TEXT.search(text))


def numbered(passages: Iterable[Passage], numbers: Sequence[int]) -> list[Passage]:
    """The passages of one document that belong to these articles: 第九条 where it counts in articles, else its item 9."""
    known = list(passages)
    marks = _ARTICLE if any(_ARTICLE.match(p.locator) for p in known) else _ITEM
    return [p for p in known if _number(p, marks) in numbers]


def missing(turn: Understanding, corpus: Corpus) -> Missing | None:
    """The article that a question wants to read from a document named in it that has no such article, or None.

    Only documents that count in articles can miss one; where several are named, none of them may have it.
    """
    if not turn.documents or not wants_text(turn.text):
        return None
    named = {name: corpus.passages_in(name) for name in turn.documents}
    counted = {name: held for name, held in named.items() if any(_ARTICLE.match(p.locator) for p in held)}
    for number in called(turn.text):
        if len(counted) == len(named) and not any(numbered(held, (number,)) for held in counted.values()):
            return _gap(corpus, next(iter(counted)), number)
    return None


def _gap(corpus: Corpus, document: str, number: int) -> Missing:
    articles = [(n, p.locator) for p in corpus.passages_in(document) if (n := _number(p, _ARTICLE)) is not None]
    lower = [locator for n, locator in articles if n < number]
    higher = [locator for n, locator in articles if n > number]
    ends = (match.group() if place and (match := _ARTICLE.match(place[0])) else "" for place in (lower[-1:], higher[:1]))
    before, after = ends
    return Missing(corpus.documents[document], str(number), before, after)


def _number(passage: Passage, marks: re.Pattern[str]) -> int | None:
    match = marks.search(passage.locator)
    number = atom(match["n"]) if match else None
    return int(number) if number is not None else None
