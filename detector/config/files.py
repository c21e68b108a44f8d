"""Configuration files: which one is meant, what it extends, and whether it makes sense."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detector.config import ConfigError
from detector.config.keys import KEYS, OF_FILES, is_patterns, problem

CONFIGURATIONS = (".mtlint.toml", "mtlint.toml", "pyproject.toml")


class Layer(NamedTuple):
    """Values from one place. Higher layers come first wherever several are listed."""

    origin: str  # for people: "mtlint.toml", "--select", "MTLINT_FAIL_ON", "front matter"
    table: Mapping[str, Any]
    folder: Path  # its paths and patterns start here


def absolute(path: Path) -> Path:
    """A path from the root, without `..`."""
    return Path(os.path.normpath(path.absolute()))


def certainly(kind: Callable[[], bool]) -> bool:
    """What a path says of itself, such as `path.is_file`; no, where its folder must not be searched or its name is too long."""
    try:
        return kind()
    except OSError:
        return False


@cache
def nearest(folder: Path) -> Path | None:
    """The configuration file for what lies in a folder (absolute): there or above, not above the repository."""
    for place in (folder, *folder.parents):
        for name in CONFIGURATIONS:
            file = place / name
            if certainly(file.is_file) and (name != CONFIGURATIONS[2] or _of_pyproject(file) is not None):
                return file
        if certainly((place / ".git").exists):
            return None
    return None


def layers(file: Path) -> list[Layer]:
    """A file, then what it extends. Raises ConfigError."""
    found: list[Layer] = []
    seen: set[Path] = set()
    while True:
        if file.resolve() in seen:
            raise ConfigError(f"{file}: extends itself")
        seen.add(file.resolve())
        table = read(file)
        found.append(Layer(str(file), table, file.parent))
        if "extend" not in table:
            return found
        after = expanded(file.parent, table["extend"])
        if not certainly(after.is_file):
            raise ConfigError(f"{file}: extend: there is no {after}")
        file = after


@cache
def read(file: Path) -> Mapping[str, Any]:
    """The checked table of a configuration file. Raises ConfigError, which names the file and the line."""
    table = _of_pyproject(file) if file.name == CONFIGURATIONS[2] else _toml(file)
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: there is no table [tool.mtlint] in it")
    for key, message in _problems(table):
        raise ConfigError(f"{file}{_line(file, key)}: {message}")
    return table


def expanded(folder: Path, path: str) -> Path:
    """A path of a configuration file, which starts at the folder of that or at a home. Raises ConfigError."""
    try:
        return folder / Path(path).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{path}: there is no such home folder") from error


def text_of(file: Path) -> str:
    """What is in a file in UTF-8. Raises ConfigError."""
    try:
        if not file.is_file():  # a pipe would be waited for
            raise ConfigError(f"{file}: cannot be read: there is no such file")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {(error.strerror or str(error)).lower()}") from error


def _problems(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if message := problem(key, value, {**KEYS, **OF_FILES}):
            yield key, message
    for override in table.get("overrides", ()):
        for key, value in override.items():
            if key == "files":
                if not is_patterns(value):
                    yield key, f'files must be a list of patterns, such as ["reviews/**"], not {value!r}'
            elif key in KEYS and not KEYS[key].per_file:
                yield key, f"{key} is for all files and cannot stand in overrides"
            elif message := problem(key, value):
                yield key, message


def _line(file: Path, key: str) -> str:
    """Where a key stands, for people, since tomllib does not say; nothing where that is not plain to see."""
    wanted = re.compile(rf'\s*"?{re.escape(key)}"?\s*=|\s*\[+(?:tool\.mtlint\.)?{re.escape(key)}\]+')
    lines = text_of(file).splitlines()
    begin = next((n for n, line in enumerate(lines) if line.startswith("[tool.mtlint")), 0)
    found = [n for n, line in enumerate(lines, 1) if n > begin and wanted.match(line)]
    return f":{found[0]}" if len(found) == 1 else ""


@cache
def _of_pyproject(file: Path) -> Any:
    """[tool.mtlint] of a pyproject.toml; None: it has none."""
    tool = _toml(file).get("tool") if "mtlint" in text_of(file) else None
    return tool.get("mtlint") if isinstance(tool, dict) else None


def _toml(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text_of(file))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{file}: is no TOML: {error}") from error
