"""Killed builds, builds at the same time, and a running reader that must not notice any of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import filelock
import pytest

from ingest import publish
from ingest.errors import IndexBusy
from ingest.live import Live
from ingest.pipeline import Plan, build, open_index, open_live

Edit = Callable[[str, str], None]

BUILD = """
import os, sys
from pathlib import Path
from ingest import pipeline, publish
from ingest.embed import UseEmbedder

stop = sys.argv[3]
def pause(line):
    print(line, flush=True)
    if stop and stop in line:
        os.kill(os.getpid(), 9)

if stop.startswith("call:"):
    module, name = stop[5:].split(".")
    owner = {"pipeline": pipeline, "publish": publish, "os": os}[module]
    real = getattr(owner, name)
    def die(*args, **kwargs):
        if "half" in sys.argv[4:]:
            real(*args, **kwargs)
        os.kill(os.getpid(), 9)
    setattr(owner, name, die)
plan = pipeline.Plan(Path(sys.argv[1]), Path(sys.argv[2]), UseEmbedder())
print(pipeline.build(plan, pause).build, flush=True)
"""


def run(plan: Plan, *stop: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BUILD, str(plan.corpus), str(plan.home), *(stop or ("",))]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


MOMENTS = [
    ("正在解析语料",),
    ("正在计算向量",),
    ("正在写入索引",),
    ("call:pipeline.save_snapshot", "half"),
    ("call:pipeline.connect", "half"),
    ("call:pipeline.store", "half"),
    ("call:publish.publish",),
    ("call:os.rename",),
    ("call:os.rename", "half"),
    ("call:os.replace",),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: "-".join(moment))
def test_killed_the_old_index_stays_live(plan: Plan, edit: Edit, moment: tuple[str, ...]) -> None:
    old = build(plan).build
    edit("五年", "九年")
    assert run(plan, *moment).returncode == -signal.SIGKILL
    index = open_live(plan)
    assert index.manifest.build == old
    assert index.keyword("五年", 1) and index.dense("补贴期限", 1)
    report = build(plan)
    assert report.published and report.embedded == 1
    assert open_index(plan).keyword("九年", 1)
    assert not list(publish.index_folder(plan.home).glob(".building*"))


def test_killed_just_after_the_swap_the_new_index_is_live(plan: Plan, edit: Edit) -> None:
    old = build(plan).build
    edit("五年", "九年")
    assert run(plan, "call:os.replace", "half").returncode == -signal.SIGKILL
    assert open_index(plan).manifest.previous == old


def test_killed_at_any_time_some_whole_index_is_live(plan: Plan, edit: Edit) -> None:
    build(plan)
    for n, delay in enumerate((0.05, 0.6, 1.2, 1.6, 2.0, 2.4)):
        edit(f"{'五' if n == 0 else f'第{n - 1}档五'}年", f"第{n}档五年")
        process = subprocess.Popen([sys.executable, "-c", BUILD, str(plan.corpus), str(plan.home), ""])
        time.sleep(delay)
        process.kill()
        process.wait()
        index = open_live(plan)
        assert index.manifest.passages == len(index.corpus.passages) == len({*index.dense("补贴", 99)})


def test_two_builds_at_once_the_second_waits_and_finds_it_done(plan: Plan) -> None:
    command = [sys.executable, "-c", BUILD, str(plan.corpus), str(plan.home), ""]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0].splitlines() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert outputs[0][-1] == outputs[1][-1] == open_index(plan).manifest.build
    assert sum("正在写入索引……" in lines for lines in outputs) == 1


def test_waiting_is_said_and_ends(plan: Plan) -> None:
    folder = publish.prepare(plan.home)
    said: list[str] = []
    with (
        filelock.FileLock(folder / "lock"),
        pytest.raises(IndexBusy, match="请稍后再试"),
        publish.building(plan.home, said.append, timeout=0.2),
    ):
        pytest.fail("two builders inside the lock")
    assert said == ["另一个进程正在建立索引，等待它完成……"]


def test_a_running_reader_picks_up_the_new_index(plan: Plan, edit: Edit) -> None:
    build(plan)
    live = Live(plan)
    first = live.current()
    edit("五年", "十年")
    assert run(plan).returncode == 0
    assert live.settle().keyword("十年", 1)
    assert live.current().manifest.previous == first.manifest.build
    assert first.keyword("五年", 1) and first.dense("补贴期限", 1)


def test_no_request_fails_while_indexes_are_swapped(plan: Plan, edit: Edit) -> None:
    build(plan)
    live = Live(plan)
    failures: list[BaseException] = []
    builds: set[str] = set()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                index = live.current()
                assert index.keyword("补贴", 3) and index.dense("补贴", 3)
                builds.add(index.manifest.build)
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for old, new in [("五年", "六年"), ("六年", "七年"), ("七年", "八年"), ("八年", "九年")]:
        edit(old, new)
        build(plan)
        live.settle()
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(builds) >= 4


def test_a_broken_new_index_leaves_the_old_one_answering(plan: Plan) -> None:
    build(plan)
    live = Live(plan)
    pointer = publish.index_folder(plan.home) / "current"
    beside = pointer.with_name("beside")
    beside.write_text("nowhere\n")
    beside.replace(pointer)
    assert live.settle().keyword("补贴", 1)


def test_builds_in_use_are_kept_and_others_removed(plan: Plan, edit: Edit) -> None:
    names = [build(plan).build]
    held = open_live(plan)
    for old, new in [("五年", "六年"), ("六年", "七年"), ("七年", "八年")]:
        edit(old, new)
        names.append(build(plan).build)
    folder = publish.index_folder(plan.home)
    left = {path.name for path in folder.iterdir() if path.is_dir()}
    assert left == {names[0], names[2], names[3]}
    assert held.dense("补贴", 1)
    del held
    edit("八年", "九年")
    names.append(build(plan).build)
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {names[3], names[4]}


def test_the_same_corpus_built_again_by_force_gets_another_name(plan: Plan) -> None:
    first = build(plan).build
    second = build(plan, force=True)
    assert second.published and second.build != first
    assert second.build.rpartition("-")[0] == first.rpartition("-")[0]
    assert second.embedded == 0


def test_an_index_can_be_moved_with_its_home(plan: Plan, tmp_path: Path) -> None:
    build(plan)
    plan.home.rename(tmp_path / "elsewhere")
    moved = replace(plan, home=tmp_path / "elsewhere")
    assert open_index(moved).dense("补贴", 1)
