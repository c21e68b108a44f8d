"""What a run is told to do, and the table `[tool.mtlint]` that tells it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detector.model import Finding

MIN_CONFIDENCE = 0.5
"""What is shown by default is more often right than wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Selectors are rule ids or prefixes of them that end before a slash (`calqued-attribution`, `mistranslated-names/fr`)."""

    select: tuple[str, ...] = ()  # empty: all
    ignore: tuple[str, ...] = ()
    min_confidence: float = MIN_CONFIDENCE
    fingerprints: bool = False  # whether reports need them; they take the sentence splitter
    verdict: bool = True  # whether to judge the whole text; training does without
    severity: tuple[tuple[str, str], ...] = ()  # selector and severity; the longest selector that covers a rule decides
    allow: tuple[str, ...] = ()  # names and terms that are right here
    quotes: str = "lint"  # block quotes: lint | demote (notes) | skip
    source_language: str | None = None  # what the texts are translated from, if known: rules of other languages are silent
    suppressions: bool = True  # whether comments in the files count
    passages: bool = False  # whether reports need the whole prose
    fail_on: str = "warning"  # the least severity that fails a file, or "never"
    max_mt_probability: float | None = None  # above which a file fails
    languagetool: str = ""  # URL of a LanguageTool server to ask too, without its /v2; empty: none

    def active(self, rule: str, default: bool = True) -> bool:
        """Whether a rule is on: the longest selector that covers it decides, else whether it is on by default."""
        chosen = max((len(s) for s in self.select if covers(s, rule)), default=-1 if self.select or not default else 0)
        ignored = max((len(s) for s in self.ignore if covers(s, rule)), default=-1)
        return chosen > ignored

    def shows(self, finding: Finding, default: bool) -> bool:
        """Whether a finding is for the reader: its rule is on and sure enough, or was asked for by its full id."""
        sure = (finding.confidence or 0.0) >= self.min_confidence or finding.rule in self.select
        other = self.source_language and finding.source_language not in (None, self.source_language)
        return sure and not other and self.active(finding.rule, default)

    def graded(self, finding: Finding) -> Finding:
        """The finding with the severity that the settings give to its rule, if they do."""
        longest = max((pair for pair in self.severity if covers(pair[0], finding.rule)), key=lambda p: len(p[0]), default=None)
        return replace(finding, set_severity=longest[1]) if longest else finding


def covers(selector: str, rule: str) -> bool:
    """Whether a selector names a rule or a group that it belongs to."""
    return selector == "ALL" or rule == selector or rule.startswith(selector + "/")


KEYS = ("select", "ignore", "min-confidence", "fail-on", "max-mt-probability", "languagetool")
"""What `[tool.mtlint]` may hold: options of `mtlint check` by name, `select` and `ignore` as lists."""


class ConfigError(Exception):
    """A configuration that cannot be used; the message names the file and the key."""


def read(folder: Path) -> Mapping[str, Any]:
    """Options of `mtlint check`, by parameter name, from the nearest `[tool.mtlint]` in a pyproject.toml. Raises ConfigError."""
    for place in (folder, *folder.parents):
        file = place / "pyproject.toml"
        if file.is_file() and (table := _table(file)) is not None:
            return {key.replace("-", "_"): value for key, value in table.items()}
    return {}


def _table(file: Path) -> dict[str, Any] | None:
    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text).get("tool", {}).get("mtlint") if "mtlint" in text else None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: [tool.mtlint] must be a table")
    for key, value in table.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(KEYS)}"
            raise ConfigError(f"{file}: unknown key {key!r} in [tool.mtlint]; {hint}")
        if key in ("select", "ignore") and not isinstance(value, list):
            raise ConfigError(f'{file}: {key} in [tool.mtlint] must be a list, such as ["{value}"]')
    return table
