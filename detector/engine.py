"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from detector import filters, reading, registry, rulebook, scoring, verdict
from detector.config import Settings
from detector.document import Document
from detector.model import FileReport, Finding, Location, Placed, Result, Section, Verdict
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
        """Findings and verdict of a document; spans are code points of `document.source`."""
        findings, judged = self._findings(document)
        return Result(tuple(_in_source(finding, document) for finding in findings), document.word_count, judged)

    def report(self, document: Document) -> FileReport:
        """The findings in a document with their places and the verdict on it, for reports."""
        findings, judged = self._findings(document)
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
        return FileReport(path, document.format, document.encoding, document.word_count, placed, judged)

    def evidence(self, document: Document) -> list[Finding]:
        """What the verdict goes by: findings of the rules that are on by default, whatever a run chooses to see.

        Spans are those of the document text.
        """
        return self._evidence(list(scoring.score(self._detect(document))))

    def _findings(self, document: Document) -> tuple[list[Finding], Verdict]:
        """Findings to show, with spans in the document text, in order, one a place; and the verdict."""
        scored = list(scoring.score(self._detect(document)))
        shown = (f for f in scored if self.settings.shows(f.rule, _default(f.rule), f.confidence or 0.0))
        judged = verdict.judge(document, self._evidence(scored)) if self.settings.verdict else Verdict()
        sections = tuple(_section_in_source(section, document) for section in judged.sections)
        return filters.without_overlaps(shown), replace(judged, sections=sections)

    def _evidence(self, scored: list[Finding]) -> list[Finding]:
        return filters.without_overlaps(finding for finding in scored if _default(finding.rule))

    def _detect(self, document: Document) -> Iterator[Finding]:
        for detect, rules, on in _plan(self.settings):
            for finding in detect(document, rules):
                if finding.rule in on and not (rules.by_id[finding.rule].careless and document.informal):
                    yield finding


@cache
def _plan(settings: Settings) -> list[tuple[Detect, Rules, frozenset[str]]]:
    """The detectors with rules that are chosen, or that the verdict needs; their rules, and the ids of those."""
    plan = []
    for name in registry.names():
        rules = rulebook.load(name)
        wanted = (r for r in rules.by_id.values() if settings.active(r.id, r.default) or (settings.verdict and r.default))
        if on := frozenset(rule.id for rule in wanted):
            plan.append((registry.load(name), rules, on))
    return plan


@cache
def _default(rule: str) -> bool:
    return registry.rules()[rule].default


_EXCERPT = 300  # code points on either side of a finding; lines can be as long as files


def _excerpts(findings: list[Finding], places: dict[int, Location], document: Document) -> Iterator[Span]:
    """The line on which each finding starts, or the part of it that is around the finding."""
    for finding in findings:
        start, end = document.lines.line_span(places[finding.start].line)
        yield Span(max(start, finding.start - _EXCERPT), min(end, finding.start + 2 * _EXCERPT))


def _in_source(finding: Finding, document: Document) -> Finding:
    to_source = document.offsets.to_source
    return replace(finding, span=to_source(finding.span), related=tuple(map(to_source, finding.related)))


def _section_in_source(section: Section, document: Document) -> Section:
    span = document.offsets.to_source(section.span)
    lines = document.lines.position(span.start)[0], document.lines.position(max(span.end - 1, span.start))[0]
    return section._replace(span=span, lines=lines)


def _fingerprint(finding: Finding, document: Document) -> str:
    """Stays the same when the article is edited elsewhere: 16 hex digits of a hash of rule, matched text and sentence."""
    matched = document.text[finding.start : finding.end]
    sentence: Span = document.sentence_at(finding.start)
    around = " ".join(document.text[sentence.start : sentence.end].split())
    text = "\0".join((finding.rule, unicodedata.normalize("NFC", matched).casefold(), unicodedata.normalize("NFC", around)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
