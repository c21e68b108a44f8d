"""From paths on the command line to reports: in how many processes, with which settings, with a progress bar where one helps."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detector import output, reading
from detector.config import ConfigError, Settings
from detector.config.layers import Configuration
from detector.engine import Linter
from detector.results import FileReport


@dataclass(frozen=True, slots=True)
class Task:
    """How each file is to be checked."""

    configuration: Configuration
    stdin_name: str = "<stdin>"
    form: str | None = None  # format of all files; None: by their names
    verbose: bool = False  # whether a bug ends the run with its traceback, instead of costing its file

    def check(self, path: Path) -> FileReport | str:
        """A report, or the line that says why there is none."""
        name = self.stdin_name if str(path) == "-" else str(path)
        try:
            settings = self.configuration.settings(Path(name))
            if str(path) != "-" and self._comes_in_portions(path, settings):
                try:
                    return _linter(settings).report_portions(reading.portions(path))
                except reading.NotPlainError:
                    pass
            limit = settings.max_bytes
            data = reading.read_stdin(name, limit) if str(path) == "-" else reading.read_data(path, limit)
            document = reading.read_bytes(data, name, self.form)
            return _linter(self.configuration.settings(Path(name), document.front_matter)).report(document)
        except (reading.InputError, ConfigError) as error:
            return str(error)
        except MemoryError:
            return f"{name}: not enough memory to check it; split it"
        except Exception as error:  # a bug must not cost the reports on all other files
            if self.verbose:
                raise
            return f"{name}: internal error: {type(error).__name__}: {error}; run again with -v and report it"

    def _comes_in_portions(self, path: Path, settings: Settings) -> bool:
        """Whether it is a long plain text, and nobody wants it as a whole: LanguageTool, or a report that shows all of it."""
        whole = settings.languagetool or settings.passages or (self.form or reading.format_of(str(path))) != "text"
        return not whole and reading.LONG <= reading.size(path) <= settings.max_bytes


def check(files: Sequence[Path], task: Task, jobs: int, progress: bool = True) -> tuple[tuple[FileReport, ...], tuple[str, ...]]:
    """Reports of all files in order, and a line for everything that could not be read.

    What a report lacks stands in the report (`errors`).

    `jobs` processes share the files, 0 taking one a core; the result is the same for any number. The path "-" is standard input.
    """
    errors: list[str] = []
    outcomes: Iterable[FileReport | str]
    if jobs == 1 or len(files) < 2 or Path("-") in files:
        outcomes = map(task.check, files)
    else:
        outcomes = _in_processes(files, task, jobs or os.cpu_count() or 1)
    reports = []
    for outcome in output.track(outcomes, "Checking", len(files)) if progress else outcomes:
        if isinstance(outcome, str):
            errors.append(outcome)
        else:
            reports.append(outcome)
    return tuple(reports), tuple(errors)


_MOST_JOBS = 61  # more than that Windows cannot wait for


@cache
def _linter(settings: Settings) -> Linter:
    return Linter(settings)


def _in_processes(files: Sequence[Path], task: Task, jobs: int) -> Iterator[FileReport | str]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    jobs = min(jobs, len(files), _MOST_JOBS)
    try:
        context, seldom = multiprocessing.get_context("spawn"), (100_000,)  # as in detector.__main__
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=gc.set_threshold, initargs=seldom) as pool:
            yield from pool.map(task.check, files, chunksize=max(1, min(16, len(files) // (jobs * 4))))
    except BrokenProcessPool as error:
        raise reading.InputError("a process that checked files was ended, perhaps for want of memory; try --jobs 1") from error
