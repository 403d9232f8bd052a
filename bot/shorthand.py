"""What people leave out when they speak: 一金三铜 for medals, 一百五 for the 150万 spoken of before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.quantities import scan

_NUMBER = r"(?:[一二两俩三仨四五六七八九十]|\d{1,2})"
_MEDAL = re.compile(rf"(?P<n>{_NUMBER})[块枚]?(?P<medal>[金银铜])")
_MEDALS = re.compile(rf"(?:{_NUMBER}[块枚]?[金银铜][、，和]?){{2,}}(?![奖牌属融行卡领])")
_TEN_THOUSAND = Decimal(10_000)


def written_out(text: str, earlier: Sequence[str]) -> str:
    """A question with what was left out: medals by their full names, and 万 behind figures of an amount told so before.

    A figure stands for ten thousands where it is that of an amount of an earlier turn (一年租金150万 … 不是一百五，是二百六);
    then all bare figures of the question do.
    """
    text = _MEDALS.sub(lambda match: "、".join(f"{m['n']}块{m['medal']}牌" for m in _MEDAL.finditer(match[0])), text)
    amounts = {q.value for turn in earlier for q in scan(turn) if q.kind == "money"}
    bare = [q for q in scan(text) if q.kind == "plain" and 0 < q.value < _TEN_THOUSAND]
    if not any(q.value * _TEN_THOUSAND in amounts for q in bare):
        return text
    for quantity in reversed(bare):
        text = f"{text[: quantity.end]}万{text[quantity.end :]}"
    return text
