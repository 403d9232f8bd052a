"""Where the index of the configured corpus is kept and what it is built with."""

from __future__ import annotations

from bot.settings import Settings
from ingest.embed import embedder
from ingest.pipeline import Plan


def plan_of(settings: Settings) -> Plan:
    """Where the index of these settings is built, from what and with what. Raises EmbeddingFailed."""
    key = settings.model_key or "none"
    vectors = embedder(settings.embedding, base_url=settings.embedding_url or "", api_key=key)
    return Plan(settings.corpus, settings.home, vectors, settings.chroma_url or "")
