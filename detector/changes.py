"""Which lines changed since a revision, by git."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detector.results import FileReport, Placed

_WITHOUT_LINES = frozenset({"docx"})  # git knows no lines of these
_PLAIN_DIFF = "--unified=0 --inter-hunk-context=0 --text --no-color --no-ext-diff --no-textconv --find-renames"
_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


class ChangesError(Exception):
    """git cannot say what changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changed lines of files by absolute path: first and last, from 1. Files that are not there did not change."""

    lines: dict[Path, list[tuple[int, int]]]

    def only(self, reports: Iterable[FileReport]) -> list[FileReport]:
        """The reports with findings that touch changed lines only. In formats without lines all of a changed file counts."""
        return [self._only(report) for report in reports]

    def _only(self, report: FileReport) -> FileReport:
        changed = self.lines.get(Path(report.path).resolve(), [])
        if changed and report.format in _WITHOUT_LINES:
            return report
        starts = [first for first, _ in changed]
        touching = tuple(placed for placed in report.findings if _touches(placed, changed, starts))
        notices = tuple(each for each in report.notices if _is_in(each.line, each.line, changed, starts))
        limit = report.max_mt_probability if changed else None
        return replace(report, findings=touching, notices=notices, max_mt_probability=limit)


def since(revision: str, files: Sequence[Path]) -> Changes:
    """What changed between a revision and the files as they are; all of a file that git does not know. Raises ChangesError."""
    lines: dict[Path, list[tuple[int, int]]] = {}
    for top in _repositories(files):
        # A name that begins with a dash is an option to git wherever it stands before "--".
        git = ["git", "-C", str(top), "-c", "core.quotePath=false"]
        if revision.startswith("-") or _run([*git, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]) is None:
            raise ChangesError(f"--diff-base: git knows no revision {revision!r} in {top}")
        diff = _run([*git, "diff", *_PLAIN_DIFF.split(), "--src-prefix=a/", "--dst-prefix=b/", revision, "--"])
        unknown = _run([*git, "ls-files", "--others", "-z"])
        if diff is None or unknown is None:
            raise ChangesError(f"--diff-base: git cannot compare {revision!r} with the files in {top}")
        for name, first, last in _hunks(diff):
            lines.setdefault((top / name).resolve(), []).append((first, last))
        lines |= {(top / name).resolve(): [(1, 1 << 60)] for name in unknown.split("\0") if name}
    return Changes(lines)


def _repositories(files: Iterable[Path]) -> list[Path]:
    """The tops of the repositories that hold the files. Raises ChangesError."""
    tops: dict[Path, Path] = {}  # by folder
    for file in files:
        folder = file.resolve().parent
        if folder not in tops:
            top = _run(["git", "-C", str(folder), "rev-parse", "--show-toplevel"])
            if top is None:
                raise ChangesError(f"--diff-base: {file} is in no git repository")
            tops[folder] = Path(top.rstrip("\n"))
    return list(dict.fromkeys(tops.values()))


def _run(command: list[str]) -> str | None:
    """What a command prints; None: it failed."""
    import subprocess

    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False)  # noqa: S603
    except OSError as error:
        raise ChangesError(f"--diff-base: git cannot be run: {(error.strerror or str(error)).lower()}") from error
    return done.stdout if done.returncode == 0 else None


def _hunks(diff: str) -> Iterator[tuple[str, int, int]]:
    """File name, first and last line of each hunk that leaves lines. Only headers count: lines of a file begin with + or -."""
    name = ""
    left = 0  # lines of the hunk still to come
    for line in diff.split("\n"):
        if left and line[:1] in ("+", "-"):
            left -= 1
        elif line.startswith("+++ "):
            name = _name(line[4:])
        elif match := _HUNK.match(line):
            start, count = int(match[1]), int(match[2] or 1)
            old = match[0].split()[1].partition(",")[2]
            left = count + int(old or 1)
            if count and name:
                yield name, start, start + count - 1


def _name(shown: str) -> str:
    """The path behind "b/"; names with quotes or control characters are shown in quotes with escapes."""
    shown = shown.rstrip("\t")
    if shown.startswith('"'):
        escaped = shown[1:-1].encode("utf-8", "surrogateescape").decode("unicode_escape")  # which takes bytes for Latin-1
        shown = escaped.encode("latin-1").decode("utf-8", "surrogateescape")
    return shown.removeprefix("b/") if shown != "/dev/null" else ""


def _touches(placed: Placed, changed: list[tuple[int, int]], starts: list[int]) -> bool:
    return _is_in(placed.start.line, placed.end.line, changed, starts)


def _is_in(first: int, last: int, changed: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether lines share one with the changed ranges, which are in order and apart."""
    before = bisect_right(starts, last) - 1
    return before >= 0 and changed[before][1] >= first
