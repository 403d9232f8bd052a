"""Writing calculations for people: the amount first, then its working, its clause, and what must also hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.compose.both import say_both_unwritten, say_rivals
from bot.compose.draft import Draft, excerpt
from bot.compose.remains import say_what_becomes
from bot.compose.sums import say_difference, say_headroom, say_total, views_of_one
from bot.compose.verdicts import judge_limits, kept_as_told, say_kept, say_may, say_met
from bot.compose.wording import amount_line, listed, money
from bot.decision.beside import open_case
from bot.decision.compute import Computed
from bot.decision.decide import Decision
from bot.decision.evidence import best_sentences
from bot.facts.asked import rule_tells
from bot.facts.claims import claimed_amounts, wrong_claims
from bot.facts.named import named_apart
from bot.facts.parts import parts_of
from bot.facts.told import told_price
from bot.numbers.quantities import Quantity
from bot.rules.kept import KEPT
from bot.rules.model import Rule
from bot.types import Calculation, Clarification, Fact
from bot.understand import Understanding
from ingest.clean import squash
from ingest.types import Passage

if TYPE_CHECKING:
    from bot.bot import Bot

_QUOTE = 420
_BESIDE = 200


def write_rules(draft: Draft, turn: Understanding, decision: Decision, bot: Bot) -> None:
    """Write the chosen rules: a headline and working for each, a total where one is asked for, then clauses and conditions."""
    for item in decision.rules:
        kept = kept_as_told(turn, item)
        marks = _cite(draft, turn, item, kept, bot)
        calculations = [replace(c, citations=tuple(marks), note=item.rule.notes) for c in item.calculations]
        draft.calculations += calculations
        draft.facts += [fact for fact in item.situation.facts if fact not in draft.facts]
        for calculation in calculations:
            _write_one(draft, turn, item.rule, calculation, marks)
        say_kept(draft, kept)
    _together(draft, turn, decision, bot)
    if turn.wants("headroom"):
        say_headroom(draft, decision)
    say_what_becomes(draft, turn, told_price(turn.text, bot.phrases))
    case = open_case(decision.rules[0]) if len(decision.rules) == 1 else None
    if case is not None:
        draft.head.append(draft.messages.say("case_open", case=case[1], question=case[0].question))
    say_may(draft, turn)
    say_met(draft, turn)
    _limits(draft, turn)
    _correct(draft, turn, decision, bot)
    main = {
        bot.view.clause_of[item.rule.id][0] for item in decision.rules if bot.view.clause_of[item.rule.id]
    }
    for citation in list(draft.book.items):
        _quote(draft, turn, citation.n, _QUOTE if citation.passage_id in main else _BESIDE, bot)
    conditions = list(dict.fromkeys(c for item in draft.calculations for c in item.conditions))
    if conditions and any(c.outcome != "not_eligible" for c in draft.calculations):
        draft.tail.append(f"{draft.messages.say('conditions')}：{listed(conditions[:8])}。")
    if draft.calculations:
        draft.tail += list(dict.fromkeys(item.rule.notes for item in decision.rules if item.rule.notes))


def _together(draft: Draft, turn: Understanding, decision: Decision, bot: Bot) -> None:
    """Write what the rules are to each other: rivals, a difference, cases between which the person has to say, a sum."""
    rivals = say_rivals(draft, decision)
    if rivals and turn.wants("conflict") and not turn.wants("amount", "money", "total"):
        draft.status, draft.clarification = "answered", None  # whether both can be had is told; how much was not asked
    if turn.wants("difference"):
        say_difference(draft, turn)
    elif decision.which is not None:
        draft.head.append(draft.messages.say("ask_one", question=decision.which.question))
    elif len(draft.calculations) > 1 and _sum_asked(turn, decision, bot) and not rivals and not views_of_one(decision):
        say_total(draft)
    if not rivals:
        say_both_unwritten(draft, turn, decision, bot)


def _sum_asked(turn: Understanding, decision: Decision, bot: Bot) -> bool:
    """Whether the sum is asked for, in so many words or by one question for an amount about several benefits; an old standard
    and the one that took its place have no sum, nor has a whole with its part."""
    here = {item.rule.id for item in decision.rules}
    if any(here & {item.rule.superseded_by, *item.rule.part_of} for item in decision.rules):
        return False
    apart = turn.wants("each", "comparison", "conflict", "difference", "list", "benefits", "validity")
    if turn.wants("total") or (turn.wants("together") and not turn.wants("each")):
        return True
    if not apart and named_apart(turn.text, bot.phrases):
        return True
    # 世界技能大赛铜牌呢 asks the same of something else
    asking = sum(bool(bot.phrases.asked["money"].search(part)) or part.endswith("呢") for part in parts_of(turn.text))
    return len(decision.rules) > 1 and asking == 1 and not apart and all(not item.refused for item in decision.rules)


def _limits(draft: Draft, turn: Understanding) -> None:
    """Where it is asked whether, not how much, name the limits of the cited clauses that the person's figures meet."""
    asks_whether = turn.wants("eligibility") and not turn.wants("amount", "money", "total", "conflict")
    if asks_whether and all(c.outcome not in ("not_eligible", "qualified") for c in draft.calculations):
        passages = [draft.book.corpus.passage(item.passage_id) for item in draft.book.items]
        before = len(draft.head)
        found = judge_limits(draft, turn, [p for p in passages if p is not None], draft.as_of)
        if any(not verdict.met for verdict in found) and any(c.outcome == "computed" for c in draft.calculations):
            del draft.head[: len(draft.head) - before]  # the rule has all it needs and knows better


def _cite(draft: Draft, turn: Understanding, item: Computed, kept: Sequence[str], bot: Bot) -> list[int]:
    """Cite the rule's own clause, the clauses of its other parameters, and the further clause that a failed check names."""
    rule = item.rule
    further = [p.clause for p in rule.parameters.values() if p.clause.quote != rule.clause.quote]
    reasons = squash("".join(r for c in item.calculations for r in c.reasons))
    steps = "".join(step for c in item.calculations for step in c.steps)
    weights = bot.overlap.weights(turn.text + reasons)
    worked = []
    for clause in rule.also_quotes:
        if bot.overlap.share(bot.overlap.weights(clause.quote), steps) >= _WORKED:
            worked.append(clause)
        elif bot.overlap.share(weights, clause.quote) >= (0.25 if reasons else 0.35):
            further.append(clause)
    clauses = [rule.clause, *worked, *further]
    marks: list[int] = []
    for clause in clauses:
        passage = draft.book.find(clause.document_id, clause.quote, clause.article)
        if passage is not None and len(marks) < 3:
            marks.append(draft.book.cite(passage, _highlight(passage, clause.quote)))
    decided = reasons or squash("".join(kept[:1]))
    settled = _clause_of_reason(draft, rule, decided, bot) if decided else None
    if settled is not None:
        marks.append(draft.book.cite(settled))
    return list(dict.fromkeys(marks))


_WORKED = 0.4
"""A further clause whose words the working repeats this much is what the working follows from."""
_REASON = 0.55
"""A clause of which a failed check repeats this share of its own words is the one that sets the condition."""


def _clause_of_reason(draft: Draft, rule: Rule, reason: str, bot: Bot) -> Passage | None:
    """The clause of the rule's own documents that sets the condition which failed, if its words are plainly there."""
    corpus = draft.book.corpus
    own = {rule.document_id, corpus.documents[rule.document_id].parent}
    own |= {child.id for child in corpus.children_of(rule.document_id)}
    found = [corpus.passage(pid) for pid, _ in bot.live.current().keyword(reason, 12)]
    weights = bot.overlap.weights(reason)
    near = [(bot.overlap.share(weights, p.text), p) for p in found if p is not None and p.document_id in own]
    best = max(near, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= _REASON else None


def _highlight(passage: Passage, quote: str) -> str | None:
    """The stretch of a passage that a quote names, white space forgiven."""
    at = squash(passage.text).find(squash(quote))
    if at < 0:
        return None
    places = [i for i, char in enumerate(passage.text) if not char.isspace()]
    end = at + len(squash(quote)) - 1
    return passage.text[places[at] : places[end] + 1]


def _write_one(
    draft: Draft, turn: Understanding, rule: Rule, calculation: Calculation, marks: Sequence[int]
) -> None:
    mark = "".join(f"[{n}]" for n in marks[:2])
    say = draft.messages.say
    if calculation.outcome == "not_eligible":
        in_money = calculation.amount is not None and calculation.amount.unit.startswith("元")
        name = "not_qualified" if rule.is_right else "not_eligible" if in_money else "not_met"
        draft.head.append(say(name, reason=listed(calculation.reasons)) + f"（{rule.title}）{mark}")
    elif calculation.outcome == "qualified":
        own = [step for step in calculation.steps if not step.startswith(KEPT)]
        if turn.wants("must") and own:
            draft.head.append(f"**{listed(own)}**（{rule.title}）{mark}")
        else:
            draft.head.append(say("qualified", right=rule.result.label) + f"（{rule.title}）{mark}")
            draft.head += [listed(calculation.steps) + "。"] if calculation.steps else []
    elif calculation.outcome == "case_by_case":
        draft.head.append(say("case_by_case", say=listed(calculation.reasons or calculation.steps)) + mark)
    elif calculation.amount is not None:
        if calculation.per_unit is not None and calculation.per_unit.value != calculation.amount.value:
            unit = calculation.per_unit
            draft.head.append(say("per_unit", label=unit.label, amount=money(unit.value, unit.unit)) + mark)
        draft.head.append(amount_line(calculation.amount, draft.messages) + f"（{rule.title}）{mark}")
        if calculation.steps:
            draft.head.append(f"{say('steps')}：{listed(calculation.steps)}。")
    else:
        _missing(draft, turn, rule, calculation, mark)


def _missing(draft: Draft, turn: Understanding, rule: Rule, calculation: Calculation, mark: str) -> None:
    """State the standard or the cases that are known, and ask for what is missing."""
    say = draft.messages.say
    shown = calculation.per_unit
    if shown is not None:
        line = say("per_unit", label=shown.label, amount=money(shown.value, shown.unit))
        draft.head.append(f"{line}（{rule.title}）{mark}")
    elif calculation.cases:
        rows = "\n".join(
            f"- {name}：{money(amount.value, amount.unit)}" for name, amount in calculation.cases
        )
        draft.head.append(f"{rule.title}{mark}\n\n{say('cases')}\n{rows}")
    specs = {item.spec.name: item.spec for item in rule.inputs}
    missing = [specs[name] for name in calculation.missing if name in specs]
    if not missing:
        return
    question = missing[0].question if len(missing) == 1 else "".join(spec.question for spec in missing)
    asked = (
        say("ask_one", question=question)
        if len(missing) == 1
        else say("ask", items="、".join(spec.label for spec in missing))
    )
    told = [c for c in draft.calculations if c.amount or c.cases or c.per_unit]
    told_apart = bool(told) and turn.wants("comparison")
    told_apart = told_apart or (shown is not None and shown.unit == "%" and "share" in turn.asked)
    only_whether = not turn.wants("amount", "money", "total") and not rule_tells(rule, turn.asked)
    if (shown is None or not calculation.inputs) and not told_apart and not only_whether:
        draft.status = "clarification"
        draft.clarification = Clarification(question, tuple(spec.name for spec in missing))
    draft.head.append(asked)


def _correct(draft: Draft, turn: Understanding, decision: Decision, bot: Bot) -> None:
    line = correction(draft.calculations, draft.facts, turn, decision, bot)
    if line:
        draft.head.insert(0, line)


def correction(
    calculations: Sequence[Calculation], facts: Sequence[Fact], turn: Understanding, decision: Decision, bot: Bot
) -> str:
    """The line that contradicts an amount which the person has heard and no clause bears out; empty without one."""
    if any(c.outcome in ("missing", "case_by_case") and not c.per_unit for c in calculations):
        return ""
    wrong = misheard(calculations, turn, decision, bot)
    if not wrong or any(fact.words == wrong[0].words for fact in facts):
        return ""
    return bot.messages.say("claim_wrong", said=wrong[0].words)


def misheard(
    calculations: Sequence[Calculation], turn: Understanding, decision: Decision, bot: Bot
) -> list[Quantity]:
    """The amounts that the person has heard and that no chosen rule bears out."""
    rules = [item.rule for item in decision.rules]
    if all(rule.is_right and not _of_money(rule) for rule in rules):
        return []  # who may apply, without any amount: it cannot gainsay one
    return wrong_claims(claimed_amounts(turn.text, bot.phrases), calculations, rules)


def _of_money(rule: Rule) -> bool:
    return any("元" in parameter.unit or parameter.unit == "%" for parameter in rule.parameters.values())


def _quote(draft: Draft, turn: Understanding, n: int, room: int, bot: Bot) -> None:
    citation = draft.book.items[n - 1]
    passage = draft.book.corpus.passage(citation.passage_id)
    if passage is None:
        return
    weights = bot.overlap.weights(turn.search + citation.highlight)
    order = [place for _, place, _ in best_sentences(passage.text, weights, turn.routes, bot.phrases)]
    shown = excerpt(passage.text, order, room).replace("\n", "\n> ")
    lead = draft.messages.say("basis" if n == 1 else "also")
    draft.body.append(f"> {lead}{draft.place(passage, turn)}：“{shown}”[{n}]")
