"""Who of those that a text counts counts in the end: not those who left, failed, or only tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.facts.reader import Mention

_GONE = re.compile(r"(?:走|退|流失|淘汰|剔除|除去|扣掉|减掉|辞职|离职|退出)了?$")
_NOT_DONE = re.compile(
    r"[^，。；\d]{0,3}(?:没|未|不)(?:有|能)?(?:结业|通过|毕业|合格|参加|来|过|考上|考过|考下|符合"
    r"|评上|选上|获批|批|拿到|入选|录取|达标|签)"
)


def left_out(mention: Mention, text: str) -> bool:
    """Whether a number counts those who do not count (走了5个没结业)."""
    if not isinstance(mention.value, Decimal) or mention.unit != "人":
        return False
    return bool(_GONE.search(text[: mention.start]) or _NOT_DONE.match(text, mention.end))


_PASSED = re.compile(
    r"(?:过了?|评上了?|选上了?|通过了?|考下来?了?|拿到证的|合格的?|批了|考上了?)的?(?:只有|就|有)?$"
)
_THEN_PASSED = re.compile(
    r"\s*个?人?[^，。；\d没未不]{0,3}(?:拿到|考下|考过|考上|通过|过了|合格|结业|毕业|取得|评上)"
)
_TRIED = re.compile(r"\s*(?:个?人|名|位|个)?[^，。；\d]{0,4}(?:考|报|参加|推荐|送|评|申)")


def _went_in(mention: Mention, passed: Mention, text: str) -> bool:
    """Whether a number counts those who tried of whom another number passed (6个人考高级，过了俩)."""
    if (
        not (isinstance(mention.value, Decimal) and isinstance(passed.value, Decimal))
        or mention.unit != passed.unit
    ):
        return False
    before = mention.start < passed.start and mention.value > passed.value
    if _THEN_PASSED.match(text, mention.end):
        return False  # 四个人考下中级工，还有一个考下高级工: they passed as well
    beside = re.fullmatch(r"[，,：:\s]?(?:其中|里面?|只有|就)?", text[mention.end : passed.start])
    return before and bool(_TRIED.match(text, mention.end) or beside)


def those_who_count(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The numbers without those of people who left, failed, or only tried while others of them passed."""
    kept = [m for m in mentions if not left_out(m, text)]
    passed = [m for m in kept if _PASSED.search(text[: m.start]) or _THEN_PASSED.match(text, m.end)]
    return [m for m in kept if not any(_went_in(m, other, text) for other in passed)]


def without_those_gone(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions without the number of people that some left, and the number of those (原定33个，走了5个，剩下28个)."""
    out: list[Mention] = []
    for some in (m for m in mentions if left_out(m, text)):
        others = [m for m in mentions if m.name == some.name and m is not some]
        wholes = [w for w in others for rest in others if _is_sum(w, some, rest)]
        out += [some, *wholes] if wholes else []
    return [m for m in mentions if m not in out]


def _is_sum(whole: Mention, some: Mention, rest: Mention) -> bool:
    values = (whole.value, some.value, rest.value)
    return all(isinstance(value, Decimal) for value in values) and values[0] == values[1] + values[2]  # type: ignore[operator]
