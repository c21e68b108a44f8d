"""What a linter is told to do. Where that stands: `keys` has the vocabulary, `files` finds the files, `layers` combines them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.model import SEVERITIES, Finding, Rule

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
    extend_select: tuple[str, ...] = ()  # these too, besides those that are on by default or selected
    severity: tuple[tuple[str, str], ...] = ()  # selector and severity; the longest selector that covers a rule decides
    allow: tuple[str, ...] = ()  # names and terms that are right here
    quotes: str = "lint"  # block quotes: lint | demote (notes) | skip
    source_language: str | None = None  # what the texts are translated from, if known: rules of other languages are silent
    suppressions: bool = True  # whether comments in the files count
    passages: bool = False  # whether reports need the whole prose
    sections: bool = True  # whether reports need all sections of a verdict, or only those of what looks translated
    fail_on: str = "warning"  # the least severity that fails a file, or "never"
    fail_confidence: float = 0.0  # findings that are less sure never fail a file
    max_mt_probability: float | None = None  # above which a file fails
    min_severity: str = "note"  # less severe findings are hidden
    max_bytes: int = 20_000_000  # larger files are refused
    languagetool: str = ""  # URL of a LanguageTool server to ask too, without its /v2; empty: none

    def active(self, rule: str, default: bool = True) -> bool:
        """Whether a rule is on: the longest selector that covers it decides, else whether it is on by default."""
        selectors = (*self.select, *self.extend_select)
        chosen = max((len(s) for s in selectors if covers(s, rule)), default=-1 if self.select or not default else 0)
        ignored = max((len(s) for s in self.ignore if covers(s, rule)), default=-1)
        return chosen > ignored

    def shown(self, finding: Finding, rule: Rule, quoted: bool) -> Finding | None:
        """A finding as it is for the reader, if it is: its rule is on and sure enough, or was asked for by its full id.

        Quoted ones stand in a block quote: someone else's words.
        """
        sure = (finding.confidence or 0.0) >= self.min_confidence or finding.rule in (*self.select, *self.extend_select)
        other = self.source_language and rule.language not in (None, self.source_language)
        if not sure or other or not self.active(finding.rule, rule.default) or (quoted and self.quotes == "skip"):
            return None
        longest = max((pair for pair in self.severity if covers(pair[0], finding.rule)), key=lambda p: len(p[0]), default=None)
        severity = "note" if quoted and self.quotes == "demote" else longest[1] if longest else ""
        graded = replace(finding, set_severity=severity) if severity else finding
        return graded if SEVERITIES.index(graded.severity) >= SEVERITIES.index(self.min_severity) else None


def covers(selector: str, rule: str) -> bool:
    """Whether a selector names a rule or a group that it belongs to."""
    return selector == "ALL" or rule == selector or rule.startswith(selector + "/")


class ConfigError(Exception):
    """A configuration that cannot be used; the message names the file or option and the key."""
