"""From findings in the prose to findings in the source, with all that reports say of their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from detector import registry, scoring, suppressions
from detector.document import Document
from detector.model import PLACEHOLDER, Finding, Location, Section
from detector.offsets import Span
from detector.results import Notice, Passage, Placed
from detector.suppressions import Directive

_EXCERPT = 300  # code points on either side of a finding; lines can be as long as files


def moved(finding: Finding, offset: int) -> Finding:
    """The finding in a part of a text as one in the whole, in which the part starts at an offset."""
    if not offset:
        return finding
    span, *related = (Span(start + offset, end + offset) for start, end in (finding.span, *finding.related))
    return replace(finding, span=span, related=tuple(related))


def in_source(finding: Finding, document: Document) -> Finding:
    """The finding with spans of the source."""
    to_source = document.offsets.to_source
    return replace(finding, span=finding.markup or to_source(finding.span), related=tuple(map(to_source, finding.related)))


def section_in_source(section: Section, offset: int, document: Document) -> Section:
    """A section of a part of the text, which starts at an offset, with its place in the source."""
    begins = document.begins
    span = document.offsets.to_source(Span(section.span.start + offset, section.span.end + offset))
    first, last = (document.lines.position(at)[0] + begins.line - 1 for at in (span.start, max(span.end - 1, span.start)))
    return section._replace(span=Span(span.start + begins.offset, span.end + begins.offset), lines=(first, last))


def place(findings: Iterable[tuple[Finding, str | None]], document: Document, fingerprints: bool) -> tuple[Placed, ...]:
    """The findings in order of their places in the source, each with the reason why it is suppressed (None: it is not).

    Fingerprints only if asked for, since they take sentences.
    """
    triples = sorted(
        ((finding, in_source(finding, document), reason) for finding, reason in findings), key=lambda each: each[1].span.start
    )
    in_sources = [mapped for _, mapped, _ in triples]
    places = document.locate(offset for finding in in_sources for offset in finding.span)
    excerpts = _excerpts(in_sources, places, document)
    return tuple(
        Placed(
            finding=moved(mapped, document.begins.offset),
            start=places[mapped.start],
            end=places[mapped.end],
            text=document.source[mapped.start : mapped.end],
            excerpt=document.source[slice(*excerpt)],
            excerpt_column=places[mapped.start].column - (mapped.start - excerpt.start),
            block="markup" if finding.markup else document.block_at(finding.start).kind,
            heading=None if finding.markup else document.heading_above(finding.start),
            basis=scoring.basis(finding.rule, finding.grade),
            agreement=tuple(f"{rule} ({scoring.basis(rule)})" for rule in finding.also),
            fingerprint=_fingerprint(finding, document) if fingerprints else "",
            unit=None if finding.markup else document.block_at(finding.start).place or None,
            in_text=None if finding.markup else finding.span,
            suppressed=reason,
        )
        for (finding, mapped, reason), excerpt in zip(triples, excerpts, strict=True)
    )


_MOST_NOTICES = 100  # of one file


def notices(document: Document, unused: Sequence[Directive], stopped: Iterable[Finding] = ()) -> tuple[Notice, ...]:
    """What there is to say of a document and of the comments in it that speak to mtlint, in order; of many the first.

    `stopped` are the first findings that are left out of detectors that found too many.
    """
    found: list[tuple[Span, str, str]] = [(Span(0, 0), "unread", document.remark)] if document.remark else []
    for comment in islice(suppressions.unknown(document), _MOST_NOTICES):
        found.append((comment.span, "unknown", f"“{' '.join(comment.text.split())}” is no directive that mtlint knows"))
    named = ((directive, rule) for directive in suppressions.read(document) for rule in directive.rules)
    for directive, rule in islice(((each, rule) for each, rule in named if not registry.knows(rule)), _MOST_NOTICES):
        found.append((directive.place, "unknown", registry.problem(rule) or ""))
    found += ((each.place, "unused", f"“{each.text}” suppresses nothing") for each in unused)
    for finding in stopped:
        name = finding.rule.split("/")[0]
        found.append((in_source(finding, document).span, "stopped", f"{name} found too much; from here on it is left out"))
    found.sort()
    places = document.locate(span.start for span, _, _ in found[:_MOST_NOTICES])
    return tuple(
        Notice(kind, places[span.start].line, places[span.start].column, message) for span, kind, message in found[:_MOST_NOTICES]
    )


def passages(document: Document) -> tuple[Passage, ...]:
    """The prose of a document, block by block."""
    hidden = _hidden(document)
    shown = []
    for block in document.blocks:
        text = document.text[slice(*block.span)]
        behind = tuple(next(hidden, "") for _ in range(text.count(PLACEHOLDER)))
        shown.append(Passage(block.kind, block.span.start, text, behind, block.place or None))
    return tuple(shown)


def _hidden(document: Document) -> Iterator[str]:
    """What stands in the source behind each placeholder of the text, in order."""
    for run in document.offsets.runs:
        for _ in range(document.text.count(PLACEHOLDER, run.text, run.text + run.length)):
            yield document.source[run.source : run.source + run.source_length] if run.length == 1 else PLACEHOLDER


def _excerpts(findings: list[Finding], places: dict[int, Location], document: Document) -> Iterator[Span]:
    """The line on which each finding starts, or the part of it that is around the finding."""
    for finding in findings:
        start, end = document.lines.line_span(places[finding.start].line - document.begins.line + 1)
        yield Span(max(start, finding.start - _EXCERPT), min(end, finding.start + 2 * _EXCERPT))


def _fingerprint(finding: Finding, document: Document) -> str:
    """Stays the same when the article is edited elsewhere: 16 hex digits of a hash of rule, matched text and sentence."""
    import hashlib
    import unicodedata

    if finding.markup:
        matched, around = document.source[slice(*finding.markup)], ""
    else:
        matched = document.text[finding.start : finding.end]
        around = document.text[slice(*document.sentence_at(finding.start))]
    around = " ".join(around.split())
    text = "\0".join((finding.rule, unicodedata.normalize("NFC", matched).casefold(), unicodedata.normalize("NFC", around)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
