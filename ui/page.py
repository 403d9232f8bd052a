"""The page: one Gradio block that holds our own small page (see static/), mounted at `/`."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read while gradio is imported
import gradio as gr

_HERE = Path(__file__).resolve().parent
_START = "import('/page-files/app.js').then((app) => app.start(element));"
_CSS = """
.gradio-container { overflow: visible !important; }
.gradio-container .app, .gradio-container .html-container { padding: 0 !important; }
.gradio-container footer { display: none !important; }
html, body { background: #f4f6f8 !important; }
"""
_HEAD = """
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="modulepreload" href="/page-files/app.js">
"""


def blocks(title: str) -> gr.Blocks:
    """The Gradio application: a single HTML component whose script draws the page."""
    page: gr.Blocks
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(
            '<div id="policybot"></div>',
            js_on_load=_START,
            apply_default_css=False,
            container=False,
            padding=False,
            elem_id="page",
        )
    return page


def mount(app: FastAPI, title: str) -> FastAPI:
    """Put the page at `/`. It loads nothing from other hosts and talks to this service alone."""
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks(title),
        path="/",
        footer_links=[],
        ssr_mode=False,
        show_error=False,
        css=_CSS,
        head=_HEAD,
        favicon_path=str(_HERE / "static" / "favicon.svg"),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
    )
    return mounted
