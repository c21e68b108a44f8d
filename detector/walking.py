"""Which files a run is about: paths as given, folders searched, without what ignore files and the configuration leave out."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from detector.config.files import absolute, certainly
from detector.reading import SEARCHED

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_IGNORE_FILES = (".gitignore", ".mtlintignore")  # the later one decides
_NEVER = frozenset({"node_modules", "__pycache__"})


class Pattern(NamedTuple):
    """Lines in the syntax of .gitignore, and the folder that they start from."""

    folder: Path
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """How folders are searched."""

    excludes: Callable[[Path], Iterable[tuple[Path, list[str]]]] = lambda _: ()  # of the configuration that holds in a folder
    gitignore: bool = True  # whether .gitignore counts; .mtlintignore always does
    force: bool = False  # whether excludes count for files given by name, too

    def files(self, paths: Iterable[Path], errors: list[str]) -> list[Path]:
        """The files to read, each once, in the order given; adds a line to `errors` for each path that leads nowhere."""
        found: dict[Path, Path] = {}  # by what it is, whatever it is called
        for path in (each for given in paths for each in _expanded(given)):
            if str(path) == "-":
                found.setdefault(path, path)
            elif certainly(path.is_file):
                if not self.force or not self.excluded(path):
                    found.setdefault(path.resolve(), path)
            elif certainly(path.is_dir):
                before = len(errors)
                seen, inside = self._below(path, errors)
                for each in inside:
                    found.setdefault(each.resolve(), each)
                if not seen and len(errors) == before:
                    errors.append(f"{path}: no texts in this folder (looked for {', '.join(SEARCHED)})")
            else:
                errors.append(f"{path}: {_problem(path)}")
        return list(found.values())

    def excluded(self, path: Path) -> bool:
        """Whether ignore files or the configuration leave a file out."""
        path = absolute(path)
        top = _top(path.parent)
        patterns = self._inherited(top)
        for place in (*reversed([each for each in path.parents if each.is_relative_to(top)]), path):
            if place != top and _left_out(place, place != path, [*self._configured(place.parent), *patterns]):
                return True
            patterns = [*patterns, *self._patterns(place)] if place != path else patterns
        return False

    def _below(self, folder: Path, errors: list[str]) -> tuple[bool, list[Path]]:
        """Whether a folder had anything to look at, and the texts below it that are not left out, in alphabetical order."""
        found: list[Path] = []
        left_out = False
        stack = [(folder, self._inherited(absolute(folder)))]
        while stack:
            place, patterns = stack.pop()
            if not certainly(place.is_dir):
                found.append(place)
                continue
            patterns = [*patterns, *self._patterns(absolute(place))]
            all_patterns = [*self._configured(absolute(place)), *patterns]
            entries = _entries(place, errors)
            kept = [each for each in entries if not _left_out(absolute(each), certainly(each.is_dir), all_patterns)]
            left_out = left_out or len(kept) < len(entries)
            stack += [(each, patterns) for each in reversed(kept)]
        return bool(found) or left_out, found

    def _configured(self, folder: Path) -> list[Pattern]:
        return [Pattern(absolute(place), tuple(lines)) for place, lines in self.excludes(folder)]

    def _inherited(self, folder: Path) -> list[Pattern]:
        """The patterns of ignore files from the top of the repository down to above a folder."""
        top = _top(folder)
        above = [place for place in reversed(folder.parents) if place.is_relative_to(top)]
        return [pattern for place in above for pattern in self._patterns(place)]

    def _patterns(self, folder: Path) -> Iterator[Pattern]:
        for name in _IGNORE_FILES:
            if self.gitignore or name != _IGNORE_FILES[0]:
                try:
                    text = (folder / name).read_text(encoding="utf-8-sig", errors="replace")
                except OSError:
                    continue  # there is none, or git could not read it either
                lines = tuple(line for line in text.splitlines() if line.strip() not in ("", "!", "\\"))
                if lines:
                    yield Pattern(folder, lines)


def _expanded(path: Path) -> list[Path]:
    """What a pattern stands for, where no shell has seen to it; else the path."""
    if os.path.lexists(path) or not glob.has_magic(str(path)):
        return [path]
    return [Path(each) for each in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207 (it may be absolute)


def _problem(path: Path) -> str:
    """Why a path leads nowhere."""
    try:
        path.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        return "no such file or folder" if missing else (error.strerror or str(error)).lower()
    return "neither a file nor a folder"


def _top(folder: Path) -> Path:
    """The top of the repository that holds a folder; without one the current folder, or itself where it is not below that."""
    outside = Path.cwd() if folder.is_relative_to(Path.cwd()) else folder
    return next((place for place in (folder, *folder.parents) if certainly((place / ".git").exists)), outside)


def _entries(folder: Path, errors: list[str]) -> list[Path]:
    """What a search looks at: texts, and folders that are no links; nothing hidden."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        errors.append(f"{folder}: {(error.strerror or str(error)).lower()}")
        return []
    visible = (path for path in found if not path.name.startswith(".") and path.name not in _NEVER)
    return [path for path in visible if (not path.is_symlink() if certainly(path.is_dir) else _is_text(path))]


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in SEARCHED and certainly(path.is_file)


def _left_out(path: Path, is_folder: bool, patterns: list[Pattern]) -> bool:
    """The deepest pattern file that has something to say decides."""
    for pattern in reversed(patterns):
        if path.is_relative_to(pattern.folder):
            name = path.relative_to(pattern.folder).as_posix() + ("/" if is_folder else "")
            decided = _spec(pattern.lines).check_file(name).include
            if decided is not None:
                return decided
    return False


@cache
def _spec(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
