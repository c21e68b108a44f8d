"""Confidence: the share of hits of a rule that were right when read.

`rules/calibration.json` holds, for each rule, hits read and hits right. A rule with few read hits leans on its detector, a
detector with few on all of them: (right + 10 * prior) / (read + 10), ten pseudo-counts being the humble prior.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from detector.model import Finding
from detector.words import folder

_PSEUDO_COUNTS = 10


def score(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, confidence=confidence(finding.rule, finding.grade))


@cache
def confidence(rule: str, grade: str = "") -> float:
    """The precision to expect of a rule, 0 to 1; of its findings of one grade where the detector gives grades."""
    return expected_precision(table_of(rule), rule, grade)


def expected_precision(table: Mapping[str, Any], rule: str, grade: str = "") -> float:
    """The same, from the counts of a calibration table."""
    rules, graded = table["rules"], table["graded"]
    detector = rule.split("/")[0]
    groups = [rules.values(), [counts for name, counts in rules.items() if name.startswith(detector + "/")]]
    if grade:
        alike = {
            name: counts for name, counts in graded.items() if name.startswith(detector + "/") and name.endswith("#" + grade)
        }
        groups += [alike.values(), [alike[f"{rule}#{grade}"]] if f"{rule}#{grade}" in alike else []]
    else:
        groups.append([rules[rule]] if rule in rules else [])
    share = 0.5  # before anything was read
    for members in groups:  # from all rules to this one, each leaning on the one before
        read, right = sum(counts["read"] for counts in members), sum(counts["right"] for counts in members)
        share = (right + _PSEUDO_COUNTS * share) / (read + _PSEUDO_COUNTS)
    return math.floor(share * 100) / 100  # rounded down: no number of hits read makes a rule certain


ORIGINS = {
    "mt": "machine translation",
    "reference": "human translation",
    "edited": "edited native text",
    "unedited": "unedited native text",
    "spun": "spun text",
}
"""Origins of the measuring text and what to call them."""


def measured(rule: str) -> dict[str, Any]:
    """Hits of a rule by origin, hits read and hits right, lift and confidence; empty if it never fired."""
    return dict(table_of(rule)["rules"].get(rule, {}))


@cache
def basis(rule: str, grade: str = "") -> str:
    """What a confidence rests on, in words."""
    detector, kind = rule.split("/")[0], "#" + grade if grade else ""
    table = table_of(rule)["graded" if grade else "rules"]
    own = table.get(rule + kind, {"right": 0, "read": 0})
    others = [counts for name, counts in table.items() if name.startswith(detector + "/") and name.endswith(kind)]
    right, read = sum(counts["right"] for counts in others), sum(counts["read"] for counts in others)
    alike = f"{detector} that are {grade}" if grade else detector
    return f"{own['right']} of {own['read']} hits of the rule that were read were right, {right} of {read} of {alike}"


class Lift(NamedTuple):
    """Rate in machine translation over rate in native English, with a 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


def lift(counts: Mapping[str, int], words: Mapping[str, int]) -> Lift:
    """Of hits and words by origin. Half a hit is added to each side; the interval is that of a ratio of Poisson counts."""
    native, native_words = counts["edited"] + counts["unedited"], words["edited"] + words["unedited"]
    ratio = (counts["mt"] + 0.5) / words["mt"] / ((native + 0.5) / native_words)
    spread = math.exp(1.96 * math.sqrt(1 / (counts["mt"] + 0.5) + 1 / (native + 0.5)))
    return Lift(ratio, ratio / spread, ratio * spread)


def table_of(rule: str) -> dict[str, Any]:
    """The calibration that a rule belongs to: that of its detector if it was measured apart, on other text or by a server."""
    return calibration(_part(rule.split("/")[0].replace("-", "_")))


@cache
def _part(detector: str) -> str:
    return detector if (folder() / detector / "calibration.json").is_file() else ""


@cache
def calibration(part: str = "") -> dict[str, Any]:
    """What was measured: {"words": {origin: n}, "rules": {id: {origin: hits, "read": n, "right": n}}, "graded": {…}}.

    Of the rules that were measured together, or of a detector that was measured apart, such as those of
    `rules/languagetool/calibration.json`, or of `rules/source_comparison/calibration.json`, whose "text" says on what.
    """
    file = folder() / part / "calibration.json"
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return table
