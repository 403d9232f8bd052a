"""What is told once where several groups are told: it holds for all of them, for the rest, or for the one it names."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.facts.reader import Mention

_REST = re.compile(r"(?:(?P<left>剩下?|其余|余下|其他|别的)|另外|另)的?[那就这]?(?:有|是)?$")
"""What stands before the rest of those counted (剩3个) or before the next one (另一个)."""


def give_once(groups: list[dict[str, Mention]], lead: str, only: Mention, text: str) -> None:
    """What was named once holds for all groups; but not for the rest of them (2个是中级，剩3个), and a yes or no that is
    part of the name of some holds for those alone (硕士3个，非全日制本科2个)."""
    own = [group for group in groups if isinstance(only.value, bool) and _adjoins(only, group[lead], text)]
    own = own or [group for group in groups if isinstance(only.value, bool) and _said_of(only, group[lead], text)]
    for group in own or groups:
        rest = _REST.search(text[: max(group[lead].start, 0)])
        left = group[lead].start < 0 or (rest is not None and rest["left"])
        if rest is None and not left:
            group[only.name] = only
        elif left and isinstance(only.value, bool):
            group[only.name] = replace(only, value=not only.value)


_LABEL = re.compile(
    r"(?P<label>[甲乙丙丁戊]|(?<![A-Za-z])[A-Ea-e](?![A-Za-z]))(?:家|厂|公司|企业|供应商|项目|单位|那家|那边)?[^，。；、\d]{0,6}$"
)
_PART_START = re.compile(r"[，,。；;！!？?]|不过|但")


def _said_of(flag: Mention, told: Mention, text: str) -> bool:
    """Whether a yes or no is said of the one that a letter names (丙家4700万但丙是我们控股的; E家3000万，不过E是我们的)."""
    label = _LABEL.search(text[: max(told.start, 0)])
    starts = [match.end() for match in _PART_START.finditer(text[: flag.start])]
    return label is not None and label["label"] in text[starts[-1] if starts else 0 : flag.start]


def _adjoins(flag: Mention, kind: Mention, text: str) -> bool:
    """Whether a yes or no stands right at the name of a kind, in front of it or between it and its number."""
    if not isinstance(kind.value, str) or kind.start < 0:
        return False
    if text[flag.end : kind.start] in ("", "的") and flag.end <= kind.start:
        return True
    return flag.start == kind.end and re.match(r"的?\s*[\d一二两三四五六七八九十俩仨]", text[flag.end :]) is not None
