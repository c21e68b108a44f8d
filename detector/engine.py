"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from detector import filters, reading, registry, rulebook, scoring
from detector.config import Settings
from detector.document import Document
from detector.model import FileReport, Finding, Location, Placed, Result
from detector.offsets import Span
from detector.registry import Detect
from detector.rulebook import Rules


@dataclass(frozen=True, slots=True)
class Linter:
    """Checks documents under one set of settings."""

    settings: Settings = field(default_factory=Settings)

    def check(self, text: str) -> Result:
        """Findings in plain text; spans are code points of `text`."""
        return self.check_document(reading.read_text(text))

    def check_document(self, document: Document) -> Result:
        """Findings in a document; spans are code points of `document.source`."""
        kept = tuple(_in_source(finding, document) for finding in self._findings(document))
        return Result(kept, document.word_count)

    def report(self, document: Document) -> FileReport:
        """The findings in a document with their places, for reports."""
        findings = self._findings(document)
        in_source = [_in_source(finding, document) for finding in findings]
        places = document.locate(offset for finding in in_source for offset in finding.span)
        placed = tuple(
            Placed(
                finding=mapped,
                start=places[mapped.start],
                end=places[mapped.end],
                text=document.source[mapped.start : mapped.end],
                excerpt=document.source[slice(*excerpt)],
                excerpt_column=places[mapped.start].column - (mapped.start - excerpt.start),
                block=document.block_at(finding.start).kind,
                heading=document.heading_above(finding.start),
                basis=scoring.basis(finding.rule, finding.grade),
                fingerprint=_fingerprint(finding, document) if self.settings.fingerprints else "",
            )
            for finding, mapped, excerpt in zip(findings, in_source, _excerpts(in_source, places, document), strict=True)
        )
        path = Path(document.path).as_posix()
        return FileReport(path, document.format, document.encoding, document.word_count, placed)

    def _findings(self, document: Document) -> list[Finding]:
        """Findings with spans in the document text, in order, one a place."""
        scored = scoring.score(self._detect(document))
        least = self.settings.min_confidence
        return filters.without_overlaps(finding for finding in scored if (finding.confidence or 0.0) >= least)

    def _detect(self, document: Document) -> Iterator[Finding]:
        for detect, rules, on in _plan(self.settings):
            for finding in detect(document, rules):
                if finding.rule in on and not (rules.by_id[finding.rule].careless and document.informal):
                    yield finding


@cache
def _plan(settings: Settings) -> list[tuple[Detect, Rules, frozenset[str]]]:
    """The detectors that have rules switched on, their rules, and the ids of those."""
    plan = []
    for name in registry.names():
        rules = rulebook.load(name)
        on = frozenset(rule.id for rule in rules.by_id.values() if settings.active(rule.id, rule.default))
        if on:
            plan.append((registry.load(name), rules, on))
    return plan


_EXCERPT = 300  # code points on either side of a finding; lines can be as long as files


def _excerpts(findings: list[Finding], places: dict[int, Location], document: Document) -> Iterator[Span]:
    """The line on which each finding starts, or the part of it that is around the finding."""
    for finding in findings:
        start, end = document.lines.line_span(places[finding.start].line)
        yield Span(max(start, finding.start - _EXCERPT), min(end, finding.start + 2 * _EXCERPT))


def _in_source(finding: Finding, document: Document) -> Finding:
    to_source = document.offsets.to_source
    return replace(finding, span=to_source(finding.span), related=tuple(map(to_source, finding.related)))


def _fingerprint(finding: Finding, document: Document) -> str:
    """Stays the same when the article is edited elsewhere: 16 hex digits of a hash of rule, matched text and sentence."""
    matched = document.text[finding.start : finding.end]
    sentence: Span = document.sentence_at(finding.start)
    around = " ".join(document.text[sentence.start : sentence.end].split())
    text = "\0".join((finding.rule, unicodedata.normalize("NFC", matched).casefold(), unicodedata.normalize("NFC", around)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
