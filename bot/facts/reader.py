"""Reading facts out of people's words: which choice, yes/no or number fills which input of a rule.

Every reading carries the words that it came from. Numbers are read in `figures`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.facts.figures import NUMERIC, Around, Figure, read_figures
from bot.facts.hearsay import without_others
from bot.rules.spec import InputSpec
from bot.types import Fact, Value
from bot.vocabulary import Phrases

_Said = tuple[str, str, int, int]
"""Words or a pattern, the value that they tell, and where they stand: start and end."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One reading of one input, with its place in the text and how surely it is meant (0 to 1)."""

    name: str
    value: Value
    unit: str
    words: str
    start: int
    end: int
    sure: float

    def fact(self) -> Fact:
        """The mention as a Fact, without its place."""
        return Fact(self.name, self.value, self.unit, self.words)


@dataclass(frozen=True)
class Reader:
    """Reads the facts of one conversation; `as_of` is the day from which "去年" and "毕业三年" are counted."""

    phrases: Phrases
    as_of: date | None
    bids: Mapping[str, Mapping[int, Mapping[str, float]]] = field(default_factory=dict)
    """Per text, which inputs of the whole book bid for its numbers (see `figures.bids`)."""

    def read(
        self,
        specs: Sequence[InputSpec],
        text: str,
        cued: frozenset[str] = frozenset(),
        single: frozenset[str] = frozenset(),
        of_all_rules: bool = False,
    ) -> list[Mention]:
        """Every reading of the given inputs in one text, in the order of the text.

        The inputs in `cued` take no number without a word of their own beside it, those in `single` one number only.
        With `of_all_rules` the inputs of the whole book are read at once.
        A choice that is named with several values, or a number input that several numbers fit, gives several mentions.
        """
        text = without_others(text)
        found: list[Mention] = []
        for spec in specs:
            if spec.type == "choice":
                found += _choices(spec, text, self.phrases)
            elif spec.type == "flag":
                found += _flag(spec, text, self.phrases)
        named = [(m.start, m.end) for m in found if isinstance(m.value, str)]
        numeric = [spec for spec in specs if spec.type in NUMERIC]
        around = Around(named, self.bids.get(text, {}), cued, single, of_all_rules)
        figures = read_figures(numeric, text, self.phrases, self.as_of, around)
        found += [_of_figure(figure) for figure in figures]
        told = {figure.spec.name for figure in figures}
        found += [none for spec in numeric if spec.name not in told for none in _none(spec, text)]
        return sorted(found, key=lambda mention: mention.start)


def _of_figure(figure: Figure) -> Mention:
    q = figure.quantity
    return Mention(figure.spec.name, figure.value, figure.spec.unit, q.words, q.start, q.end, figure.sure)


def _none(spec: InputSpec, text: str) -> list[Mention]:
    """The words that tell a number to be nothing (成本扣完了, 没拿过别的补助)."""
    at = [(text.find(word), word) for word in spec.none if word in text]
    return [
        Mention(spec.name, Decimal(0), spec.unit, word, i, i + len(word), 0.9) for i, word in sorted(at)[:1]
    ]


def _choices(spec: InputSpec, text: str, phrases: Phrases) -> list[Mention]:
    low = text.lower()
    found: list[Mention] = []
    names = [said for said in _matches(spec.names, low) if not _only_a_reply(said, low)]
    first = {said[0]: said for said in reversed(_patterned(spec, text))}  # of several such words the first tells
    patterned = [_whole(said, names) for said in first.values()]
    named = [m for m in names if not any(m[2] < p[3] and p[2] < m[3] for p in patterned)]
    several = len({value for _, value, _, _ in [*patterned, *named]}) > 1
    for said in [*patterned, *named]:
        _, value, start, end = said
        if several and (_HAS if spec.of_goal else _GOAL).search(text[:start]) and not text.startswith("了", end):
            continue
        if several and spec.of_goal and _FROM_IT.match(text, end):
            continue
        if _SCHOOL.match(text, end):
            continue
        if not _negated(low, start, phrases):
            sure = _BARE_NAME if said in named and patterned and not _listed_with_others(said, patterned, names, text) else 1.0
            found.append(Mention(spec.name, value, "", text[start:end], start, end, sure))
    return _of_those_held(found, text)


_NONE = "无"
"""The value of a choice that tells that none of the others is the case."""
_TOGETHER = re.compile(r"[、和或跟与]?")


def _of_those_held(found: list[Mention], text: str) -> list[Mention]:
    """Of what is held and what is not, what is held (有县里的卡，没有A卡B卡); what is only listed as not held tells nothing."""
    reached = sorted((m for m in found if m.value == _NONE), key=lambda m: m.start)
    denied: list[Mention] = []
    for none in reached:
        end = none.end
        for m in sorted((m for m in found if m.start >= none.start and m is not none), key=lambda m: m.start):
            if m.end <= end or _TOGETHER.fullmatch(text, end, m.start):
                denied.append(m)
                end = max(end, m.end)
    held = [m for m in found if m not in denied and m not in reached]
    return held or [m for m in found if m not in denied or m in reached]


def _only_a_reply(said: _Said, low: str) -> bool:
    """Whether a value 其他 or of one character stands within a sentence (招商局的其他奖励, 无极): alone it is a reply, there it
    tells nothing."""
    name, value, _, _ = said
    return name == value.lower() and (name.startswith("其他") or len(name) == 1) and low.strip("。，的 ") != name


_SCHOOL = re.compile("(?<=技师)(?:学院|院校)")
"""What makes the name of a level part of a school's (技师学院 is no 技师)."""
_BARE_NAME = 0.97
"""A name yields to what a pattern of its input tells (我自己也占了股…，我个人去领), but not beside it
(市里的，还有县里的卡)."""
_AND = re.compile(r"(?:[、，,\s]|和|跟|与|及|以及|还有|或者?|还是)*")


def _listed_with_others(name: _Said, patterned: Sequence[_Said], names: Sequence[_Said], text: str) -> bool:
    """Whether a name stands in one list with what a pattern tells: nothing but names and words for "and" between them."""
    _, _, start, end = name
    for _, _, first, last in patterned:
        between = text[end:first] if end <= first else text[last:start]
        for said, _, _, _ in names:
            between = between.replace(said, "")
        if _AND.fullmatch(between):
            return True
    return False


_GOAL = re.compile(r"(?:能|可以|想|要|给|直接)[^，。；？！]{0,10}(?:晋升?|升|破格|提)(?:为|成|到|上)?$")
"""What somebody wants to become (手上是中级工证，能不能直接给我晋成技师) is not what he is."""


_HAS = re.compile(
    r"(?:已经?|早就?|早已|本来|原来|原先|原|手里|手上|现在)(?:都|就)?(?:有|是|持有?|拿着?|考过?|取得|具备)[了的过]?$"
)
"""What somebody has already (早就有中级证，奔着高级工去) is not what counts where it is asked what he is to become."""


_FROM_IT = re.compile(r"(?:证|的|们|工|水平|底子)*(?:[往奔冲朝向]着?|直?升|晋升?|提升?|考)(?=[成到为]?(?:[初中高]级|高?技师))")
"""What follows a level that somebody starts from (6个高级工往技师带)."""


def _whole(said: _Said, names: Sequence[_Said]) -> _Said:
    """What a pattern found, as far as a name of the same value around it reaches (工作站 in 人力资源服务工作站)."""
    around = (n for n in names if n[1] == said[1] and n[2] <= said[2] and said[3] <= n[3])
    return next(around, said)


def _flag(spec: InputSpec, text: str, phrases: Phrases) -> list[Mention]:
    low = text.lower()
    found: list[Mention] = []
    for _, said, start, end in _patterned(spec, text):
        found.append(Mention(spec.name, said == "是", "", text[start:end], start, end, 1.0))
    found = [m for m in found if not any(_within(m, other) for other in found)]
    spans = [(m.start, m.end) for m in found]
    compared = phrases.routes["difference"].search(text)  # words beside a pattern then tell the other case
    for _, kind, start, end in _matches(spec.names, low):
        told = kind == "yes" and not _negated(low, start, phrases)
        if not spans or (compared and all(end <= a or b <= start for a, b in spans)):
            found.append(Mention(spec.name, told, "", text[start:end], start, end, 1.0))
    denied = {m.end for m in found if not m.value}
    return sorted((m for m in found if not (m.value and m.start in denied)), key=lambda m: m.start)  # 不在急需 + 紧缺目录


def _within(one: Mention, other: Mention) -> bool:
    """Whether a longer reading of the other value holds a reading (过复核 within 没过复核)."""
    inside = other.start <= one.start and one.end <= other.end
    return inside and one.value != other.value and other.end - other.start > one.end - one.start


def _patterned(spec: InputSpec, text: str) -> list[_Said]:
    """Where the patterns of an input stand in a text: (pattern, value, start, end)."""
    return [
        (source, value, *match.span()) for value, source in spec.patterns for match in compiled(source).finditer(text)
    ]


def _matches(names: Sequence[tuple[str, str]], low: str) -> list[_Said]:
    """Where the names, longest first, stand in a text, none within another: (name, value, start, end)."""
    taken = [False] * len(low)
    found = []
    for name, value in names:
        if name not in low:
            continue
        for match in _bounded(name).finditer(low):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append((name, value, start, end))
    return found


@functools.cache
def compiled(source: str) -> re.Pattern[str]:
    """A pattern of the rule files, compiled once; they are more than the cache of `re` holds."""
    return re.compile(source, re.IGNORECASE)


@functools.cache
def _bounded(name: str) -> re.Pattern[str]:
    """Latin names must stand alone; Chinese ones may stand anywhere."""
    quoted = re.escape(name)
    if name.startswith("个"):  # 两个人 counts people and says nothing of 个人
        quoted = rf"(?<![\d一二两三四五六七八九十百俩仨几每这那]){quoted}"
    return re.compile(rf"(?<![a-z]){quoted}(?![a-z])" if name.isascii() else quoted)


_ASKED = ("要不", "是不", "能不", "可不", "有没", "算不")


_VERB = (
    "(?:有|是|算是?|属于?|办|拿|持|读|念|考|评|批|设|建|当|做|干|列入|纳入|取得|获得|得|达到|够|参加|享受|申请|领|用|在)?"
    "[过到上下了成]?(?:啥|什么|那种|这种|个)?"
)
"""What may stand between a no and the name that it denies (没读博士, 也不算就业困难人员, 没评上市级)."""


@functools.cache
def _denial(words: tuple[str, ...]) -> re.Pattern[str]:
    """A text that ends with one of the words of denial, and a verb at most."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))}){_VERB}$")


_REACH = 6


def _negated(text: str, start: int, phrases: Phrases) -> bool:
    """Whether the words before a name deny it (不是硕士, 没有B卡); "有没有" and the like ask, they do not deny."""
    before = text[max(0, start - _REACH) : start]
    denied = _denial(tuple(phrases.negation)).search(before)
    return denied is not None and not before[: denied.start() + 1].endswith(_ASKED)
