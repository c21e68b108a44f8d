"""Which files a run is about: paths as given, folders searched, without what ignore files and the configuration leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from detector.reading import FORMATS

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

    excludes: Callable[[Path], Iterable[tuple[Path, list[str]]]] = lambda _: ()  # those of the configuration, by folder
    gitignore: bool = True  # whether .gitignore counts; .mtlintignore always does
    force: bool = False  # whether excludes count for files given by name, too

    def files(self, paths: Iterable[Path], errors: list[str]) -> list[Path]:
        """The files to read, each once, in the order given; adds a line to `errors` for each path that leads nowhere."""
        found: dict[Path, None] = {}
        for path in paths:
            if str(path) == "-" or path.is_file():
                if not self.force or str(path) == "-" or not self.excluded(path):
                    found[path] = None
            elif path.is_dir():
                seen, inside = self._below(path, errors)
                found.update(dict.fromkeys(inside))
                if not seen:
                    errors.append(f"{path}: no texts in this folder (looked for {', '.join(FORMATS)})")
            elif path.exists():
                errors.append(f"{path}: neither a file nor a folder")
            else:
                errors.append(f"{path}: no such file or folder")
        return list(found)

    def excluded(self, path: Path) -> bool:
        """Whether ignore files or the configuration leave a file out."""
        top = _top(path.absolute().parent)
        within = path.absolute().relative_to(top)
        patterns = self._inherited(top)
        for part in (*reversed(within.parents), within):
            place = top / part
            if part != Path() and _left_out(place, place.is_dir(), patterns):
                return True
            if place.is_dir():
                patterns = [*patterns, *self._patterns(place)]
        return False

    def _below(self, folder: Path, errors: list[str]) -> tuple[bool, list[Path]]:
        """Whether a folder had anything to look at, and the texts below it that are not left out, in alphabetical order."""
        found: list[Path] = []
        left_out = False
        stack = [(folder, self._inherited(folder.absolute()))]
        while stack:
            place, patterns = stack.pop()
            if not place.is_dir():
                found.append(place)
                continue
            patterns = [*patterns, *self._patterns(place)]
            entries = _entries(place, errors)
            kept = [each for each in entries if not _left_out(each.absolute(), each.is_dir(), patterns)]
            left_out = left_out or len(kept) < len(entries)
            stack += [(each, patterns) for each in reversed(kept)]
        return bool(found) or left_out, found

    def _inherited(self, folder: Path) -> list[Pattern]:
        """The patterns of the configuration, and of the ignore files from the top of the repository down to above a folder."""
        given = [Pattern(place.absolute(), tuple(lines)) for place, lines in self.excludes(folder)]
        above = [place for place in reversed(folder.parents) if place.is_relative_to(_top(folder))]
        return given + [pattern for place in above for pattern in self._patterns(place)]

    def _patterns(self, folder: Path) -> Iterator[Pattern]:
        for name in _IGNORE_FILES:
            file = folder / name
            if (self.gitignore or name != _IGNORE_FILES[0]) and file.is_file():
                lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
                yield Pattern(folder.absolute(), tuple(lines))


def _top(folder: Path) -> Path:
    """The top of the repository that holds a folder; without one the current folder, or itself where it is not below that."""
    outside = Path.cwd() if folder.is_relative_to(Path.cwd()) else folder
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), outside)


def _entries(folder: Path, errors: list[str]) -> list[Path]:
    """What a search looks at: texts, and folders that are no links; nothing hidden."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        errors.append(f"{folder}: {(error.strerror or str(error)).lower()}")
        return []
    visible = (path for path in found if not path.name.startswith(".") and path.name not in _NEVER)
    return [path for path in visible if (not path.is_symlink() if path.is_dir() else _is_text(path))]


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in FORMATS and path.is_file()


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
