"""Turns that put right what was told; one that only puts a figure right ("不对，是11年") is the turn before, said again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.numbers.quantities import Quantity, scan

SLIP = r"(?:(?<!对)不对(?!的话)|(?:说|讲|记|打|写|看|算|数|搞|弄|报|填|问)(?:错|串|岔|混|反)了?|错了|口误|更正一?下?)"
"""How somebody says that what they told was wrong."""
_WRONG = rf"(?:我|刚才|前面|上面)*(?:不是|{SLIP})"
_STILL_ASKED = re.compile(rf"{SLIP}|重新?算|再算一?遍|[那这]个?(?:数|金额|钱)还(?:对|是|准)|还对吗")
_PUTS_RIGHT = re.compile(
    rf"(?:[啊哦噢呃哎唉嗯]+[，,]?)?{_WRONG}[了啊呀，,。：:！! ]*"
    r"(?:应该|其实|实际|准确地?说|准确)*(?:是|有|为|才|就)*(?P<said>[^，。？！；]+?)"
    r"(?:[，,]不是[^，。？！；]+)?[了呢啊呀的才对，,。！!？? ]*"
)


def puts_right(text: str) -> bool:
    """Whether a turn puts right what was told before and still asks for the same (记岔了，…，那数还对吗)."""
    return _STILL_ASKED.search(text) is not None


def said_again(text: str, earlier: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The question and the turns before it; a bare correction becomes the corrected turn itself.

    Only where the correction is one figure and the latest turn with figures of its kind has a single one.
    """
    match = _PUTS_RIGHT.fullmatch(text.strip())
    right = scan(match["said"]) if match else ()
    if match is None or len(right) != 1 or right[0].words != match["said"].strip():
        return text, tuple(earlier)
    for place in range(len(earlier) - 1, -1, -1):
        same = [quantity for quantity in scan(earlier[place]) if _alike(quantity, right[0])]
        if not same:
            continue
        if len(same) > 1:
            break
        wrong = same[0]
        turn = earlier[place][: wrong.start] + right[0].words + earlier[place][wrong.end :]
        return turn, (*earlier[:place], *earlier[place + 1 :])
    return text, tuple(earlier)


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are of one kind; things and people are counted in their own units."""
    return one.kind == other.kind and not one.per and (one.kind != "count" or one.unit == other.unit)
