"""Configuration files: which one is meant, what it extends, and whether it makes sense."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detector.config import ConfigError
from detector.config.keys import KEYS, OF_FILES, problem

_NAMES = (".mtlint.toml", "mtlint.toml", "pyproject.toml")


class Layer(NamedTuple):
    """Values from one place. Higher layers come first wherever several are listed."""

    origin: str  # for people: "mtlint.toml", "--select", "MTLINT_FAIL_ON", "front matter"
    table: Mapping[str, Any]
    folder: Path  # its paths and patterns start here


@cache
def nearest(folder: Path) -> Path | None:
    """The configuration file for what lies in a folder: there or above, not above the repository."""
    for place in (folder, *folder.parents):
        for name in _NAMES:
            file = place / name
            if file.is_file() and (name != _NAMES[2] or _of_pyproject(file) is not None):
                return file
        if (place / ".git").exists():
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
        after = file.parent / Path(table["extend"]).expanduser()
        if not after.is_file():
            raise ConfigError(f"{file}: extend: there is no {after}")
        file = after


@cache
def read(file: Path) -> Mapping[str, Any]:
    """The checked table of a configuration file. Raises ConfigError, which names the file and the line."""
    table = _of_pyproject(file) if file.name == _NAMES[2] else _toml(file)
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: there is no table [tool.mtlint] in it")
    for key, message in _problems(table):
        raise ConfigError(f"{file}{_line(file, key)}: {message}")
    return table


def _problems(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if message := problem(key, value, {**KEYS, **OF_FILES}):
            yield key, message
    for override in table.get("overrides", ()):
        for key, value in override.items():
            if key == "files":
                if not isinstance(value, list):
                    yield key, f"files must be a list of patterns, not {value!r}"
            elif key in KEYS and not KEYS[key].per_file:
                yield key, f"{key} is for all files and cannot stand in overrides"
            elif message := problem(key, value):
                yield key, message


def _line(file: Path, key: str) -> str:
    """Where a key stands, for people: tomllib does not say."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip().strip("[]").replace('"', "").startswith((key, f"tool.mtlint.{key}")):
            return f":{number}"
    return ""


@cache
def _of_pyproject(file: Path) -> Any:
    """[tool.mtlint] of a pyproject.toml; None: it has none."""
    return _toml(file).get("tool", {}).get("mtlint") if "mtlint" in _text(file) else None


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is no TOML: {error}") from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
