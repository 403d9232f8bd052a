"""When words stand in a text: white space and thousands separators do not count, whole numbers do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clean import MARKUP, squash

Groups = Sequence[Sequence[str]]

_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def plain(text: str) -> str:
    """Text without white space and without thousands separators: `1, 500 元` -> `1500元`."""
    return _THOUSANDS.sub("", squash(text))


def says(text: str, words: str) -> bool:
    """True if `words` stand in `text`; a number matches whole numbers only (`1500` is not in `15000`)."""
    needle = plain(words)
    if not needle:
        return False
    before = r"(?<!\d)(?<!\d\.)" if needle[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if needle[-1].isdigit() else ""
    return re.search(before + re.escape(needle) + after, plain(text)) is not None


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
