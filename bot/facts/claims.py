"""What a person has heard: amounts that a question claims, held against what the clauses say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.facts.hearsay import claimed
from bot.numbers.quantities import Quantity, scan
from bot.rules.model import Rule
from bot.types import Calculation
from bot.vocabulary import Phrases

_PUT_AS = re.compile(r"(是|共|合计|等于|应该|该有|每[人年月名])$")
"""What a bare number stands behind that is put forward as an amount (两年是48000对吧)."""


def claimed_amounts(text: str, phrases: Phrases) -> list[Quantity]:
    """The amounts and rates that a text puts forward as what somebody gets ("听说是50万", "一年补8000，没记错吧")."""
    words = list(phrases.claims.finditer(text))
    quantities = scan(text)
    found = []
    for quantity in quantities:
        heard = any(
            w.start() <= quantity.start if phrases.hearsay.fullmatch(w[0]) else _is_meant(quantity, quantities, w.start(), text)
            for w in words
        )
        said = claimed(quantity, text, phrases)
        named = quantity.kind in ("money", "percent") and (heard or said)
        put = said or (heard and _PUT_AS.search(text[: quantity.start]))
        if named or (quantity.kind == "plain" and quantity.value >= 100 and put):
            found.append(quantity)
    return found


def _is_meant(quantity: Quantity, quantities: Sequence[Quantity], word: int, text: str) -> bool:
    """Whether a word that asks if an amount is right (没错吧) is about this one: one of its own sentence, if that has any."""
    start = max((m.end() for m in _STOP.finditer(text, 0, word)), default=0)
    stop = _STOP.search(text, word)
    end = stop.start() if stop else len(text)
    own = [q for q in quantities if start <= q.start < end and q.kind in ("money", "percent")]
    return quantity in own or not own


_STOP = re.compile(r"[。！？!?]")


def wrong_claims(claims: Iterable[Quantity], calculations: Iterable[Calculation], rules: Iterable[Rule]) -> list[Quantity]:
    """The claimed amounts that no parameter, fact or result of the rules bears out."""
    calculations = list(calculations)
    true: set[Decimal] = set()
    for calculation in calculations:
        shown = [calculation.amount, calculation.per_unit, *(amount for _, amount in calculation.cases)]
        true |= {amount.value for amount in shown if amount} | {a.low for a in shown if a and a.low is not None}
        true |= {value for value in calculation.inputs.values() if isinstance(value, Decimal)}
    for rule in rules:
        for parameter in rule.parameters.values():
            true |= set(parameter.numbers()) | {tier.bound for tier in parameter.tiers}
    return [claim for claim in claims if round(claim.value, 2) not in {round(value, 2) for value in true}]
