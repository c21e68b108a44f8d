"""What was found before and is to be lived with: findings by rule, text and sentence, with a count; never by line.

A finding that moves stays known; one that is mended leaves an entry that is stale; one more of the same is new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from detector import output
from detector.results import FileReport, Placed

NAME = ".mtlint-baseline.json"
_VERSION = 1
_LONGEST_TEXT = 80  # code points that are shown of what was found


class BaselineError(Exception):
    """A baseline that cannot be used; the message names the file and says what to do."""


class Entry(NamedTuple):
    """A finding that is known, wherever in its file it stands. `path` starts at the folder of the baseline."""

    path: str
    rule: str
    hash: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Entries, how often each occurs, and for people what was found."""

    file: Path
    counts: Counter[Entry]
    texts: dict[Entry, str]

    def compare(self, reports: Sequence[FileReport], sought: Callable[[str], bool]) -> tuple[list[FileReport], Counter[Entry]]:
        """The reports with known findings among the silenced ones, and what is stale: mended since, or of a file that is gone.

        Rules that were not sought, such as those of a server that did not answer, are not stale.
        """
        left = self.counts.copy()
        compared = []
        for report in reports:
            new, known = [], []
            for placed in report.findings:
                entry = self._entry(report, placed)
                if left[entry] > 0:
                    left[entry] -= 1
                    known.append(replace(placed, baseline="unchanged"))
                else:
                    new.append(replace(placed, baseline="new"))
            compared.append(replace(report, findings=tuple(new), silenced=(*report.silenced, *known)))
        read = {self._path(report.path) for report in reports}
        gone = {entry: n for entry, n in left.items() if n > 0 and (entry.path in read or not self._exists(entry))}
        return compared, Counter({entry: n for entry, n in gone.items() if sought(entry.rule)})

    def pruned(self, stale: Counter[Entry]) -> Baseline:
        return replace(self, counts=self.counts - stale)

    def updated(self, reports: Iterable[FileReport], sought: Callable[[str], bool]) -> Baseline:
        """One that knows the findings of the files that were read, and what it knew of others that exist, and of other rules."""
        reports = list(reports)
        read = {self._path(report.path) for report in reports}
        kept = {
            entry: n
            for entry, n in self.counts.items()
            if (entry.path not in read and self._exists(entry)) or (entry.path in read and not sought(entry.rule))
        }
        found = [(self._entry(report, placed), placed.text) for report in reports for placed in report.findings]
        counts = Counter(kept) + Counter(entry for entry, _ in found)
        return replace(self, counts=counts, texts=self.texts | dict(found))

    def write(self) -> None:
        """Write the file, one entry a line and sorted, so that its changes read well. Raises OutputError."""
        entries = [
            {"rule": entry.rule, "path": entry.path, "hash": entry.hash, "count": count, "text": _short(self.texts[entry])}
            for entry, count in sorted(self.counts.items())
        ]
        lines = ",\n    ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        head = f'{{"version": {_VERSION}, "tool": "mtlint", "fingerprint": "mtlint/v1", "findings": ['
        output.write(self.file, f"{head}\n    {lines}\n]}}\n" if entries else f"{head}]}}\n")

    def _entry(self, report: FileReport, placed: Placed) -> Entry:
        return Entry(self._path(report.path), placed.finding.rule, placed.fingerprint)

    def _exists(self, entry: Entry) -> bool:
        return os.path.lexists(self.file.parent / entry.path)

    def _path(self, path: str) -> str:
        try:
            return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(self.file.parent))).as_posix()
        except ValueError:  # another drive on Windows
            return path


def empty(file: Path) -> Baseline:
    return Baseline(file, Counter(), {})


def read(file: Path) -> Baseline:
    """The baseline in a file. Raises BaselineError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BaselineError(f"{file}: there is no such baseline; add --write-baseline to make it") from error
    except (OSError, ValueError, RecursionError) as error:
        raise BaselineError(f"{file}: cannot be read as a baseline ({error}); mend it, or delete it and write it anew") from error
    try:
        if table["version"] != _VERSION:
            raise BaselineError(f"{file}: a baseline of version {table['version']}; make it anew with --write-baseline")
        counts: Counter[Entry] = Counter()
        texts = {}
        for found in table["findings"]:
            entry = Entry(*(str(found[name]) for name in Entry._fields))
            counts[entry] += int(found["count"])
            texts[entry] = str(found["text"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BaselineError(f"{file}: is no baseline; make one with --write-baseline") from error
    return Baseline(file, counts, texts)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"
