"""One person's conversation in WeChat: a message in, the reply's text out. Short memory, no names kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import BadInput
from bot.rules.inputs import parse_value
from bot.types import Question, Turn
from ui.api_ask import question_in
from ui.embed import answered
from ui.limits import Shelf, over
from ui.schemas import AskIn, TurnIn
from ui.scope import Scopes
from ui.service import Service
from ui.sites import Site
from ui.wechat_text import link, messages, short

_MEMORY = 1800
"""Seconds for which the rest of an answer, the question back and the last turns are remembered."""
_TURNS = 3
_SHORT = 12
"""Characters of a bare figure such as 50万元; more is a question of its own."""
_MORE = {"更多", "继续", "下一页", "more", "【更多】", "“更多”"}
_NO_MORE = "后面没有内容了。您可以直接问下一个问题。"
_TEXT_ONLY = "图片、位置这些我还看不懂，请打字告诉我您想问什么。"
_NOT_HEARD = "这条语音没有听清，请打字告诉我。"
_TOO_FAST = "您问得太快了，请过一分钟再问。"


@dataclass(frozen=True)
class Talk:
    """Answers the messages of one 公众号. `site` gives greeting, scope, rate; `base` is our address."""

    service: Service
    site: Site
    shelf: Shelf
    scopes: Scopes
    key: bytes
    base: str

    def reply(self, message: Mapping[str, str]) -> str | None:
        """The text to answer with; None where nothing is to be said (an event that needs no answer)."""
        person = self._person(message["FromUserName"])
        kind = message.get("MsgType")
        if kind == "event":
            return self._event(message, person)
        if kind == "voice":
            heard = message.get("Recognition", "").strip()
            return self._said(heard, person, heard) if heard else _NOT_HEARD
        said = message.get("Content", "").strip()
        return self._said(said, person) if said and kind == "text" else _TEXT_ONLY

    def _person(self, open_id: str) -> str:
        """A stand-in for the OpenID that cannot be turned back into it."""
        return hmac.new(self.key, open_id.encode(), hashlib.sha256).hexdigest()[:24]

    def _event(self, message: Mapping[str, str], person: str) -> str | None:
        event = message.get("Event", "").lower()
        if event in ("subscribe", "scan"):
            return self._greeting()
        said = message.get("EventKey", "").strip()
        return self._said(said, person) if event == "click" and said else None

    def _greeting(self) -> str:
        numbered = [f"{n}. {text}" for n, text in enumerate(self.site.quick, 1)]
        return "\n".join([self.site.greeting, *(["", "也可以回复序号来问：", *numbered] if numbered else [])])

    def _said(self, said: str, person: str, heard: str = "") -> str:
        if over(self.shelf, [(f"wx:{person}", self.site.per_visitor), ("wx", self.site.per_site)]):
            return _TOO_FAST
        if said.strip("。.！! ").lower() in _MORE:
            return self._more(person)
        memory = self._memory(person)
        asked = self._chosen(said, memory) or AskIn(question=self._suggested(said, memory), mode="offline")
        asked.history = [TurnIn(**turn) for turn in memory.get("turns", [])]
        try:
            question = question_in(asked, self.service)
        except BadInput as error:
            return str(error)
        return self._answer(question, asked, person, heard)

    def _suggested(self, said: str, memory: Mapping[str, Any]) -> str:
        """The suggestion of the greeting whose number was sent while no question back is open; else as said."""
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
        chosen = 0 < number <= len(self.site.quick) and "open" not in memory
        return self.site.quick[number - 1] if chosen else said[:4000]

    def _more(self, person: str) -> str:
        waiting = json.loads(self.shelf.get(f"wx-rest:{person}") or "[]")
        if not waiting:
            return _NO_MORE
        self.shelf.put(f"wx-rest:{person}", json.dumps(waiting[1:]), _MEMORY)
        return str(waiting[0])

    def keep_late(self, message: Mapping[str, str], text: str | None) -> None:
        """Put a reply that came too late in front of what 更多 will show."""
        person = self._person(message["FromUserName"])
        waiting = json.loads(self.shelf.get(f"wx-rest:{person}") or "[]")
        if text:
            self.shelf.put(f"wx-rest:{person}", json.dumps([text, *waiting]), _MEMORY)

    def _memory(self, person: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.shelf.get(f"wx-memory:{person}") or "{}")
        return found

    def _chosen(self, said: str, memory: Mapping[str, Any]) -> AskIn | None:
        """The question that is still open, with the reply chosen by number or words, or the figure given."""
        waiting = memory.get("open")
        value = self._value(said, waiting) if waiting else None
        if not waiting or value is None:
            return None
        facts = {**waiting["facts"], waiting["name"]: value}
        return AskIn(question=waiting["question"], facts=facts, mode="offline")

    def _value(self, said: str, waiting: Mapping[str, Any]) -> str | None:
        """What was said as the value that is waited for; None when it reads as something else."""
        values = waiting["values"]
        if values:
            number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
            return said if said in values else values[number - 1] if 1 <= number <= len(values) else None
        spec = self.service.bot.book.inputs.get(waiting["name"])
        try:
            if spec is None or len(said) > _SHORT or not any(c.isdigit() for c in said):
                return None
            parse_value(spec, said)
        except BadInput:
            return None
        return said

    def _answer(self, question: Question, asked: AskIn, person: str, heard: str) -> str:
        found = answered(self.service, self.scopes, self.site, question)
        earlier = [turn.content for turn in question.history if turn.role == "user"][-2:]
        linked = self.base and found["citations"]  # a greeting has no full answer behind it
        way = link(self.base, self.site.id, [*earlier, question.text], asked.facts) if linked else ""
        first, *rest = messages(short(found, heard), way)
        self.shelf.put(f"wx-rest:{person}", json.dumps(rest), _MEMORY)
        self._remember(question, asked, found, person)
        return first

    def _remember(self, question: Question, asked: AskIn, found: Mapping[str, Any], person: str) -> None:
        turns = [*question.history, Turn("user", question.text), Turn("assistant", found["answer"][:2000])]
        said = [{"role": turn.role, "content": turn.content} for turn in turns[-2 * _TURNS :]]
        kept: dict[str, Any] = {"turns": said}
        if found["clarification"] and found["clarification"]["missing"]:
            kept["open"] = {
                "question": question.text,
                "facts": asked.facts,
                "name": found["clarification"]["missing"][0],
                "values": [choice["value"] for choice in found["choices"]],
            }
        self.shelf.put(f"wx-memory:{person}", json.dumps(kept, ensure_ascii=False), _MEMORY)
