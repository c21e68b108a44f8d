"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from detector import allowed, filters, placing, reading, registry, rulebook, scoring, suppressions, verdict
from detector.config import Settings
from detector.document import Document
from detector.model import LANGUAGETOOL, Finding, Verdict, is_foreign
from detector.registry import Detect
from detector.results import FileReport, Result
from detector.rulebook import Rules
from detector.suppressions import Directive

if TYPE_CHECKING:
    from detector.languagetool.client import Client


class _Seen(NamedTuple):
    """What a document came to; spans in the document text."""

    words: int
    findings: list[Finding]  # in order, one a place
    silenced: list[tuple[Finding, Directive]]  # by comments in the file
    unused: list[Directive]
    verdict: Verdict


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
        seen = self._seen(document)
        findings = tuple(placing.in_source(finding, document) for finding in seen.findings)
        return Result(findings, seen.words, placing.verdict_in_source(seen.verdict, document), errors)

    def report(self, document: Document) -> FileReport:
        """The findings in a document with their places and the verdict on it, for reports."""
        document, errors = self._asked(document)
        seen = self._seen(document)
        settings = self.settings
        return FileReport(
            path=Path(document.path).as_posix(),
            format=document.format,
            encoding=document.encoding,
            words=seen.words,
            findings=placing.place(((finding, None) for finding in seen.findings), document, settings.fingerprints),
            verdict=placing.verdict_in_source(seen.verdict, document),
            errors=errors,
            marked=document.source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"),
            silenced=placing.place(((f, by.reason) for f, by in seen.silenced), document, settings.fingerprints),
            notices=placing.notices(document, seen.unused),
            passages=placing.passages(document) if settings.passages else (),
            fail_on=settings.fail_on,
            fail_confidence=settings.fail_confidence,
            max_mt_probability=settings.max_mt_probability,
        )

    def evidence(self, document: Document) -> list[Finding]:
        """What the verdict goes by: findings of the rules that are on by default, whatever a run chooses to see.

        Spans are those of the document text.
        """
        return self._evidence(list(scoring.score(self._detect(document))))

    def _seen(self, document: Document) -> _Seen:
        scored, words, judged = self._read(document)
        shown = [each for finding in scored if (each := self._shown(finding, document))]
        if self.settings.allow:
            shown = list(allowed.without(shown, document, self.settings.allow))
        silenced: list[tuple[Finding, Directive]] = []
        unused: list[Directive] = []
        if document.comments and self.settings.suppressions:
            shown, silenced, unused = suppressions.split(shown, document)
        return _Seen(words, filters.without_overlaps(shown), silenced, unused, judged)

    def _read(self, document: Document) -> tuple[list[Finding], int, Verdict]:
        """All findings, the number of words and the verdict, part by part: what was analysed of one is forgotten with it."""
        scored: list[Finding] = []
        evidence: list[Finding] = []
        readings: list[verdict.Reading] = []
        words, beginning = 0, document
        for offset, part in document.parts():
            found = list(scoring.score(self._detect(part)))
            if self.settings.verdict:
                counted = self._evidence(found)
                readings.append(verdict.read(part, counted, offset))
                evidence += (placing.moved(finding, offset) for finding in counted)
            scored += (placing.moved(finding, offset) for finding in found)
            words += part.word_count
            beginning = beginning if offset else part
        judged = verdict.conclude(readings, words, beginning, document.text, evidence) if self.settings.verdict else Verdict()
        return scored, words, judged

    def _shown(self, finding: Finding, document: Document) -> Finding | None:
        quoted = self.settings.quotes != "lint" and not finding.markup and document.block_at(finding.start).kind == "quote"
        return self.settings.shown(finding, registry.rule(finding.rule), quoted)

    def _evidence(self, scored: list[Finding]) -> list[Finding]:
        """Not those of LanguageTool: what a text resembles must not depend on whether a server runs. Nor those in markup."""
        own = (f for f in scored if _default(f.rule) and not is_foreign(f.rule) and not f.markup)
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
        needed = settings.verdict
        on = frozenset(id_ for id_, default in rules.defaults() if (needed and default) or settings.active(id_, default))
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
    on = {
        rule
        for rule in (*own, *filter(is_foreign, (*settings.select, *settings.extend_select)))
        if settings.active(rule, _default(rule))
    }
    return frozenset(rule.removeprefix(LANGUAGETOOL + "/") for rule in on)
