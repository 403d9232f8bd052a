"""How an endpoint is best driven: native tool calls, structured output, or JSON by request. Asked once,
then kept."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import BadInput
from bot.llm import Endpoint, ModelFault, fault_of
from bot.settings import Settings

PATHS = ("tools", "schema", "json")
_SECONDS = 20.0
_TOOL = {
    "type": "function",
    "function": {
        "name": "look_up",
        "description": "按编号查一条记录",
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "string"}},
            "required": ["number"],
        },
    },
}
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"number": {"type": "string", "enum": ["A7"]}},
    "required": ["number"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Probe:
    """The chosen path and what was seen, in one Chinese line for `policybot doctor`."""

    path: str
    seen: str


def path_of(endpoint: Endpoint, deadline: float) -> str:
    """tools, schema or json: as set, as known, as kept from an earlier probe, else by a probe within the
    deadline.

    Raises ModelFault when the endpoint cannot be asked, BadInput for a setting that names no path.
    """
    wanted = wanted_path(endpoint.settings)
    if wanted is not None:
        return wanted
    if endpoint.path is None:
        endpoint.path = _kept(endpoint) or probe(endpoint, deadline).path
    return endpoint.path


def wanted_path(settings: Settings) -> str | None:
    """The path that POLICYBOT_MODEL_PATH sets, None where the probe decides. Raises BadInput for another word."""
    wanted = settings.model_path
    if wanted != "auto" and wanted not in PATHS:
        raise BadInput(f"POLICYBOT_MODEL_PATH 应为 auto、tools、schema 或 json，现在是“{wanted}”，请改正。")
    return None if wanted == "auto" else wanted


def probe(endpoint: Endpoint, deadline: float | None = None) -> Probe:
    """Ask the endpoint for a tool call, then for structured output, and keep what it can. `deadline` in
    monotonic seconds, 20 s from now without it. Raises ModelFault."""
    end = deadline if deadline is not None else time.monotonic() + _SECONDS
    if _tools_work(endpoint, end):
        found = Probe("tools", "会用工具调用（tool_calls）")
    elif _schema_works(endpoint, end):
        found = Probe("schema", "不会用工具调用，会按 json_schema 输出")
    else:
        found = Probe("json", "不会用工具调用，也不支持 json_schema，按要求输出 JSON")
    endpoint.path = found.path
    _keep(endpoint, found.path)
    return found


def _tools_work(endpoint: Endpoint, end: float) -> bool:
    message = _invoke(endpoint, end, "请调用工具 look_up 查编号 A7，不要直接回答。", {"tools": [_TOOL]})
    calls = getattr(message, "tool_calls", None) or ()
    return any(made["name"] == "look_up" and made["args"].get("number") == "A7" for made in calls)


def _schema_works(endpoint: Endpoint, end: float) -> bool:
    shape = {"type": "json_schema", "json_schema": {"name": "record", "strict": True, "schema": _SCHEMA}}
    message = _invoke(endpoint, end, "写一句问候的话。", {"response_format": shape})
    try:
        return bool(json.loads(str(message.text)).get("number") == "A7") if message else False
    except (ValueError, AttributeError):
        return False


def _invoke(endpoint: Endpoint, end: float, asked: str, body: Mapping[str, Any]) -> Any:
    """One short answer; None where the endpoint does not take such a request (a 4xx that is no refusal of
    the key)."""
    left = end - time.monotonic()
    if left <= 0:
        raise ModelFault("slow")
    client = endpoint.client(left)
    try:
        model = endpoint.chat(client, **body).model_copy(update={"streaming": False})
        return model.invoke([("user", asked)])
    except Exception as error:
        fault = fault_of(error)
        if fault.kind == "rejected":
            return None
        raise fault from None
    finally:
        client.close()


def _kept(endpoint: Endpoint) -> str | None:
    try:
        row = json.loads((endpoint.settings.home / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    same = isinstance(row, dict) and (row.get("url"), row.get("model")) == _names(endpoint)
    return row["path"] if same and row.get("path") in PATHS else None


def _keep(endpoint: Endpoint, path: str) -> None:
    url, model = _names(endpoint)
    target = endpoint.settings.home / "model.json"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".new")
        beside.write_text(
            json.dumps({"url": url, "model": model, "path": path}, ensure_ascii=False), encoding="utf-8"
        )
        os.replace(beside, target)
    except OSError:
        return


def _names(endpoint: Endpoint) -> tuple[str | None, str | None]:
    return endpoint.settings.model_url, endpoint.settings.model
