"""What may be sent to the web service, and its limits."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["auto", "offline", "llm"]
SESSION = r"^[A-Za-z0-9_-]{8,64}$"
Session = Field(
    default=None,
    pattern=SESSION,
    description="由调用方生成的随机会话编号；同一编号的问答归为一次对话",
)
AsOf = Field(default=None, description="按哪一天的政策回答，YYYY-MM-DD；不写为今天")


class TurnIn(BaseModel):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class AskIn(BaseModel):
    """A question with its conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "租房有补贴吗？"}]})
    question: str = Field(description="要问的问题")
    history: list[TurnIn] = Field(default_factory=list, max_length=40, description="此前的对话，由早到晚")
    session_id: str | None = Session
    as_of: date | None = AsOf
    mode: Mode = "auto"
    facts: dict[str, str | bool | int | float | None] = Field(
        default_factory=dict,
        max_length=60,
        description="用户亲手更正的情况，名称见规则的 inputs；优先于从话里读出的",
    )


class CalcIn(BaseModel):
    """One calculation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"rule_id": "talent_card_b_rent_subsidy", "inputs": {"degree": "硕士"}}]
        }
    )
    rule_id: str = Field(max_length=100)
    inputs: dict[str, str | bool | int | float | None] = Field(default_factory=dict, max_length=60)
    as_of: date | None = AsOf


class BenefitsIn(BaseModel):
    """Someone's situation, to be held against every rule."""

    facts: dict[str, str | bool | int | float | None] = Field(default_factory=dict, max_length=60)
    audience: Literal["person", "employer", "institution"] | None = None
    as_of: date | None = AsOf


class FeedbackIn(BaseModel):
    """Whether an answer helped."""

    trace_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    rating: Literal["up", "down"]
    reason: str | None = Field(default=None, max_length=40)
    comment: str | None = Field(default=None, max_length=2000)
