"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detector import filters, reading, registry, rulebook, scoring
from detector.config import Settings
from detector.document import Document
from detector.model import Finding, Result


@dataclass(frozen=True, slots=True)
class Linter:
    """Checks documents under one set of settings."""

    settings: Settings = Settings()

    def check(self, text: str) -> Result:
        """Findings in plain text; spans are code points of `text`."""
        return self.check_document(reading.read_text(text))

    def check_document(self, document: Document) -> Result:
        """Findings in a document; spans are code points of `document.source`."""
        scored = scoring.score(self._detect(document))
        kept = filters.without_overlaps((finding for finding in scored if (finding.confidence or 0.0) >= self.settings.min_confidence))
        return Result(tuple(_in_source(finding, document) for finding in kept), document.word_count)

    def _detect(self, document: Document) -> Iterator[Finding]:
        for name in registry.names():
            rules = rulebook.load(name)
            on = {rule.id for rule in rules.by_id.values() if self.settings.active(rule.id, rule.default)}
            if on:
                yield from (finding for finding in registry.load(name)(document, rules) if finding.rule in on)


def _in_source(finding: Finding, document: Document) -> Finding:
    to_source = document.offsets.to_source
    return replace(finding, span=to_source(finding.span), related=tuple(map(to_source, finding.related)))
