"""What was found before and is to be lived with: findings by rule, text and sentence, with a count; never by line.

A finding that moves stays known; one that is mended leaves an entry that is stale; one more of the same is new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from detector import output
from detector.results import FileReport, Placed

NAME = ".mtlint-baseline.json"
_VERSION = 1


class BaselineError(Exception):
    """A baseline that cannot be used; the message names the file and says what to do."""


class Entry(NamedTuple):
    """A finding that is known, wherever in its file it stands. `path` starts at the folder of the baseline."""

    path: str
    rule: str
    hash: str
    text: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Entries and how often each occurs."""

    file: Path
    counts: Counter[Entry]

    def compare(self, reports: Sequence[FileReport]) -> tuple[list[FileReport], Counter[Entry]]:
        """The reports with known findings among the silenced ones, and what is stale: mended since, or of a file that is gone."""
        left = Counter({entry._replace(text=""): count for entry, count in self.counts.items()})
        compared = [self._without_known(report, left) for report in reports]
        read = {self._path(report.path) for report in reports}
        stale: Counter[Entry] = Counter()
        for entry, count in self.counts.items():
            gone = entry.path in read or not (self.file.parent / entry.path).exists()
            if gone and (unused := min(count, left[entry._replace(text="")])):
                stale[entry] = unused
        return compared, stale

    def pruned(self, stale: Counter[Entry]) -> Baseline:
        return replace(self, counts=self.counts - stale)

    def updated(self, reports: Iterable[FileReport]) -> Baseline:
        """One that knows just these findings of the files that were read, and what it knew of others that exist."""
        reports = list(reports)
        read = {self._path(report.path) for report in reports}
        kept = {e: n for e, n in self.counts.items() if e.path not in read and (self.file.parent / e.path).exists()}
        found = Counter(self._entry(report, placed) for report in reports for placed in report.findings)
        return replace(self, counts=Counter(kept) + found)

    def write(self) -> None:
        """Write the file, one entry a line and sorted, so that its changes read well. Raises OutputError."""
        entries = [
            {"rule": entry.rule, "path": entry.path, "hash": entry.hash, "count": count, "text": entry.text}
            for entry, count in sorted(self.counts.items())
        ]
        lines = ",\n    ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        head = f'{{"version": {_VERSION}, "tool": "mtlint", "fingerprint": "mtlint/v1", "findings": ['
        output.write(self.file, f"{head}\n    {lines}\n]}}\n" if entries else f"{head}]}}\n")

    def _without_known(self, report: FileReport, left: Counter[Entry]) -> FileReport:
        new, known = [], []
        for placed in report.findings:
            entry = self._entry(report, placed)._replace(text="")
            if left[entry] > 0:
                left[entry] -= 1
                known.append(replace(placed, baseline="unchanged"))
            else:
                new.append(replace(placed, baseline="new"))
        return replace(report, findings=tuple(new), silenced=(*report.silenced, *known))

    def _entry(self, report: FileReport, placed: Placed) -> Entry:
        text = " ".join(placed.text.split())
        return Entry(
            self._path(report.path), placed.finding.rule, placed.fingerprint, text if len(text) <= 80 else text[:79] + "…"
        )

    def _path(self, path: str) -> str:
        try:
            return Path(os.path.relpath(path, self.file.parent)).as_posix()
        except ValueError:  # another drive on Windows
            return path


def empty(file: Path) -> Baseline:
    return Baseline(file, Counter())


def read(file: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BaselineError(f"{file}: there is no such baseline; add --write-baseline to make it") from error
    except (OSError, ValueError, RecursionError) as error:
        raise BaselineError(f"{file}: cannot be read as a baseline: {error}") from error
    try:
        if table["version"] != _VERSION:
            raise BaselineError(f"{file}: a baseline of version {table['version']}; make it anew with --write-baseline")
        counts: Counter[Entry] = Counter()
        for entry in table["findings"]:
            counts[_entry(entry)] += int(entry["count"])
    except (KeyError, TypeError, ValueError) as error:
        raise BaselineError(f"{file}: is no baseline; make one with --write-baseline") from error
    return Baseline(file, counts)


def _entry(table: dict[str, Any]) -> Entry:
    return Entry(*(str(table[name]) for name in Entry._fields))
