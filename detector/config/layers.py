"""From all places that say something to what holds for one file.

In this order: command line, environment, front matter of the text, overrides of the nearest configuration file, that file, what
it extends, the file of the user, the profile. The nearest value counts; those of keys that add up count together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detector.config import ConfigError, Settings, files, terms
from detector.config.files import Layer, absolute, expanded
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
    unknown_rule: Callable[[str], str | None] = lambda _: None  # what is wrong with a selector
    languages: frozenset[str] | None = None  # of originals that rules are about; None: any

    def settings(self, path: Path, front_matter: str = "") -> Settings:
        """What holds for one text. Raises ConfigError."""
        values = self.values(path, front_matter)
        return _settings(tuple((name, _hashable(value.value)) for name, value in values.items()), self.base)

    def values(self, path: Path, front_matter: str = "") -> dict[str, Value]:
        """Every key with its value for one text. Raises ConfigError."""
        found = self._layers(path, front_matter)
        for layer in found:
            self._check(layer)
        profile = next((Value(layer.table["profile"], layer.origin) for layer in found if "profile" in layer.table), None)
        name = profile.value if profile else "default"
        found.append(Layer(f"profile {name}", PROFILES[name], Path()))
        return {name: _value(name, key, found) for name, key in KEYS.items()}

    def excludes(self, folder: Path) -> list[tuple[Path, list[str]]]:
        """Patterns of what not to look into in a folder, each list with the folder that it starts from."""
        found = self._layers(folder / "x", "")
        replaced = next(([layer] for layer in found if "exclude" in layer.table), [])
        pairs = [(layer.folder, layer.table["exclude"]) for layer in replaced]
        return pairs + [(layer.folder, layer.table["extend-exclude"]) for layer in found if "extend-exclude" in layer.table]

    def source(self, path: Path) -> Path | None:
        """The configuration file that holds for a text; None: none does."""
        return None if self.isolated else self._file(path) or self.user

    def _file(self, path: Path) -> Path | None:
        return self.file or files.nearest(absolute(path).parent)

    def _layers(self, path: Path, front_matter: str) -> list[Layer]:
        place = absolute(path)
        found = [each for layer in self.given for each in (*_overriding(layer, place), layer)]
        if front_matter:
            found += _of_front_matter(front_matter, path)
        if self.isolated:
            return found
        file = self._file(path)
        for layer in files.layers(file) if file else ():
            found += [*_overriding(layer, place), layer]
        return found + (files.layers(self.user) if self.user else [])

    def _check(self, layer: Layer) -> None:
        """Raises ConfigError where a layer names a rule or a language that there is not."""
        for table in (layer.table, *layer.table.get("overrides", ())):
            named = [rule for name, key in KEYS.items() if key.kind == "rules" for rule in table.get(name, ())]
            for rule in [*named, *table.get("severity", ())]:
                if wrong := self.unknown_rule(rule):
                    raise ConfigError(f"{layer.origin}: {wrong}")
            language = table.get("source-lang")
            if language and self.languages is not None and language.lower() not in self.languages:
                known = ", ".join(sorted(self.languages))
                raise ConfigError(f"{layer.origin}: source-lang must be one of {known}, not {language!r}")


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
        return str(expanded(layer.folder, value))
    if key.kind == "paths":
        return [str(expanded(layer.folder, item)) for item in value]
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

    folder = absolute(folder)
    return path.is_relative_to(folder) and GitIgnoreSpec.from_lines(patterns).match_file(path.relative_to(folder).as_posix())


def _adding(table: Mapping[str, Any]) -> dict[str, Any]:
    """Values for single texts: what they ignore adds to what is ignored everywhere."""
    renamed = {"ignore": "extend-ignore"}
    return {renamed.get(key, key): value for key, value in table.items() if key != "files"}


_LONGEST_FRONT_MATTER = 65_536  # code points; no author wrote a longer one, and YAML is slow
_MOST_TERMS = 200  # that a text may allow itself; each costs a look at each finding
_SPEAKS = re.compile(r"^(?:\[?mtlint\b)", re.MULTILINE)


def _of_front_matter(text: str, path: Path) -> Iterator[Layer]:
    """What a text says of itself. Raises ConfigError; what does not speak to mtlint is not looked at."""
    if not _SPEAKS.search(text):
        return
    origin = f"{path}: front matter"
    if len(text) > _LONGEST_FRONT_MATTER:
        raise ConfigError(f"{origin}: is too long to be read")
    table = _parsed(text, origin)
    if table is None:
        return
    if not isinstance(table, dict):
        raise ConfigError(f"{origin}: mtlint must be a table, such as {{ignore: [quotation]}}")
    for key, value in table.items():
        if wrong := problem(str(key), value, {name: each for name, each in KEYS.items() if each.in_text}):
            raise ConfigError(f"{origin}: {wrong}")
    if len(table.get("allow", ())) > _MOST_TERMS:
        raise ConfigError(f"{origin}: allow has more than {_MOST_TERMS} terms; put them into the configuration file")
    yield Layer(origin, _adding(table), absolute(path).parent)


def _parsed(text: str, origin: str) -> Any:
    """What front matter holds under the key mtlint. Raises ConfigError."""
    inside = "\n".join(text.strip().splitlines()[1:-1])
    table: Any
    try:
        if text.startswith("+++"):
            import tomllib

            table = tomllib.loads(inside)
        else:
            import yaml

            table = yaml.safe_load(inside)
    except Exception as error:  # PyYAML lets all kinds of errors through
        said = str(getattr(error, "problem", "") or error).split("\n")[0]
        raise ConfigError(f"{origin}: cannot be read: {said[:100]}") from error
    return table.get("mtlint") if isinstance(table, dict) else None


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
        source_language=(get("source-lang") or "").lower() or None,
        max_bytes=get("max-file-size") * 1_000_000,
    )
