"""When words stand in a text: white space and thousands separators do not count, whole numbers do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.provenance import says
from ingest.clean import MARKUP, squash

Groups = Sequence[Sequence[str]]


def groups_said(text: str, groups: Groups) -> list[bool]:
    """For each group whether one of its alternatives is said."""
    return [any(says(text, words) for words in group) for group in groups]


def clause(text: str) -> str:
    """Corpus text for verbatim comparison: markup and white space out, nothing else changed."""
    return squash(MARKUP.sub("", text))


def groups_held(texts: Sequence[str], groups: Groups) -> list[bool]:
    """For each anchor group whether one text holds one of its alternatives verbatim (white space ignored)."""
    held = [clause(text) for text in texts]
    return [any(clause(words) in text for words in group for text in held) for group in groups]
