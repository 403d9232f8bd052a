"""What a later turn does to what was told before: it adds what was left out, or swaps one case for another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.facts.parts import IN_ALL
from bot.facts.reader import Mention
from bot.rules.model import Rule

_FORGOTTEN = re.compile(r"漏(?:算|报|记|说|掉|了)|还有[^，。；]{0,12}没(?:算|扣|加|计|报)(?:进去|上)?")
_ANEW = re.compile(rf"{'|'.join(IN_ALL)}|应该|其实|实际|不是")
"""What tells a new number of all instead of what is to be added (漏算了，一共60万)."""


def with_forgotten(
    rule: Rule, told: dict[str, Mention], before: Mapping[str, Mention], text: str
) -> dict[str, Mention]:
    """The sums of money of a turn that adds what was left out (漏算一笔，还有40万没扣), each with what was told before: of the
    same, or of the whole that it is a part of (耗材 of all costs)."""
    if not _FORGOTTEN.search(text) or _ANEW.search(text):
        return told
    known = {name: m.value for name, m in before.items() if isinstance(m.value, Decimal) and m.unit == "元"}
    untold = [i for i in rule.inputs if i.assume and i.spec.name in known and i.spec.name not in told]
    wholes = {part: i.spec.name for i in untold if i.assume for part in i.assume.terms}
    out: dict[str, Mention] = {}
    for name, m in told.items():
        whole = name if name in known else wholes.get(name, name)
        if whole in known and isinstance(m.value, Decimal):
            known[whole] += m.value
            out[whole] = replace(m, name=whole, value=known[whole])
        else:
            out[name] = m
    return out


_SWAP = re.compile(r"(?:那|那么|要是|如果|换成|换做|换|改成)?[^，。？！]{1,12}呢[？?]?|(?:换成|改成|换做)[^，。？！]{1,14}[？?]?")


def swapped(rule: Rule, told: Mapping[str, Mention], text: str) -> frozenset[str]:
    """The yes and no told before that a swap (那省级示范呢) takes the place of: those that the rule names as the other cases
    of what is told now."""
    if not _SWAP.fullmatch(text.strip()):
        return frozenset()
    return frozenset(
        name
        for item in rule.inputs
        if item.spec.name in told and told[item.spec.name].value is True and item.assume_when is not None
        for name in item.assume_when.names - told.keys()
    )
