"""Writing what a document tells article by article: each named, with what it opens with."""

from __future__ import annotations

from collections.abc import Sequence

from bot.compose.draft import Draft
from bot.decision.evidence import sentences
from bot.decision.overview import TITLED
from bot.types import Retrieved

BLANK = "※※"
"""How a model contract marks what its parties fill in."""
_SHOWN = 90
_TOLD = 260
"""So many characters of an article are shown, up to a mark: of one that opens with what is asked, and of one of a chapter."""


def write_overview(draft: Draft, items: Sequence[Retrieved]) -> None:
    """Name the document, then each article with what it opens with."""
    if not items:
        return
    draft.head.append(draft.messages.say("overview", title=_title(draft, items[0])))
    lines = []
    for item in items:
        parts = sentences(item.passage.text)
        said = parts[0] + (parts[1] if len(parts) > 1 and TITLED.match(parts[0]) else "")
        lines.append(f"- “{_short(said, _SHOWN)}”[{draft.book.cite(item.passage)}]")
    draft.body.append("\n".join(lines))
    if any(item.passage.kind == "model" and BLANK in item.passage.text for item in items):
        draft.body.append(draft.messages.say("left_blank"))


def write_chapter(draft: Draft, items: Sequence[Retrieved], message: str) -> None:
    """Name the document and its chapter in the words of a message, then each article of it in order. The chapter is
    the innermost one that holds them all."""
    shared = [heads[0] for heads in zip(*(item.passage.headings for item in items), strict=False) if len(set(heads)) == 1]
    draft.head.append(draft.messages.say(message, title=_title(draft, items[0]), chapter=shared[-1]))
    said = [(item, " ".join(item.passage.text.split())) for item in items]
    draft.body.append("\n".join(f"- “{_short(text, _TOLD)}”[{draft.book.cite(item.passage)}]" for item, text in said))


def _title(draft: Draft, item: Retrieved) -> str:
    return draft.book.corpus.documents[item.passage.document_id].title.strip("《》").replace("\n", "")


def _short(said: str, most: int) -> str:
    """The words up to the last mark before the limit, with dots where something is left out."""
    end = max(said.rfind(mark, 0, most) for mark in "，；、。")
    return said if len(said) <= most else f"{said[: end if end > 0 else most]}……"
