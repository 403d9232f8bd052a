"""Which document is meant by a question that asks if it still applies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.types import Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_SHOWN = 2
_TITLE = 0.4
"""A question that holds this share of the weight of a title means that document."""


def of_the_document(turn: Understanding, found: Sequence[Retrieved], bot: Bot) -> tuple[Retrieved, ...]:
    """The found clauses of the document that is meant; its first words where none was found, () where no document is plain."""
    meant = _meant(turn, bot)
    own = tuple(item for item in found if item.passage.document_id in meant)[:_SHOWN]
    if own or not meant:
        return own
    passages = bot.corpus.passages_in(meant[0])
    return (Retrieved(passages[0], 0.0, 1),) if passages else ()


def _meant(turn: Understanding, bot: Bot) -> tuple[str, ...]:
    """The documents that the question names, else takes over, else the one whose title it holds most of."""
    if turn.subject:
        return tuple(turn.subject)
    titles = {document.id: document.title for document in bot.corpus.documents.values()}
    held = {name: bot.overlap.share(bot.overlap.weights(title), turn.text) for name, title in titles.items()}
    best = max(held, key=lambda name: held[name])
    return (best,) if held[best] >= _TITLE else ()
