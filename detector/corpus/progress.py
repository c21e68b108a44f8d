"""What tasks tell while they run: how far they are, why they failed, and that they are still there.

Each task keeps a file of its own up to date; the process that started the run reads them, for the line on the terminal and to
find out when a process of the run was ended from outside, for want of memory as a rule, on which a pool would wait for ever.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import multiprocess
import multiprocess.util

from detector.corpus.annotation import CorpusError

_TICK = 0.5  # seconds
_GUARD = "mtlint ends with its parent"


@dataclass(frozen=True, slots=True)
class Counter:
    """A step that counts the documents that pass, for whoever watches."""

    state: str

    def __call__(self, data: Iterator[Any], rank: int, world_size: int) -> Iterator[Any]:  # noqa: ARG002
        _end_with_parent()
        tell, told, documents = _file(Path(self.state), "progress", rank), 0.0, 0
        for document in data:
            now = time.monotonic()
            if now - told > _TICK:
                tell.write_text(json.dumps([os.getpid(), documents]))
                told = now
            yield document
            documents += 1
        tell.write_text(json.dumps([os.getpid(), documents]))


@contextlib.contextmanager
def task(state: Path, rank: int) -> Iterator[None]:
    """Says which process has a task. Ctrl-C is for the process that started the run, which ends the others."""
    if multiprocess.parent_process():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell = _file(state, "progress", rank)
    tell.write_text(json.dumps([os.getpid(), 0]))
    yield
    documents = json.loads(tell.read_text())[1]
    tell.write_text(json.dumps([0, documents]))  # whoever had it may go


def note(state: Path, rank: int, error: Exception) -> None:
    """Keeps why a task failed."""
    log = state / "logs" / f"task_{rank:05d}.log"
    said = str(error) if isinstance(error, CorpusError) else f"task {rank}: {type(error).__name__}: {error}; see {log}"
    _file(state, "failures", rank).write_text(" ".join(said.split()), encoding="utf-8")


@contextlib.contextmanager
def shown(state: Path, tasks: int, show: bool, local: bool) -> Iterator[None]:
    """Shows a line on the terminal, if wanted, and watches over processes. Raises CorpusError where one was ended."""
    multiprocess.util.register_after_fork(_end_with_parent, lambda guard: guard())  # datatrove forks a manager
    done = threading.Event()
    watched = local and hasattr(signal, "SIGUSR1")
    before = signal.signal(signal.SIGUSR1, _lost) if watched else None
    # The first look comes after a pause, when all processes have been made: to fork beside a thread is not safe.
    watcher = threading.Thread(target=_watch, args=(state, tasks, done, sys.stderr if show else None, watched), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        if watched:
            signal.signal(signal.SIGUSR1, before)


def _watch(state: Path, tasks: int, done: threading.Event, terminal: Any, watched: bool) -> None:
    with _bar(terminal, tasks) if terminal else contextlib.nullcontext(_unseen) as update:
        while not done.wait(_TICK):
            told = list(_told(state))
            if watched and any(pid and not _alive(pid) for pid, _ in told):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
                return
            finished = sum(1 for _ in (state / "completions").glob("[0-9]*"))
            update(finished, sum(documents for _, documents in told))


def _unseen(_finished: int, _documents: int) -> None:
    """Nobody looks."""


@contextlib.contextmanager
def _bar(terminal: Any, tasks: int) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        "tasks,",
        TextColumn("{task.fields[documents]:,} documents,"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(file=terminal), transient=True) as bar:
        task = bar.add_task("", total=tasks, documents=0)
        yield lambda finished, documents: bar.update(task, completed=finished, documents=documents)


def _told(state: Path) -> Iterator[tuple[int, int]]:
    for file in (state / "progress").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):  # just being written
            pid, documents = json.loads(file.read_text())
            yield pid, documents


def _lost(_number: int, _frame: Any) -> None:
    raise CorpusError(
        "a process of the run was ended, perhaps for want of memory; run the same command again, with fewer --workers"
    )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _file(state: Path, kind: str, rank: int) -> Path:
    file = state / kind / f"{rank:05d}"
    file.parent.mkdir(exist_ok=True)
    return file


def _end_with_parent() -> None:
    """Ends this process when the one that started it ends, so that nobody writes on when a run is killed and begun again."""
    parent = multiprocess.parent_process()

    def wait() -> None:
        parent.join()
        os._exit(1)

    if parent and all(thread.name != _GUARD for thread in threading.enumerate()):
        threading.Thread(target=wait, name=_GUARD, daemon=True).start()
