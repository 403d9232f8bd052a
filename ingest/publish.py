"""Where builds live, and how one becomes the live one in a single step.

    HOME/index/current            one line: the name of the live build (replaced, never rewritten)
    HOME/index/<build>/           a finished build, never changed again
    HOME/index/.building-*/       a build being written, or what a killed one left; removed by the next
    HOME/index/lock               held while building

A reader holds a shared lock on a build's `manifest.json`, so that a build in use is never removed.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from ingest import manifest as manifests
from ingest.errors import HomeUnusable, IndexBusy, IndexCorrupt, IndexForeign, IndexMissing

Progress = Callable[[str], None]

_REASONS = {
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "只读文件系统",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
}
_STAGING = ".building-"


def index_folder(home: Path) -> Path:
    """The folder of all builds inside the data folder."""
    return home / "index"


def prepare(home: Path) -> Path:
    """Makes the index folder and proves that it can be written. Raises HomeUnusable."""
    folder = index_folder(home)
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink()
        raise unusable(home, error) from error
    return folder


def unusable(home: Path, error: BaseException) -> HomeUnusable:
    """One clear line for whatever the operating system said about the data folder."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return HomeUnusable(f"数据文件夹 {home} 是一个文件：请把 POLICYBOT_HOME 指向一个文件夹")
    number = error.errno if isinstance(error, OSError) else None
    reason = _REASONS.get(number or 0) or (os.strerror(number) if number else str(error).split("\n")[0])
    return HomeUnusable(f"数据文件夹 {home} 无法写入（{reason}）：请检查权限和空间，或更换 POLICYBOT_HOME")


@contextlib.contextmanager
def building(home: Path, progress: Progress, timeout: float = 900) -> Iterator[Path]:
    """Holds the build lock; yields the index folder. The lock falls with the process, however it dies.

    Says so and waits up to `timeout` seconds when another process is building. Raises IndexBusy and
    HomeUnusable.
    """
    folder = prepare(home)
    lock = filelock.FileLock(folder / "lock")
    try:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            progress("另一个进程正在建立索引，等待它完成……")
            lock.acquire(timeout=timeout)
    except filelock.Timeout as error:
        raise IndexBusy(f"另一个进程正在 {folder} 建立索引，已等待 {timeout:.0f} 秒：请稍后再试") from error
    except OSError as error:
        raise unusable(home, error) from error
    try:
        yield folder
    finally:
        lock.release()


def staging(folder: Path, build: str) -> Path:
    """A fresh folder to write a build in; what killed builds left behind is removed. Hold the lock."""
    for left in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = folder / f"{_STAGING}{build}"
    fresh.mkdir()
    return fresh


def new_name(folder: Path, digest: str) -> str:
    """A name for a new build: the digest of what it is made from, and a number where a build of it exists."""
    taken = {path.name for path in folder.iterdir()}
    return next(name for n in range(1, 10_000) if (name := f"{digest[:12]}-{n}") not in taken)


def publish(folder: Path, staged: Path, build: str) -> None:
    """Makes a finished build the live one: whole or not at all, whenever the process dies."""
    for path in staged.rglob("*"):
        if path.is_file():
            _sync(path)
    os.rename(staged, folder / build)
    beside = folder / f".current-{os.getpid()}"
    beside.write_text(build + "\n", encoding="utf-8")
    _sync(beside)
    os.replace(beside, folder / "current")
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def live_build(home: Path) -> Path:
    """The folder of the live build. Raises IndexMissing, IndexForeign, IndexCorrupt, HomeUnusable."""
    folder = index_folder(home)
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        if folder.is_dir() and any(not path.name.startswith((".", "lock")) for path in folder.iterdir()):
            raise _not_ours(folder) from error
        raise IndexMissing(f"{home} 里还没有索引：请运行 policybot ingest") from error
    except UnicodeDecodeError as error:
        raise IndexCorrupt(f"索引指针 {folder / 'current'} 已损坏：请运行 policybot ingest 重建") from error
    except OSError as error:
        raise unusable(home, error) from error
    if not name or "/" in name or name.startswith(".") or not (folder / name).is_dir():
        raise IndexCorrupt(f"索引指针 {folder / 'current'} 指向不存在的索引：请运行 policybot ingest 重建")
    return folder / name


def _not_ours(folder: Path) -> IndexForeign | IndexCorrupt:
    ours = [path for path in folder.iterdir() if (path / "manifest.json").is_file()]
    if ours:
        return IndexCorrupt(f"{folder} 缺少指针文件 current：请运行 policybot ingest 重建")
    return IndexForeign(f"{folder} 里有别的程序的文件：请把 POLICYBOT_HOME 指向另一个文件夹")


def hold(build: Path) -> int | None:
    """Takes a reader's shared lock on a build; close the returned descriptor to let go."""
    try:
        handle = os.open(build / "manifest.json", os.O_RDONLY)
    except OSError:
        return None
    with contextlib.suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return handle


def prune(folder: Path) -> list[str]:
    """Removes our builds that nobody reads, except the live one and its predecessor; returns their names.

    The caller holds the lock.
    """
    live = (folder / "current").read_text(encoding="utf-8").strip()
    keep = {live, manifests.read(folder / live).previous}
    removed = []
    for path in sorted(folder.iterdir()):
        if path.name in keep or path.name.startswith(".") or not (path / "manifest.json").is_file():
            continue
        with contextlib.suppress(IndexForeign, IndexCorrupt, OSError):
            manifests.read(path)
            if _unread(path):
                gone = folder / f"{_STAGING}removed-{path.name}"
                os.rename(path, gone)  # in one step: a build is there whole, or it is not there
                shutil.rmtree(gone, ignore_errors=True)
                removed.append(path.name)
    return removed


def _unread(build: Path) -> bool:
    handle = os.open(build / "manifest.json", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
