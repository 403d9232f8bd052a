"""Settings, all from the environment, each with a default that works without any of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Where things are and which outside services may be used.

    `home` holds everything that is written (index, conversations); `corpus` and `rules` are the data folders of the
    city. Without `model_key` or `model_url` the assistant runs offline. Seconds and counts are per answer.
    """

    home: Path
    corpus: Path
    rules: Path
    embedding: str = "use"
    embedding_url: str | None = None
    embedding_model: str | None = None
    model: str | None = None
    model_url: str | None = None
    model_key: str | None = None
    model_path: str = "auto"
    """How the model is driven: auto (as the probe says), tools (native tool calls) or schema (structured output)."""
    model_seconds: float = 30.0
    model_steps: int = 6
    model_tokens: int = 1200
    model_price_in: float = 0.0
    """Yuan per million prompt tokens, for the cost limits; 0 means not counted."""
    model_price_out: float = 0.0
    model_cost_answer: float = 0.5
    model_cost_day: float = 50.0
    chroma_url: str | None = None
    database_url: str | None = None
    redis_url: str | None = None

    @property
    def has_model(self) -> bool:
        """Whether a model endpoint is configured at all."""
        return bool(self.model and (self.model_key or self.model_url))


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment asks for.

    Raises BadInput where a number does not read as one.
    """
    env = os.environ if environ is None else environ
    home = env.get("POLICYBOT_HOME")
    return Settings(
        home=Path(home).expanduser() if home else PROJECT / ".policybot",
        corpus=Path(env.get("POLICYBOT_CORPUS") or PROJECT / "corpus"),
        rules=Path(env.get("POLICYBOT_RULES") or PROJECT / "bot" / "rules"),
        embedding=env.get("POLICYBOT_EMBEDDING", "use"),
        embedding_url=env.get("POLICYBOT_EMBEDDING_URL"),
        embedding_model=env.get("POLICYBOT_EMBEDDING_MODEL"),
        model=env.get("POLICYBOT_MODEL"),
        model_url=env.get("OPENAI_BASE_URL"),
        model_key=env.get("OPENAI_API_KEY"),
        model_path=env.get("POLICYBOT_MODEL_PATH", "auto"),
        model_seconds=_number(env, "POLICYBOT_MODEL_SECONDS", 30.0),
        model_steps=int(_number(env, "POLICYBOT_MODEL_STEPS", 6)),
        model_tokens=int(_number(env, "POLICYBOT_MODEL_TOKENS", 1200)),
        model_price_in=_number(env, "POLICYBOT_MODEL_PRICE_IN", 0.0),
        model_price_out=_number(env, "POLICYBOT_MODEL_PRICE_OUT", 0.0),
        model_cost_answer=_number(env, "POLICYBOT_MODEL_COST_ANSWER", 0.5),
        model_cost_day=_number(env, "POLICYBOT_MODEL_COST_DAY", 50.0),
        chroma_url=env.get("CHROMA_URL"),
        database_url=env.get("DATABASE_URL"),
        redis_url=env.get("REDIS_URL"),
    )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    raw = env.get(name)
    if raw is None or not raw.strip():
        return default
    try:
        return float(raw)
    except ValueError:
        raise BadInput(f"环境变量 {name} 应为数字，现在是“{raw}”，请改正后重试。") from None
