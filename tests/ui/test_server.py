"""Starting and stopping: the port, the store, what the doctor says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.errors import BadInput
from bot.settings import load_settings
from ui.doctor import examine
from ui.server import bound, kept_days

START = """import sys
from bot.settings import load_settings
from ui.server import run
run(load_settings(), port=int(sys.argv[1]))
"""


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"端口 {port} 已被占用.*--port"):
            bound("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("203.0.113.77", 0), ("no such host", 80)])
def test_an_address_that_cannot_be_served(host: str, port: int) -> None:
    with pytest.raises(BadInput) as caught:
        bound(host, port)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("raw", ["0", "-1", "many", "1e3", "", "99999"])
def test_retention_must_be_days(raw: str) -> None:
    with pytest.raises(BadInput, match="POLICYBOT_KEEP_DAYS"):
        kept_days({"POLICYBOT_KEEP_DAYS": raw})
    assert kept_days({}) == 90


def test_starts_and_stops_on_request(built_home: Path) -> None:
    with bound("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "POLICYBOT_HOME": str(built_home)}
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(port)], env=environ, stderr=subprocess.PIPE, text=True
    )
    try:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        while True:
            try:
                assert client.get("/readyz").status_code == 200
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.1)
        assert client.post("/api/ask", json={"question": "评上石家庄工匠给发多少钱？"}).status_code == 200
        assert _memory_mb(process.pid) <= 1024
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert "已就绪" in said
    assert "Traceback" not in said


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def test_the_doctor_finds_nothing_wrong(built_home: Path) -> None:
    findings = examine(load_settings({"POLICYBOT_HOME": str(built_home)}))
    assert not findings.bad, findings.lines
    assert len(findings.lines) == 8


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    environ = {
        "POLICYBOT_HOME": str(tmp_path),
        "POLICYBOT_CORPUS": str(tmp_path),
        "DATABASE_URL": "mysterydb://x",
    }
    findings = examine(load_settings(environ))
    assert findings.bad
    wrong = [line for line in findings.lines if line.startswith("✗")]
    assert len(wrong) >= 3
    assert all("\n" not in line for line in wrong)
