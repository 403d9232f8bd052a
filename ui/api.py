"""The web service: routes of the contract, the static files of the page, errors in one form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from ingest.errors import IngestError
from ui import api_ask, api_corpus, api_errors, api_rules, page_data
from ui.service import Service

STATIC = Path(__file__).resolve().parent / "static"


def make_app(service: Service) -> FastAPI:
    """The application without the page (see `ui.page.mount`)."""
    app = FastAPI(
        title="政策助手接口",
        version="0.1.0",
        description="有出处的回答，算得出的金额。出错时返回 `{\"error\": {\"code\", \"message\"}}`。",
        docs_url="/docs",
        redoc_url=None,
    )
    api_errors.register(app)
    app.add_middleware(api_errors.BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=2000)
    for module in (api_ask, api_corpus, api_rules, page_data):
        app.include_router(module.router(service))
    app.mount("/page-files", StaticFiles(directory=STATIC), name="page-files")
    _health(app, service)
    return app


def _health(app: FastAPI, service: Service) -> None:
    @app.get("/healthz", tags=["运行"], summary="进程是否在运行")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["运行"], summary="能否回答问题")
    def readyz() -> Any:
        try:
            index = service.bot.live.current()
        except IngestError:
            return api_errors.failure(503, "索引还不能用：请运行 policybot doctor 查看原因。", "not_ready")
        return JSONResponse({
            "status": "ready",
            "build": index.manifest.build,
            "documents": len(index.corpus.documents),
            "passages": len(index.corpus.passages),
            "rules": len(service.bot.book.rules),
        })  # fmt: skip
