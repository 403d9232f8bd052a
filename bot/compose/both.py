"""Whether several benefits can be had together: what the clauses say of it, or that they say nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.compose.draft import Draft
from bot.compose.notices import related
from bot.compose.wording import money
from bot.decision.compute import Computed
from bot.decision.decide import Decision
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_TOLD = re.compile("重复|就高|叠加|选一|择一")
"""What stands in a condition that says whether more than one can be had."""


def say_both_unwritten(draft: Draft, turn: Understanding, decision: Decision, bot: Bot) -> None:
    """Say that no clause tells whether two benefits can be had together, where that is asked and nothing held of them tells it.

    Where nothing else is asked, that is all of the answer: it is not written.
    """
    rules = [item.rule for item in decision.rules if not item.rule.is_right]
    apart = len({rule.document_id for rule in rules}) == len(rules) == _TWO
    if not apart or not bot.phrases.both.search(turn.text) or any(item.refused for item in decision.rules):
        return
    held = [text for rule in rules for text in (*rule.conditions, *(need.say for need in rule.requires))]
    here = {rule.document_id for rule in rules}
    between = [other for _, other, _ in related(draft.book, ("excludes", "takes_higher"))]
    if any(_TOLD.search(text) for text in held) or any(other is None or other.document_id in here for other in between):
        return
    line = draft.messages.say("both_unwritten", one=rules[0].title, other=rules[1].title)
    if turn.wants("amount", "money", "total"):
        draft.head.insert(0, line)
        return
    draft.head[:], draft.calculations[:] = [line], []
    draft.status, draft.clarification = "unanswerable", None


_TWO = 2


def say_rivals(draft: Draft, decision: Decision) -> bool:
    """Say which of the written benefits cannot be had together, and which one is higher; False if they all can."""
    here = {item.rule.id: item for item in decision.rules}
    for item in decision.rules:
        for exclusion in item.rule.excludes:
            other = here.pop(exclusion.rule, None) if exclusion.rule != item.rule.id else None
            if other is None:
                continue
            passage = draft.book.find(
                exclusion.clause.document_id, exclusion.clause.quote, exclusion.clause.article
            )
            mark = f"[{draft.book.cite(passage, exclusion.clause.quote)}]" if passage is not None else ""
            name = "choose_higher" if exclusion.how == "higher" else "choose_one"
            line = draft.messages.say(name, one=item.rule.title, other=other.rule.title)
            draft.head.insert(0, f"**{line}**{mark}{_better(draft, item, other)}")
            here.pop(item.rule.id, None)
            return True
    return False


def _better(draft: Draft, one: Computed, other: Computed) -> str:
    amounts = [
        (item.rule.title, c.amount) for item in (one, other) for c in item.calculations[:1] if c.amount
    ]
    if (
        len(amounts) != 2
        or amounts[0][1].unit != amounts[1][1].unit
        or amounts[0][1].value == amounts[1][1].value
    ):
        return ""
    title, amount = max(amounts, key=lambda pair: pair[1].value)
    return draft.messages.say("better", title=title, amount=money(amount.value, amount.unit))
