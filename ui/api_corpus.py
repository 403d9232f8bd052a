"""The catalogue, the full texts and single passages, with their validity on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter

from ingest.types import Article, Corpus, Document, Passage
from ui.api_errors import Refused
from ui.service import Service


def router(service: Service) -> APIRouter:
    """The routes of the corpus."""
    routes = APIRouter(prefix="/api", tags=["文件"])

    @routes.get("/documents", summary="文件目录")
    def documents(as_of: date | None = None) -> list[dict[str, Any]]:
        """全部文件，按汇编顺序。"""
        corpus, day = service.bot.corpus, service.day(as_of)
        return [document_dict(item, service, day, corpus) for item in corpus.documents.values()]

    @routes.get("/documents/{document_id}", summary="一份文件的全文")
    def document(document_id: str, as_of: date | None = None) -> dict[str, Any]:
        """目录信息、逐条全文，以及与其他文件的关系。"""
        corpus = service.bot.corpus
        found = corpus.documents.get(document_id)
        if found is None:
            raise Refused(404, "not_found", "没有这份文件：全部编号见 /api/documents。")
        out = document_dict(found, service, service.day(as_of), corpus)
        out["articles"] = [article_dict(item, corpus) for item in corpus.articles_of(document_id)]
        out["children"] = [{"id": c.id, "title": c.title} for c in corpus.children_of(document_id)]
        out["relations"] = relations_of(corpus, document_id)
        return out

    @routes.get("/passages/{passage_id}", summary="一段条文和它的上下文")
    def passage(passage_id: str, as_of: date | None = None) -> dict[str, Any]:
        """条文、所属文件、前后两段。"""
        corpus = service.bot.corpus
        found = corpus.passage(passage_id)
        if found is None:
            raise Refused(404, "not_found", "没有这段条文：文件更新后编号可能已经变化，请重新提问。")
        out = passage_dict(found)
        out["document"] = document_dict(
            corpus.documents[found.document_id], service, service.day(as_of), corpus
        )
        for name, other in (("previous", found.previous), ("following", found.following)):
            near = corpus.passage(other) if other else None
            out[name] = passage_dict(near) if near else None
        return out

    return routes


def document_dict(document: Document, service: Service, day: date, corpus: Corpus) -> dict[str, Any]:
    """One document as JSON, with its validity on `day`."""
    valid = service.validity(document.id, "", day)
    return {
        "id": document.id,
        "title": document.title.replace("\n", ""),
        "number": document.number,
        "issuers": list(document.issuers),
        "kind": document.kind,
        "parent": document.parent,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "issued_words": document.issued_words,
        "effective_from": document.effective_from.isoformat() if document.effective_from else None,
        "effective_to": document.effective_to.isoformat() if document.effective_to else None,
        "validity": {"state": valid.state, "reason": valid.reason, "superseded_by": valid.superseded_by},
        "validity_words": document.validity_words,
        "validity_quote": document.validity_quote,
        "source": {"file": document.file, "start_line": document.start_line, "end_line": document.end_line},
        "articles_count": len(corpus.articles_of(document.id)),
    }


def article_dict(article: Article, corpus: Corpus) -> dict[str, Any]:
    """One article as JSON; `passages` are the ids by which answers cite it."""
    return {
        "id": article.id,
        "locator": article.locator,
        "headings": list(article.headings),
        "kind": article.kind,
        "text": article.text,
        "gap_after": article.gap_after,
        "source": {"start_line": article.start_line, "end_line": article.end_line},
        "passages": [item.id for item in corpus.passages_of(article.id)],
    }


def passage_dict(passage: Passage) -> dict[str, Any]:
    """One passage as JSON."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "article_id": passage.article_id,
        "locator": passage.locator,
        "headings": list(passage.headings),
        "parent_text": passage.parent_text,
        "text": passage.text,
        "source": {"start_line": passage.start_line, "end_line": passage.end_line},
    }


def relations_of(corpus: Corpus, document_id: str) -> list[dict[str, Any]]:
    """How this document stands to others, in words for residents."""
    return [
        {"kind": item.kind, "stated": item.stated, "note": item.note,
         "documents": [side.document_id for side in (item.source, item.target) if side]}
        for item in corpus.relations
        if document_id in {side.document_id for side in (item.source, item.target) if side}
    ]  # fmt: skip
