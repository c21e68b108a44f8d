"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from detector import filters, reading, registry, rulebook, scoring, verdict
from detector.config import Settings
from detector.document import Document
from detector.model import LANGUAGETOOL, Finding, Location, Section, Verdict, is_foreign
from detector.offsets import Span
from detector.registry import Detect
from detector.results import FileReport, Placed, Result
from detector.rulebook import Rules

if TYPE_CHECKING:
    from detector.languagetool.client import Client


@dataclass(frozen=True)  # unslotted for the cached client
class Linter:
    """Checks documents under one set of settings. One that lost its LanguageTool server does without from then on."""

    settings: Settings = field(default_factory=Settings)

    def check(self, text: str) -> Result:
        """Findings in plain text; spans are code points of `text`."""
        return self.check_document(reading.read_text(text))

    def check_document(self, document: Document) -> Result:
        """Findings and verdict of a document; spans are code points of `document.source`."""
        document, errors = self._asked(document)
        findings, judged = self._findings(document)
        return Result(tuple(_in_source(finding, document) for finding in findings), document.word_count, judged, errors)

    def report(self, document: Document) -> FileReport:
        """The findings in a document with their places and the verdict on it, for reports."""
        document, errors = self._asked(document)
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
                agreement=tuple(f"{rule} ({scoring.basis(rule)})" for rule in finding.also),
                fingerprint=_fingerprint(finding, document) if self.settings.fingerprints else "",
            )
            for finding, mapped, excerpt in zip(findings, in_source, _excerpts(in_source, places, document), strict=True)
        )
        path = Path(document.path).as_posix()
        return FileReport(path, document.format, document.encoding, document.word_count, placed, judged, errors)

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
        """Not those of LanguageTool: what a text resembles must not depend on whether a server runs."""
        own = (finding for finding in scored if _default(finding.rule) and not is_foreign(finding.rule))
        return filters.without_overlaps(own)

    def _detect(self, document: Document) -> Iterator[Finding]:
        for detect, rules, on in _plan(self.settings):
            for finding in detect(document, rules):
                if finding.rule in on or (rules.others and self.settings.active(finding.rule, _default(finding.rule))):
                    if not (registry.rule(finding.rule).careless and document.informal):
                        yield finding

    def _asked(self, document: Document) -> tuple[Document, tuple[str, ...]]:
        """The document with what LanguageTool says of it, if it is to be asked; and why that is not all, if it is not."""
        if self._languagetool is None:
            return document, ()
        matches, failure = self._languagetool.ask(document)
        return replace(document, matches=matches), (failure,) if failure else ()

    @cached_property
    def _languagetool(self) -> Client | None:
        wanted = _wanted(self.settings) if self.settings.languagetool else frozenset()
        if wanted is not None and not wanted:
            return None
        from detector.languagetool.client import Client

        return Client(self.settings.languagetool, wanted)


@cache
def _plan(settings: Settings) -> list[tuple[Detect, Rules, frozenset[str]]]:
    """The detectors with rules that are chosen, or that the verdict needs; their rules, and the ids of those."""
    plan = []
    for name in registry.names():
        rules = rulebook.load(name)
        wanted = (r for r in rules.by_id.values() if settings.active(r.id, r.default) or (settings.verdict and r.default))
        on = frozenset(rule.id for rule in wanted)
        if on or rules.others:
            plan.append((registry.load(name), rules, on))
    return plan


@cache
def _default(rule: str) -> bool:
    return registry.rule(rule).default


def _wanted(settings: Settings) -> frozenset[str] | None:
    """The rules of LanguageTool to ask for, by its ids; None: all."""
    if settings.active(LANGUAGETOOL, default=False):
        return None
    own = rulebook.load(LANGUAGETOOL).by_id
    on = {rule for rule in (*own, *filter(is_foreign, settings.select)) if settings.active(rule, _default(rule))}
    return frozenset(rule.removeprefix(LANGUAGETOOL + "/") for rule in on)


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
