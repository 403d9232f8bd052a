"""The proof that nothing was lost or invented between the source files and the articles.

`check` re-reads the files and compares them, character by character, with what was parsed: articles and
dropped spans, in order, give back the source; every dropped span has a reason that fits its words; no
amount lies outside an article; every quote of the catalogue and of the relations stands verbatim where it
is said to stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.clean import BULLET, MARKUP, contains, squash
from ingest.read import Source, read_source
from ingest.types import Article, Corpus, Document, Dropped, Evidence, Span
from ingest.wordings import passage_of, read_wordings

AMOUNT = re.compile(r"\d[\d,.]*\s*(?:万|亿|千|百)?\s*(?:元|%|％)")
DOUBLED = "重字"
BLANK = "空白"
MARK = "版式标记"
UNPLACED = "未归入"
AROUND = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, what, and what the maintainer of the corpus should do."""

    where: str
    what: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}。{self.what_to_do}。"


def check(corpus: Corpus, folder: Path) -> tuple[Finding, ...]:
    """Prove a parsed corpus against the files in `folder`; no findings means proved."""
    findings: list[Finding] = []
    for name in dict.fromkeys(item.file for item in corpus.documents.values()):
        source = read_source(folder / name)
        articles = [item for item in corpus.articles if corpus.documents[item.document_id].file == name]
        dropped = [item for item in corpus.dropped if item.file in ("", name)]
        findings.extend(round_trip(source, articles, dropped))
        findings.extend(reasons(source, dropped))
        findings.extend(_hash(corpus, source))
    findings.extend(passages(corpus))
    findings.extend(quotes(corpus))
    findings.extend(wordings(corpus, folder))
    findings.extend(gaps(corpus))
    return tuple(findings)


def round_trip(source: Source, articles: Iterable[Article], dropped: Iterable[Dropped]) -> Iterator[Finding]:
    """Articles and dropped spans, laid side by side, are the source: no hole, no overlap, no altered
    character."""
    spans: list[tuple[Span, str]] = []
    at = -1
    for article in articles:
        spans.extend((span, article.id) for span in article.spans)
        if article.text != "".join(source.text[span.start : span.end] for span in article.spans):
            yield Finding(article.id, "条文与原文逐字不符", "请重新解析；条文不得手改")
        if article.spans and article.spans[0].start < at:
            yield Finding(article.id, "条文次序与原文不符", "请检查目录中文件的先后")
        at = article.spans[-1].end if article.spans else at
    for item in dropped:
        spans.append((item.span, item.reason))
        if item.text != source.text[item.span.start : item.span.end]:
            yield Finding(_line(source, item.span.start), f"舍去的“{item.text[:20]}”与原文不符", "请重新解析")
    at = 0
    for span, owner in sorted(spans, key=lambda pair: (pair[0].start, pair[0].end)):
        if span.start != at:
            what = "有文字没有归入任何条文" if span.start > at else f"同一处文字被用了两次（{owner}）"
            yield Finding(_line(source, min(at, span.start)), what, "请检查解析规则")
        at = max(at, span.end)
    if at != len(source.text):
        yield Finding(_line(source, at), "文件末尾有文字没有归入任何条文", "请检查目录")


def reasons(source: Source, dropped: Iterable[Dropped]) -> Iterator[Finding]:
    """Each dropped span is what its reason says, and no amount is dropped except with a doubled word."""
    for item in dropped:
        where = _line(source, item.span.start)
        if item.reason == UNPLACED:
            what = f"“{item.text.strip()[:30]}”没有归入任何条文"
            yield Finding(where, what, "请在目录中写明它属于哪个文件，或列入 drop")
        elif item.reason == BLANK and item.text.strip():
            yield Finding(where, f"“{item.text.strip()[:30]}”不是空白却被当作空白", "请检查解析规则")
        elif item.reason == MARK and not (MARKUP.fullmatch(item.text) or BULLET.fullmatch(item.text)):
            yield Finding(where, f"“{item.text[:30]}”不是版式标记却被舍去", "请检查解析规则")
        elif item.reason == DOUBLED and not _doubled(source, item):
            yield Finding(where, f"“{item.text[:30]}”在换页处前后并不重复却被舍去", "请检查换页规则")
        elif item.reason != DOUBLED and (amount := AMOUNT.search(item.text)):
            what = f"舍去的文字里有数额“{amount[0]}”（{item.reason}）"
            yield Finding(where, what, "请核对 drop 的起止，数额必须留在条文里")


def _doubled(source: Source, item: Dropped) -> bool:
    """True if the dropped words (or their beginning, for a false start) are printed on the other side of
    the break."""
    text = squash(item.text)
    before = squash(MARKUP.sub("", source.text[max(0, item.span.start - AROUND) : item.span.start]))
    after = squash(MARKUP.sub("", source.text[item.span.end : item.span.end + AROUND]))
    starts = [text[:size] for size in range(max(2, len(text) - 2), len(text) + 1)]
    return before.endswith(text) or any(after.startswith(words) for words in starts)


def _hash(corpus: Corpus, source: Source) -> Iterator[Finding]:
    for document in corpus.documents.values():
        if document.file == source.name and document.sha256 != source.sha256:
            yield Finding(document.id, f"{source.name} 在解析之后改动过", "请重新运行 policybot ingest")
            return


def passages(corpus: Corpus) -> Iterator[Finding]:
    """The passages of an article are its whole text; ids are unique; each has a heading path."""
    seen: set[str] = set()
    for passage in corpus.passages:
        if passage.id in seen:
            yield Finding(passage.id, "段落编号重复", "请检查段落编号规则")
        seen.add(passage.id)
        if not passage.headings:
            yield Finding(passage.id, "段落没有标题路径", "请检查解析规则")
    for article in corpus.articles:
        parts = corpus.passages_of(article.id)
        if parts and squash("".join(part.text for part in parts)) != squash(article.text):
            yield Finding(article.id, "各段落合起来不等于条文", "请检查段落切分规则")
        if not parts and article.kind != "heading":
            yield Finding(article.id, "条文没有段落", "请检查段落切分规则")


def wordings(corpus: Corpus, folder: Path) -> Iterator[Finding]:
    """Each likely wording of a question belongs to a passage that exists."""
    for item in read_wordings(folder):
        if item.document_id not in corpus.documents:
            what = f"没有编号为“{item.document_id}”的文件"
            yield Finding(item.where, what, "请照 catalogue.yaml 的 id 改正")
        elif passage_of(corpus, item) is None:
            what = f"{item.document_id} {item.at} 里没有“{item.holds[:30]}”"
            yield Finding(item.where, what, "请照条文现在的位置和文字改正，或删去这一条")


def quotes(corpus: Corpus) -> Iterator[Finding]:
    """What the catalogue and the relations quote stands verbatim in the document and place they name."""
    for relation in corpus.relations:
        for side in (relation.source, relation.target):
            if side is not None:
                yield from _evidence(corpus, f"relations.yaml {relation.id}", side)
    for document in corpus.documents.values():
        where = f"catalogue.yaml {document.id}"
        if document.validity_quote:
            place = document.validity_locator or ""
            yield from _evidence(corpus, where, Evidence(document.id, place, document.validity_quote))
        for term in document.terms:
            yield from _evidence(corpus, where, Evidence(document.id, term.locator, term.quote))
        yield from _printed(corpus, where, document)


def _evidence(corpus: Corpus, where: str, side: Evidence) -> Iterator[Finding]:
    if side.document_id not in corpus.documents:
        yield Finding(where, f"没有编号为“{side.document_id}”的文件", "请照 catalogue.yaml 的 id 改正")
        return
    found = corpus.articles_of(side.document_id)
    if side.locator:
        found = corpus.by_locator(side.document_id, side.locator)
    if not found:
        yield Finding(where, f"{side.document_id} 里没有“{side.locator}”", "请照条文的实际位置改正")
    elif not any(contains(article.text, side.quote) for article in found):
        what = f"“{side.quote[:40]}”不在 {side.document_id} {side.locator}"
        yield Finding(where, what, "请照原文一字不差地引用")


def _printed(corpus: Corpus, where: str, document: Document) -> Iterator[Finding]:
    """文号 and date are printed in the document itself or in the one that it is attached to."""
    texts = [article.text for article in corpus.articles_of(document.id)]
    parent = document.parent
    while parent is not None:
        texts.extend(article.text for article in corpus.articles_of(parent))
        parent = corpus.documents[parent].parent
    body = squash("".join(texts))
    if document.number and squash(document.number) not in body:
        yield Finding(where, f"文号“{document.number}”不在正文里", "文号以正文为准，请改正或删去")
    day = document.issued_on
    if day and f"{day.year}年{day.month}月{day.day}日" not in body:
        yield Finding(where, f"印发日期“{day}”不在正文里", "日期以正文为准，请改正或删去")
    words = squash("".join(article.text for article in corpus.articles_of(document.id)))
    if squash(document.title) not in words:
        yield Finding(where, f"题名“{document.title}”不在正文里", "题名以正文为准，请改正")


def gaps(corpus: Corpus) -> Iterator[Finding]:
    """Each marked gap lies between two articles, so that no passage is joined across it."""
    for gap in corpus.gaps:
        where = f"catalogue.yaml 缺文“{gap.after[-15:]}”"
        ends = [a for a in corpus.articles if a.gap_after and squash(a.text).endswith(squash(gap.after))]
        starts = any(squash(a.text).startswith(squash(gap.before)) for a in corpus.articles)
        if len(ends) != 1 or not starts:
            yield Finding(where, "在原文里找不到这处缺文的前后文字", "请照原文录入 after 和 before")
        if any(contains(p.text, gap.after + gap.before) for p in corpus.passages):
            yield Finding(where, "有段落跨过了缺文", "请检查解析规则")


def _line(source: Source, offset: int) -> str:
    return f"{source.name} 第{source.line_at(offset)}行"
