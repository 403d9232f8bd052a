"""Coverage: every sentence of the corpus with an amount or a rate must be a rule's or carry a reason why it
is none."""

from __future__ import annotations

import re

from bot.numbers.numerals import RUN
from bot.rules.model import RuleBook
from bot.rules.node import Problem
from bot.rules.provenance import squash
from bot.rules.sources import Sources

_AMOUNT = re.compile(
    rf"(?:\d[\d,.]*|[{RUN}]+|※+|_+|×+)(?:多|余)?(?:万|亿|千|百)*元|(?:\d[\d.]*|※+|_+)[%％‰]|百分之[{RUN}\d]|[{RUN}\d.]+倍(?!数)"
    rf"|[{RUN}\d.]+折(?!算|旧|价|叠)|(?:\d[\d.]*|[{RUN}]+)个百分点"
)
_ENDS = re.compile(r"(?<=[。；！？\n])")


def amounts_in(text: str) -> list[re.Match[str]]:
    """Every amount or rate of a text (元, 万元, 亿元, %, ‰, 倍, 折, 百分之), blanks of model texts
    included."""
    return list(_AMOUNT.finditer(text))


def uncovered(book: RuleBook, sources: Sources) -> list[Problem]:
    """Each amount of the corpus that stands in no quote of a rule and in no `not_rules` entry of its
    document."""
    quotes = _quotes(book)
    out = []
    for document, articles in sources.articles.items():
        text = sources.documents[document]
        covered = _covered(text, quotes.get(document, []))
        position = 0
        for locator, words in articles:
            for sentence in _ENDS.split(words):
                hits = [
                    m
                    for m in amounts_in(sentence)
                    if not all(covered[position + m.start() : position + m.end()])
                ]
                if hits and not _mostly_covered(sentence, hits, covered, position):
                    shown = "、".join(dict.fromkeys(m.group() for m in hits))
                    what = f"有数额而没有规则也没有理由：{shown}（“{sentence[:60]}”）"
                    out.append(Problem(f"{document}.yaml:not_rules[{locator}]", what))
                position += len(sentence)
    return out


def _mostly_covered(sentence: str, hits: list[re.Match[str]], covered: list[bool], position: int) -> bool:
    """An amount is listed if a quote holds at least its figure."""
    return all(covered[position + m.start()] for m in hits)


def _quotes(book: RuleBook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule in book.rules.values():
        own = [rule.clause, *rule.also_quotes, *(e.clause for e in rule.excludes)]
        own += [p.clause for p in rule.parameters.values()]
        for clause in own:
            found.setdefault(clause.document_id, []).append(squash(clause.quote))
    for cap in book.joint_caps:
        found.setdefault(cap.cap.clause.document_id, []).append(squash(cap.cap.clause.quote))
    for item in book.not_rules:
        found.setdefault(item.clause.document_id, []).append(squash(item.clause.quote))
    return found


def _covered(text: str, quotes: list[str]) -> list[bool]:
    covered = [False] * len(text)
    for quote in dict.fromkeys(quotes):
        start = text.find(quote) if quote else -1
        while start >= 0:
            covered[start : start + len(quote)] = [True] * len(quote)
            start = text.find(quote, start + 1)
    return covered
