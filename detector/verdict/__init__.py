"""How much a whole text resembles machine translation, and from which language. It never flags a span and proves nothing.

`model` makes one probability of two kinds of evidence, the style of the text and the findings in it; `source` names the language;
`signs` says in words what spoke for it. A long text is read in sections of about 300 words. What others wrote does not count:
block quotes, quoted passages, and what the detector of page residue found; nor do table cells. What people are quoted to have
said counts: in a translated article it was translated with the rest.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from detector.document import Document
from detector.model import PRIOR, SHORTEST, Finding, Section, Tokens, Verdict
from detector.offsets import Span
from detector.verdict import model, signs, source

_SECTION = 350  # tokens with their marks: about 300 words, where single sentences no longer decide
_NOT_PROSE = frozenset({"quote", "cell"})
_PASSAGE = 40  # words in quotation marks from which they are a passage by somebody else: a choice
_MARKS = {"“": "”", '"': '"', "„": "“", "«": "»"}
_LEAST_KNOWN = 0.35  # share of words that keep their form; 1 in 1,000 native passages of 100 words has less, French has .1


class _Part(NamedTuple):
    """Neighbouring tokens of one block, from the first to before the last."""

    first: int
    last: int


@dataclass
class Tally:
    """What was read of a text so far, part by part."""

    words: int = 0  # all of the text, between blanks
    sections: list[Section] = field(default_factory=list)
    whole: model.Counts = field(default_factory=lambda: model.counts(()))
    found: dict[str, signs.Found] = field(default_factory=dict)  # by detector
    beginning: Document | None = None


def judge(document: Document, findings: Sequence[Finding]) -> Verdict:
    """The verdict on a document with its findings in order; spans are those of the document text."""
    tally = Tally()
    tally.sections += read(tally, document, findings)
    return conclude(tally)


def read(tally: Tally, document: Document, findings: Sequence[Finding], every_section: bool = True) -> list[Section]:
    """Count the next part of a text, with its findings in order; returns its sections, spans in the text of the part.

    They are added to those of the tally by who knows where the part stands. Judging each takes as long as counting: if not
    `every_section` is wanted, there are none of a part that does not resemble machine translation.
    """
    tally.words += document.word_count
    if document.word_count < SHORTEST:
        return []
    spans, stretches = [], []
    for parts in _sections(document, findings):
        spans.append(_span(document, parts))
        stretches.append(_stretch(document, parts, findings))
    whole = model.counts(stretches)
    tally.whole = model.merged([tally.whole, whole]) if tally.whole.symbols else whole
    tally.beginning = tally.beginning or replace(document)  # a copy, without what was analysed
    signs.note(tally.found, document.text, findings)
    if not every_section and model.probability(whole) <= PRIOR:
        return []
    each = [whole] if len(stretches) == 1 else [model.counts([stretch]) for stretch in stretches]
    return [Section(span, counts.words, model.probability(counts)) for span, counts in zip(spans, each, strict=True)]


def conclude(tally: Tally) -> Verdict:
    """The verdict on a text that was read."""
    whole, sections = tally.whole, tally.sections
    if tally.words < SHORTEST:
        return Verdict(words=tally.words)
    if not tally.beginning or whole.words < SHORTEST or whole.known < _LEAST_KNOWN:
        return Verdict(words=whole.words)
    origin, probability = source.guess(whole), model.probability(whole)
    return Verdict(
        probability=probability,
        words=whole.words,
        family=origin.family,
        language=origin.language,
        margin=origin.margin,
        signs=signs.strongest(whole, tally.beginning, tally.found) if probability > PRIOR else (),
        sections=tuple(section for section in sections if len(sections) > 1 and section.words >= SHORTEST),
    )


def counted(document: Document, findings: Sequence[Finding]) -> model.Counts:
    """What is counted in all sections of a document; training counts the same."""
    return model.counts(_stretch(document, parts, findings) for parts in _sections(document, findings))


def _span(document: Document, parts: list[_Part]) -> Span:
    return Span(document.tokens.start[parts[0].first], document.tokens.end[parts[-1].last - 1])


def _stretch(document: Document, parts: list[_Part], findings: Sequence[Finding]) -> model.Stretch:
    tokens = document.tokens
    first, last = (bisect_left(findings, offset, key=lambda finding: finding.start) for offset in _span(document, parts))
    inside = [finding for finding in findings[first:last] if not _page(finding)]
    texts = [text for part in parts for text in ("", *tokens.text[part.first : part.last])]
    words = sum(document.words_in(part.first, part.last) for part in parts)
    return model.stretch(texts, words, inside)


def _sections(document: Document, findings: Iterable[Finding]) -> Iterator[list[_Part]]:
    """The prose of a document in stretches of _SECTION tokens or a little more."""
    section: list[_Part] = []
    waiting: list[_Part] | None = None  # the last section may be short; it then belongs to the one before
    size = 0
    for part in _parts(document, findings):
        section.append(part)
        size += part.last - part.first
        if size >= _SECTION:
            if waiting:
                yield waiting
            waiting, section, size = section, [], 0
    if waiting and section:
        waiting += section
    if last := waiting or section:
        yield last


def _parts(document: Document, findings: Iterable[Finding]) -> Iterator[_Part]:
    """Runs of tokens that count, none longer than two sections."""
    tokens = document.tokens
    pages = deque(finding.span for finding in findings if _page(finding))  # in order, as all findings are
    marks = sorted(place for mark in {*_MARKS, *_MARKS.values()} for place in document.words.get(mark, ()))
    for block, (before, after) in zip(document.blocks, pairwise(tokens.breaks), strict=True):
        if block.kind in _NOT_PROSE:
            continue
        outside = []
        if marks and after - before > _PASSAGE:
            here = marks[bisect_right(marks, before) : bisect_left(marks, after)]
            outside = list(_passages(tokens, here)) if here else []
        while pages and pages[0].start < block.span.end:
            outside.append(pages.popleft())
        first = before + 1
        for span in sorted(outside) if outside else ():
            cut = max(first, bisect_right(tokens.end, span.start, first, after))
            yield from _pieces(first, cut)
            first = max(cut, bisect_left(tokens.start, span.end, cut, after))
        yield from _pieces(first, after)


def _passages(tokens: Tokens, marks: list[int]) -> Iterator[Span]:
    """What stands for _PASSAGE words or more between two of the quotation marks of one block."""
    opened, closing = 0, ""
    for index in marks:
        text = tokens.text[index]
        if closing:
            if text == closing:
                if index - opened > _PASSAGE:
                    yield tokens.span(opened, index)
                closing = ""
        elif text in _MARKS:
            opened, closing = index, _MARKS[text]


def _pieces(first: int, last: int) -> Iterator[_Part]:
    while last - first > 2 * _SECTION:
        yield _Part(first, first + _SECTION)
        first += _SECTION
    if last > first:
        yield _Part(first, last)


def _page(finding: Finding) -> bool:
    return finding.rule.startswith("page-residue/")
