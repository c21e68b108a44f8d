"""Loads and validates the rules files.

`rules/NAME.toml` belongs to `artefacts/NAME.py`; more rules may stand in `rules/NAME/*.toml`, with the file's name in their ids
(`mistranslated-names/fr/elysee`) and what `[defaults]` of the first file gives to all. `[others]` is what a rule is like
that the file does not have, for detectors that pass on the findings of another tool. All else is data shared by its rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from detector import compiled
from detector.language import phrases
from detector.model import Rule
from detector.words import folder

T = TypeVar("T")
Values = dict[str, Any]
"""What a rules file says of a rule, with its whole id and what it has by default."""

_REQUIRED = ("id", "message", "why", "category", "flags", "passes")
_KNOWN = frozenset(_REQUIRED) | {"level", "default", "careless", "language", "known_failures"}
_LEVELS = ("artefact", "note")


class RulesError(Exception):
    """A rules file that cannot be used; the message names the file and the rule."""


class ById(Mapping[str, Rule]):
    """The rules by id, each made when it is first asked for: most runs ask for few of two thousand."""

    def __init__(self, values: Mapping[str, Values]) -> None:
        self.values_of = values
        self._made: dict[str, Rule] = {}

    def __getitem__(self, id_: str) -> Rule:
        rule = self._made.get(id_)
        if rule is None:
            rule = self._made[id_] = _rule(id_, self.values_of[id_])
        return rule

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_of)

    def __len__(self) -> int:
        return len(self.values_of)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules and the word lists of one detector."""

    detector: str  # file name, such as "duplicated_words"
    by_id: ById
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

    def defaults(self) -> Iterator[tuple[str, bool]]:
        """The ids of all rules, and whether they are on by default."""
        return ((id_, values.get("default", True)) for id_, values in self.by_id.values_of.items())

    def each(self, key: str) -> Iterator[tuple[str, list[Any]]]:
        """The list that rules have under a key, with the ids of those that have one; no rule is made for it."""
        return ((id_, values[key]) for id_, values in self.by_id.values_of.items() if key in values)

    def phrases(self) -> phrases.Phrases[str]:
        """The `phrases` of all rules, owned by ids."""
        patterns = ((pattern, id_) for id_, listed in self.each("phrases") for pattern in listed)
        return phrases.Phrases(patterns, (_compiled() or {}).get("wake_words", {}))

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
    import hashlib

    hashed = hashlib.sha256()
    for file in (*_sources(folder()), *sorted(folder().rglob("calibration.json")), *folder().glob("verdict.[jb]*")):
        hashed.update(file.read_bytes())
    return hashed.hexdigest()[:12]


@cache
def load(detector: str) -> Rules:
    """The rules of one detector, named like its module. Raises RulesError."""
    known = _compiled()
    table = known["detectors"].get(detector) if known else None
    if table is None:
        table = _parsed(folder(), detector)
    others = _rule(f"{detector.replace('_', '-')}/…", table["others"]) if table["others"] else None
    return Rules(detector, ById(table["rules"]), table["data"], others)


def write_compiled(rules: Path) -> Path:
    """Compile all rules files of a folder; returns the file written. Raises RulesError."""
    detectors = {file.stem: _parsed(rules, file.stem) for file in sorted(rules.glob("*.toml"))}
    patterns = {
        pattern for table in detectors.values() for values in table["rules"].values() for pattern in values.get("phrases", ())
    }
    wake_words = {pattern: sorted(phrases.wake_words(pattern)) for pattern in sorted(patterns)}
    return compiled.write(rules, _sources(rules), {"detectors": detectors, "wake_words": wake_words})


@cache
def _compiled() -> dict[str, Any] | None:
    content: dict[str, Any] | None = compiled.read(folder(), _sources(folder()))
    return content


def _sources(rules: Path) -> list[Path]:
    return [*sorted(rules.rglob("*.toml")), *(rules / f"{name}.txt" for name in phrases.LISTS)]


def _parsed(folder: Path, detector: str) -> dict[str, Any]:
    """All that the files of one detector say: `rules` by id, with their defaults, `others` and `data`. Raises RulesError."""
    name = detector.replace("_", "-")
    single = folder / f"{detector}.toml"
    if not single.is_file():
        raise RulesError(f"{single}: missing; detector/artefacts/{detector}.py needs its rules there")
    data = _read(single)
    defaults = data.pop("defaults", {})
    others = data.pop("others", None)
    listed = list(_values(single, data, name, defaults))
    for file in sorted((folder / detector).glob("*.toml")):
        table = _read(file)
        listed += _values(file, table, f"{name}/{file.stem}", defaults)
        data[file.stem] = table
    rules = dict(listed)
    if len(rules) < len(listed):
        twice = next(id_ for id_ in rules if sum(other == id_ for other, _ in listed) > 1)
        raise RulesError(f"{single}: two rules are called {twice}; give one another id")
    return {"rules": rules, "others": others, "data": data}


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{file}: {error}") from error


def _values(file: Path, table: dict[str, Any], prefix: str, defaults: Values) -> Iterator[tuple[str, Values]]:
    """The rules of one file by id."""
    for entry in table.pop("rule", []):
        values = defaults | entry
        missing = [key for key in _REQUIRED if not values.get(key)]
        name = values.get("id", "without id")
        if missing:
            raise RulesError(f"{file}: rule {name} lacks {', '.join(missing)}")
        level = values.get("level", "artefact")
        if level not in _LEVELS:
            raise RulesError(f"{file}: rule {name}: level is {level!r}, not one of {', '.join(_LEVELS)}")
        yield f"{prefix}/{values['id']}", values | {"language": table.get("language", values.get("language"))}


def _rule(id_: str, values: Values) -> Rule:
    return Rule(
        id=id_,
        message=values["message"],
        why=values["why"],
        category=values["category"],
        level=values.get("level", "artefact"),
        default=values.get("default", True),
        careless=values.get("careless", False),
        language=values.get("language"),
        data={key: value for key, value in values.items() if key not in _KNOWN},
        flags=tuple(values.get("flags", ())),
        passes=tuple(values.get("passes", ())),
        known_failures=tuple(values.get("known_failures", ())),
    )
