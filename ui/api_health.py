"""Whether the process is up and ready, and its figures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from ingest.errors import IngestError
from ui.api_errors import failure
from ui.service import Service


def router(service: Service) -> APIRouter:
    """The routes of operation."""
    routes = APIRouter(tags=["运行"])

    @routes.get("/healthz", summary="进程是否在运行")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz", summary="能否回答问题")
    def readyz() -> Any:
        try:
            index = service.bot.live.current()
        except IngestError:
            return failure(503, "索引还不能用：请运行 policybot doctor 查看原因。")
        if service.store is not None and not service.store.ready():
            return failure(503, "对话记录的数据库没有回应：请检查 DATABASE_URL 或数据文件夹。")
        return {
            "status": "ready",
            "build": index.manifest.build,
            "documents": len(index.corpus.documents),
            "passages": len(index.corpus.passages),
            "rules": len(service.bot.book.rules),
        }

    @routes.get("/metrics", summary="Prometheus 指标")
    def metrics() -> Response:
        return Response(service.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
