"""Plain text. Paragraphs are separated by blank lines; a line break inside one counts as a blank only where a text was
wrapped at a width or a sentence plainly goes on, so that a list or one sentence a line stay apart. Left out: lines that are
nothing but `# mtlint-disable RULE` or another directive, after `#`, `//` or `%`; they separate paragraphs like blank lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from detector.document import Document
from detector.language import links
from detector.model import PLACEHOLDER, Block, Comment
from detector.offsets import Span, TextBuilder

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_DIRECTIVE = re.compile(
    r"(?:#|//|%)[ \t]*(mtlint-(?:disable-file|disable-next-line|disable-line|disable|enable)(?![\w-]).*)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = "#/%"  # how a directive starts
_WIDEST_WRAP = 120  # characters; text wrapped by hand or by an editor is narrower, a paragraph on one line is mostly wider
_ENDS_SENTENCE = frozenset(".!?…:;\"”'’)]|")


def read(source: str, path: str, encoding: str) -> Document:
    builder = TextBuilder(source)
    blocks: list[Block] = []
    comments: list[Comment] = []
    hints = links.hints(source)
    before = 0  # the end of the last block in the source
    for paragraph in _paragraphs(source, comments):
        for start, end in paragraph:
            begin, at = builder.length, start
            if blocks:
                gap = "\n" if start != paragraph[0].start else "\n\n"
                begin += len(gap)
                if source[before:start] == gap:
                    at = before  # it stands there already
                else:
                    builder.insert(gap)
            if hints and bisect_left(hints, start) < bisect_left(hints, end):
                for link_start, link_end in links.find(source, start, end):
                    builder.copy(at, link_start)
                    builder.replace(PLACEHOLDER, link_start, link_end)
                    at = link_end
            builder.copy(at, end)
            blocks.append(Block(Span(begin, builder.length), "paragraph" if len(paragraph) == 1 else "line"))
            before = end
    text, offsets = builder.build()
    return Document(path, "text", encoding, source, text, tuple(blocks), offsets, tuple(comments))


def _paragraphs(source: str, comments: list[Comment]) -> Iterator[list[Span]]:
    """What blank lines and directives separate, each as its blocks: source ranges without the blanks around them.

    The directives on the way are added to `comments`.
    """
    lines: list[Span] = []
    bom = source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    for match in _LINE.finditer(source, int(bom)):
        text = match[0].strip()
        if text:
            start = source.index(text[0], match.start())  # only blanks come before it
            line = Span(start, start + len(text))
            directive = _DIRECTIVE.fullmatch(text) if text[0] in _COMMENT else None
            if not directive:
                lines.append(line)
                continue
            comments.append(Comment(directive[1], line))
        if lines:
            yield _joined(source, lines)
            lines = []
    if lines:
        yield _joined(source, lines)


def _joined(source: str, lines: list[Span]) -> list[Span]:
    """Neighbouring lines as paragraphs: one if they are wrapped, else one for each line or unfinished sentence."""
    if len(lines) < 2:
        return lines
    width = max(end - start for start, end in lines)
    if width <= _WIDEST_WRAP:
        first_words = [len(source[start : start + width + 1].split(maxsplit=1)[0]) for start, end in lines]
        if all((line.end - line.start) + 1 + word > width for line, word in zip(lines, first_words[1:], strict=False)):
            return [Span(lines[0].start, lines[-1].end)]
    out = [lines[0]]
    for line in lines[1:]:
        if source[line.start].islower() and source[out[-1].end - 1] not in _ENDS_SENTENCE:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
    return out
