"""Markdown, parsed by tree-sitter with exact byte ranges. Kept: paragraphs, headings, list items, quotes, table cells and the
text of links. Left out: front matter, code blocks, HTML, comments, link targets. Inline code, images, formulas and bare links
become one placeholder each, so that no sentence loses a noun."""

from __future__ import annotations

import html
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate

from tree_sitter import Language, Node, Parser
from tree_sitter_markdown import inline_language, language

from detector.document import Document
from detector.language import links
from detector.model import PLACEHOLDER, Block
from detector.offsets import Span, TextBuilder

_KINDS = {
    "atx_heading": "heading",
    "setext_heading": "heading",
    "list_item": "item",
    "block_quote": "quote",
    "pipe_table_cell": "cell",
}
_OPAQUE = frozenset({"code_span", "uri_autolink", "email_autolink", "image", "latex_block"})
_LINKS = frozenset({"inline_link", "full_reference_link", "collapsed_reference_link"})
_DROPPED = frozenset({"emphasis_delimiter", "html_tag", "block_continuation"})

# Bytes of one paragraph. The inline grammar takes quadratic time on runs of marks (8 s for 32 KB of asterisks with
# tree-sitter-markdown 0.5.4); no paragraph that people wrote is this long, so a longer one is taken as it stands.
_LONGEST_INLINE = 32_768

Edit = tuple[int, int, str]  # byte range and what stands there instead


def read(source: str, path: str, encoding: str) -> Document:
    data = source.encode("utf-8", "surrogatepass")
    code_point = _code_points(source, data)
    builder = TextBuilder(source)
    blocks = []
    for start, end, kind, continuations in _prose(data):
        begin = builder.length
        _write(builder, source, code_point, start, end, sorted([*_edits(data[start:end], start), *continuations]))
        if builder.length > begin:
            blocks.append(Block(Span(begin, builder.length), kind))
            builder.insert("\n\n")
    text, offsets = builder.build()
    return Document(path, "markdown", encoding, source, text, tuple(blocks), offsets)


@cache
def _parsers() -> tuple[Parser, Parser]:
    return Parser(Language(language())), Parser(Language(inline_language()))


def _code_points(source: str, data: bytes) -> Callable[[int], int]:
    """From byte offsets of `data` to code points of `source`."""
    if len(source) == len(data):
        return lambda byte: byte
    widths = (1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4 for char in source)
    starts = array("Q", accumulate(widths, initial=0))
    return lambda byte: bisect_left(starts, byte)


def _prose(data: bytes) -> Iterator[tuple[int, int, str, list[Edit]]]:
    """The byte ranges of prose in order, their kind, and the quote marks at the starts of lines inside them."""
    stack = [(_parsers()[0].parse(data).root_node, "paragraph")]
    while stack:
        node, kind = stack.pop()
        kind = _KINDS.get(node.type, kind)
        if node.type in ("inline", "pipe_table_cell"):
            marks = [(child.start_byte, child.end_byte, "") for child in node.children if child.type == "block_continuation"]
            yield node.start_byte, node.end_byte, kind, marks
        else:
            stack += [(child, kind) for child in reversed(node.children)]


def _edits(data: bytes, base: int) -> Iterator[Edit]:
    """What must change in a piece of inline Markdown to leave its prose."""
    if len(data) > _LONGEST_INLINE:
        return
    stack: list[Node] = [_parsers()[1].parse(data).root_node]
    while stack:
        node = stack.pop()
        start, end = base + node.start_byte, base + node.end_byte
        if node.type in _OPAQUE:
            yield start, end, PLACEHOLDER
        elif node.type in _DROPPED or (node.type == "shortcut_link" and data[node.start_byte + 1 : node.start_byte + 2] == b"^"):
            yield start, end, ""
        elif node.type in ("entity_reference", "numeric_character_reference"):
            yield start, end, html.unescape(data[node.start_byte : node.end_byte].decode("utf-8", "replace"))
        elif node.type == "backslash_escape":
            yield start, start + 1, ""
        elif node.type == "hard_line_break":
            yield start, end, "\n"
        elif node.type in _LINKS:
            text = next((child for child in node.children if child.type == "link_text"), None)
            yield start, base + text.start_byte if text else end, ""
            if text:
                yield base + text.end_byte, end, ""
                stack.append(text)
        else:
            stack += node.children


def _write(builder: TextBuilder, source: str, code_point: Callable[[int], int], start: int, end: int, edits: list[Edit]) -> None:
    at = code_point(start)
    stop = code_point(end)
    while stop > at and source[stop - 1].isspace():
        stop -= 1
    for edit_start, edit_end, instead in edits:
        begin = code_point(edit_start)
        if begin < at:  # inside a piece that is already left out
            continue
        _copy(builder, source, at, begin)
        builder.replace(instead, begin, code_point(edit_end))
        at = code_point(edit_end)
    _copy(builder, source, at, stop)


def _copy(builder: TextBuilder, source: str, start: int, end: int) -> None:
    for link_start, link_end in links.find(source, start, end):
        builder.copy(start, link_start)
        builder.replace(PLACEHOLDER, link_start, link_end)
        start = link_end
    builder.copy(start, end)
