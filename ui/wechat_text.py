"""An Answer as WeChat shows it: plain text in messages of at most 2048 bytes, the rest behind 更多."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

LIMIT = 2048
"""Bytes of one text message (开发文档 “被动回复用户消息”)."""
MORE = "——回复“更多”看后面的内容"
_LONGEST_LINK = 600
_STATES = {"expired": "已过期", "superseded": "已被替代", "unknown": "有效期不明", "in_force": "有效"}
_MARKS = re.compile(r"\*\*|(?:\[\d+\])+")


_DETAIL = re.compile(r"^(- .*?\*\*[^*]+\*\*)——.*$", re.MULTILINE)
"""A benefit in a list: its name and amount, then working and conditions."""
_ASK_ON = "每一项都另有条件：想细看哪一项，直接发它的名字。"
_HEARD = 60


def short(answer: Mapping[str, Any], heard: str = "") -> str:
    """The answer in short text form: the words, the ready replies, the clauses, what to watch out for.

    `heard` is what a voice message was understood as, so that its sender can see what was answered.
    """
    lines = [f"听到的是：“{_plain(heard[:_HEARD])}”"] if heard else []
    body = "\n\n".join(_paragraphs(answer))
    lines.append(body)
    if answer["choices"]:
        numbered = [f"{n}. {choice['value']}" for n, choice in enumerate(answer["choices"], 1)]
        lines.append("\n".join(["请回复序号或文字：", *numbered]))
    if answer["citations"]:
        words = f"原文：“{answer['citations'][0]['highlight'].strip()}”"
        clauses = "\n".join(["依据：", *map(_source, answer["citations"][:4])])
        lines += [clauses, words] if body else [words, clauses]
    lines += [f"⚠ {item['text']}" for item in answer["notices"] if item["text"] not in answer["answer"]]
    return "\n\n".join(line for line in lines if line.strip())


def _paragraphs(answer: Mapping[str, Any]) -> list[str]:
    """The answer's own words without quotations; of several benefits only name and amount."""
    kept = [item for item in answer["answer"].split("\n\n") if not item.startswith(">")]
    named = [_DETAIL.sub(r"\1", item) for item in kept]
    if named != kept and len(answer["calculations"]) > 1:
        last = max(at for at, item in enumerate(kept) if item != named[at])
        kept = [*named[: last + 1], _ASK_ON, *named[last + 1 :]]
    return [_plain(item) for item in kept]


def _plain(paragraph: str) -> str:
    """A paragraph without the small Markdown; `<` cannot begin a tag that WeChat would read."""
    lines = [re.sub(r"^- ", "· ", line) for line in paragraph.split("\n")]
    return _MARKS.sub("", "\n".join(lines)).replace("<", "＜")


def _source(citation: Mapping[str, Any]) -> str:
    number = f" {citation['document_number']}" if citation["document_number"] else ""
    title = citation["document_title"].strip("《》").replace("\n", "")
    return f"· 《{title}》{number} {citation['locator']}（{_STATES[citation['validity']]}）"


def messages(text: str, footer: str = "") -> list[str]:
    """The text in messages of at most LIMIT bytes; the first carries `footer`, all but the last say 更多.

    Cuts fall between lines, else between sentences, else between characters; nothing is lost but white space.
    """
    out: list[str] = []
    rest = text.strip()
    while rest or not out:
        tail = f"\n\n{footer}" if footer and not out else ""
        if _size(rest + tail) <= LIMIT:
            return [*out, rest + tail]
        room = LIMIT - _size(f"\n{MORE}{tail}")
        part, rest = _cut(rest, room)
        out.append(f"{part}\n{MORE}{tail}")
    return out


def _cut(text: str, room: int) -> tuple[str, str]:
    """The longest beginning of at most `room` bytes that ends well, and what follows it."""
    fits = text.encode()[:room].decode(errors="ignore")
    for marks in ("\n", "。；！？", "，、"):
        at = max(fits.rfind(mark) for mark in marks)
        if fits[:at].endswith("："):  # a heading stays with what it heads
            at = max(fits.rfind(mark, 0, at) for mark in marks)
        if at >= len(fits) // 2:
            return fits[: at + 1].rstrip(), text[at + 1 :].lstrip()
    return fits, text[len(fits) :]


def _size(text: str) -> int:
    return len(text.encode())


def link(base: str, site: str, asked: Sequence[str], facts: Mapping[str, Any]) -> str:
    """The tag that opens the full answer: the question (last of `asked`), those before it, facts chosen.

    They travel behind `#`, so no server log holds them. Left out when too long for a message.
    """
    for earlier in (asked[:-1], ()):
        packed = json.dumps({"q": asked[-1], "h": list(earlier), "f": dict(facts)}, ensure_ascii=False, separators=(",", ":"))
        code = base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")
        address = f"{base}/embed?site={site}#ask={code}"
        if len(address) <= _LONGEST_LINK:
            return f'<a href="{address}">查看条款原文和完整回答</a>'
    return f'<a href="{base}/embed?site={site}">打开政策助手</a>'
