"""A corpus folder → Corpus: the catalogue says which documents each file holds, the parser finds their
articles.

Pure apart from reading the folder. Every character of every file ends up in one article or one dropped
span; that this is so is proved by `ingest.proof.check`, not assumed here.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from ingest.articles import announced, drafts_of, locator_of, unique_ids
from ingest.catalogue import DroppedLines, FileEntry, Region, load_catalogue, locate
from ingest.clean import squash
from ingest.joins import Layout, Paragraph, paragraphs_of
from ingest.outline import Draft, Setting
from ingest.passages import passages_of
from ingest.read import Source, read_source
from ingest.relations import load_relations
from ingest.types import Article, Corpus, Document, Dropped, Gap, Join, Passage, Span
from ingest.wordings import by_passage

KINDS = {"参考文本": "model", "申请表": "form", "申报表": "form"}


@dataclass(slots=True)
class Parsed:
    """What one file, or several, hold."""

    documents: dict[str, Document] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)

    def add(self, other: Parsed) -> None:
        """Take over what another holds, behind what is here."""
        self.documents |= other.documents
        for name in ("articles", "passages", "dropped", "joins", "gaps"):
            getattr(self, name).extend(getattr(other, name))


def load_corpus(folder: Path, earlier: Corpus | None = None) -> Corpus:
    """Parse every file that `folder`/catalogue.yaml names, and read the relations and wordings beside it.

    What an `earlier` corpus, parsed by this very program, holds of unchanged files is taken from there.
    Raises CorpusError (Chinese, one line) if a file is missing, the catalogue does not fit the text or a
    YAML file is ambiguous.
    """
    parsed = Parsed()
    shares = shares_of(earlier) if earlier else {}
    for file in load_catalogue(folder):
        source = read_source(folder / file.file)
        digest = digest_of(file, source)
        # two files of one name in different folders cannot be told apart later, so they are always parsed
        parsed.sources[source.name] = "" if source.name in parsed.sources else digest
        if earlier and earlier.sources.get(source.name) == digest:
            parsed.add(shares.get(source.name, Parsed()))
        else:
            parse_file(file, source, parsed)
    corpus = Corpus(
        parsed.documents,
        tuple(parsed.articles),
        tuple(parsed.passages),
        load_relations(folder),
        tuple(parsed.dropped),
        tuple(parsed.joins),
        gaps=tuple(parsed.gaps),
        sources=parsed.sources,
    )
    return replace(corpus, wordings=by_passage(corpus, folder))


def digest_of(file: FileEntry, source: Source) -> str:
    """Names all that the parse of one file depends on: its bytes and its catalogue entry."""
    entry = (*astuple(replace(file, restarts=frozenset())), sorted(file.restarts))
    return hashlib.sha256(f"{source.sha256}\0{entry}".encode()).hexdigest()


def shares_of(corpus: Corpus) -> dict[str, Parsed]:
    """What a corpus holds of each file, by the file's name."""
    out: dict[str, Parsed] = defaultdict(Parsed)
    file_of = {document.id: document.file for document in corpus.documents.values()}
    for document in corpus.documents.values():
        out[document.file].documents[document.id] = document
    for article in corpus.articles:
        out[file_of[article.document_id]].articles.append(article)
    for passage in corpus.passages:
        out[file_of[passage.document_id]].passages.append(passage)
    for dropped in corpus.dropped:
        out[dropped.file].dropped.append(dropped)
    for join in corpus.joins:
        out[join.file].joins.append(join)
    for gap in corpus.gaps:
        out[gap.file].gaps.append(gap)
    return out


def parse_file(file: FileEntry, source: Source, parsed: Parsed) -> None:
    """Add the documents of one decoded file to `parsed`."""
    regions, drops = locate(file, source)
    articles: list[Article] = []
    joins: list[Join] = []
    dropped = [_lines_dropped(source, drop) for drop in drops]
    for region in regions:
        document = document_of(region, source)
        parsed.documents[document.id] = document
        found, doubled = articles_of(region, source, file, joins)
        parsed.passages.extend(passages_of(found, source))
        articles.extend(found)
        dropped.extend(doubled)
        dropped.extend(
            Dropped(span, "版式标记", source.text[span.start : span.end])
            for line in region.lines
            for span in line.markup
        )
    parsed.articles.extend(articles)
    parsed.dropped.extend(replace(item, file=source.name) for item in rest(source, articles, dropped))
    parsed.joins.extend(replace(item, file=source.name) for item in joins)
    parsed.gaps.extend(file.gaps)


def articles_of(
    region: Region, source: Source, file: FileEntry, joins: list[Join]
) -> tuple[list[Article], list[Dropped]]:
    """The articles of one document, and the words dropped because a page break doubled them."""
    entry = region.entry
    annexes = announced([line.text for line in region.lines])
    titles = frozenset(map(squash, (*entry.begins, *entry.titles, entry.title)))
    gaps = tuple(squash(gap.after) for gap in file.gaps)
    layout = Layout(file.full_line, titles | frozenset(annexes), gaps, file.repeats)
    joined = paragraphs_of(source, region.lines, layout)
    joins.extend(joined.joins)
    paragraphs = joined.paragraphs
    kind, prefix = KINDS.get(entry.kind, ""), entry.texts["locator_prefix"]
    setting = Setting(entry.title, kind, prefix, file.restarts, annexes)
    own = titled(paragraphs, squash(entry.title), frozenset(map(squash, (*entry.begins, *entry.titles))))
    drafts = drafts_of(own, setting)
    ids = unique_ids(entry.id, [locator_of(draft) for draft in drafts])
    found = [_article(draft, name, entry.id, source) for draft, name in zip(drafts, ids, strict=True)]
    return found, joined.doubled


def titled(paragraphs: Sequence[Paragraph], title: str, opening: frozenset[str]) -> list[Paragraph]:
    """Mark the title wherever it stands, the opening lines only at the very beginning (issuers sign with
    them, too)."""
    out: list[Paragraph] = []
    for p in paragraphs:
        words = squash(p.text)
        at_head = all(q.title for q in out) and any(words in line or line in words for line in opening)
        out.append(replace(p, title=words == title or at_head))
    return out


def document_of(region: Region, source: Source) -> Document:
    """The catalogue's entry with what the text itself says about its place."""
    entry = region.entry
    text = {key: value for key, value in entry.texts.items() if key != "locator_prefix"}
    return Document(
        id=entry.id,
        title=entry.title,
        issuers=entry.issuers,
        kind=entry.kind,
        file=source.name,
        sha256=source.sha256,
        start_line=region.first_line,
        end_line=region.last_line,
        term_unknown=entry.term_unknown,
        terms=entry.terms,
        **text,  # type: ignore[arg-type]
        **entry.dates,  # type: ignore[arg-type]
    )


def _article(draft: Draft, name: str, document_id: str, source: Source) -> Article:
    spans: list[Span] = []
    for n, paragraph in enumerate(draft.paragraphs):
        if n:
            _add(spans, _newline(source, draft.paragraphs[n - 1].pieces[-1].end))
        for piece in paragraph.pieces:
            _add(spans, piece)
    return Article(
        id=name,
        document_id=document_id,
        locator=locator_of(draft),
        headings=draft.headings,
        text="".join(source.text[span.start : span.end] for span in spans),
        start_line=draft.paragraphs[0].first_line,
        end_line=draft.paragraphs[-1].last_line,
        spans=tuple(spans),
        kind=draft.kind,  # type: ignore[arg-type]
        gap_after=draft.gap_after,
    )


def _newline(source: Source, after: int) -> Span:
    """The first line break at or behind an offset: what keeps two paragraphs of an article apart."""
    at = source.text.index("\n", after)
    return Span(at, at + 1)


def _add(spans: list[Span], span: Span) -> None:
    if spans and spans[-1].end == span.start:
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)


def _lines_dropped(source: Source, drop: DroppedLines) -> Dropped:
    start, _ = source.line_span(drop.first_line)
    _, end = source.line_span(drop.last_line)
    return Dropped(Span(start, end), drop.reason, source.text[start:end])


def rest(source: Source, articles: Sequence[Article], named: Iterable[Dropped]) -> list[Dropped]:
    """All dropped spans in order: those with a reason, and the white space between everything else."""
    out = list(named)
    placed = [span for article in articles for span in article.spans]
    taken = sorted([*placed, *(item.span for item in out)], key=lambda span: span.start)
    at = 0
    for span in [*taken, Span(len(source.text), len(source.text))]:
        if span.start > at:
            text = source.text[at : span.start]
            out.append(Dropped(Span(at, span.start), "空白" if not text.strip() else "未归入", text))
        at = max(at, span.end)
    return sorted(out, key=lambda d: d.span.start)
