"""The web service: routes of the contract, the static files of the page, errors in one form."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from ui import api_ask, api_corpus, api_docs, api_errors, api_health, api_openai, api_rules, page_data
from ui.service import Service

STATIC = Path(__file__).resolve().parent / "static"


def make_app(service: Service) -> FastAPI:
    """The application without the page (see `ui.page.mount`)."""
    app = FastAPI(
        title="政策助手接口",
        version="0.1.0",
        description='有出处的回答，算得出的金额。出错时返回 `{"error": {"code", "message"}}`。',
        docs_url=None,
        redoc_url=None,
    )
    api_errors.register(app)
    app.add_middleware(api_errors.BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    for module in (api_ask, api_corpus, api_rules, api_openai, api_health, page_data):
        app.include_router(module.router(service))
    api_docs.register(app)
    app.mount("/page-files", StaticFiles(directory=STATIC), name="page-files")
    return app
