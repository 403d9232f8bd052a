"""The websites that carry the widget: who they are, how they look, what they may ask, how much."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import NotReady
from bot.rules.strict_yaml import YamlError, read_yaml

DEFAULT_FILE = Path(__file__).resolve().parent / "sites.yaml"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}
_LENGTHS = {"title": 20, "subtitle": 40, "avatar": 2, "greeting": 200}
_PATIENCE = {"per_visitor": 10_000, "per_site": 1_000_000}


@dataclass(frozen=True, slots=True)
class TopicOff:
    """A topic that a site does not want to answer: the words that give it away and what is said instead."""

    words: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class Site:
    """One website. Rates are questions a minute; `origins` are normalised (see `origin_of`)."""

    id: str
    origins: tuple[str, ...] = ()
    title: str = "政策助手"
    subtitle: str = ""
    avatar: str = "政"
    colour: str = "#0f4c86"
    position: str = "right"
    greeting: str = "您好，想了解哪项政策？"
    quick: tuple[str, ...] = ()
    per_visitor: int = 20
    per_site: int = 600
    documents: tuple[str, ...] = ()
    topics_off: tuple[TopicOff, ...] = ()

    def look(self) -> dict[str, Any]:
        """What the panel needs to draw itself; nothing about origins or limits."""
        names = ("id", "title", "subtitle", "avatar", "colour", "position", "greeting")
        return {**{name: getattr(self, name) for name in names}, "quick": list(self.quick)}


def origin_of(address: str) -> str | None:
    """scheme://host[:port] in lower case without a default port; None for anything that is no web origin.

    `null`, wildcards, user names, paths and queries are no origins (RFC 6454).
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    more = parts.query or parts.fragment or parts.username or parts.password
    if more or parts.scheme not in _PORTS or parts.path not in ("", "/") or not _HOST.fullmatch(host):
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def load_sites(path: Path, documents: frozenset[str] | None = None) -> dict[str, Site]:
    """The sites of a file by id.

    `documents` are the ids that exist; None leaves them unchecked.
    Raises NotReady with file, site and what to do.
    """
    try:
        data = read_yaml(path)
    except (OSError, YamlError) as error:
        what = error if isinstance(error, YamlError) else path.name
        raise NotReady(f"网站登记文件读不出来：{what}。请改正，或用 POLICYBOT_SITES 指定另一个。") from None
    if not isinstance(data, dict) or set(data) != {"sites"} or not isinstance(data["sites"], dict):
        raise NotReady(f"{path.name}：顶层应只有 sites，其下每个网站一项，请对照 docs/sites.md 改正。")
    return {name: _site(path.name, name, entry or {}, documents) for name, entry in data["sites"].items()}


def _site(file: str, name: object, entry: object, documents: frozenset[str] | None) -> Site:
    """One entry, checked. Raises NotReady."""

    def wrong(what: str) -> NotReady:
        return NotReady(f"{file} 的网站“{name}”：{what}。")

    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise wrong("编号只能用小写字母、数字和连字符，最多 40 个字符")
    known = {field.name for field in fields(Site)} - {"id"}
    if not isinstance(entry, dict) or set(entry) - known:
        extra = "、".join(sorted(map(str, set(entry) - known))) if isinstance(entry, dict) else "内容"
        raise wrong(f"不认识“{extra}”，可用的键：{'、'.join(sorted(known))}")
    values = {key: _value(key, raw, wrong) for key, raw in entry.items()}
    unknown = set(values.get("documents", ())) - (documents or frozenset(values.get("documents", ())))
    if unknown:
        raise wrong(f"documents 里没有这些文件：{'、'.join(sorted(unknown))}，编号见 /api/documents")
    return Site(id=name, **values)


def _value(key: str, raw: Any, wrong: Any) -> Any:
    """One value of an entry as its type. Raises what `wrong` makes of the problem."""
    if key in ("origins", "quick", "documents"):
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise wrong(f"{key} 应为文字列表")
        return _origins(raw, wrong) if key == "origins" else tuple(raw[:6]) if key == "quick" else tuple(raw)
    if key == "topics_off":
        return _topics(raw, wrong)
    if key in _PATIENCE:
        if isinstance(raw, (str, bool)) or raw is None or raw != int(raw) or not 1 <= raw <= _PATIENCE[key]:
            raise wrong(f"{key} 应为 1 到 {_PATIENCE[key]} 的整数")
        return int(raw)
    if not isinstance(raw, str) or len(raw) > _LENGTHS.get(key, 40):
        raise wrong(f"{key} 应为文字，最多 {_LENGTHS.get(key, 40)} 个字")
    if key == "colour" and not _COLOUR.fullmatch(raw):
        raise wrong('colour 应写成 "#0f4c86" 这样的六位颜色（要加引号）')
    if key == "position" and raw not in ("right", "left"):
        raise wrong("position 只能是 right 或 left")
    return raw


def _origins(raw: list[str], wrong: Any) -> tuple[str, ...]:
    found = [origin_of(item) for item in raw]
    for item, origin in zip(raw, found, strict=True):
        if origin is None:
            raise wrong(f"origins 里的“{item}”应写成 https://www.example.cn 的样子，不带路径，不用通配符")
    return tuple(dict.fromkeys(filter(None, found)))


def _topics(raw: Any, wrong: Any) -> tuple[TopicOff, ...]:
    if not isinstance(raw, list) or not all(map(_is_topic, raw)):
        raise wrong("topics_off 的每一项应为 {words: [词, …], say: 一句话}")
    return tuple(TopicOff(tuple(item["words"]), item["say"]) for item in raw)


def _is_topic(item: Any) -> bool:
    if not isinstance(item, dict) or set(item) != {"words", "say"} or not isinstance(item["say"], str):
        return False
    words = item["words"]
    return isinstance(words, list) and bool(words) and all(isinstance(w, str) and w.strip() for w in words)


def topic_off(site: Site, texts: Iterable[str]) -> str | None:
    """What the site says instead of an answer when one of the texts touches a topic it has switched off.

    Spaces, width and case of letters do not hide a word.
    """
    plain = [_plain(text) for text in texts] if site.topics_off else []
    for topic in site.topics_off:
        if any(_plain(word) in text for word in topic.words for text in plain):
            return topic.say
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def sites_path(environ: Mapping[str, str]) -> Path:
    """The file that holds the sites: POLICYBOT_SITES, else the one shipped."""
    return Path(environ.get("POLICYBOT_SITES") or DEFAULT_FILE).expanduser()
