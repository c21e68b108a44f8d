"""The small types that everything else speaks in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from detector.offsets import Span

PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text for inline code, a URL or an image: some noun, never nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of prose that no match may leave: a paragraph, heading, list item or table cell."""

    span: Span
    kind: str  # paragraph | heading | item | cell | quote


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one block, in code points of the document text."""

    span: Span


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and punctuation marks of a document in columns, which are much faster to scan than objects.

    A token with an empty text stands before the first block and after each block, and one more at the end, so that
    `i - 1` and `i + 2` are valid for every word and no comparison crosses a block. `lower` is lower-cased with
    straight apostrophes. `start` and `end` are code points of the document text.
    """

    text: list[str]
    lower: list[str]
    start: list[int]
    end: list[int]

    def span(self, first: int, last: int) -> Span:
        """The span from the first token to the last one, both included."""
        return Span(self.start[first], self.end[last])

    def glued(self, index: int) -> bool:
        """No blank between this token and the next."""
        return self.end[index] == self.start[index + 1]

    def __len__(self) -> int:
        return len(self.text)


LANGUAGETOOL = "languagetool"
"""The detector whose findings come from a LanguageTool server; its rules have LanguageTool's own ids."""


def is_foreign(rule: str) -> bool:
    """Whether a rule is one of LanguageTool's, by its id."""
    return rule.startswith(LANGUAGETOOL + "/")


class Match(NamedTuple):
    """What a LanguageTool server says of a place."""

    rule: str  # its id there, such as "EN_A_VS_AN"
    span: Span
    message: str
    replacements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its rules file states it. `message` and `why` are templates over the fields of the finding."""

    id: str
    message: str
    why: str
    category: str  # MQM issue type
    level: str  # "artefact", or "note": worth a look, never enough to fail a build
    default: bool  # off: runs only when selected
    careless: bool  # careless native writers do it too: silent in informal text
    language: str | None  # ISO 639-1 code of the likely source language
    data: Mapping[str, Any]
    flags: tuple[str, ...]
    passes: tuple[str, ...]
    known_failures: tuple[str, ...]

    @property
    def grade(self) -> str:
        """The grade of its findings where they stand alone; empty for most rules."""
        strength: str = self.data.get("strength", "")
        return strength

    def finding(self, span: Span, *suggestions: str, related: tuple[Span, ...] = (), grade: str = "", **fields: str) -> Finding:
        return Finding(
            rule=self.id,
            span=span,
            message=self.message.format_map(fields) if fields else self.message,
            why=self.why.format_map(fields) if fields else self.why,
            suggestions=suggestions,
            related=related,
            grade=grade,
            category=self.category,
            level=self.level,
            source_language=self.language,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """An artefact at a place. Detectors give spans in the document text, results carry them in the source."""

    rule: str
    span: Span
    message: str
    why: str
    suggestions: tuple[str, ...] = ()
    related: tuple[Span, ...] = ()
    grade: str = ""  # findings of one rule that differ in how sure they are, such as alone and in company
    category: str = ""
    level: str = "artefact"
    source_language: str | None = None
    also: tuple[str, ...] = ()  # rules that found the same place by other means, and gave way
    confidence: float | None = None  # share of hits like this one that were right when read; filled by scoring

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end

    @property
    def severity(self) -> str:
        """A cut on the confidence: error from .90, warning from .60, else note. Rules of the level "note" stay notes.

        Policy, not measurement: .90 is "nine of ten hits read were right", fit for failing a build without a look.
        """
        if self.level == "note" or self.confidence is None or self.confidence < 0.6:
            return "note"
        return "error" if self.confidence >= 0.9 else "warning"


SHORTEST = 100
"""Words below which there is no verdict on a text."""

PRIOR = 0.5
"""Share of translations among all texts that a verdict starts from."""


class Sign(NamedTuple):
    """Something that speaks for machine translation, in words, and how much: natural logarithm of odds."""

    text: str
    weight: float


class Section(NamedTuple):
    """A stretch of about 300 words with a probability of its own; the span is that of the source once in a result."""

    span: Span
    words: int
    probability: float
    lines: tuple[int, int] = (0, 0)  # the first and the last, from 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much a whole text resembles machine translation, and from which language if it is one.

    `probability` is None for a text that is too short, or not English prose; the rest is empty then.
    """

    probability: float | None = None
    words: int = 0  # that were looked at: not those of block quotes, table cells and the page around a text
    family: str | None = None  # of the source language: "Slavic"; None: unknown
    language: str | None = None  # ISO 639-1 code; None: unknown
    margin: float = 0.0  # probability of the first language less that of the second
    signs: tuple[Sign, ...] = ()  # the strongest first; none where the probability is not above PRIOR
    sections: tuple[Section, ...] = ()  # in order; empty for a text of one section

    @property
    def most_suspicious(self) -> Section | None:
        return max(self.sections, key=lambda section: section.probability, default=None)


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


class Location(NamedTuple):
    """A place in a source: offset in code points and UTF-8 bytes, from 0; line and column, from 1; UTF-16 units in the line."""

    offset: int
    byte: int
    line: int
    column: int
    utf16: int


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

    @property
    def score(self) -> Score:
        return score_of(self.findings, self.words)

    def resembles_more_than(self, limit: float | None) -> bool:
        """Whether its verdict is over a limit; never if there is none."""
        probability = self.verdict.probability
        return probability is not None and limit is not None and probability > limit


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run, ready for any report."""

    files: tuple[FileReport, ...]
    errors: tuple[str, ...]
    exit_code: int
    version: str
    rules_version: str
    settings: Mapping[str, Any]
    max_mt_probability: float | None = None  # above which a file fails the run
    languagetool: str | None = None  # the server that was asked: its URL, or "local"; None: none

    @property
    def words(self) -> int:
        return sum(file.words for file in self.files)

    @property
    def placed(self) -> list[Placed]:
        return [placed for file in self.files for placed in file.findings]

    @property
    def per_1000_words(self) -> float:
        return 1000 * len(self.placed) / max(self.words, 1)

    @property
    def score(self) -> Score:
        return score_of(self.placed, self.words)
