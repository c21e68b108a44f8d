"""Cuts a document into what is sent to the server in one request: whole paragraphs, with the one before as context.

Rules of LanguageTool look at a sentence, at neighbouring sentences or at a paragraph. What they say of the context belongs to the
request before, and is dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from detector.document import Document
from detector.model import PLACEHOLDER
from detector.offsets import Span

SIZE = 6000  # code points, some thousand words: an article in one or two requests, and no limit of a server is near
CONTEXT = 1500  # code points of what stands before, if there is more
_GAP = "\n\n"
_STAND_IN = "X"  # a noun for inline code, which would look like a missing word
_SENTENCE_END = re.compile(r"[.!?…][\"”'’)\]]*\s")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which cannot be sent


class Piece(NamedTuple):
    """A text to send. Its paragraphs start at `starts`, and at `spans[i].start` in the document."""

    text: str
    starts: list[int]
    spans: list[Span]
    first: int  # of the paragraphs that are not context

    def in_document(self, span: Span) -> Span | None:
        """A span of the piece in the document; None if it lies in the context or leaves its paragraph."""
        index = bisect_right(self.starts, span.start) - 1
        shift = self.spans[index].start - self.starts[index]
        moved = Span(span.start + shift, span.end + shift)
        return moved if index >= self.first and moved.end <= self.spans[index].end else None

    @property
    def astral(self) -> bool:
        """Whether it has characters that are two units of UTF-16."""
        return not self.text.isascii() and max(self.text) > "\uffff"


def cut(document: Document) -> Iterator[Piece]:
    kept: list[Span] = []
    size = 0
    before: list[Span] = []
    for span in _paragraphs(document):
        if kept and size + span.end - span.start > SIZE:
            yield _piece(document.text, before, kept)
            before, kept, size = [_end(document.text, kept[-1])], [], 0
        kept.append(span)
        size += span.end - span.start
    if kept:
        yield _piece(document.text, before, kept)


def _paragraphs(document: Document) -> Iterator[Span]:
    """The blocks, those that are too long cut at the ends of sentences."""
    for block in document.blocks:
        start, end = block.span
        while end - start > SIZE:
            ends = [match.end() for match in _SENTENCE_END.finditer(document.text, start + SIZE // 2, start + SIZE)]
            at = ends[-1] if ends else document.text.rfind(" ", start + SIZE // 2, start + SIZE) + 1 or start + SIZE
            yield Span(start, at)
            start = at
        if start < end:
            yield Span(start, end)


def _end(text: str, span: Span) -> Span:
    """A paragraph as context: all of it, or its last sentences."""
    if span.end - span.start <= CONTEXT:
        return span
    sentence = _SENTENCE_END.search(text, span.end - CONTEXT, span.end)
    return Span(sentence.end() if sentence else span.end - CONTEXT, span.end)


def _piece(text: str, before: list[Span], kept: list[Span]) -> Piece:
    spans = [*before, *kept]
    starts, at = [], 0
    for span in spans:
        starts.append(at)
        at += span.end - span.start + len(_GAP)
    sent = _GAP.join(text[span.start : span.end] for span in spans).replace(PLACEHOLDER, _STAND_IN)
    return Piece(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", sent), starts, spans, len(before))
