"""`policybot serve`: opens the assistant, binds the port, serves until stopped."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import time
from collections.abc import Mapping

import uvicorn
from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from bot.bot import open_bot
from bot.errors import BadInput
from bot.settings import Settings
from ui import embed, wechat
from ui.api import make_app
from ui.api_errors import unknown_routes
from ui.service import Service
from ui.store import open_store


def application(service: Service) -> FastAPI:
    """The whole web application: routes and page."""
    from ui.page import mount

    app = make_app(service)
    embed.attach(app, service)
    wechat.attach(app, service)
    unknown_routes(app)
    return mount(app, f"{service.bot.vocabulary.city}政策助手")


def run(settings: Settings, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve until interrupted.

    Raises BadInput (exit 2) when the port cannot be had, NotReady when corpus, index or rules cannot be used.
    """
    started = time.perf_counter()
    listener = bound(host, port)
    try:
        say("正在启动：读取政策、规则和索引…")
        threadpool_limits(1, "blas")  # questions run side by side: more threads each only wait for one another
        store = open_store(settings.database_url, settings.home, kept_days(os.environ))
        service = Service(open_bot(settings, say), store)
        app = application(service)
        service.warm()
        logging.getLogger("httpx").setLevel(logging.WARNING)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        say(f"已就绪（{time.perf_counter() - started:.0f} 秒）：请在浏览器打开 {address} ，停止请按 Ctrl+C")
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=30)
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again after it has shut down
            uvicorn.Server(config).run(sockets=[listener])
        say("已停止。")
    finally:
        listener.close()


def say(line: str) -> None:
    """One line on standard error, at once."""
    print(line, file=sys.stderr, flush=True)


def kept_days(environ: Mapping[str, str]) -> int:
    """How many days conversations are kept: POLICYBOT_KEEP_DAYS, 90 without it. Raises BadInput."""
    raw = environ.get("POLICYBOT_KEEP_DAYS", "90")
    if not raw.isdecimal() or not 1 <= int(raw) <= 3650:
        raise BadInput(f"环境变量 POLICYBOT_KEEP_DAYS 应为 1 到 3650 的天数，现在是“{raw}”，请改正后重试。")
    return int(raw)


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises BadInput in one Chinese line when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadInput(_why(host, port, error)) from None
    return listener


def _why(host: str, port: int, error: OSError | OverflowError) -> str:
    number = getattr(error, "errno", None)
    if number == 98:
        other = f"policybot serve --port {port + 1}"
        return f"端口 {port} 已被占用：请停止占用它的程序，或用 --port 换一个端口，例如 {other}。"
    if number == 13:
        return f"没有权限使用端口 {port}：请用 --port 换一个 1024 以上的端口。"
    return f"不能在 {host}:{port} 上提供服务：请检查 --host 和 --port。"
