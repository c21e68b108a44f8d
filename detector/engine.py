"""From a Document to a Result: run the detectors that are on, score, filter, and translate spans back to the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

    findings: list[Finding]  # in order, one a place
    silenced: list[tuple[Finding, Directive]]  # by comments in the file
    unused: list[Directive]
    stopped: list[Finding]  # the first that is left out of each detector that found too many in one part


# Findings of one detector in one part of a text (200,000 code points): sixty in 1,000 words are no slips, nobody reads more.
_MOST_FINDINGS = 2000


@dataclass(frozen=True)  # unslotted for the cached client
class Linter:
    """Checks documents under one set of settings. One that lost its LanguageTool server does without from then on."""

    settings: Settings = field(default_factory=Settings)

    def check(self, text: str) -> Result:
        """Findings in plain text; spans are code points of `text`."""
        return self.check_document(reading.read_text(text))

    def check_document(self, document: Document) -> Result:
        """Findings and verdict of a document; spans are code points of `document.source`."""
        tally = verdict.Tally()
        document, errors = self._asked(document)
        seen = self._seen(document, tally)
        findings = tuple(placing.in_source(finding, document) for finding in seen.findings)
        return Result(findings, tally.words, self._judged(tally), errors)

    def report(self, document: Document) -> FileReport:
        """The findings in a document with their places and the verdict on it, for reports."""
        return self.report_portions((document,))

    def report_portions(self, portions: Iterable[Document]) -> FileReport:
        """The same of a file that comes in portions. Raises ValueError if there is none."""
        tally, settings = verdict.Tally(), self.settings
        report: FileReport | None = None
        for portion in portions:
            document, errors = self._asked(portion)
            seen = self._seen(document, tally)
            more = FileReport(
                path=Path(document.path).as_posix(),
                format=document.format,
                encoding=document.encoding,
                words=tally.words,
                findings=placing.place(((finding, None) for finding in seen.findings), document, settings.fingerprints),
                verdict=Verdict(),
                errors=errors,
                marked=document.source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"),
                silenced=placing.place(((f, by.reason) for f, by in seen.silenced), document, settings.fingerprints),
                notices=placing.notices(document, seen.unused, seen.stopped),
                passages=placing.passages(document) if settings.passages else (),
                fail_on=settings.fail_on,
                fail_confidence=settings.fail_confidence,
                max_mt_probability=settings.max_mt_probability,
            )
            report = report.followed_by(more) if report else more
        if report is None:
            raise ValueError("a report needs a document")
        return replace(report, verdict=self._judged(tally))

    def evidence(self, document: Document) -> list[Finding]:
        """What the verdict goes by: findings of the rules that are on by default, whatever a run chooses to see.

        Spans are those of the document text.
        """
        return self._evidence(list(scoring.score(self._detect(document, []))))

    def _judged(self, tally: verdict.Tally) -> Verdict:
        return verdict.conclude(tally) if self.settings.verdict else Verdict()

    def _seen(self, document: Document, tally: verdict.Tally) -> _Seen:
        stopped: list[Finding] = []
        shown = [each for finding in self._scored(document, tally, stopped) if (each := self._shown(finding, document))]
        if self.settings.allow:
            shown = list(allowed.without(shown, document, self.settings.allow))
        silenced: list[tuple[Finding, Directive]] = []
        unused: list[Directive] = []
        if document.comments and self.settings.suppressions:
            shown, silenced, unused = suppressions.split(shown, document)
        told = [finding for finding in stopped if self.settings.active(finding.rule, _default(finding.rule))]
        return _Seen(filters.without_overlaps(shown), silenced, unused, told)

    def _scored(self, document: Document, tally: verdict.Tally, stopped: list[Finding]) -> Iterator[Finding]:
        """All findings, part by part, each of which is added to the tally: what was analysed of a part is forgotten with it."""
        for offset, part in document.parts():
            full: list[Finding] = []
            found = list(scoring.score(self._detect(part, full)))
            stopped += (placing.moved(finding, offset) for finding in full)
            if self.settings.verdict:
                sections = verdict.read(tally, part, self._evidence(found), self.settings.sections)
                tally.sections += (placing.section_in_source(section, offset, document) for section in sections)
            else:
                tally.words += part.word_count
            for finding in found:
                yield placing.moved(finding, offset)

    def _shown(self, finding: Finding, document: Document) -> Finding | None:
        quoted = self.settings.quotes != "lint" and not finding.markup and document.block_at(finding.start).kind == "quote"
        return self.settings.shown(finding, registry.rule(finding.rule), quoted)

    def _evidence(self, scored: list[Finding]) -> list[Finding]:
        """Not those of LanguageTool: what a text resembles must not depend on whether a server runs. Nor those in markup."""
        own = (f for f in scored if _default(f.rule) and not is_foreign(f.rule) and not f.markup)
        return filters.without_overlaps(own)

    def _detect(self, document: Document, stopped: list[Finding]) -> Iterator[Finding]:
        for detect, rules, on in _plan(self.settings):
            times = 0
            for finding in detect(document, rules):
                if finding.rule in on or (rules.others and self.settings.active(finding.rule, _default(finding.rule))):
                    if not (registry.rule(finding.rule).careless and document.informal):
                        if times == _MOST_FINDINGS and not rules.others:  # what another tool has found costs nothing more
                            stopped.append(finding)
                            break
                        yield finding
                        times += 1

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
