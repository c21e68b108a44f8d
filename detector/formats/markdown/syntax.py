"""What tree-sitter makes of Markdown: pieces of prose with the marks in them, and pieces that may hold comments. All in bytes.

Hostile sources cost no more than their length. A long one is parsed in parts that end between blocks, because a tree takes up
to 560 bytes for one byte (lines of one mark); a paragraph or quote longer than a part is cut. A paragraph of over 32 KB, or with
far more marks of emphasis than prose has, is taken as it stands: the inline grammar takes quadratic time on marks that are never
closed (0.2 s for 1,600 bytes of `**a __b`, 8 s for 32 KB of asterisks).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tree_sitter import Language, Node, Parser
from tree_sitter_markdown import inline_language, language

from detector.model import PLACEHOLDER

Edit = tuple[int, int, str]  # a range and what stands there instead

_KINDS = {
    "atx_heading": "heading",
    "setext_heading": "heading",
    "list_item": "item",
    "block_quote": "quote",
    "pipe_table_cell": "cell",
}
_OTHER = {
    "html_block": "html",
    "link_reference_definition": "definition",
    "minus_metadata": "front matter",
    "plus_metadata": "front matter",
}
_OPAQUE = frozenset({"code_span", "uri_autolink", "email_autolink", "image", "latex_block"})
_LINKS = frozenset({"inline_link", "full_reference_link", "collapsed_reference_link"})
_DROPPED = frozenset({"emphasis_delimiter", "html_tag", "block_continuation"})
_CONTAINERS = frozenset({"document", "section", "list"})

_CUT = frozenset({"paragraph", "block_quote"})

_PART = 1 << 18
_LONGEST_INLINE = 32_768
_PARAGRAPH = re.compile(rb"\S.*?(?=\r?\n[ \t]*\r?\n|\Z)", re.DOTALL)


class Piece(NamedTuple):
    """Prose with what must change in it to leave the prose, or, without edits, "html", a "definition" or "front matter"."""

    start: int
    end: int
    kind: str  # of the block, or those above
    edits: list[Edit]


def pieces(data: bytes, code_blocks: bool) -> Iterator[Piece]:
    """The pieces in order; indented code is prose too if `code_blocks`."""
    for node, base in _blocks(data):
        stack = [(node, "paragraph")]
        while stack:
            node, kind = stack.pop()
            kind = _KINDS.get(node.type, kind)
            start, end = base + node.start_byte, base + node.end_byte
            if node.type in _OTHER:
                yield Piece(start, end, _OTHER[node.type], [])
            elif node.type in ("inline", "pipe_table_cell"):
                yield Piece(start, end, kind, [*_inline(data[start:end], start), *_continuations(node, base)])
            elif node.type == "indented_code_block" and code_blocks:
                for match in _PARAGRAPH.finditer(data, start, end):
                    yield Piece(*match.span(), kind, [*_inline(match[0], match.start()), *_continuations(node, base)])
            else:
                stack += [(child, kind) for child in reversed(node.children)]


@cache
def _parsers() -> tuple[Parser, Parser]:
    return Parser(Language(language())), Parser(Language(inline_language()))


def _blocks(data: bytes) -> Iterator[tuple[Node, int]]:
    """The outermost blocks and items of lists, each with the place from which its offsets count."""
    at, size = 0, _PART
    while at < len(data):
        end = min(at + size, len(data))
        if end < len(data):
            end = (data.rfind(b"\n", at + 1, end) + 1) or (data.rfind(b" ", at + 1, end) + 1)
            if not end:
                size *= 2
                continue
        part = data[at:end]
        blocks = _outermost(_parsers()[0].parse(part).root_node)
        following = end
        if end < len(data):
            following = at + part.rfind(b"\n", 0, blocks[-1].start_byte) if blocks else end - 1  # the last block may go on
            if following > at:
                blocks = blocks[:-1]
            elif blocks[0].type in _CUT:
                following = end - 1
            else:
                size *= 2
                continue
        yield from ((block, at) for block in blocks)
        at, size = following, _PART  # at the end of a line: the start of a part would be that of a file, with front matter


def _outermost(root: Node) -> list[Node]:
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        if node.type in _CONTAINERS:
            stack += reversed(node.children)
        else:
            found.append(node)
    return found


def _continuations(node: Node, base: int) -> Iterator[Edit]:
    """The marks of quotes and the indents of items at the starts of lines inside a block."""
    return ((base + each.start_byte, base + each.end_byte, "") for each in node.children if each.type == "block_continuation")


def _inline(data: bytes, base: int) -> Iterator[Edit]:
    """What must change in a piece of inline Markdown to leave its prose. Of HTML, each tag and comment is one edit."""
    if len(data) > _LONGEST_INLINE or _is_hostile(data):
        return
    stack: list[Node] = [_parsers()[1].parse(data).root_node]
    while stack:
        node = stack.pop()
        start, end = base + node.start_byte, base + node.end_byte
        if node.type in _OPAQUE:
            yield start, end, PLACEHOLDER
        elif node.type in _DROPPED or (node.type == "shortcut_link" and data[node.start_byte + 1 : node.start_byte + 2] == b"^"):
            yield start, end, ""
        elif node.type == "<!--":  # with two hyphens in it, which the grammar does not take for a comment
            close = data.find(b"-->", node.start_byte + 2)
            if close >= 0:
                yield start, base + close + 3, ""
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


def _is_hostile(data: bytes) -> bool:
    """Whether quadratic work on its marks of emphasis would be far more than work in proportion to its length.

    Allowed are 50 marks anywhere, 150 in 1,000 bytes, 320 in 5,000.
    """
    marks = data.count(b"*") + data.count(b"_") + data.count(b"~")
    return marks * marks > 2500 + 20 * len(data)
