"""The endings of a question: the early ones with fixed wording, and the writing of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cite import unsupported
from bot.compose.benefits import write_benefits
from bot.compose.calculations import write_rules
from bot.compose.draft import Draft, answer_asks, headline, lead_conditions, write_clauses
from bot.compose.notices import related, rule_notices, validity_notices
from bot.compose.overview import BLANK, write_chapter, write_overview
from bot.compose.terms import say_expired
from bot.compose.validity import write_validity
from bot.compose.verdicts import goes_by_rounds, judge_day, judge_limits, judge_words
from bot.decision.articles import missing
from bot.decision.decide import Decision
from bot.guard import READS
from bot.types import Answer, Notice, NoticeKind, Question
from bot.understand import Understanding
from bot.vocabulary import Phrases
from ingest.types import Passage

if TYPE_CHECKING:
    from bot.bot import Bot

_SURELY_MEANT = 0.58
"""Only an unsaid thing this near to the question is named; a farther one still shows that nothing is written."""
_MOST_CITED = 6
_MOST_SHOWN = 4


def refusal(question: Question, text: str, bot: Bot) -> Answer | None:
    """The refusal of a hostile question, or None; small talk may read like anything, and is refused for an act alone."""
    raw = question.text[: bot.guard.limit * 2]
    kinds = {bot.guard.refusal(form, raw) for form in (text, bot.speller.repair(text))} - {None}
    if not kinds or (kinds == {READS} and small_talk(question, text, bot)):
        return None
    return Answer(question.text, "refused", bot.messages.say("refused"))


def small_talk(question: Question, text: str, bot: Bot) -> Answer | None:
    """The reply to a greeting, thanks or a question about the assistant, or None."""
    for kind in ("greeting", "thanks", "help"):
        if bot.phrases.routes[kind].search(text):
            return Answer(question.text, "answered", bot.messages.say(kind, collection=bot.collection))
    return None


def elsewhere(question: Question, turn: Understanding, bot: Bot) -> Answer | None:
    """The ending of a question about another place, a document that is only cited or an article that is not held, or None."""
    place = bot.vocabulary.asked_elsewhere(turn.text, bool(turn.earlier))
    if place:
        text = bot.messages.say("out_of_scope_place", place=place, city=bot.vocabulary.city)
        return Answer(question.text, "out_of_scope", text)
    absent = bot.vocabulary.names_not_held(turn.text)
    if absent:
        text = bot.messages.say("unanswerable_held", name=absent.name, note=absent.note)
        contact = bot.messages.say("contact", contact=bot.vocabulary.contact)
        return Answer(question.text, "unanswerable", f"{text}\n\n{contact}")
    gap = missing(turn, bot.corpus)
    if gap:
        where = "gap_between" if gap.before and gap.after else "gap_after" if gap.before else "gap_before"
        between = bot.messages.say(where, before=gap.before, after=gap.after)
        text = bot.messages.say("unanswerable_article", title=gap.document.title, number=gap.number, between=between)
        return Answer(question.text, "unanswerable", text)
    return None


def write(draft: Draft, question: Question, turn: Understanding, decision: Decision, bot: Bot) -> None:
    """Write the answer that was decided on into the draft."""
    if decision.kind == "out_of_scope":
        draft.status = "out_of_scope"
        draft.head.append(bot.messages.say("out_of_scope", city=bot.vocabulary.city))
        return
    if decision.kind == "unanswerable":
        _unanswerable(draft, decision, bot)
        draft.notices += validity_notices(draft.book, question.as_of, bot.messages)
        return
    told = False
    if decision.kind == "overview":
        write_overview(draft, decision.clauses)
    elif decision.kind in ("steps", "chapter"):
        write_chapter(draft, decision.clauses, decision.kind)
    elif decision.kind == "benefits":
        write_benefits(draft, question, turn, bot)
    elif decision.kind == "rules":
        write_rules(draft, turn, decision, bot)
        asked = _what_is_asked(decision)
        if asked:
            draft.tail.append(bot.messages.say("unsaid_beside", asked=asked))
        if draft.book.items and turn.wants("in_force"):
            passage = draft.book.corpus.passage(draft.book.items[0].passage_id)
            told = passage is not None
            if passage is not None:
                _say_validity(draft, question, turn, passage, bot)
    else:
        told = _clauses(draft, question, turn, decision, bot)
    write_notices(draft, question, turn, bot, told)


def _clauses(draft: Draft, question: Question, turn: Understanding, decision: Decision, bot: Bot) -> bool:
    """Write an answer from clauses; whether it says itself if they are still in force."""
    weights = bot.overlap.weights(turn.search)
    found = decision.clauses
    decided = said = False
    if turn.wants("eligibility", "deadline", "conflict"):
        decided = bool(judge_limits(draft, turn, [item.passage for item in found[:2]], question.as_of))
    in_time = turn.day is not None or bot.phrases.in_time.search(turn.text)
    if not decided and turn.wants("deadline", "eligibility") and not turn.wants("in_force"):
        dated = in_time or goes_by_rounds(turn.text, found, bot.phrases) or (turn.wants("each") and len(turn.documents) > 1)
        decided = dated and judge_day(draft, turn, found, question.as_of)
        only = turn.wants("eligibility") and not turn.wants("materials", "department", "procedure", "list")
        decided = decided or (only and judge_words(draft, turn, found, bot.overlap, bot.phrases))
    if turn.wants("validity") and found and not (decided and turn.wants("deadline")):
        _say_validity(draft, question, turn, found[0].passage, bot)
        decided = said = True
    if not decided and found:
        decided = lead_conditions(draft, turn, found[0])
        decided = answer_asks(draft, turn, found, bot.overlap, bot.phrases) or decided
    if not decided and found:
        headline(draft, turn, found[0], weights, bot.phrases)
    write_clauses(draft, turn, found, weights, bot.phrases)
    return said


def _say_validity(draft: Draft, question: Question, turn: Understanding, passage: Passage, bot: Bot) -> None:
    """Say first whether the document in question still applies on the day; what the catalogue tells of it, where no clause
    does, only as far as its numbers stand in what is cited."""
    for part in write_validity(draft, turn.text, passage, bot.phrases):
        if not _is_borne_out(draft, question, turn, part):
            draft.head[-1] = draft.head[-1].replace(part, "")


def _unanswerable(draft: Draft, decision: Decision, bot: Bot) -> None:
    """Say precisely what is not written, the nearest clause as such, and whom to ask."""
    draft.status = "unanswerable"
    unsaid, say = decision.unsaid, draft.messages.say
    asked = _what_is_asked(decision)
    draft.head.append(say("unanswerable", asked=asked) if asked else say("unanswerable_plain"))
    nearest = _nearest_place(draft, decision)
    if nearest is not None:
        n = draft.book.cite(nearest)
        draft.body.append(f"{say('nearest')}{draft.place(nearest)}[{n}]")
        if nearest.kind == "model" and BLANK in nearest.text:
            draft.body.append(say("left_blank"))
    office = (unsaid.office if unsaid else None) or (
        office_in(nearest.text, bot.phrases) if nearest else None
    )
    if office:
        draft.tail.append(say("contact_office", office=office))
    else:
        draft.tail.append(say("contact", contact=bot.vocabulary.contact))


def _what_is_asked(decision: Decision) -> str | None:
    """What exactly is not written: the unsaid thing that is surely meant, else the aspect that was asked for."""
    if decision.unsaid is not None and decision.features["unsaid"] >= _SURELY_MEANT:
        return decision.unsaid.what
    return decision.aspect.name if decision.aspect else None


def office_in(text: str, phrases: Phrases) -> str | None:
    """The office that a clause names as responsible, or None."""
    match = phrases.responsible.search(text)
    return next((name for name in match.groups() if name), None) if match else None


def _nearest_place(draft: Draft, decision: Decision) -> Passage | None:
    unsaid = decision.unsaid
    if unsaid and unsaid.document_id and unsaid.near:
        for article in draft.book.corpus.by_locator(unsaid.document_id, unsaid.near):
            for passage in draft.book.corpus.passages_of(article.id):
                return passage
    if unsaid and unsaid.document_id is None:
        return None
    return decision.clauses[0].passage if decision.clauses else None


def write_notices(draft: Draft, question: Question, turn: Understanding, bot: Bot, told: bool = False) -> None:
    """Collect the notices; those that change what a person may rely on stand in the text as well.

    In the text stands only what is borne out by what is cited; the rest stays beside the answer. `told`: the answer has
    said itself whether what it rests on is still in force.
    """
    kinds = ["conflicts"]
    if turn.wants("conflict", "comparison", "benefits", "total"):
        kinds += ["excludes", "takes_higher"]
    shown: list[Notice] = []
    for relation, other, number in related(draft.book, kinds):
        marks: tuple[int, ...] = (number,)
        if other is not None and (relation.kind == "conflicts" or turn.wants("conflict", "comparison")):
            passage = draft.book.find(other.document_id, other.quote, other.locator)
            if passage is not None and len(draft.book.items) < _MOST_CITED:
                marks = (number, draft.book.cite(passage, other.quote))
        kind: NoticeKind = "conflict" if relation.kind == "conflicts" else "exclusive"
        shown.append(Notice(kind, relation.note, marks))
    if not told:
        say_expired(draft, question.as_of)
    draft.notices += validity_notices(draft.book, question.as_of, bot.messages) + shown
    draft.notices += rule_notices(draft.calculations, bot.messages)
    stated = [n for n in draft.notices if n.kind in ("superseded", "conflict")]
    stated += [notice for notice in shown if notice.kind == "exclusive"]
    once: dict[str, Notice] = {}
    for notice in stated:
        once.setdefault(notice.text, notice)
    stated = [notice for notice in once.values() if _is_borne_out(draft, question, turn, notice.text)]
    draft.tail += [f"⚠ {notice.text}{_marks(notice)}" for notice in stated[:_MOST_SHOWN]]
    near = [notice for notice in draft.notices if notice.kind == "near_threshold"]
    draft.tail += [notice.text for notice in near[:2]]


def _marks(notice: Notice) -> str:
    return "".join(f"[{n}]" for n in notice.citations)


def _is_borne_out(draft: Draft, question: Question, turn: Understanding, text: str) -> bool:
    """Whether every number of a text stands in a cited clause, a calculation or the person's words."""
    return not unsupported(replace(finish(draft, question, turn), answer=text), question)


def finish(draft: Draft, question: Question, turn: Understanding) -> Answer:
    """The draft as an Answer."""
    return Answer(
        question=question.text,
        status=draft.status,
        answer=draft.text(),
        citations=tuple(draft.book.items),
        calculations=tuple(draft.calculations),
        clarification=draft.clarification,
        notices=tuple(draft.notices),
        facts=tuple(draft.facts),
    )
