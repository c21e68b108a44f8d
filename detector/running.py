"""From paths on the command line to reports: which files, in how many processes, with a progress bar where one helps."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from detector import output, reading
from detector.engine import Linter
from detector.results import FileReport


def check(paths: Iterable[Path], linter: Linter, stdin_name: str, jobs: int) -> tuple[tuple[FileReport, ...], tuple[str, ...]]:
    """Reports of all files below the paths, in order, and a line for everything that could not be read.

    What a report lacks stands in the report (`errors`).

    `jobs` processes share the files, 0 taking one a core; the result is the same for any number. The path "-" is standard input.
    """
    errors: list[str] = []
    files = _files(paths, errors)
    outcomes: Iterable[FileReport | str]
    if jobs == 1 or len(files) < 2 or Path("-") in files:
        outcomes = (_check_one(path, linter, stdin_name) for path in files)
    else:
        outcomes = _in_processes(files, linter, jobs or os.cpu_count() or 1)
    reports = []
    for outcome in output.track(outcomes, "Checking", len(files)):
        if isinstance(outcome, str):
            errors.append(outcome)
        else:
            reports.append(outcome)
    return tuple(reports), tuple(errors)


def _files(paths: Iterable[Path], errors: list[str]) -> list[Path]:
    """The files to read, each once, in the order given."""
    files: dict[Path, None] = {}
    for path in paths:
        if str(path) == "-" or path.is_file():
            files[path] = None
        elif path.is_dir():
            inside = list(reading.find_files(path))
            files.update(dict.fromkeys(inside))
            if not inside:
                errors.append(f"{path}: no texts in this folder (looked for {', '.join(reading.FORMATS)})")
        elif path.exists():
            errors.append(f"{path}: neither a file nor a folder")
        else:
            errors.append(f"{path}: no such file or folder")
    return list(files)


def _check_one(path: Path, linter: Linter, stdin_name: str = "<stdin>") -> FileReport | str:
    """A report, or the line that says why there is none."""
    try:
        if str(path) == "-":
            return linter.report(reading.read_bytes(sys.stdin.buffer.read(), stdin_name))
        return linter.report(reading.read_file(path))
    except reading.InputError as error:
        return str(error)


def _in_processes(files: list[Path], linter: Linter, jobs: int) -> Iterator[FileReport | str]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from functools import partial

    with ProcessPoolExecutor(min(jobs, len(files)), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(partial(_check_one, linter=linter), files, chunksize=max(1, min(16, len(files) // (jobs * 4))))
