"""Where reports go: files, written whole or not at all, and streams that no article can break."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, TypeVar

T = TypeVar("T")

_PROGRESS_FROM = 20  # things to do; below that a run is over before a bar helps


class OutputError(Exception):
    """Something cannot be written; the message says where and why."""


def write(file: Path, content: str | bytes) -> None:
    """The whole file or none of it; a link is followed, and what is no file, such as a pipe, written to. Raises OutputError."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    try:
        target = Path(os.path.realpath(file))
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.write(data)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            scratch.write_bytes(data)
            if target.exists():
                scratch.chmod(target.stat().st_mode)
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{file}: cannot write there: {(error.strerror or str(error)).lower()}") from error


def make_printable(stream: IO[Any]) -> None:
    """Never let an odd character of an article, or of a file name, end the report."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def wants_color() -> bool:
    """Whether standard output should have colours if nobody said so."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def track(outcomes: Iterable[T], what: str, total: int) -> Iterable[T]:
    """A progress bar on a terminal's stderr, where there is much to do and nobody is a robot."""
    if total < _PROGRESS_FROM or not sys.stderr.isatty() or os.environ.get("CI"):
        return outcomes
    from rich.console import Console
    from rich.progress import track

    return track(outcomes, what, total=total, console=Console(stderr=True), transient=True)
