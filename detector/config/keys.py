"""The vocabulary of the configuration: every key once, for checking, `mtlint config` and the published schema."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from detector.config import MIN_CONFIDENCE
from detector.model import SEVERITIES


class Key(NamedTuple):
    """What a key holds and says.

    Kinds: text, texts, rules, path, paths, globs, share, size, severities, overrides.
    """

    kind: str
    says: str
    default: Any = None
    choices: tuple[str, ...] = ()
    adds: bool = False  # the values of all files and options count together; otherwise the nearest replaces the others
    example: Any = None  # of a key without default
    per_file: bool = True  # may differ from file to file, and so stand in overrides
    in_text: bool = False  # a text may say it of itself, in its front matter: nothing that fails a run or reads files


PROFILES: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "strict": {"min-confidence": 0.0, "fail-on": "note"},
    "editorial": {"min-confidence": 0.3, "fail-on": "never", "quotes": "demote"},
    "corpus": {"min-confidence": 0.8, "fail-on": "never", "quotes": "skip", "max-file-size": 1024},
}
"""What a profile sets, below all that is set by hand; docs/configuration.md has what each finds and how often that fails."""

_QUOTES = ("lint", "demote", "skip")
KEYS: Mapping[str, Key] = {
    "profile": Key("text", "A set of values below all others.", "default", tuple(PROFILES)),
    "select": Key("rules", "Only these rules: ids or prefixes of them, ALL for all.", [], in_text=True),
    "extend-select": Key("rules", "These rules too.", [], adds=True, in_text=True),
    "ignore": Key("rules", "Not these rules; of select and ignore the longest prefix decides.", [], in_text=True),
    "extend-ignore": Key("rules", "Nor these.", [], adds=True, in_text=True),
    "min-confidence": Key("share", "Hide findings that are right less often than this.", MIN_CONFIDENCE, in_text=True),
    "min-severity": Key("text", "Hide findings that are less severe than this.", "note", SEVERITIES),
    "fail-on": Key("text", "The least severity that makes the exit code 1.", "warning", (*SEVERITIES, "never")),
    "fail-confidence": Key("share", "Findings that are less sure than this never make the exit code 1.", 0.0),
    "max-mt-probability": Key("share", "Fail where a whole text resembles machine translation more than this.", example=0.9),
    "severity": Key("severities", "Severity by rule or prefix, instead of a cut on confidence.", {}, in_text=True),
    "allow": Key("texts", "Names and terms that are right here, inflected too.", [], adds=True, in_text=True),
    "allow-files": Key("paths", "Files of such names and terms, one a line.", [], adds=True),
    "glossaries": Key("paths", "Glossaries (CSV, TSV, TBX) whose English terms are right here.", [], adds=True),
    "quotes": Key("text", "Findings in block quotes: all, as notes, or none.", "lint", _QUOTES, in_text=True),
    "source-lang": Key(
        "text", "What the texts are translated from (ISO 639-1); rules for others are silent.", example="fr", in_text=True
    ),
    "exclude": Key("globs", "Files and folders not to look into, in the syntax of .gitignore.", [], per_file=False),
    "extend-exclude": Key("globs", "Nor these.", [], adds=True, per_file=False),
    "max-file-size": Key("size", "Megabytes above which a file is refused.", 20),
    "baseline": Key("path", "Findings in this file are known and do not count.", example=".mtlint-baseline.json", per_file=False),
    "languagetool": Key("text", "off, auto, local, or the URL of a LanguageTool server.", "off", per_file=False),
}

OF_FILES: Mapping[str, Key] = {
    "extend": Key("path", "A configuration file that this one starts from."),
    "overrides": Key("overrides", "Keys for some files: `files` has globs, all else is as outside; ignore adds up.", []),
}
"""Keys about the configuration itself, which only files have."""

LONGEST_TERM = 200
"""Code points of a name or term."""

_LISTS = {
    "texts": f"a list of texts of at most {LONGEST_TERM} characters",
    "rules": 'a list of rules, such as ["quotation"]',
    "paths": "a list of paths",
    "globs": 'a list of patterns, such as ["drafts/"]',
}


_SHORT = reprlib.Repr()
_SHORT.maxlevel = 1  # a few aliases of YAML can make a value that is larger than any memory


def problem(name: str, value: Any, known: Mapping[str, Key] = KEYS) -> str | None:
    """What is wrong with a key and its value, and what to write instead; None: nothing."""
    key = known.get(name)
    if key is None:
        import difflib

        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        return f"unknown key {name!r}; " + (f"did you mean {near[0]!r}?" if near else "mtlint config init lists all")
    wanted = _wanted(key, value)
    return f"{name} must be {wanted}, not {_SHORT.repr(value)}" if wanted else None


def is_patterns(value: Any) -> bool:
    """Whether it is a list of lines that mean something in the syntax of .gitignore: "!" and a lone backslash do not."""
    return _is_texts(value) and all(item.strip() not in ("", "!", "\\") for item in value)


def _wanted(key: Key, value: Any) -> str | None:
    """What a value should have been; None: it is."""
    if key.kind in _LISTS:
        fits = _is_texts(value) and (key.kind != "texts" or all(len(item) <= LONGEST_TERM for item in value))
        return None if fits and (key.kind != "globs" or is_patterns(value)) else _LISTS[key.kind]
    if key.kind == "share":
        return None if _is_number(value) and 0 <= value <= 1 else "a number from 0 to 1"
    if key.kind == "size":
        return None if isinstance(value, int) and not isinstance(value, bool) and value > 0 else "a whole number from 1"
    if key.kind == "severities":
        fits = isinstance(value, dict) and all(severity in SEVERITIES for severity in value.values())
        return None if fits else f"a table of rules and severities ({', '.join(SEVERITIES)})"
    if key.kind == "overrides":
        fits = isinstance(value, list) and all(isinstance(item, dict) and "files" in item for item in value)
        return None if fits else "a list of tables with files in each: [[overrides]]"
    if key.choices:
        return None if value in key.choices else f"one of {', '.join(key.choices)}"
    return None if isinstance(value, str) else "a text in quotes"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def schema() -> dict[str, Any]:
    """The JSON Schema of mtlint.toml and of the table [tool.mtlint]."""
    override = {name: _schema(key) for name, key in KEYS.items() if key.per_file}
    override["files"] = {"type": "array", "items": {"type": "string"}, "description": "In the syntax of .gitignore."}
    table = {name: _schema(key) for name, key in {**KEYS, **OF_FILES}.items()}
    table["overrides"]["items"] = {"type": "object", "required": ["files"], "additionalProperties": False, "properties": override}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "mtlint-config.json",
        "title": "mtlint configuration",
        "description": "mtlint.toml, .mtlint.toml, or [tool.mtlint] in pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": table,
    }


def _schema(key: Key) -> dict[str, Any]:
    table: dict[str, Any] = {"description": key.says}
    if key.default is not None:
        table["default"] = key.default
    if key.kind in _LISTS:
        return table | {"type": "array", "items": {"type": "string"}}
    if key.kind == "severities":
        return table | {"type": "object", "additionalProperties": {"enum": list(SEVERITIES)}}
    if key.kind == "overrides":
        return table | {"type": "array"}
    if key.choices:
        return table | {"enum": list(key.choices)}
    if key.kind == "share":
        return table | {"type": "number", "minimum": 0, "maximum": 1}
    return table | ({"type": "integer", "minimum": 1} if key.kind == "size" else {"type": "string"})
