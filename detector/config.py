"""What a run is told to do."""

from __future__ import annotations

from dataclasses import dataclass

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

    def active(self, rule: str, default: bool = True) -> bool:
        """Whether a rule is on: the longest selector that covers it decides, else whether it is on by default."""
        chosen = max((len(s) for s in self.select if covers(s, rule)), default=-1 if self.select or not default else 0)
        ignored = max((len(s) for s in self.ignore if covers(s, rule)), default=-1)
        return chosen > ignored

    def shows(self, rule: str, default: bool, confidence: float) -> bool:
        """Whether a finding of a rule is for the reader."""
        return confidence >= self.min_confidence and self.active(rule, default)


def covers(selector: str, rule: str) -> bool:
    """Whether a selector names a rule or a group that it belongs to."""
    return selector == "ALL" or rule == selector or rule.startswith(selector + "/")
