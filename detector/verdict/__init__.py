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
from itertools import chain, pairwise
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


def judge(document: Document, findings: Sequence[Finding]) -> Verdict:
    """The verdict on a document with its findings in order; spans are those of the document text."""
    if document.word_count < SHORTEST:
        return Verdict(words=document.word_count)
    sections = [_counted(document, parts, findings) for parts in _sections(document, findings)]
    whole = model.merged([counts for _, counts in sections])
    if whole.words < SHORTEST or whole.known < _LEAST_KNOWN * whole.forms:
        return Verdict(words=whole.words)
    origin, probability = source.guess(whole), model.probability(whole)
    return Verdict(
        probability=probability,
        words=whole.words,
        family=origin.family,
        language=origin.language,
        margin=origin.margin,
        signs=signs.strongest(whole, document, findings) if probability > PRIOR else (),
        sections=tuple(
            Section(span, counts.words, model.probability(counts))
            for span, counts in sections
            if len(sections) > 1 and counts.words >= SHORTEST
        ),
    )


def counted(document: Document, findings: Sequence[Finding]) -> model.Counts:
    """What is counted in all sections of a document; training counts the same."""
    return model.merged([_counted(document, parts, findings)[1] for parts in _sections(document, findings)])


def _counted(document: Document, parts: list[_Part], findings: Sequence[Finding]) -> tuple[Span, model.Counts]:
    tokens = document.tokens
    span = Span(tokens.start[parts[0].first], tokens.end[parts[-1].last - 1])
    first, last = (bisect_left(findings, offset, key=lambda finding: finding.start) for offset in span)
    inside = [finding for finding in findings[first:last] if not _page(finding)]
    texts = chain.from_iterable(("", *tokens.text[part.first : part.last]) for part in parts)
    words = sum(len(document.text[tokens.start[part.first] : tokens.end[part.last - 1]].split()) for part in parts)
    return span, model.count(texts, words, inside)


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
    ends = [index for index, text in enumerate(tokens.text) if not text]
    pages = deque(finding.span for finding in findings if _page(finding))  # in order, as all findings are
    for block, (before, after) in zip(document.blocks, pairwise(ends), strict=False):
        if block.kind in _NOT_PROSE:
            continue
        outside = _passages(tokens, before + 1, after)
        while pages and pages[0].start < block.span.end:
            outside.append(pages.popleft())
        first = before + 1
        for span in sorted(outside):
            cut = max(first, bisect_right(tokens.end, span.start, first, after))
            yield from _pieces(first, cut)
            first = max(cut, bisect_left(tokens.start, span.end, cut, after))
        yield from _pieces(first, after)


def _passages(tokens: Tokens, first: int, last: int) -> list[Span]:
    """What stands in quotation marks for _PASSAGE words or more, in the tokens of one block."""
    found: list[Span] = []
    if last - first < _PASSAGE:
        return found
    opened, closing = first, ""
    for index, text in enumerate(tokens.text[first:last], first):
        if closing:
            if text == closing:
                if index - opened > _PASSAGE:
                    found.append(tokens.span(opened, index))
                closing = ""
        elif text in _MARKS:
            opened, closing = index, _MARKS[text]
    return found


def _pieces(first: int, last: int) -> Iterator[_Part]:
    while last - first > 2 * _SECTION:
        yield _Part(first, first + _SECTION)
        first += _SECTION
    if last > first:
        yield _Part(first, last)


def _page(finding: Finding) -> bool:
    return finding.rule.startswith("page-residue/")
