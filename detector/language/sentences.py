"""Sentence boundaries, by nupunkt. Its import takes longer than checking a page, so only findings ask for sentences."""

from __future__ import annotations

from detector.model import Block, Sentence
from detector.offsets import Span


def split(text: str, block: Block) -> list[Sentence]:
    """The sentences of one block."""
    import nupunkt

    start = block.span.start
    return [Sentence(Span(start + begin, start + end)) for begin, end in nupunkt.sent_spans(text[start : block.span.end])]
