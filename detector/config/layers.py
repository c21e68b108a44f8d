"""From all places that say something to what holds for one file.

In this order: command line, environment, front matter of the text, overrides of the nearest configuration file, that file, what
it extends, the file of the user, the profile. The nearest value counts; those of keys that add up count together.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detector.config import ConfigError, Settings, files, terms
from detector.config.files import Layer
from detector.config.keys import KEYS, PROFILES, Key, problem


class Value(NamedTuple):
    """A value and whence it came."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a run is told, by whomever."""

    given: tuple[Layer, ...] = ()  # command line, then environment
    file: Path | None = None  # instead of the nearest one
    isolated: bool = False  # no files at all
    user: Path | None = None  # configuration file of the user, if there is one
    base: Settings = field(default_factory=Settings)  # what reports need, whatever the files say
    unknown_rule: Callable[[str], str | None] | None = None  # what is wrong with a selector

    def settings(self, path: Path, front_matter: str = "") -> Settings:
        """What holds for one text. Raises ConfigError."""
        values = self.values(path, front_matter)
        return _settings(tuple((name, _hashable(value.value)) for name, value in values.items()), self.base)

    def values(self, path: Path, front_matter: str = "") -> dict[str, Value]:
        """Every key with its value for one text. Raises ConfigError."""
        found = self._layers(path, front_matter)
        for layer in found:
            if self.unknown_rule:
                _check_rules(layer, self.unknown_rule)
        profile = next((Value(layer.table["profile"], layer.origin) for layer in found if "profile" in layer.table), None)
        name = profile.value if profile else "default"
        found.append(Layer(f"profile {name}", PROFILES[name], Path()))
        return {name: _value(name, key, found) for name, key in KEYS.items()}

    def excludes(self, path: Path) -> list[tuple[Path, list[str]]]:
        """Patterns of files not to look into for a folder, each list with the folder that it starts from."""
        found = self._layers(path / "x", "")
        replaced = next(([layer] for layer in found if "exclude" in layer.table), [])
        pairs = [(layer.folder, layer.table["exclude"]) for layer in replaced]
        return pairs + [(layer.folder, layer.table["extend-exclude"]) for layer in found if "extend-exclude" in layer.table]

    def source(self, path: Path) -> Path | None:
        """The configuration file that holds for a text; None: none does."""
        if self.isolated:
            return None
        return self.file or files.nearest(path.absolute().parent) or self.user

    def _layers(self, path: Path, front_matter: str) -> list[Layer]:
        absolute = path.absolute()
        found = [each for layer in self.given for each in (*_overriding(layer, absolute), layer)]
        if front_matter:
            found += _of_front_matter(front_matter, path)
        if self.isolated:
            return found
        file = self.file or files.nearest(absolute.parent)
        for layer in files.layers(file) if file else ():
            found += [*_overriding(layer, absolute), layer]
        return found + (files.layers(self.user) if self.user else [])


def _check_rules(layer: Layer, unknown: Callable[[str], str | None]) -> None:
    named = [rule for name, key in KEYS.items() if key.kind == "rules" for rule in layer.table.get(name, ())]
    for rule in [*named, *layer.table.get("severity", ())]:
        if wrong := unknown(rule):
            raise ConfigError(f"{layer.origin}: {wrong}")


def _value(name: str, key: Key, found: list[Layer]) -> Value:
    holding = [layer for layer in found if name in layer.table]
    if not holding:
        return Value(key.default, "default")
    if not key.adds:
        return Value(_placed(name, key, holding[0]), holding[0].origin)
    together = dict.fromkeys(item for layer in holding for item in _placed(name, key, layer))
    return Value(list(together), ", ".join(dict.fromkeys(layer.origin for layer in holding)))


def _placed(name: str, key: Key, layer: Layer) -> Any:
    """The value of a layer; paths start where it stands."""
    value = layer.table[name]
    if key.kind == "path":
        return str(layer.folder / Path(value).expanduser())
    if key.kind == "paths":
        return [str(layer.folder / Path(item).expanduser()) for item in value]
    return value


def _overriding(layer: Layer, path: Path) -> Iterator[Layer]:
    """The overrides of a file that are about a text, the last one first."""
    for override in reversed(layer.table.get("overrides", ())):
        if matches(override["files"], layer.folder, path):
            origin = f"{layer.origin}, overrides for {', '.join(override['files'])}"
            yield Layer(origin, _adding(override), layer.folder)


def matches(patterns: Iterable[str], folder: Path, path: Path) -> bool:
    """Whether one of the patterns, in the syntax of .gitignore and starting from a folder, is about an absolute path."""
    from pathspec import GitIgnoreSpec

    folder = folder.absolute()
    return path.is_relative_to(folder) and GitIgnoreSpec.from_lines(patterns).match_file(path.relative_to(folder).as_posix())


def _adding(table: Mapping[str, Any]) -> dict[str, Any]:
    """Values for single texts: what they ignore adds to what is ignored everywhere."""
    renamed = {"ignore": "extend-ignore"}
    return {renamed.get(key, key): value for key, value in table.items() if key != "files"}


_LONGEST_FRONT_MATTER = 65_536  # code points; no author wrote a longer one, and YAML is slow


def _of_front_matter(text: str, path: Path) -> Iterator[Layer]:
    if "mtlint" not in text or len(text) > _LONGEST_FRONT_MATTER:
        return
    inside = "\n".join(text.strip().splitlines()[1:-1])
    try:
        table = (tomllib.loads(inside) if text.startswith("+++") else _yaml(inside)).get("mtlint")
    except (ValueError, RecursionError, AttributeError):
        return  # whatever reads the article will say so
    if table is None:
        return
    origin = f"{path}: front matter"
    if not isinstance(table, dict):
        raise ConfigError(f"{origin}: mtlint must be a table, such as {{ignore: [quotation]}}")
    for key, value in table.items():
        wrong = problem(str(key), value, {name: each for name, each in KEYS.items() if each.per_file})
        if wrong:
            raise ConfigError(f"{origin}: {wrong}")
    yield Layer(origin, _adding(table), path.absolute().parent)


def _yaml(text: str) -> dict[str, Any]:
    import yaml

    try:
        table: dict[str, Any] = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return table


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return tuple(value.items()) if isinstance(value, dict) else value


def _selectors(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(rule.strip().rstrip("/") for rule in rules)


@cache
def _settings(values: tuple[tuple[str, Any], ...], base: Settings) -> Settings:
    get = dict(values).__getitem__
    listed = [term for file in get("allow-files") for term in terms.listed(Path(file))]
    glossaries = [term for file in get("glossaries") for term in terms.glossary(Path(file))]
    return replace(
        base,
        select=_selectors(get("select")),
        extend_select=_selectors(get("extend-select")),
        ignore=_selectors((*get("ignore"), *get("extend-ignore"))),
        min_confidence=get("min-confidence"),
        min_severity=get("min-severity"),
        fail_on=get("fail-on"),
        fail_confidence=get("fail-confidence"),
        max_mt_probability=get("max-mt-probability"),
        severity=get("severity"),
        allow=tuple(dict.fromkeys((*get("allow"), *listed, *glossaries))),
        quotes=get("quotes"),
        source_language=get("source-lang"),
        max_bytes=get("max-file-size") * 1_000_000,
    )
