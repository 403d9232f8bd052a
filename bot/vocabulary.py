"""The words of people and of the city: `phrases.yaml` (how one asks), `vocabulary.yaml` (what things are called)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Phrases:
    """How people ask, in any city: per kind of answer the pattern that shows it is wanted, and helper words."""

    routes: dict[str, re.Pattern[str]]
    evidence: dict[str, re.Pattern[str]]
    asked: dict[str, re.Pattern[str]]
    answers: dict[str, tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]]
    """Per kind of answer, pairs: words that ask for it in one way, and what a sentence that tells it looks like."""
    starts: tuple[str, ...]
    anywhere: tuple[str, ...]
    left: tuple[str, ...]
    others: tuple[str, ...]
    added: re.Pattern[str]
    """What adds people or things to those of an earlier turn, and asks for all of them."""
    bodies: tuple[str, ...]
    claims: re.Pattern[str]
    hearsay: re.Pattern[str]
    """Of the words of `claims` those that open what was heard: they say nothing of what stands before them."""
    claim_verbs: tuple[str, ...]
    negation: tuple[str, ...]
    stop: frozenset[str]
    sorts_of_benefit: tuple[tuple[str, ...], ...]
    """Words for each sort of benefit that an article may grant."""
    all_benefits: tuple[str, ...]
    """Words for all that a document grants."""
    subjects: Mapping[str, re.Pattern[str]]
    """By what people name those of whom they tell one after another, by sort: people, firms …"""
    of_all_named: re.Pattern[str]
    """Words that speak of all those named at once."""
    in_time: re.Pattern[str]
    """Words of who asks whether there is still time."""
    in_force: re.Pattern[str]
    """What asks if something still applies."""
    papers: re.Pattern[str]
    """Words for a document."""
    older: re.Pattern[str]
    """Words for an older document that another one took the place of."""
    which_case: re.Pattern[str]
    """What asks which case of a benefit is one's own."""
    whole_way: re.Pattern[str]
    """What asks for the whole way of applying."""
    way_chapter: re.Pattern[str]
    """The title of a chapter that tells it."""
    which_year: re.Pattern[str]
    """What asks in which year something is held."""
    applies: re.Pattern[str]
    """Words for having a benefit at all, which is not forbidden by a clause but granted by its conditions."""
    wish: tuple[str, ...]
    says_no: tuple[str, ...]
    says_yes: tuple[str, ...]
    spoken: tuple[str, ...]
    office_of_all: re.Pattern[str]
    """How a clause names the office of a whole document."""
    giver: re.Pattern[str]
    """That the city or the state is to give something."""
    both: re.Pattern[str]
    """That it is asked if two things can be had together."""
    responsible: re.Pattern[str]
    """How a clause names the office in charge; the name is the group that matched."""


@dataclass(frozen=True)
class NotHeld:
    """A document that the compendium cites but does not contain."""

    name: str
    said: tuple[str, ...]
    note: str


_ASKS_THERE = re.compile(
    r"(?:呢|那边呢|也(?:有|行|给|能|一样))|(?:老家)?(?:市里?|省里?|新区|那边|那里|当地)?的?[^，。？！]{0,10}"
    r"(?:(?:政策|补贴|奖励|补助|[给补发奖](?:多少|几|啥|什么)|给不给|补不补|规定|标准|绿卡|人才卡|落户|积分"
    r"|(?:要|有)(?:啥|什么|哪些)条件)"
    r"|[^，。？！]{0,12}(?:多少|在哪|哪个|怎么[办报申]|有没有))"
)
"""A place is asked about, though the own city is named as well, where its policies follow its name."""


_HERE = re.compile(r"(?:来|到|回|在|给|进|投)了?(?:咱们?|我们?|俺们?|本|这)(?:市|这边|这儿|这里|这座城)")
"""The own city by another word (来咱市面试)."""
_GOES = re.compile(r"(调|搬|迁|转|跳槽|嫁|回|派|去|到)(到|去|往|回)?了?$")
_KEEPS = re.compile(
    r"还(算|能|有|给|可以|领|用|享受|保留|认|在|留|作)|算数|保留|取消"
    r"|收回|作废|要退|退回|退不退|保[得不]住|留[得不]住|留不留|作数|影响"
)
"""Who leaves for a place and asks what becomes of what is held here asks about here."""
_LIES = re.compile(
    r"(原来|以前|之前|原先|过去|先前|本来|前几年|社保|医保|养老|户口|户籍|档案|学籍|公积金|老家|家|家里|房子?|父母|孩子|爱人|对象|媳妇|总部"
    r"|母公司|原单位|厂子?|供应商|供货商|客户|对方|分公司|子公司|厂家|卖家|工厂)"
    r"[^，。？！]{0,6}在$"
)
"""What lies elsewhere (原来社保在天津) is told of the person; nothing of that place is asked unless it is pointed at."""
_THERE = re.compile(r"那边|那里|那儿|那头|当地|人家那")
_AT = re.compile(r"(在|去|到|往|拿到|送到|拉到|跑到)$")
_DONE = re.compile(
    r"(那边|那儿)?[去来]?(做|代工|委托|流|买|加工|生产|采购|检|测|考|学|培训|参展|参赛|比赛|读|念|干|打工|上班|交|缴|办|领|签|评"
    r"|拿|租|住)[^，。？！]{0,3}[的了过]"
)
"""What was done in another place (拿到台湾去流的片, 在上海考的证) is told, not asked about."""


_COMES_FROM = re.compile(
    r"([^，。？！]{0,4}(落地|注册|投产|读|念|上学|毕业|工作过)|户口|户籍|社保|老家|养老|大学|人[，,]|来的|过来|毕业|回来|转|的?[一某][家所]|的?公司"
    r"|的?企业|那边(的?(公司|企业|人(?!才)|专家|团队|老板)|过来|来)|牵头|[^，。]{0,6}(到|来|回)(石|咱|本市|我市|这))"
)


_LEFT = re.compile(r"(?:辞|辞去|辞掉|离开|扔下|撇下|丢下)了?$")
_LEAVES = re.compile(r"(?:的|那份|那边的?)?(?:工作|工|活儿?|班|差事|职|岗位|高薪)[^，。？！]{0,4}(?:辞|不干|不要|丢|扔|推)了?")
"""Where somebody gave up a job to come here (辞了北京的活儿, 把深圳那份工辞了)."""
_DEALS = re.compile(r"(?:跟着|随着|委托|卖给|卖到|出口到|销往|买了?|采购|引进|引来|请来|聘了?|收购|并购|派往|发往)$")
"""With whom somebody deals who asks what is given here (委托安徽的厂子代工)."""


_OVER_THERE = re.compile(r"(?:老家|市|县|省)?(?:那边|那里|那头|当地)(?!过来|来的|的?(?:公司|企业|人(?!才)|专家|团队|老板|厂))")
"""That is pointed at, wherever somebody comes from (邯郸老家那边的补贴咋申请)."""
_OF_THEM_THERE = re.compile(r"[她他]们?那(?:边|儿|里|头)")
"""What is asked about is there where somebody else is (我妹在郑州上班，她那边的补贴)."""
_MOVES_THERE = re.compile(
    r"(?:想|要|打算|准备|怎么|咋|如何|能)[^，。？！]{0,8}(?:落|迁|转|办)(?:户口?|户籍)?(?:到|去|进|往|在)$"
)
"""Who wants to be registered there asks what holds there."""


_SENT = re.compile(r"(?:送|发|寄|拿|带|运)(?:到|去|往|给)?$")
_USED = re.compile(r"(?:去|那边)?(?:测|检|做|加工|流片|鉴定|化验|检验|检测|封装|试验|维修)")
"""Something that was sent elsewhere to be worked on (送天津测的) asks for nothing there."""


def _is_told(text: str, start: int, end: int) -> bool:
    """Whether another place is only told of: where somebody comes from or goes, where something lies or was done."""
    before, after = text[max(0, start - 4) : start], text[end : end + 12]
    leaves = _GOES.search(before) and _KEEPS.search(text)
    lies = _LIES.search(text[:start]) and not _THERE.search(text, start)
    comes = re.search(r"[从自由打跟和]$|来自$", before) or _COMES_FROM.match(after)
    comes = comes or _DEALS.search(before) or _LEFT.search(before) or _LEAVES.match(after)
    done = (_AT.search(before) and _DONE.match(after)) or (_SENT.search(before) and _USED.match(after))
    return bool(leaves or lies or comes or done)


def _moves_there(text: str, start: int) -> bool:
    """Whether somebody wants to be registered in a place, and does not ask what becomes of what is held here."""
    return _MOVES_THERE.search(text[:start]) is not None and not _KEEPS.search(text)


_HAS_NONE = re.compile(r"(?<!有)(?:没人?|没有|没谁|无|未)(?:人|谁)?(?:有|办|拿|持有?|领)?(?:过|到|上)?$")


def _is_named(name: str, text: str) -> bool:
    """Whether a text holds a name, and not only to say that nobody has it."""
    return any(not _HAS_NONE.search(text[: at.start()]) for at in re.finditer(re.escape(name), text))


@dataclass(frozen=True)
class Vocabulary:
    """What the residents of one city call places, documents and things."""

    city: str
    local: tuple[str, ...]
    elsewhere: tuple[str, ...]
    contact: str
    documents: dict[str, tuple[str, ...]]
    terms: dict[str, tuple[str, ...]]
    not_held: tuple[NotHeld, ...]

    def named_documents(self, text: str) -> dict[str, str]:
        """Documents that the text names, with the longest name used for each; what is only denied (没人有B卡) names none."""
        low = text.lower()
        found: dict[str, str] = {}
        for document, names in self.documents.items():
            hits = [name for name in names if _is_named(name.lower(), low)]
            if hits:
                found[document] = max(hits, key=len)
        return found

    def expansion(self, text: str) -> str:
        """Corpus terms for the colloquial words of the text, to be searched for beside them."""
        return " ".join(term for term, said in self.terms.items() if any(word in text for word in said))

    def asked_elsewhere(self, text: str, leans: bool = False) -> str | None:
        """Another place whose policy is asked about, or None. Who `leans` on earlier turns speaks of here already.

        A place that a person or firm merely comes from (从北京来, 北京一家公司牵头), where something lies (社保在天津) or
        was done (在上海考的证), or that is gone to while asking what becomes of something held here (调到天津去,
        称号还算数吗), is not one.
        """
        here = leans or any(name in text for name in self.local) or _HERE.search(text) is not None
        for place in self.elsewhere:
            for found in re.finditer(re.escape(place), text):
                asks = _ASKS_THERE.match(text, found.end())
                asks = None if asks and any(name in asks[0] for name in self.local) else asks
                points = (asks and _OVER_THERE.match(text, found.end())) or _OF_THEM_THERE.search(text, found.end())
                if points or _moves_there(text, found.start()):
                    return place
                if (asks or not here) and not _is_told(text, found.start(), found.end()):
                    return place
        return None

    def names_not_held(self, text: str) -> NotHeld | None:
        """The cited but absent document that the text asks about, or None."""
        packed = re.sub(r"\s+", "", text)
        return next(
            (doc for doc in self.not_held if any(re.sub(r"\s+", "", s) in packed for s in doc.said)), None
        )


_PATTERNS = (
    "in_time", "in_force", "papers", "older", "which_case", "whole_way", "way_chapter", "which_year", "applies",
    "office_of_all", "giver", "both", "of_all_named",
)  # fmt: skip
"""The phrases that are one pattern each."""


def load_phrases(path: Path) -> Phrases:
    """Read `phrases.yaml`; patterns between slashes are regular expressions, other strings stand for themselves."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    follow = data["follow_up"]
    return Phrases(
        routes={name: pattern_of(items) for name, items in data["routes"].items()},
        evidence={name: pattern_of(items) for name, items in data["evidence"].items()},
        asked={name: pattern_of(items) for name, items in data["asked"].items()},
        answers={
            name: tuple((pattern_of(row["asks"]), pattern_of(row["says"])) for row in rows)
            for name, rows in data["answers"].items()
        },
        starts=tuple(follow["start"]),
        anywhere=tuple(follow["anywhere"]),
        left=tuple(follow["left"]),
        others=tuple(data["others"]),
        added=pattern_of(data["added"]),
        bodies=tuple(data["bodies"]),
        claims=pattern_of([*data["claims"], *data["hearsay"]]),
        hearsay=pattern_of(data["hearsay"]),
        claim_verbs=tuple(data["claim_verbs"]),
        negation=tuple(data["negation"]),
        stop=frozenset(str(word) for word in data["stop"]),
        sorts_of_benefit=tuple(tuple(words) for words in data["sorts_of_benefit"]),
        all_benefits=tuple(data["all_benefits"]),
        **{name: pattern_of(data[name]) for name in _PATTERNS},
        subjects={sort: pattern_of(_with_surnames(items, data)) for sort, items in data["subjects"].items()},
        wish=tuple(data["wish"]),
        says_no=tuple(data["polarity"]["no"]),
        says_yes=tuple(data["polarity"]["yes"]),
        spoken=tuple(data["spoken"]),
        responsible=re.compile("|".join(data["responsible"])),
    )


def load_vocabulary(path: Path) -> Vocabulary:
    """Read the city's `vocabulary.yaml`."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Vocabulary(
        city=data["city"],
        local=tuple(data["local"]),
        elsewhere=tuple(data["elsewhere"]),
        contact=data["contact"],
        documents={key: tuple(names) for key, names in data["documents"].items()},
        terms={key: tuple(names) for key, names in data["terms"].items()},
        not_held=tuple(NotHeld(d["name"], tuple(d["said"]), d["note"]) for d in data["not_held"]),
    )


def _with_surnames(items: Iterable[str], data: Mapping[str, Any]) -> list[str]:
    return [item.replace("{surname}", data["surnames"]) for item in items]


def pattern_of(items: Iterable[Any]) -> re.Pattern[str]:
    """One pattern of plain strings, which stand for themselves, and of regular expressions between slashes."""
    parts = []
    for item in items:
        text = str(item)
        parts.append(text[1:-1] if text.startswith("/") and text.endswith("/") else re.escape(text))
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
