"""Markdown and MDX, parsed by tree-sitter with exact byte ranges.

Kept: paragraphs, headings, list items, quotes, table cells and the text of links. Left out: front matter, code blocks, blocks of
HTML, comments, link targets. Inline code, images, formulas, bare links and inline HTML elements in another language (`lang`,
`translate="no"`) become one placeholder each, so that no sentence loses a noun. Of comments, those that speak to mtlint are kept
apart: `<!-- mtlint-disable -->`, `[//]: # (mtlint-disable)`, `[mtlint]: # "disable"`, and `data-mtlint="off"` of inline HTML.

MDX: as Markdown, but text between tags is Markdown too, however indented; expressions in braces become placeholders; imports,
exports and tags are left out. Its comments are `{/* mtlint-disable */}`.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from detector.document import Document
from detector.formats.markdown import elements, mdx, syntax
from detector.formats.markdown.mdx import Edit
from detector.language import links
from detector.model import PLACEHOLDER, Block, Comment
from detector.offsets import Span, TextBuilder

# In HTML: a comment, or a tag that may have what looks like one in an attribute.
_HTML = re.compile(
    r"""<!--(?: -?> | (?P<comment>.*?) (?P<close>-->|\Z) ) | </?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>""", re.VERBOSE | re.DOTALL
)
_RAW = re.compile(r"\s*<(?:script\b|style\b|textarea\b|\?|!\[)", re.IGNORECASE)
_DEFINITION = re.compile(r"""\[(//|comment|mtlint)\]:\s*(?:\#|<>)\s+["'(](.*)["')]\s*""", re.IGNORECASE | re.DOTALL)
_LINE_START = re.compile(r"[\r\n][\s>]*")


def read(source: str, path: str, encoding: str) -> Document:
    return _read(source, source, "markdown", path, encoding, [], [])


def read_mdx(source: str, path: str, encoding: str) -> Document:
    masked, edits, comments = mdx.mask(source)
    return _read(source, masked, "mdx", path, encoding, edits, comments)


def _read(source: str, masked: str, form: str, path: str, encoding: str, given: list[Edit], comments: list[Comment]) -> Document:
    """The document in Markdown that `masked` is, which may have other characters than the source, and these edits by now."""
    data = masked.encode("utf-8", "surrogatepass")
    code_point = _code_points(masked, data)
    builder = TextBuilder(source)
    blocks: list[Block] = []
    front_matter = ""
    for piece in syntax.pieces(data, code_blocks=form == "mdx"):
        start, end = code_point(piece.start), code_point(piece.end)
        if piece.kind == "front matter":
            front_matter = source[start:end].strip()
        elif piece.kind == "html":
            comments += _html_comments(source, start, end) if form == "markdown" else ()
        elif piece.kind == "definition":
            comments += _definitions(source, start, end)
        else:
            edits = [(code_point(begin), code_point(stop), instead) for begin, stop, instead in piece.edits]
            edits += _within(given, start, end)
            notes, placeholders = _inline_html(source, sorted(edits, key=_outermost_first)) if form == "markdown" else ([], [])
            comments += notes
            begin = builder.length
            _write(builder, source, start, end, sorted(edits + placeholders, key=_outermost_first))
            if builder.length > begin:
                blocks.append(Block(Span(begin, builder.length), piece.kind))
                builder.insert("\n\n")
    text, offsets = builder.build()
    comments.sort(key=lambda comment: comment.span)
    return Document(path, form, encoding, source, text, tuple(blocks), offsets, tuple(comments), front_matter=front_matter)


def _code_points(source: str, data: bytes) -> Callable[[int], int]:
    """From byte offsets of `data` to code points of `source`."""
    if len(source) == len(data):
        return lambda byte: byte
    widths = (1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4 for char in source)
    starts = array("Q", accumulate(widths, initial=0))
    return lambda byte: bisect_left(starts, byte)


def _within(edits: list[Edit], start: int, end: int) -> Iterator[Edit]:
    """Those of sorted edits that concern this range. One that started before it has its replacement there."""
    first = bisect_left(edits, (start,))
    if first and edits[first - 1][1] > start:
        yield start, min(edits[first - 1][1], end), ""
    for begin, stop, instead in edits[first : bisect_left(edits, (end,))]:
        yield begin, min(stop, end), instead


def _outermost_first(edit: Edit) -> tuple[int, int]:
    return edit[0], -edit[1]


def _html_comments(source: str, start: int, end: int) -> Iterator[Comment]:
    """Those of a block of HTML that speak to mtlint."""
    if not _RAW.match(source, start):
        for match in _HTML.finditer(source, start, end):
            if match["close"]:
                yield from _comment(match["comment"], Span(*match.span()))


def _definitions(source: str, start: int, end: int) -> Iterator[Comment]:
    """A link that is defined and never used, which is the way to write a comment that no HTML shows."""
    match = _DEFINITION.fullmatch(source, start, end)
    if match:
        text = f"mtlint-{match[2].strip()}" if match[1].lower() == "mtlint" else match[2]
        yield from _comment(text, Span(start, start + len(source[start:end].rstrip())))


def _inline_html(source: str, edits: Sequence[Edit]) -> tuple[list[Comment], list[Edit]]:
    """The comments that speak to mtlint among the tags and comments that are left out, and the elements that are not English."""
    comments: list[Comment] = []
    tags: list[Span] = []
    at = 0
    for start, end, instead in edits:
        if start >= at and not instead and source.startswith("<", start):
            if source.startswith("<!--", start):
                comments += _comment(source[start + 4 : end - 3], Span(start, end))
            else:
                tags.append(Span(start, end))
        at = max(at, end)
    hidden: list[Edit] = []
    for tag, element in elements.pair(tags, source):
        comments += elements.directives(tag, element)
        if elements.is_hidden(tag):
            hidden.append((*element, PLACEHOLDER))
    return comments, hidden


def _comment(text: str, span: Span) -> Iterator[Comment]:
    text = _LINE_START.sub(" ", text.strip())
    if text.lower().startswith("mtlint-"):
        yield Comment(text, span)


def _write(builder: TextBuilder, source: str, start: int, end: int, edits: list[Edit]) -> None:
    """Write source[start:end] as the edits change it, without blanks around it."""
    pieces: list[tuple[int, int, str | None]] = []  # None: as it stands
    at = start
    for edit in edits:
        if at <= edit[0] and edit[1] <= end:  # not inside of a piece that is already left out
            pieces += (at, edit[0], None), edit
            at = edit[1]
    pieces.append((at, end, None))
    shown = [n for n, (begin, stop, instead) in enumerate(pieces) if (source[begin:stop] if instead is None else instead).strip()]
    for n in range(shown[0], shown[-1] + 1) if shown else ():
        begin, stop, instead = pieces[n]
        if instead is not None:
            builder.replace(instead, begin, stop)
            continue
        blanks = source[begin:stop]
        begin += len(blanks) - len(blanks.lstrip()) if n == shown[0] else 0
        stop -= len(blanks) - len(blanks.rstrip()) if n == shown[-1] else 0
        _copy(builder, source, begin, stop)


def _copy(builder: TextBuilder, source: str, start: int, end: int) -> None:
    for link_start, link_end in links.find(source, start, end):
        builder.copy(start, link_start)
        builder.replace(PLACEHOLDER, link_start, link_end)
        start = link_end
    builder.copy(start, end)
