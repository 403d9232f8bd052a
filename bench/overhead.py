"""Our own time beside a model's: `python -m bench overhead`, against a scripted endpoint over a socket.

Two measures. *Own time*: from the question to the whole answer, less the time in which we only waited for the model,
with an endpoint that answers at once. *Delay*: from the moment when the endpoint has sent the last character of a
sentence to the moment when the verified sentence is handed out, with an endpoint that writes at a steady pace.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.setting import DAY, Setting, middle, table
from bot.answer import answer
from bot.bot import Bot
from bot.drafting.write import Event
from eval.assistant import question_of

_QUESTIONS = 40
_WARM = 3
_PACE = 0.01
"""Seconds between two pieces of the paced stream (about 400 characters a second)."""
_PIECE = 4
_ISSUED = re.compile(r"〔(?:条文|计算) ([pc]-[0-9a-f]{6})〕[^\n]*\n([^\n]*)")


@dataclass
class Script:
    """What the scripted endpoint does: its pace (seconds between pieces), and when each sentence's end was sent."""

    pace: float = 0.0
    ends: dict[str, float] = field(default_factory=dict)
    """The words of each sentence -> when its last piece was about to be sent."""


def overhead(setting: Setting) -> str:
    """The table."""
    script = Script()
    with tempfile.TemporaryDirectory() as folder, _serving(script) as url:
        bot = _with_model(setting.bot, Path(folder), url)
        asked = [question_of(case.line(), "llm", DAY) for case in setting.anchored()[:_QUESTIONS]]
        for question in asked[:_WARM]:
            answer(question, bot)
        own: list[float] = []
        before: list[float] = []
        for question in asked:
            made = answer(question, bot)
            if "model_own" in made.timings_ms:
                own.append(made.timings_ms["model_own"])
                before.append(made.timings_ms["total"] - own[-1] - made.timings_ms["model"])
        script.pace = _PACE
        delays: list[float] = []
        for question in asked:
            delays += _delays(question, bot, script)
    rows = [("own time beside the model's", own), ("the offline walk before it", before), ("delay of a sentence", delays)]
    shown = [[what, str(len(ms)), f"{middle(ms):.1f} ms", f"{middle(ms, 0.95):.1f} ms"] for what, ms in rows]
    return table(("what", "measured", "p50", "p95"), shown)


def _delays(question: Any, bot: Bot, script: Script) -> list[float]:
    """Milliseconds from the end of each sentence at the endpoint to its emission."""
    script.ends.clear()
    out: list[float] = []

    def emit(event: Event) -> None:
        now = time.perf_counter()
        said = event.data.get("text", "") if event.kind == "token" else ""
        for words in [words for words in script.ends if words in said]:
            out.append((now - script.ends.pop(words)) * 1000)

    answer(question, bot, emit)
    return out


def _with_model(bot: Bot, home: Path, url: str) -> Bot:
    settings = replace(
        bot.settings, home=home, model="scripted", model_url=url, model_path="tools", model_seconds=60.0
    )
    return replace(bot, settings=settings)


def _draft(prompt: str) -> list[str]:
    """The first sentence of each issued clause or calculation under its id: a draft that passes where it can."""
    out = []
    for issued, line in _ISSUED.findall(prompt)[:4]:
        words = re.split(r"[。；！？]", re.sub(r"[“”]", "", line))[0].removeprefix("结果：").strip()
        if len(words) > 8:
            out.append(f"{words}[{issued}]。")
    return out or ["无依据"]


@contextmanager
def _serving(script: Script) -> Iterator[str]:
    """A chat completions endpoint on a free port of this machine that writes a draft from what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            for sentence in _draft("\n".join(str(m["content"]) for m in request["messages"])):
                for start in range(0, len(sentence), _PIECE):
                    time.sleep(script.pace)
                    if start + _PIECE >= len(sentence):
                        script.ends[sentence.partition("[")[0]] = time.perf_counter()
                    self._piece({"content": sentence[start : start + _PIECE]})
            self._piece({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _piece(self, delta: dict[str, str], finish: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            row = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(row, ensure_ascii=False)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
