"""Loads and validates the rules files.

`rules/NAME.toml` belongs to `artefacts/NAME.py`; more rules may stand in `rules/NAME/*.toml`, with the file's name in their ids
(`mistranslated-names/fr/elysee`) and what `[defaults]` of the first file gives to all. `[others]` is what a rule is like
that the file does not have, for detectors that pass on the findings of another tool. All else is data shared by its rules.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from detector import compiled
from detector.model import Rule
from detector.words import folder

T = TypeVar("T")

_REQUIRED = ("id", "message", "why", "category", "flags", "passes")
_KNOWN = frozenset(_REQUIRED) | {"level", "default", "careless", "known_failures"}
_LEVELS = ("artefact", "note")


class RulesError(Exception):
    """A rules file that cannot be used; the message names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules and the word lists of one detector."""

    detector: str  # file name, such as "duplicated_words"
    by_id: Mapping[str, Rule]
    data: Mapping[str, Any]  # tables of the file; those of a file in the folder under its stem
    others: Rule | None = None  # what a rule without an entry of its own is like, where a detector has such
    _by_short_id: dict[str, Rule] = field(default_factory=dict, compare=False)
    _lists: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    _derived: dict[Callable[[Rules], Any], Any] = field(default_factory=dict, compare=False)

    def __getitem__(self, short_id: str) -> Rule:
        """The rule with this id, given without the detector's name; one like `[others]` if the file has that and not the rule."""
        rule = self._by_short_id.get(short_id)
        if rule is None:
            full = f"{self.detector.replace('_', '-')}/{short_id}"
            rule = replace(self.others, id=full) if self.others and full not in self.by_id else self.by_id[full]
            self._by_short_id[short_id] = rule
        return rule

    def words(self, name: str) -> frozenset[str]:
        """A word list of the rules file: one string of words, or a list of phrases."""
        if name not in self._lists:
            value = self.data[name]
            self._lists[name] = frozenset(value.split() if isinstance(value, str) else value)
        return self._lists[name]

    def derived(self, build: Callable[[Rules], T]) -> T:
        """What `build` makes of these rules (an index, a compiled pattern), made once."""
        if build not in self._derived:
            self._derived[build] = build(self)
        value: T = self._derived[build]
        return value


@cache
def version() -> str:
    """A short digest of all that a result depends on: rules, calibration and the model of the verdict."""
    hashed = hashlib.sha256(compiled.digest(folder()).encode())
    for file in (*sorted(folder().rglob("calibration.json")), folder() / "verdict.json", folder() / "verdict.bin"):
        hashed.update(file.read_bytes())
    return hashed.hexdigest()[:12]


@cache
def load(detector: str) -> Rules:
    """The rules of one detector, named like its module. Raises RulesError."""
    name = detector.replace("_", "-")
    single = folder() / f"{detector}.toml"
    if not single.is_file():
        raise RulesError(f"{single}: missing; detector/artefacts/{detector}.py needs its rules there")
    data = _read(single)
    defaults = data.pop("defaults", {})
    others = _rule(data, name, data.pop("others")) if "others" in data else None
    rules = list(_rules(single, data, name, defaults))
    for file in sorted((folder() / detector).glob("*.toml")):
        table = _read(file)
        rules += _rules(file, table, f"{name}/{file.stem}", defaults)
        data[file.stem] = table
    by_id = {rule.id: rule for rule in rules}
    if len(by_id) < len(rules):
        twice = next(rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1)
        raise RulesError(f"{single}: two rules are called {twice}; give one another id")
    return Rules(detector, by_id, data, others)


def _read(file: Path) -> dict[str, Any]:
    table = _compiled().get(file.relative_to(folder()).as_posix())
    if table is not None:
        return dict(table)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{file}: {error}") from error


@cache
def _compiled() -> dict[str, dict[str, Any]]:
    return compiled.tables(folder())


def _rules(file: Path, table: dict[str, Any], prefix: str, defaults: dict[str, Any]) -> Iterator[Rule]:
    entries = table.pop("rule", [])
    for entry in entries:
        values = defaults | entry
        missing = [key for key in _REQUIRED if not values.get(key)]
        name = values.get("id", "without id")
        if missing:
            raise RulesError(f"{file}: rule {name} lacks {', '.join(missing)}")
        level = values.get("level", "artefact")
        if level not in _LEVELS:
            raise RulesError(f"{file}: rule {name}: level is {level!r}, not one of {', '.join(_LEVELS)}")
        yield _rule(table, prefix, values)


def _rule(table: dict[str, Any], prefix: str, values: dict[str, Any]) -> Rule:
    return Rule(
        id=f"{prefix}/{values.get('id', '…')}",
        message=values["message"],
        why=values["why"],
        category=values["category"],
        level=values.get("level", "artefact"),
        default=values.get("default", True),
        careless=values.get("careless", False),
        language=table.get("language", values.get("language")),
        data={key: value for key, value in values.items() if key not in _KNOWN},
        flags=tuple(values.get("flags", ())),
        passes=tuple(values.get("passes", ())),
        known_failures=tuple(values.get("known_failures", ())),
    )
