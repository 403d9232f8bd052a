"""The first stage: make the question plain text, and stop what is not a question.

The text of a question is data. Characters that hide or reorder text are removed; what tries to change the assistant,
to have papers forged or to reach other people's data is refused with fixed wording (patterns in `guard.yaml`, and the weights
of `hostile.json` for what reads like it).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import BadInput
from bot.hostility import Hostility, load_hostility
from bot.numbers.quantities import scan
from ingest.tokens import simplified

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")


_MASKED = re.compile(
    r"(?:[我他她本人的]{0,3}(?:身份证|手机|电话|银行卡|卡)号?码?[是为:：]?)?[（(](?:身份证号|银行卡号|手机号)已隐去[）)][，,。；]?"
)
"""Numbers that were masked before the question came here, with the words that lead to them: nothing is asked by them."""
_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[\s.\-_*·・|/~+,，、]+(?=[\u4e00-\u9fff])|[ \t\u3000]+")


@dataclass(frozen=True, slots=True)
class Refused:
    """One hostile act: its kind, the pattern that shows it, and the pattern beside which it is no such act."""

    kind: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def found(self, text: str) -> bool:
        """Whether the text attempts this act."""
        return bool(self.pattern.search(text)) and not (self.unless and self.unless.search(text))


@dataclass(frozen=True)
class Guard:
    """The compiled patterns of what is refused, how hostile texts read, the longest question in characters, and the most
    numbers that it may hold."""

    acts: tuple[Refused, ...]
    reads: Hostility
    limit: int
    numbers: int

    def refusal(self, text: str, raw: str) -> str | None:
        """The kind of hostile act that the question attempts, or None.

        `text` is the cleaned question, `raw` what was sent: markup is looked for before it is stripped.
        """
        plain = simplified(text)
        forms = dict.fromkeys((plain, _MARKS.sub("", plain), raw, unicodedata.normalize("NFKC", raw)))
        kind = next((act.kind for act in self.acts if any(act.found(form) for form in forms)), None)
        return kind or (READS if self.reads.found(plain) else None)


def load_guard(path: Path) -> Guard:
    """Read the patterns of `guard.yaml` and the weights of `hostile.json` beside it."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    acts = tuple(
        Refused(
            entry["kind"],
            _pattern(entry["pattern"]),
            _pattern(entry["unless"]) if "unless" in entry else None,
        )
        for entry in data["refuse"]
    )
    return Guard(acts, load_hostility(path.with_name("hostile.json")), int(data["limit_characters"]), int(data["limit_numbers"]))


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


_CIRCLED = re.compile("[①-⑳]")
"""NFKC makes 1 of ①, which would run into a number that follows."""


def clean(text: str) -> str:
    """The question as plain text: NFKC, no invisible, bidirectional or tag characters, no markup, single spaces.

    Full-width Chinese punctuation survives NFKC only in part, so the marks that people type are kept as they are.
    """
    text = text[:200_000].encode("utf-8", "ignore").decode("utf-8")
    text = _HIDDEN.sub("", text)
    text = _CIRCLED.sub(lambda mark: f"({ord(mark[0]) - ord('①') + 1})", text)
    kept = "，。？！：；（）“”‘’《》、％"
    text = "".join(c if c in kept else unicodedata.normalize("NFKC", c) for c in text)
    text = _MASKED.sub("", _HIDDEN.sub("", _TAG.sub(" ", text)))
    return re.sub(r"\s+", " ", text).strip()


READS = "reads"
"""The kind of what no pattern names and what reads like a hostile text."""
_RUN = re.compile(r"\d{41,}")
"""No number, card or telephone has so many digits; patterns take long over them."""


def check(text: str, guard: Guard) -> None:
    """Refuse an empty or overlong question, or one with too many numbers to keep apart, with BadInput, in one Chinese line."""
    if not text:
        raise BadInput("问题是空的：请写下您想问的事，例如“租房有补贴吗？”")
    said = too_much(text, guard)
    if said:
        raise BadInput(said)


def too_much(text: str, guard: Guard) -> str:
    """What a text has too much of to be read, in one Chinese line; empty where it can be read."""
    if len(text) > guard.limit:
        return f"问题太长（{len(text)}字，最多{guard.limit}字）：请只保留与您情况有关的内容再问。"
    if run := _RUN.search(text):
        return f"有一串数字太长（{len(run[0])}位，最多40位）：请检查写的数再问。"
    numbers = len(scan(text))
    if numbers > guard.numbers:
        return f"问题里的数太多（{numbers}个，最多{guard.numbers}个）：请分几次问，一次只说一件事。"
    return ""
