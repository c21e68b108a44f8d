"""Plain text. Paragraphs are separated by blank lines; a line break inside one counts as a blank only where a text was
wrapped at a width or a sentence plainly goes on, so that a list or one sentence a line stay apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.language import links
from detector.model import PLACEHOLDER, Block
from detector.offsets import Span, TextBuilder

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_WIDEST_WRAP = 120  # characters; text wrapped by hand or by an editor is narrower, a paragraph on one line is mostly wider
_ENDS_SENTENCE = frozenset(".!?…:;\"”'’)]|")


def read(source: str, path: str, encoding: str) -> Document:
    builder = TextBuilder(source)
    blocks: list[Block] = []
    for paragraph in _paragraphs(source):
        for start, end in paragraph:
            builder.insert("\n" if start != paragraph[0].start else "\n\n" if blocks else "")
            begin, at = builder.length, start
            for link_start, link_end in links.find(source, start, end):
                builder.copy(at, link_start)
                builder.replace(PLACEHOLDER, link_start, link_end)
                at = link_end
            builder.copy(at, end)
            blocks.append(Block(Span(begin, builder.length), "paragraph" if len(paragraph) == 1 else "line"))
    text, offsets = builder.build()
    return Document(path, "text", encoding, source, text, tuple(blocks), offsets)


def _paragraphs(source: str) -> Iterator[list[Span]]:
    """What blank lines separate, each as its blocks: source ranges without the blanks around them."""
    lines: list[Span] = []
    bom = source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    for match in _LINE.finditer(source, int(bom)):
        line = _stripped(source, match.start(), match.end())
        if line.start < line.end:
            lines.append(line)
        elif lines:
            yield _joined(source, lines)
            lines = []
    if lines:
        yield _joined(source, lines)


def _stripped(source: str, start: int, end: int) -> Span:
    piece = source[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())) if piece.strip() else Span(start, start)


def _joined(source: str, lines: list[Span]) -> list[Span]:
    """Neighbouring lines as paragraphs: one if they are wrapped, else one for each line or unfinished sentence."""
    if len(lines) < 2:
        return lines
    width = max(end - start for start, end in lines)
    first_words = [len(source[start : start + width + 1].split(maxsplit=1)[0]) for start, end in lines]
    if width <= _WIDEST_WRAP and all(
        (line.end - line.start) + 1 + following > width for line, following in zip(lines, first_words[1:], strict=False)
    ):
        return [Span(lines[0].start, lines[-1].end)]
    out = [lines[0]]
    for line in lines[1:]:
        if source[line.start].islower() and source[out[-1].end - 1] not in _ENDS_SENTENCE:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
    return out
