"""/docs: the interface description as one plain page. The usual viewers load scripts from other hosts."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

_STYLE = (
    "body{font:17px/1.7 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:52rem;"
    "margin:2rem auto;padding:0 1rem;color:#15202b}"
    "code,pre{background:#f4f6f8;border-radius:6px;padding:.1em .4em}"
    "pre{padding:.8em;overflow:auto}h3{margin:1.6em 0 .2em}b{color:#0f4c86}"
)


def register(app: FastAPI) -> None:
    """Serve the description of all routes registered so far, and of later ones, at /docs."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page(app.openapi()))


def page(schema: dict[str, Any]) -> str:
    """The OpenAPI description as HTML; every text is escaped."""
    info = schema["info"]
    out = [f"<h1>{escape(info['title'])}</h1><p>{escape(info.get('description', ''))}</p>"]
    out.append('<p>机器可读的说明：<a href="/openapi.json">/openapi.json</a></p>')
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            out.append(f"<h3><b>{method.upper()}</b> <code>{escape(path)}</code></h3>")
            out.append(
                f"<p>{escape(operation.get('summary', ''))}　{escape(operation.get('description', ''))}</p>"
            )
            body = (
                operation.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema", {})
            )
            name = body.get("$ref", "").rsplit("/", 1)[-1]
            if name:
                shape = schema["components"]["schemas"][name]["properties"]
                out.append(f"<pre>{escape(json.dumps(shape, ensure_ascii=False, indent=1))}</pre>")
    title = escape(info["title"])
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width">'
    style = f"<style>{_STYLE}</style>"
    return f'<!doctype html><html lang="zh-CN"><head>{head}{style}</head><body>{"".join(out)}</body></html>'
