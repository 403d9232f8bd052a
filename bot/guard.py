"""The first stage: make the question plain text, and stop what is not a question.

The text of a question is data. Characters that hide or reorder text are removed; what tries to change the assistant,
to have papers forged or to reach other people's data is refused with fixed wording (patterns in `guard.yaml`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import BadInput

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")


@dataclass(frozen=True)
class Guard:
    """The compiled patterns of what is refused, by kind, and the longest question in characters."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    limit: int

    def refusal(self, text: str, raw: str) -> str | None:
        """The kind of hostile act that the question attempts, or None.

        `text` is the cleaned question, `raw` what was sent: markup is looked for before it is stripped.
        """
        compact = re.sub(r"[ \t\u3000]+", "", text)
        for kind, pattern in self.patterns:
            if pattern.search(text) or pattern.search(compact) or pattern.search(raw):
                return kind
        return None


def load_guard(path: Path) -> Guard:
    """Read the patterns of `guard.yaml`."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    patterns = tuple((entry["kind"], re.compile(entry["pattern"], re.IGNORECASE)) for entry in data["refuse"])
    return Guard(patterns, int(data["limit_characters"]))


def clean(text: str) -> str:
    """The question as plain text: NFKC, no invisible, bidirectional or tag characters, no markup, single spaces.

    Full-width Chinese punctuation survives NFKC only in part, so the marks that people type are kept as they are.
    """
    text = text[:200_000].encode("utf-8", "ignore").decode("utf-8")
    text = _HIDDEN.sub("", text)
    kept = "，。？！：；（）“”‘’《》、％"
    text = "".join(c if c in kept else unicodedata.normalize("NFKC", c) for c in text)
    text = _HIDDEN.sub("", _TAG.sub(" ", text))
    return re.sub(r"\s+", " ", text).strip()


def check(text: str, guard: Guard) -> None:
    """Refuse an empty or overlong question with BadInput, in one Chinese line."""
    if not text:
        raise BadInput("问题是空的：请写下您想问的事，例如“租房有补贴吗？”")
    if len(text) > guard.limit:
        raise BadInput(f"问题太长（{len(text)}字，最多{guard.limit}字）：请只保留与您情况有关的内容再问。")
