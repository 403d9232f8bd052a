"""The parts of a question: what stands between its marks, or behind words that add something."""

from __future__ import annotations

import re

IN_ALL = (
    *("一共", "总共", "统共", "拢共", "通共", "合计", "总计", "共计", "合起来", "加起来", "一总"),
    *("加一块", "摞一块", "凑一块", "合一块", "归一块", "加一起", "合一起", "摞一起"),
)
"""Words with which a sum is asked for or told."""
ASKING = r"多少|[几多][个年月钱]|怎么|咋|[吗呢？?]"
"""What every question asks with, as a regular expression."""
FEW_WORDS = 12
"""A later turn of so few characters (要是县卡呢, 8个月行不行) hardly holds more than what it changes."""
_PARTS = re.compile(r"[，。？！；,?!;]+|(?:另外|还有|以及|再加上|加上)(?=.{4})")


def parts_of(text: str) -> list[str]:
    """The parts of a question between its marks, in order."""
    return [part.strip() for part in _PARTS.split(text) if part.strip()]
