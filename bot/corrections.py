"""A last turn that only puts a figure right ("不对，是11年"): the turn before, said again with the right figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.quantities import Quantity, scan

_WRONG = r"(?:我|刚才|前面|上面)*(?:不对|不是|错了|说错了?|讲错了?|记错了?|搞错了?|弄错了?|算错了?|打错了?|写错了?|更正一?下?)"
_PUTS_RIGHT = re.compile(
    rf"(?:[啊哦噢呃哎唉嗯]+[，,]?)?{_WRONG}[了啊呀，,。：:！! ]*"
    r"(?:应该|其实|实际|准确地?说|准确)*(?:是|有|为|才|就)*(?P<said>[^，。？！；]+?)"
    r"(?:[，,]不是[^，。？！；]+)?[了呢啊呀的才对，,。！!？? ]*"
)


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
