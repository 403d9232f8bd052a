"""The number that those of a list add up to: told once more, it is no further number of anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.facts.parts import IN_ALL
from bot.facts.told import apiece, of_benefits, whole_of
from bot.numbers.quantities import Quantity, scan


def without_totals(text: str) -> str:
    """A text without the number that those of a list add up to (手上俩品种：一个…，一个…；两个合起来).

    How many benefits are spoken of (这两项合起来) is no number of any list.
    """
    counts = [q for q in scan(text) if q.kind in ("count", "plain") and q.value >= 1 and not of_benefits(q, text)]
    counts = [q for q in counts if q.unit != _RECKONING]
    heads = [q for q in counts if q.unit not in _FIRMS]
    counts = counts if whole_of([q.value for q in counts]) else heads  # 三个学生在一家厂：俩…，一个…
    whole = whole_of([q.value for q in counts])
    owners = {owner.start for owner, _ in apiece(counts, text)}  # 俩人各拿了一块 are no sum of what they have
    ends = {counts[0].start, counts[-1].start} if counts else set()  # a total is told before its parts or behind them
    again = [q for q in counts if q.value == whole and q.start not in owners and not _ADDS.search(text[: q.start])]
    again = again if any(q.start in ends for q in again) else []
    if all(q.value == 1 for q in counts if q.value != whole):
        again = [q for q in again if _BARE.match(text, q.end) or _SUMMED.search(text[: q.start])]
    for said in reversed([q for q in again if not _in_list(q, counts, text)]):
        text = text[: said.start] + text[said.end :]
    return text


_FIRMS = ("家", "所")
_RECKONING = "笔"
"""What 算一笔 counts is no item of any list."""
_BARE = re.compile(
    r"[^，,。；;：:！？\d]{0,5}(?:[，,。；;：:！？]|$)|[^，,。；;！？\d]{0,12}[：:]"
    rf"|(?:{'|'.join(IN_ALL)})"
)
_SUMMED = re.compile(rf"(?:{'|'.join(IN_ALL)}|[这那])[^，。；\d]{{0,3}}$")
"""What stands behind and before the number of all of them, where the others are nothing but 一个, 一个: 俩品种：…, 一共两个. A
number of which something is told (两个制剂过了FDA，一个器械…，一个药…) is their sum by chance."""


_ADDS = re.compile(r"(?:又|还|另外?|再)[^，。；\d]{0,3}$")
"""What stands before a number of further ones: that the others add up to it is chance."""


def _in_list(quantity: Quantity, counts: Sequence[Quantity], text: str) -> bool:
    """Whether a number counts one item of a list (3个硕士、1个工匠、2个副高): that it is the sum of others is chance."""
    places = [(min(q.end, quantity.end), max(q.start, quantity.start)) for q in counts if q is not quantity]
    between = [text[end:start] for end, start in places if start - end <= _ITEM]
    return any("、" in words and not re.search(r"[，。；：:（(]", words) for words in between)


_ITEM = 10
"""No more characters than these stand between the numbers of two items of a list."""
