"""The small types that everything else speaks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from detector.offsets import Span

PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the text for inline code, a URL or an image: some noun, never nothing."""


class Block(NamedTuple):
    """A stretch of prose that no match may leave: a paragraph, heading, list item or table cell."""

    span: Span
    kind: str  # paragraph | heading | item | cell | quote | line | unit
    place: str = ""  # its address where lines say little: "paragraph 12", "unit greeting", "record 3"
    original: str | None = None  # what it is a translation of, where a bilingual file says so


class Tag(NamedTuple):
    """A start tag of the markup that has attributes: names in lower case, values with entities resolved; span in the source."""

    name: str
    attributes: Mapping[str, str]
    span: Span


class Comment(NamedTuple):
    """A note in the markup that speaks to mtlint (`mtlint-disable RULE -- reason`); spans in the source.

    It is about the range that it covers: an element, a unit, the text that a comment is attached to. None: what follows it.
    """

    text: str
    span: Span
    covers: Span | None = None


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
    breaks: list[int]  # indexes of the empty tokens before and after blocks

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


SEVERITIES = ("note", "warning", "error")


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
    markup: Span | None = None  # where it stands in the source, of a finding that is not in the prose; `span` is empty then
    also: tuple[str, ...] = ()  # rules that found the same place by other means, and gave way
    set_severity: str = ""  # by the settings; empty: a cut on the confidence
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
        if self.set_severity:
            return self.set_severity
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


class Location(NamedTuple):
    """A place in a source: offset in code points and UTF-8 bytes, from 0; line and column, from 1; UTF-16 units and UTF-8 bytes
    before it in its line."""

    offset: int
    byte: int
    line: int
    column: int
    utf16: int
    utf8: int

    def moved(self, place: Location) -> Location:
        """A place in what begins here, as one in the whole."""
        if place.line > 1:
            column, utf16, utf8 = place.column, place.utf16, place.utf8
        else:
            column, utf16, utf8 = self.column + place.column - 1, self.utf16 + place.utf16, self.utf8 + place.utf8
        return Location(self.offset + place.offset, self.byte + place.byte, self.line + place.line - 1, column, utf16, utf8)


START = Location(0, 0, 1, 1, 0, 0)
"""Where a file begins."""
