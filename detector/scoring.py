"""Confidence: the share of hits of a rule that were right when people read them.

`rules/calibration.json` holds, for each rule, hits read and hits right. A rule with few read hits leans on its detector, a
detector with few on all of them: (right + 10 * prior) / (read + 10), ten pseudo-counts being the humble prior.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from detector.model import Finding
from detector.words import folder

_PSEUDO_COUNTS = 10


def score(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, confidence=confidence(finding.rule))


@cache
def confidence(rule: str) -> float:
    """The precision to expect of a rule, 0 to 1."""
    counts = calibration()["rules"]
    detector = rule.split("/")[0]
    prior = 0.5  # before anything was read
    for group in ("", detector, rule):
        members = [c for name, c in counts.items() if not group or name == group or name.startswith(group + "/")]
        read, right = sum(c["read"] for c in members), sum(c["right"] for c in members)
        prior = (right + _PSEUDO_COUNTS * prior) / (read + _PSEUDO_COUNTS)
    return math.floor(prior * 100) / 100  # rounded down: no number of hits read makes a rule certain


ORIGINS = {
    "mt": "machine translation",
    "reference": "human translation",
    "edited": "edited native text",
    "unedited": "unedited native text",
    "spun": "spun text",
}
"""Origins of the measuring text and what to call them."""


def measured(rule: str) -> dict[str, int]:
    """Hits of a rule by origin, hits read and hits right; empty if it never fired."""
    return dict(calibration()["rules"].get(rule, {}))


@cache
def basis(rule: str) -> str:
    """What a confidence rests on, in words."""
    detector = rule.split("/")[0]
    own = measured(rule) or {"right": 0, "read": 0}
    others = [counts for name, counts in calibration()["rules"].items() if name.startswith(detector + "/")]
    right, read = sum(counts["right"] for counts in others), sum(counts["read"] for counts in others)
    return f"{own['right']} of {own['read']} hits of the rule that were read were right, {right} of {read} of {detector}"


@cache
def calibration() -> dict[str, Any]:
    """What was measured: {"words": {origin: n}, "rules": {id: {origin: hits, "read": n, "right": n}}}."""
    file = folder() / "calibration.json"
    table: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return table
