"""What the page needs besides the public routes: names, wordings, example questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from fastapi import APIRouter

from ui.api_rules import inputs_dict
from ui.service import Service

_WORDS = Path(__file__).resolve().parent / "page.yaml"


def router(service: Service) -> APIRouter:
    """The route of the page's own data."""
    routes = APIRouter(prefix="/api", tags=["网页"])
    words = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))

    @routes.get("/page", summary="网页用到的名称、文字和示例问题")
    def page() -> dict[str, Any]:
        """一次取齐，页面不再另外询问。"""
        bot = service.bot
        return {
            "city": bot.vocabulary.city,
            "collection": bot.collection,
            "contact": bot.vocabulary.contact,
            "today": service.today().isoformat(),
            "model": bot.settings.model if bot.settings.has_model else None,
            "inputs": inputs_dict(bot.book.inputs),
            "labels": {
                name: bot.messages.say(name) for name in ("basis", "also", "conditions", "steps", "cases")
            },
            "words": words,
        }

    return routes
