"""What a browser gets: the widget's script in one piece, the iframe page, the builder and its preview."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi.responses import HTMLResponse

from ui.sites import Site

_HERE = Path(__file__).resolve().parent
_WIDGET = _HERE / "widget"
PARTS = ("dom.js", "answer.js", "net.js", "panel.js", "chat.js", "start.js")
"""The script's pieces, in the order in which they are joined."""
_STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"  # noqa: E501


def script() -> bytes:
    """The widget as one script without globals. The style travels as a JSON string."""
    style = json.dumps((_WIDGET / "panel.css").read_text(encoding="utf-8"), ensure_ascii=False)
    pieces = [f"const STYLE = {style};", *((_WIDGET / name).read_text(encoding="utf-8") for name in PARTS)]
    return ("(() => {\n'use strict';\n" + "\n".join(pieces) + "\n})();\n").encode()


def embed(site: Site | None) -> HTMLResponse:
    """The panel as a page, framed only by the site's own origins. 404 for an unknown site."""
    if site is None:
        return _page(_text("unknown.html"), "'none'", 404)
    return _page(_text("embed.html").replace("{site}", site.id), " ".join(("'self'", *site.origins)))


def builder() -> HTMLResponse:
    """The page that builds the snippet."""
    return _page(_text("snippet.html"), "'self'")


def preview() -> HTMLResponse:
    """A small host page that carries the widget with the look being tried."""
    return _page(_text("preview.html"), "'self'")


def _text(name: str) -> str:
    return (_WIDGET / name).read_text(encoding="utf-8")


def _page(text: str, ancestors: str, status: int = 200) -> HTMLResponse:
    """A page with a strict policy; site ids are checked on loading, so nothing in it needs escaping."""
    headers = {
        "Content-Security-Policy": f"{_STRICT} {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(text, status_code=status, headers=headers)
