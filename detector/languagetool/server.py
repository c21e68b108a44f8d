"""Finds a server to ask, or starts one from an installed copy of LanguageTool."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from detector.languagetool import LanguageToolError, Reached, library

DEFAULT = "http://localhost:8081"
"""Where a server listens if nobody says otherwise, and where `auto` looks for one."""

_START_WITHIN = 90  # seconds; three on an ordinary machine
_MEMORY = "1g"  # Java would take a quarter of the machine's
_INSTALL = "mtlint languagetool install fetches one, mtlint languagetool status shows what there is"


@contextmanager
def opened(mode: str) -> Iterator[Reached]:
    """The server for `--languagetool MODE`: auto, local or a URL. One that was started here ends with the block."""
    if mode not in ("auto", "local"):
        yield _probed(mode)
        return
    running = _probed(DEFAULT) if mode == "auto" and listens(DEFAULT) else Reached()
    if running.url:
        yield running
        return
    try:
        folder = copy()
    except LanguageToolError as error:
        yield Reached(problem=str(error))
        return
    with tempfile.TemporaryFile() as log, _ended_by_signals(), started(folder, log) as reached:
        yield reached


def listens(url: str) -> bool:
    """Whether anything answers at the port of a URL on this machine."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port or 80), timeout=1).close()
    except OSError:
        return False
    return True


def _probed(url: str) -> Reached:
    try:
        library.Connection(url, None)
    except LanguageToolError as error:
        return Reached(problem=str(error))
    return Reached(url, url)


def copy() -> Path:
    """The installed copy. Raises LanguageToolError if there is none, or nothing to run it with."""
    folder = library.installed()
    if folder is None:
        raise LanguageToolError(f"no copy of LanguageTool is installed ({_INSTALL})")
    library.check_java()
    return folder


@contextmanager
def started(folder: Path, log: IO[Any]) -> Iterator[Reached]:
    """The server of a folder, on a free port of the loopback interface, until the block ends.

    Not by the library (3.4.0), which tries each of 918 ports where the copy is broken, and takes none from LTP_JAR_DIR_PATH.
    """
    jar = folder / "languagetool-server.jar"  # its manifest names the others; a folder from Maven has them side by side
    classes = str(jar) if jar.is_file() else str(folder / "*")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    java = [shutil.which("java") or "java", f"-Xmx{_MEMORY}", "-cp", classes]
    command = [*java, "org.languagetool.server.HTTPServer", "--port", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 (our own words)
    try:
        yield _awaited(process, f"http://127.0.0.1:{port}", log)
    finally:
        process.kill()  # it has nothing to save
        process.wait()


def _awaited(process: subprocess.Popen[bytes], url: str, log: IO[Any]) -> Reached:
    """The server once it answers, or why it does not."""
    until = time.monotonic() + _START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            log.seek(0)
            said = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
            return Reached(problem=f"LanguageTool did not start: {said[0][:200] if said else 'it said nothing'}")
        if library.healthy(url):
            return Reached(url, "local")
        time.sleep(0.1)
    return Reached(problem=f"LanguageTool did not answer within {_START_WITHIN} seconds of its start")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM raises SystemExit meanwhile, so that no server outlives a run that is told to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
