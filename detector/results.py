"""What came of a text, a file and a run, ready for any report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from detector.model import SEVERITIES, Finding, Location, Sign, Verdict
from detector.offsets import Span


@dataclass(frozen=True, slots=True)
class Result:
    """What one text came to."""

    findings: tuple[Finding, ...]
    words: int
    verdict: Verdict
    errors: tuple[str, ...] = ()  # what could not be asked about it

    @property
    def mt_probability(self) -> float | None:
        """How much the text resembles machine translation, 0 to 1; None if it is too short to say."""
        return self.verdict.probability

    @property
    def source_language(self) -> str | None:
        """ISO 639-1 code of what it was translated from, if it was; None: unknown."""
        return self.verdict.language

    @property
    def source_family(self) -> str | None:
        """Family of that language, such as "Slavic"; None: unknown."""
        return self.verdict.family

    @property
    def evidence(self) -> tuple[Sign, ...]:
        """The strongest signs of machine translation, of a text that resembles it more than not."""
        return self.verdict.signs


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with all that a report says of its place, so that no report needs the document."""

    finding: Finding
    start: Location
    end: Location
    text: str  # the source that it covers
    excerpt: str  # the line that it starts on, or what is around it where the line is long
    excerpt_column: int  # the column of that line at which the excerpt starts
    block: str  # kind of the block that holds it
    heading: str | None  # the heading above it
    basis: str  # what the confidence rests on
    agreement: tuple[str, ...]  # other rules that found the same place, and what theirs rests on
    fingerprint: str  # of rule, text and sentence: the same wherever the sentence moves
    unit: str | None = None  # its address where lines say little: "paragraph 12", "unit greeting"
    in_text: Span | None = None  # its place in the prose, which passages show; None: in the markup
    suppressed: str | None = None  # the reason of the comment in the file that silences it, maybe empty; None: nothing does
    baseline: str | None = None  # "new", or "unchanged" where the baseline has it; None: no baseline


class Score(NamedTuple):
    """Findings per 1,000 words, each weighted by its confidence, with a 95% interval."""

    value: float
    low: float
    high: float


def score_of(findings: Sequence[Placed], words: int) -> Score:
    """The score of a text, its findings taken as a Poisson process; without findings the upper end is the rule of three."""
    weights = [placed.finding.confidence or 0.0 for placed in findings]
    total, spread = sum(weights), 1.96 * math.sqrt(sum(weight * weight for weight in weights))
    per = 1000 / max(words, 1)
    return Score(per * total, per * max(total - spread, 0.0), per * (total + spread if weights else 3.0))


class Passage(NamedTuple):
    """A block as a reader sees it."""

    kind: str  # of the block
    start: int  # of its text within the prose, in code points
    text: str
    hidden: tuple[str, ...]  # the source behind each placeholder in the text, in order
    unit: str | None


class Notice(NamedTuple):
    """Something about a file or a comment in it that speaks to mtlint; line and column from 1."""

    kind: str  # "unused" | "unknown" | "unread" | "stopped"
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file."""

    path: str  # relative where it can be, with forward slashes
    format: str
    encoding: str
    words: int
    findings: tuple[Placed, ...]
    verdict: Verdict
    errors: tuple[str, ...] = ()  # what could not be asked about it; the rest is complete
    marked: bool = False  # whether it begins with a byte order mark, which offsets count and columns do not
    silenced: tuple[Placed, ...] = ()  # findings that do not count: suppressed in the file, or in the baseline
    passages: tuple[Passage, ...] = ()  # the whole prose, for reports that show it (Settings.passages)
    notices: tuple[Notice, ...] = ()  # about comments that speak to mtlint
    fail_on: str = "warning"  # the least severity that fails the file, or "never"
    fail_confidence: float = 0.0  # less sure findings never fail it
    max_mt_probability: float | None = None  # above which it fails

    def followed_by(self, more: FileReport) -> FileReport:
        """The report on a file that was read in portions, with what the next one came to, which counted the words of all."""
        return replace(
            self,
            words=more.words,
            findings=self.findings + more.findings,
            errors=tuple(dict.fromkeys(self.errors + more.errors)),
            silenced=self.silenced + more.silenced,
            notices=self.notices + more.notices,
        )

    @property
    def score(self) -> Score:
        return score_of(self.findings, self.words)

    @property
    def over_limit(self) -> bool:
        """Whether its verdict is over its limit; never if there is none."""
        probability, limit = self.verdict.probability, self.max_mt_probability
        return probability is not None and limit is not None and probability > limit

    @property
    def failing(self) -> list[Placed]:
        """The findings that are severe enough to fail it."""
        counted = SEVERITIES[SEVERITIES.index(self.fail_on) :] if self.fail_on in SEVERITIES else ()
        sure = self.fail_confidence
        return [p for p in self.findings if p.finding.severity in counted and (p.finding.confidence or 0.0) >= sure]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run, ready for any report."""

    files: tuple[FileReport, ...]
    errors: tuple[str, ...]
    exit_code: int
    version: str
    rules_version: str  # empty where no report needs it
    settings: Mapping[str, Any]
    profile: str = "default"
    baseline: str | None = None  # the file that findings were compared with
    languagetool: str | None = None  # the server that was asked: its URL, or "local"; None: none

    @property
    def words(self) -> int:
        return sum(file.words for file in self.files)

    @property
    def placed(self) -> list[Placed]:
        return [placed for file in self.files for placed in file.findings]

    @property
    def silenced(self) -> list[Placed]:
        return [placed for file in self.files for placed in file.silenced]

    @property
    def per_1000_words(self) -> float:
        return 1000 * len(self.placed) / max(self.words, 1)

    @property
    def score(self) -> Score:
        return score_of(self.placed, self.words)
