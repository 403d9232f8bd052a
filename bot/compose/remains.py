"""What becomes of an amount in people's hands: what they still pay themselves, what each of several gets, what is left."""

from __future__ import annotations

from decimal import Decimal

from bot.compose.draft import Draft
from bot.compose.sums import derived
from bot.compose.wording import amount_line, money
from bot.numbers.quantities import Quantity, scan
from bot.rules.words import rounded
from bot.types import Amount, Bound, Calculation, plain
from bot.understand import Understanding

_PEOPLE = ("人", "名", "位", "个", "家")


def say_what_becomes(draft: Draft, turn: Understanding, price: Decimal | None) -> None:
    """What is asked for beside the one amount: the rest of a price (yuan) that was told, a share for each, what is kept."""
    if turn.wants("own_share"):
        say_own_share(draft, price)
    if turn.wants("split"):
        say_split(draft, turn.text)
    if turn.wants("kept"):
        say_kept_share(draft, turn.text)


def say_own_share(draft: Draft, price: Decimal | None) -> None:
    """What is left of a price in yuan that was told once the one amount is taken off, as a calculation of its own."""
    one = _one_amount(draft)
    if one is None or one.amount is None or price is None or one.amount.value > price:
        return
    got = one.amount.value
    step = f"{plain(price)} - {plain(got)} = {plain(price - got)}元"
    bound: Bound = "at_least" if one.amount.bound == "at_most" else "exact"
    made = Amount(price - got, "元", draft.messages.say("own_share", price=money(price, "元")), bound)
    _say(draft, "own_share", one, made, step)


def say_split(draft: Draft, text: str) -> None:
    """The one amount divided by the one number of people that is told to share it."""
    one = _one_amount(draft)
    heads = [q for q in scan(text) if q.kind == "count" and q.unit in _PEOPLE and q.value > 1]
    if one is None or one.amount is None or len(heads) != 1:
        return
    each = rounded(one.amount.value / heads[0].value)
    step = f"{plain(one.amount.value)} ÷ {plain(heads[0].value)} = {plain(each)}元"
    label = draft.messages.say("each_of", count=f"{plain(heads[0].value)}{heads[0].unit}")
    _say(draft, "split", one, Amount(each, "元", label, one.amount.bound), step)


def say_kept_share(draft: Draft, text: str) -> None:
    """What is left of the one amount when the one share that is told (三成, 20%) is given to somebody else."""
    one = _one_amount(draft)
    shares = [(q, portion) for q in scan(text) if (portion := _portion(q)) is not None]
    if one is None or one.amount is None or len(shares) != 1:
        return
    quantity, portion = shares[0]
    left = rounded(one.amount.value * (1 - portion))
    step = f"{plain(one.amount.value)} × (1 - {plain(portion * 100)}%) = {plain(left)}元"
    label = draft.messages.say("left_of", share=quantity.words)
    _say(draft, "kept", one, Amount(left, "元", label, one.amount.bound), step)


def _portion(quantity: Quantity) -> Decimal | None:
    """A share below the whole, as a number below 1; None where the quantity is none."""
    if quantity.kind == "percent" and 0 < quantity.value < 100:
        return quantity.value / 100
    if quantity.kind == "ratio" and 0 < quantity.value < 1:
        return quantity.value
    return None


def _one_amount(draft: Draft) -> Calculation | None:
    """The one calculation that gives an amount in yuan; None where there are several or none."""
    parts = [c for c in draft.calculations if c.outcome == "computed" and c.amount and c.amount.unit == "元"]
    return parts[0] if len(parts) == 1 else None


def _say(draft: Draft, name: str, one: Calculation, made: Amount, step: str) -> None:
    draft.calculations.append(derived(name, one, made, (step,), one.citations))
    draft.head.append(f"{amount_line(made, draft.messages)}：{step}")
