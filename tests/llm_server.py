"""A scripted endpoint that speaks the chat completions protocol over a real socket, faults included."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Reply = Callable[["Wire", Request], None]


class Wire:
    """One answer on its way to the client."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.handler = handler

    def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Connection", "close")
        for name, value in more.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def chunk(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        row = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [choice],
            **more,
        }
        self.raw(f"data: {json.dumps(row, ensure_ascii=False)}\n\n".encode())

    def usage(self, tokens_in: int, tokens_out: int) -> None:
        told = {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        }
        row = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "scripted",
            "choices": [],
            "usage": told,
        }
        self.raw(f"data: {json.dumps(row)}\n\ndata: [DONE]\n\n".encode())

    def reset(self) -> None:
        """Cut the connection with RST."""
        raw = self.handler.connection
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.wfile.flush()
        raw.close()


def says(text: str, size: int = 7, pause: float = 0.0, usage: tuple[int, int] | None = (100, 50)) -> Reply:
    """A streamed text in pieces of `size` characters."""

    def reply(wire: Wire, request: Request) -> None:
        if not request.get("stream"):
            _whole(wire, {"role": "assistant", "content": text})
            return
        wire.head()
        wire.chunk({"role": "assistant", "content": ""})
        for start in range(0, len(text), size):
            wire.chunk({"content": text[start : start + size]})
            time.sleep(pause)
        wire.chunk({}, "stop")
        wire.usage(*usage) if usage else wire.raw(b"data: [DONE]\n\n")

    return reply


def calls(*made: tuple[str, dict[str, Any] | str], before: str = "") -> Reply:
    """Tool calls; arguments given as a string are sent as they stand (broken JSON)."""

    def reply(wire: Wire, request: Request) -> None:
        rows = [
            {
                "index": n,
                "id": f"call_{n}",
                "type": "function",
                "function": {"name": name, "arguments": _text(args)},
            }
            for n, (name, args) in enumerate(made)
        ]
        if not request.get("stream"):
            _whole(wire, {"role": "assistant", "content": before, "tool_calls": rows}, "tool_calls")
            return
        wire.head()
        wire.chunk({"role": "assistant", "content": before})
        for row in rows:
            wire.chunk({"tool_calls": [row]})
        wire.chunk({}, "tool_calls")
        wire.usage(100, 20)

    return reply


def fails(status: int, **headers: str) -> Reply:
    """An error with the body that such services send."""

    def reply(wire: Wire, _request: Request) -> None:
        wire.head(status, "application/json", **headers)
        wire.raw(json.dumps({"error": {"message": f"scripted {status}", "type": "error"}}).encode())

    return reply


def resets(after: str) -> Reply:
    """A stream that is cut in the middle."""

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        wire.chunk({"role": "assistant", "content": after})
        time.sleep(0.05)
        wire.reset()

    return reply


def stalls(seconds: float, comments: bool = False) -> Reply:
    """Silence after the head of the answer; with `comments` only keep-alive lines come."""

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if comments:
                wire.raw(b": keep-alive\n\n")
            time.sleep(0.02)

    return reply


def garbage(data: bytes, kind: str = "text/event-stream") -> Reply:
    """Bytes that are no protocol."""

    def reply(wire: Wire, _request: Request) -> None:
        wire.head(200, kind)
        wire.raw(data)

    return reply


def endless(text: str) -> Reply:
    """The same text for ever."""

    def reply(wire: Wire, _request: Request) -> None:
        wire.head()
        for _ in range(100_000):
            wire.chunk({"content": text})

    return reply


def _text(arguments: dict[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


def _whole(wire: Wire, message: dict[str, Any], finish: str = "stop") -> None:
    choice = {"index": 0, "message": message, "finish_reason": finish}
    told = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    row = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
        "usage": told,
    }
    wire.head(200, "application/json")
    wire.raw(json.dumps(row, ensure_ascii=False).encode())


@dataclass
class Endpointed:
    """A running scripted endpoint: its address, what it will answer, what it was asked."""

    url: str = ""
    script: list[Reply] = field(default_factory=list)
    always: Reply | None = None
    """Given when the script is at its end."""
    requests: list[Request] = field(default_factory=list)

    def will(self, *replies: Reply, always: Reply | None = None) -> None:
        """Set what is answered from now on."""
        self.script, self.always = list(replies), always
        self.requests.clear()

    @property
    def prompts(self) -> list[str]:
        """The messages of each request as one text."""
        return ["\n".join(str(m.get("content")) for m in request["messages"]) for request in self.requests]


@contextmanager
def serving(replies: Sequence[Reply] = ()) -> Iterator[Endpointed]:
    """Run a scripted endpoint on a free port of this machine."""
    state = Endpointed(script=list(replies))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            request = json.loads(self.rfile.read(length) or b"{}")
            state.requests.append({**request, "authorization": self.headers.get("Authorization", "")})
            reply = state.script.pop(0) if state.script else state.always or fails(500)
            try:
                reply(Wire(self), request)
            except OSError:
                self.close_connection = True

        def log_message(self, *_args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
