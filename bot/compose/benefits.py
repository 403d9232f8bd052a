"""Writing "what can I get?": the benefits that fit a person's situation, what excludes what, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.benefits import Benefit, BenefitReport, benefits
from bot.compose.draft import Draft
from bot.compose.wording import amount_line
from bot.facts.parts import parts_of
from bot.facts.reader import Reader
from bot.numbers.quantities import scan
from bot.rules.model import Rule
from bot.types import Calculation, Fact, Notice, Question, Value
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_SURE = 0.62
_FITTING = 7
_RIGHTS = 3
"""So many rights without an amount stand behind the amounts."""
_OPEN = 3
_PART = 4
"""A part of fewer characters tells nothing by itself."""
_PARTS = 10
_OF_PART = 0.8
_MOST_CLAUSES = 2
_LIKELY = 6.0
"""BM25 of a part with the likely wordings of a clause from which on it surely speaks of it."""
_NAMED = 0.42
"""A rule that the question itself names this strongly is listed even when no fact singles it out."""


def write_benefits(draft: Draft, question: Question, turn: Understanding, bot: Bot) -> None:
    """Match the person's facts against all rules and write the fitting ones, best first, with amounts and clauses."""
    facts, told = person_facts(question, turn, bot)
    report = benefits(bot.book, told, question.as_of, bot.judge(question.as_of), _audience(turn, facts, bot))
    strength = _strength(turn, bot)
    able = _ranked([*report.fits, *(b for b in report.needs if _known(b, strength, bot))], strength)
    able = [b for b in able if strength[b.rule_id] >= _SPOKEN or b.told >= _MUCH] or able
    paid = [b for b in able if not bot.book.rules[b.rule_id].is_right]
    rights = [b for b in able if bot.book.rules[b.rule_id].is_right and b.told >= _SAID]
    fits = paid[:_FITTING] + rights[:_RIGHTS]
    draft.facts += facts
    say = draft.messages.say
    draft.head.append(f"**{say('benefits_fit' if fits else 'benefits_none')}**")
    draft.body += [_line(draft, item.calculation, bot) for item in fits]
    chosen = {item.rule_id for item in fits}
    _entitlements(draft, turn, chosen, bot)
    _exclusions(draft, report, chosen, bot)
    still = [b for b in _ranked(report.needs, strength) if b.rule_id not in chosen and b.question]
    spoken = [b for b in still if b.told and strength[b.rule_id] >= _SPOKEN and b.calculation.outcome == "missing"]
    lines = [_open_line(draft, b, bot) for b in spoken[:_FITTING]]
    others = [b for b in still if b not in spoken][: max(0, _OPEN - len(lines))]
    lines += [f"- {b.title}{_own_clause(draft, b, bot)}：{b.question}" for b in others]
    if lines:
        draft.tail.append(say("benefits_need") + "\n" + "\n".join(dict.fromkeys(lines)))
    over = [b for b in _ranked(report.expired, strength) if b.told and b.calculation.amount][:_OPEN]
    if over:
        draft.tail.append("\n".join([say("benefits_expired"), *(_line(draft, item.calculation, bot) for item in over)]))


_SPOKEN = 0.3
"""A benefit is listed where the question speaks of it this strongly ..."""
_MUCH = 3
"""... or tells so much of what it asks for: age and employer alone make nobody a craftsman."""
_SAID = 2
"""A right is named among benefits only where so many facts speak of it: one alone says little without an amount."""


def _open_line(draft: Draft, item: Benefit, bot: Bot) -> str:
    """A benefit that lacks a fact: what its clause gives, and the question for the fact."""
    rule = bot.book.rules[item.rule_id]
    return f"- {item.title}{_mark(draft, rule)}：“{rule.clause.quote}”——{item.question}"


def _mark(draft: Draft, rule: Rule) -> str:
    """The citation mark of a rule's own clause; empty where the corpus does not hold it."""
    passage = draft.book.find(rule.document_id, rule.clause.quote, rule.clause.article)
    return f"[{draft.book.cite(passage, rule.clause.quote)}]" if passage is not None else ""


def _audience(turn: Understanding, facts: Sequence[Fact], bot: Bot) -> str | None:
    """Whose benefits are asked for: a person's where someone speaks of himself, of no body, and tells nothing that only
    firms and schools are asked for; None for all."""
    told = "".join([*turn.earlier, turn.text])
    speaks_for_a_body = any(word in told for word in bot.phrases.bodies)
    asked = {i.spec.name for rule in bot.book.rules.values() if "person" in rule.audience for i in rule.inputs}
    of_a_body = sum(fact.name not in asked for fact in facts) >= _SAID
    mine = any(word in told for word in "我俺咱")
    return "person" if mine and not speaks_for_a_body and not of_a_body else None


def _own_clause(draft: Draft, item: Benefit, bot: Bot) -> str:
    """The mark of a benefit's clause where the question back holds figures of it (三年还是五年), else nothing."""
    return _mark(draft, bot.book.rules[item.rule_id]) if scan(item.question or "") else ""


def _strength(turn: Understanding, bot: Bot) -> dict[str, float]:
    """How strongly the question, or one part of it by itself, speaks of each rule (0 to about 1.4)."""
    whole = {match.rule.id: match.score for match in bot.matcher.match(turn, len(bot.book.rules))}
    parts = _telling_parts(turn, bot)[:_PARTS]
    for scores in bot.matcher.part_scores(parts):
        for rule, score in scores.items():
            whole[rule] = max(whole[rule], _OF_PART * score)
    return whole


def _telling_parts(turn: Understanding, bot: Bot) -> list[str]:
    """The parts of a question that tell something, without those that only ask."""
    asks = (bot.phrases.routes["benefits"], bot.phrases.routes["list"])
    return [p for p in parts_of(turn.text) if len(p) >= _PART and not any(ask.search(p) for ask in asks)]


def _entitlements(draft: Draft, turn: Understanding, chosen: set[str], bot: Bot) -> None:
    """What the named documents give beside money, for the parts of the story that speak of it (孩子该上小学了)."""
    index = bot.live.current()
    written = {name for name, rule in bot.book.rules.items() if name in chosen or not rule.is_right}
    paid = {pid for name in written for pid in bot.view.clause_of[name][:1]}
    found: dict[str, float] = {}
    for part in _telling_parts(turn, bot):
        for pid, score in index.wording(part, 1):
            passage = index.corpus.passage(pid)
            if passage is not None and passage.document_id in turn.documents and score >= _LIKELY and pid not in paid:
                found[pid] = max(found.get(pid, 0.0), score)
    for pid in sorted(found, key=lambda pid: -found[pid])[:_MOST_CLAUSES]:
        passage = index.corpus.passage(pid)
        if passage is not None:
            n = draft.book.cite(passage)
            draft.body.append(f"- {draft.place(passage)}[{n}]：“{passage.text}”")


def person_facts(question: Question, turn: Understanding, bot: Bot) -> tuple[list[Fact], dict[str, Value]]:
    """What the turns of a conversation tell about the person, over the inputs of all rules; later turns win."""
    facts: dict[str, Fact] = {}
    reader = Reader(bot.phrases, question.as_of)
    for text in (*turn.earlier, turn.text):
        for mention in reader.read(list(bot.book.inputs.values()), text, of_all_rules=True):
            if mention.sure >= _SURE:
                facts[mention.name] = mention.fact()
    told = {name: fact.value for name, fact in facts.items()} | dict(question.facts)
    return list(facts.values()), told


def _known(item: Benefit, strength: dict[str, float], bot: Bot) -> bool:
    """Whether a benefit that no fact singles out is named by the question itself, and is for the one who asks."""
    next_one = bot.book.inputs.get(item.next_input or "")
    others = next_one is not None and next_one.of_other
    return item.calculation.outcome == "computed" and strength.get(item.rule_id, 0.0) >= _NAMED and not others


def _ranked(items: Sequence[Benefit], strength: dict[str, float]) -> list[Benefit]:
    return sorted(items, key=lambda b: -(strength.get(b.rule_id, 0.0) + _OF_FACT * min(_MUCH, b.told)))


_OF_FACT = 0.12
"""What each told fact that a rule asks for adds to how strongly the question speaks of it."""


def _line(draft: Draft, calculation: Calculation, bot: Bot) -> str:
    rule = bot.book.rules[calculation.rule_id]
    passage = draft.book.find(rule.document_id, rule.clause.quote, rule.clause.article)
    marks = (draft.book.cite(passage, rule.clause.quote),) if passage is not None else ()
    draft.calculations.append(replace(calculation, citations=marks))
    mark = "".join(f"[{n}]" for n in marks)
    right = f"**{''.join(calculation.reasons)}**"
    amount = amount_line(calculation.amount, draft.messages) if calculation.amount else right
    steps = f"——{'；'.join(calculation.steps)}" if calculation.steps else ""
    conditions = list(dict.fromkeys(calculation.conditions))[:3]
    needed = f"（须：{'；'.join(conditions)}）" if conditions else ""
    return f"- {rule.title}{mark}：{amount}{steps}{needed}"


def _exclusions(draft: Draft, report: BenefitReport, chosen: set[str], bot: Bot) -> None:
    for pair in report.choose:
        if not chosen.issuperset(pair.rules):
            continue
        passage = draft.book.find(pair.document_id, pair.quote, pair.locator)
        marks = (draft.book.cite(passage, pair.quote),) if passage is not None else ()
        mark = "".join(f"[{n}]" for n in marks)
        draft.tail.append(f"⚠ {pair.text}：“{pair.quote}”{mark}")
        draft.notices.append(Notice("exclusive", pair.text, marks))
