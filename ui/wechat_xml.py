"""The XML of 微信公众平台: read without ever resolving an entity, written with every text in CDATA."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlError(Exception):
    """A body that is no message: malformed, with a document type, or not flat."""


def parse(body: bytes) -> dict[str, str]:
    """The fields of a message: `<xml><Name>text</Name>…</xml>`.

    Raises XmlError for anything else; a document type (and with it every entity of its own) is refused.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise XmlError("malformed") from None
    if root.getroottree().docinfo.internalDTD is not None or root.tag != "xml":
        raise XmlError("doctype")
    found: dict[str, str] = {}
    for child in root:
        if not isinstance(child.tag, str):
            continue
        if child.tag in found or any(isinstance(part, etree._Entity) for part in child.iter()):
            raise XmlError("fields")
        found[child.tag] = child.text or ""
    return found


def write(fields: Mapping[str, str | int]) -> str:
    """The XML of a reply; texts in CDATA, whole numbers as they are."""
    lines = [
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}>{_cdata(value)}</{name}>"
        for name, value in fields.items()
    ]
    return f"<xml>{''.join(lines)}</xml>"


def _cdata(text: str) -> str:
    clean = _NOT_XML.sub("", text)
    return f"<![CDATA[{clean.replace(']]>', ']]]]><![CDATA[>')}]]>"
