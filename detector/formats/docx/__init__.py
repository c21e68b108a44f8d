"""Word documents. The source is the text that they show, a line for each paragraph that has any: the body with its tables and
text boxes, then the footnotes and endnotes. Tabs are tabs, line breaks within a paragraph are blanks.

Kept: paragraphs, headings, list items, quotes and table cells by their styles and properties, with the text of links, insertions,
content controls and field results. Pictures, equations, symbols, inline code and links in full become one placeholder each, as
do runs whose author switched proofing off or set another language. Paragraphs of code and tables of contents stand in the
source but are no prose. Left out: deletions, hidden text, field codes, headers, footers, comments, document properties.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from detector.document import Document
from detector.formats.docx import body, package, styles
from detector.formats.docx.body import Paragraph
from detector.formats.docx.package import Attributes, Part
from detector.language import links
from detector.model import PLACEHOLDER, Block, Comment
from detector.offsets import Span, TextBuilder

# The share of foreign text from which the languages of runs are not believed: who translates a document in place, by hand or
# by machine, leaves the language of the original on all that is now English.
_UNBELIEVABLE = 0.5


class Anchor(NamedTuple):
    """Where a piece of the source stands in the document, for who writes to a copy of it."""

    span: Span
    node: int  # index of its `w:t` in the main part, in document order; of the part of notes for a note
    note: tuple[str, str] | None  # kind (footnote, endnote) and id of the note that it is in


class Line(NamedTuple):
    """A paragraph and where it begins in the source."""

    start: int
    paragraph: Paragraph
    place: str
    note: tuple[str, str] | None


def read(data: bytes, path: str) -> Document:
    """The prose of a document. Raises ReadError."""
    return read_anchored(data, path)[0]


def read_anchored(data: bytes, path: str) -> tuple[Document, list[Anchor]]:
    """The prose of a document and the anchors of its source, in order. Raises ReadError."""
    parts = package.unpack(data)
    lines = list(_lines(parts))
    source = "\n".join(_text(line.paragraph) for line in lines)
    builder = TextBuilder(source)
    blocks = []
    opaque = {"opaque", "foreign"} if _languages_are_believable(lines) else {"opaque"}
    for line in lines:
        if line.paragraph.style.kind in ("code", "contents"):
            continue
        begin = builder.length
        if _write(builder, source, line, opaque):
            blocks.append(Block(Span(begin, builder.length), _kind(line), line.place))
            builder.insert("\n\n")
    text, offsets = builder.build()
    comments = tuple(sorted([*_ignored(lines), *_comments(parts.comments, lines)], key=lambda comment: comment.span))
    document = Document(path, "docx", "utf-8", source, text, tuple(blocks), offsets, comments)
    return document, list(_anchors(lines))


def _lines(parts: package.Package) -> Iterator[Line]:
    known = styles.read(parts.styles)
    main = body.read(parts.document, known)
    at = count = 0
    for paragraph in main.paragraphs:
        count += not paragraph.place
        yield Line(at, paragraph, paragraph.place or f"paragraph {count}", None)
        at += paragraph.length + 1
    for kind, part in (("footnote", parts.footnotes), ("endnote", parts.endnotes)):
        notes: dict[str, list[Paragraph]] = {}
        for paragraph in body.read(part, known).paragraphs:
            notes.setdefault(paragraph.note, []).append(paragraph)
        referenced = [note for note in main.notes if note[0] == kind]  # separators are not
        for number, note in enumerate(referenced, 1):
            for paragraph in notes.get(note[1], ()):
                yield Line(at, paragraph, f"{kind} {number}", note)
                at += paragraph.length + 1


def _text(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph.pieces)


def _kind(line: Line) -> str:
    if line.place.startswith("table"):
        return "cell"
    return line.paragraph.style.kind or ("item" if line.paragraph.style.item else "paragraph")


def _languages_are_believable(lines: list[Line]) -> bool:
    foreign = sum(len(piece.text) for line in lines for piece in line.paragraph.pieces if piece.look == "foreign")
    return foreign < _UNBELIEVABLE * sum(line.paragraph.length for line in lines)


def _write(builder: TextBuilder, source: str, line: Line, opaque: set[str]) -> bool:
    """Write the prose of a line, if there is any."""
    start, end = _stripped(source, line.start, line.start + line.paragraph.length)
    stretches = [(max(a, start), min(b, end), look) for a, b, look in _stretches(line, opaque) if a < end and b > start]
    if all(look != "prose" or source[a:b].isspace() for a, b, look in stretches):
        return False
    for a, b, look in stretches:
        if look == "prose":
            at = a
            for link_start, link_end in links.find(source, a, b):
                builder.copy(at, link_start)
                builder.replace(PLACEHOLDER, link_start, link_end)
                at = link_end
            builder.copy(at, b)
        elif look == "break":
            builder.replace("\n" * (b - a), a, b)
        else:
            inner = _stripped(source, a, b)
            builder.copy(a, inner.start)
            builder.replace(PLACEHOLDER if inner.start < inner.end else "", *inner)
            builder.copy(inner.end, b)
    return True


def _stretches(line: Line, opaque: set[str]) -> Iterator[tuple[int, int, str]]:
    """Pieces that are written alike taken together, so that a word or a link in several runs is one."""
    at = line.start
    for look, pieces in groupby(
        line.paragraph.pieces,
        key=lambda piece: "opaque" if piece.look in opaque else "prose" if piece.look == "foreign" else piece.look,
    ):
        end = at + sum(len(piece.text) for piece in pieces)
        yield at, end, look
        at = end


def _stripped(source: str, start: int, end: int) -> Span:
    piece = source[start:end]
    inner = start + len(piece) - len(piece.lstrip())
    return Span(inner, max(inner, start + len(piece.rstrip())))


def _ignored(lines: list[Line]) -> Iterator[Comment]:
    """What stands in the style `mtlint-ignore`, as if a comment were on it."""
    for line in lines:
        at = line.start
        for ignored, pieces in groupby(line.paragraph.pieces, key=lambda piece: piece.ignored):
            span = Span(at, at + sum(len(piece.text) for piece in pieces))
            if ignored:
                yield Comment("mtlint-disable", span, span)
            at = span.end


def _comments(part: Part, lines: list[Line]) -> Iterator[Comment]:
    """The comments that speak to mtlint; one without a range is about its paragraph."""
    places: dict[tuple[str, str], tuple[int, Line]] = {}
    for line in lines:
        for mark in line.paragraph.marks if line.note is None else ():
            places.setdefault((mark.comment, mark.element), (line.start + mark.offset, line))
    for comment, text in _comment_texts(part).items():
        found = [places.get((comment, f"w:comment{end}")) for end in ("RangeStart", "RangeEnd", "Reference")]
        near = found[0] or found[2] or found[1]
        if near is None or not text.lower().startswith("mtlint-"):
            continue
        if found[0] and found[1] and found[0][0] < found[1][0]:
            span = Span(found[0][0], found[1][0])
        else:
            span = Span(near[1].start, near[1].start + near[1].paragraph.length)
        yield Comment(text, span, span)


def _comment_texts(part: Part) -> dict[str, str]:
    """The text of each comment, by its id."""
    texts: dict[str, list[str]] = {}
    within = ""
    reading = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal within, reading
        if name == "w:comment":
            within = package.value(attributes, "id")
        reading = name == "w:t"

    def end(name: str) -> None:
        nonlocal reading
        reading = False
        if name == "w:p":
            texts.setdefault(within, []).append("\n")

    def characters(text: str) -> None:
        if reading:
            texts.setdefault(within, []).append(text)

    if part.name:
        package.parse(part, start, end, characters)
    return {comment: "".join(pieces).strip() for comment, pieces in texts.items()}


def _anchors(lines: list[Line]) -> Iterator[Anchor]:
    for line in lines:
        at = line.start
        for piece in line.paragraph.pieces:
            if piece.node >= 0:
                yield Anchor(Span(at, at + len(piece.text)), piece.node, line.note)
            at += len(piece.text)
