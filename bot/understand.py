"""What a question means: its plain wording, what kind of answer it wants, and what it takes over from the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.asked import asked_for, asks_if_in_force
from bot.facts.claims import claimed_amounts
from bot.facts.corrections import puts_right, said_again
from bot.facts.shorthand import plain_said, written_out
from bot.guard import clean
from bot.numbers.seasons import said_day, without_today
from bot.spelling.repair import Speller
from bot.types import Question
from bot.vocabulary import Phrases, Vocabulary

_ASKS = re.compile(r"[？?]|多少|几|什么|啥|哪|谁|怎|咋|如何|何时|多久|[吗呢么]$|能不能|可不可以|行不行|是否")
"""What a reply to our own question back ("高级工，失业保险交了两年") does not hold."""
_SHORT = 9
"""A question of fewer characters than this can hardly name its own topic and its own facts."""


@dataclass(frozen=True)
class Understanding:
    """One question, read in its conversation.

    `text` is the cleaned and repaired question; `earlier` the user's earlier turns that it leans on, oldest first
    (empty when it stands alone); `said` what the assistant said last before it; `documents` the documents that it names,
    with the name used; `inherited` those named in the turns that it leans on.
    """

    text: str
    routes: frozenset[str]
    earlier: tuple[str, ...]
    said: str
    documents: dict[str, str]
    inherited: dict[str, str]
    search: str
    claims: tuple[Decimal, ...] = ()
    """Amounts that the person says somebody gets; never facts about them."""
    own_topic: float = 1.0
    """How much of a topic the question itself names (0 to 1); below 1 only where it leans on earlier turns."""
    asked: frozenset[str] = frozenset()
    """The sorts of figures that the question asks for (see `bot.facts.asked`)."""
    turns: tuple[str, ...] = ()
    """All earlier turns of the user, leaned on or not, oldest first: what somebody told of himself stays true."""
    puts_right: bool = False
    """Whether it puts right what an earlier turn told, and still asks for the same."""
    day: tuple[int, int] | None = None
    """The day of the year that the question names, as month and day."""

    @property
    def subject(self) -> dict[str, str]:
        """The documents that the question is about: its own, else those it takes over."""
        return self.documents or self.inherited

    def wants(self, *kinds: str) -> bool:
        """Whether the question shows one of these kinds of answer."""
        return any(kind in self.routes for kind in kinds)


@dataclass(frozen=True)
class Reading:
    """What the corpus and the rules know of a text.

    `stands_alone`: whether it names a topic by itself. `topic`: the document that a reply of the assistant spoke of,
    or None where it is not plain. `own_topic`: how much of a topic it names (0 to 1).
    """

    stands_alone: Callable[[str], bool]
    own_topic: Callable[[str], float]
    topic: Callable[[str], str | None]


def understand(
    question: Question,
    speller: Speller,
    phrases: Phrases,
    vocabulary: Vocabulary,
    reading: Reading,
) -> Understanding:
    """Read a cleaned question in its conversation; earlier turns count only where it leans on them."""
    text = _repaired(plain_said(without_today(question.text)), speller, phrases)
    turns = [plain_said(clean(turn.content)) for turn in question.history if turn.role == "user"]
    replied = [clean(turn.content) for turn in reversed(question.history) if turn.role == "assistant"]
    said = replied[0] if replied else ""
    replies = said.rstrip().endswith(("？", "?")) and not _ASKS.search(text)
    leans = bool(turns) and (replies or leans_on_history(text, phrases, vocabulary, reading.stands_alone))
    told = tuple(speller.repair(turn) for turn in turns)
    text, earlier = said_again(text, told if leans else ())
    text = written_out(text, earlier)
    documents = _asked_about(text, vocabulary)
    asking = _asking(text, earlier, phrases)
    day = said_day(text, question.as_of)
    routes = _routes(text, asking, day is not None, phrases)
    inherited = _inherited(earlier, bool(routes & {"comparison", "conflict", "total"}), vocabulary)
    topic = _last_topic(replied, reading) if earlier and not documents else None
    inherited = inherited if topic is None else {**inherited, topic: inherited.get(topic, "")}
    return Understanding(
        text=text,
        routes=routes,
        earlier=earlier,
        said=said,
        documents=documents,
        inherited=inherited,
        search=" ".join([text, vocabulary.expansion(text)]).strip(),
        claims=tuple(quantity.value for quantity in claimed_amounts(text, phrases)),
        own_topic=reading.own_topic(text) if earlier and not documents else 1.0,
        asked=asked_for(asking, phrases),
        turns=told,
        puts_right=bool(earlier) and puts_right(text),
        day=day,
    )


def _repaired(text: str, speller: Speller, phrases: Phrases) -> str:
    """The repaired text with people's names as they were typed (小贺, 吴工): they are no slips."""
    repaired = speller.repair(text)
    if len(repaired) != len(text):
        return repaired
    for name in phrases.subjects["people"].finditer(text):
        repaired = repaired[: name.start()] + name[0] + repaired[name.end() :]
    return repaired


_OF_APPLYING = {"materials", "procedure", "department"}
_ADDED_UP = {"amount", "money", "total", "conflict", "comparison", "difference", "benefits", "each"}


def _routes(text: str, asking: str, dated: bool, phrases: Phrases) -> frozenset[str]:
    """The kinds of answer that the asking words want; who tells the day and asks if it still goes wants the period, and who
    only asks for yes or no, or for papers, steps or offices (一共备哪几样), has nothing added up (A加上B是17个，够不够).
    `in_force`: it is asked if a document (not a card, a certificate or a term of one's own) still applies."""
    also = {"deadline"} if dated and phrases.in_time.search(text) else set()
    also |= {"validity", "in_force"} if asks_if_in_force(text, phrases) else set()
    found = {name for name, pattern in phrases.routes.items() if pattern.search(asking)} | also
    if found & _OF_APPLYING and not found & {"amount", "money", "benefits", "conflict"}:
        found -= {"together", "total"}
    return frozenset(found - {"together"} if "eligibility" in found and not found & _ADDED_UP else found)


_SENTENCES = re.compile(r"[。！!；;]+|[？?](?=.)")


def _asked_about(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The documents that a question names: those of its last sentence, where that says what is asked and names any (我的学生在
    世界技能大赛得了金牌。A卡，我够吗)."""
    last = _SENTENCES.split(text.rstrip("？?。！! "))[-1]
    own = vocabulary.named_documents(last) if last != text and len(last) <= _SHORT_ASK else {}
    return own or vocabulary.named_documents(text)


_SHORT_ASK = 12
"""No more characters than these: a longer last sentence tells a story of its own."""


def _last_topic(replied: Sequence[str], reading: Reading) -> str | None:
    """The document that the last reply spoke of, or the one before where it only confirms (是的，90元×12个月)."""
    return next((topic for reply in replied[:2] if (topic := reading.topic(reply)) is not None), None)


def _inherited(earlier: Sequence[str], several: bool, vocabulary: Vocabulary) -> dict[str, str]:
    """The documents of the latest turn that names any; of all turns where a question speaks of `several`."""
    found: dict[str, str] = {}
    for turn in reversed(earlier):
        found = {**vocabulary.named_documents(turn), **found}
        if found and not several:
            break
    return found


def _asking(text: str, earlier: Sequence[str], phrases: Phrases) -> str:
    """The words that tell what is asked: those of the last turn as well where this one only tells (说错了，是900万)."""
    asks = _ASKS.search(text.rstrip("？?呢啊呀。 ")) or any(p.search(text) for p in phrases.routes.values())
    if not earlier or asks:
        return text
    return f"{text}，{earlier[-1]}"


def leans_on_history(
    text: str, phrases: Phrases, vocabulary: Vocabulary, stands_alone: Callable[[str], bool]
) -> bool:
    """Whether a question needs what was said before it.

    It does when it is very short, opens like a continuation or points back ("那博士呢", "这笔钱什么时候发"), unless it
    says that the topic is left or is itself a full question about something else.
    """
    if any(phrase in text for phrase in phrases.left):
        return False
    bare = re.sub(r"[\W_]+", "", text)
    opens = any(bare.startswith(word) for word in phrases.starts)
    points = any(word in text for word in phrases.anywhere)
    if len(bare) < _SHORT or (opens and points):
        return True
    if vocabulary.named_documents(text) and stands_alone(text):
        return opens and len(bare) < 2 * _SHORT
    return opens or points or not stands_alone(text)
