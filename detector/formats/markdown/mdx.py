"""MDX as Markdown of the same length: what is JavaScript or JSX is masked, so that all positions stay those of the source.

Braces, strings, comments and template literals are respected, regular expressions and the text between tags within an
expression are not told from code: a brace in them may end it. What is never closed, which MDX would refuse, is read as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from detector.formats.markdown import elements
from detector.model import PLACEHOLDER, Comment
from detector.offsets import Span

Edit = tuple[int, int, str]  # a range in code points and what stands there instead

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n")
_FRONT_MATTER_END = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_POINT = re.compile(
    r"""\\.
      | ^[ \t>]* (?: [-*+][ \t]+ | \d{1,9}[.)][ \t]+ )? (?P<fence> `{3,} (?=[^`\n]*$) | ~{3,} )
      | ^ (?P<module> import [ \t]* (?: ["'{*] | [\w$]+ (?: [ \t]*, | [ \t]+from\b | [ \t]+\{ ) )
            | export [ \t]* (?: [{*] | (?:default|const|let|var|function|class|async|type|interface)\b ) )
      | (?P<ticks> `+ )
      | (?P<brace> \{ )
      | (?P<tag> </?[A-Za-z_$][\w$.-]*+ (?: :[\w$-]++ )? (?= [\s/>{] ) | <(?=>|/>) )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_FENCE_END = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_TICKS = re.compile(r"`+|\n[ \t\r]*\n")
_CODE = re.compile(
    r"""//[^\n]* | /\* | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+' | [`{}] | \n[ \t\r]*(?=\n)""", re.VERBOSE | re.DOTALL
)
_TEMPLATE = re.compile(r"\\.|`|\$\{", re.DOTALL)
_IN_TAG = re.compile(r""" "[^"]*" | '[^']*' | [{<>] | \n[ \t\r]*\n """, re.VERBOSE)
_NOTE = re.compile(r"\{\s*/\*((?:[^*]|\*(?!/))*+)\*/\s*\}")
_INDENT = re.compile(r"(\r?\n)([ \t]*)")


class _Piece(NamedTuple):
    """Something that is no Markdown: "module", "brace" (an expression), "tag" or "hidden" (an element that is not English)."""

    start: int
    end: int
    kind: str


def mask(source: str) -> tuple[str, list[Edit], list[Comment]]:
    """The source as Markdown, what to put in the place of each masked piece, and the comments."""
    pieces = list(_pieces(source))
    comments = [note for piece in pieces if piece.kind == "brace" for note in _note(source, piece)]
    for tag, element in elements.pair((Span(piece.start, piece.end) for piece in pieces if piece.kind == "tag"), source):
        comments += elements.directives(tag, element)
        if elements.is_hidden(tag):
            pieces.append(_Piece(*element, "hidden"))
    parts: list[str] = []
    edits: list[Edit] = []
    levels: list[tuple[int, int]] = []  # where an element starts (1) or ends (-1) between lines of text
    at = 0
    for group in _groups(source, sorted(pieces, key=lambda piece: (piece.start, -piece.end))):
        alone = _is_alone(source, group)
        for start, end, kind in group:
            parts += source[at:start], (" " if alone else ",") * (end - start)
            at = end
            edits.append((start, end, "" if alone else _instead(source, start, end, kind)))
            if alone and kind == "tag":
                levels.append((start, -1 if source.startswith("</", start) else 0 if source.startswith("/>", end - 2) else 1))
    return _dedented("".join([*parts, source[at:]]), levels), edits, comments


def _pieces(source: str) -> Iterator[_Piece]:
    """What is no Markdown, in order. Once something is never closed, nothing of its kind is looked for: no work is done twice."""
    first = at = _front_matter_end(source)
    closed = True
    while match := _POINT.search(source, at):
        start, at, kind = match.start(), match.end(), match.lastgroup or ""
        end = 0
        if kind == "fence":
            at = next((line.end() for line in _FENCE_END.finditer(source, at) if line[1].startswith(match[kind])), len(source))
        elif kind == "ticks":
            at = _code_span_end(source, at, len(match[kind]))
        elif kind == "module" and (start <= first + 2 or source[start - 4 : start].count("\n") > 1):
            end = _code_end(source, start, []) if closed else -1
            if end < 0:
                closed, end = False, max(source.find("\n", at), at)
        elif kind == "brace" and closed:
            end = _code_end(source, at, ["{"])
        elif kind == "tag" and closed:
            end = _tag_end(source, at)
        closed = closed and end >= 0
        if end > 0:
            yield _Piece(start, end, kind)
            at = end


def _front_matter_end(source: str) -> int:
    start = _FRONT_MATTER.match(source)
    end = _FRONT_MATTER_END.search(source, start.end()) if start else None
    return end.end() if end else int(source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))


def _code_span_end(source: str, at: int, length: int) -> int:
    """The end of inline code after its first marks; where it stands if the paragraph has no such marks again."""
    for match in _TICKS.finditer(source, at):
        if match[0].startswith("\n"):
            break
        if len(match[0]) == length:
            return match.end()
    return at


def _code_end(source: str, at: int, within: list[str]) -> int:
    """The end of JavaScript that starts within these marks: after them, or at a blank line if there are none; -1: nowhere."""
    module = not within
    while match := (_TEMPLATE if within[-1:] == ["`"] else _CODE).search(source, at):
        mark, at = match[0], match.end()
        if mark == "/*":
            end = source.find("*/", at)
            at = end + 2 if end >= 0 else len(source)
        elif mark in ("{", "${"):
            within.append("{")
        elif mark == "`" and within[-1:] != ["`"]:
            within.append("`")
        elif mark in ("`", "}") and within:
            within.pop()
            if not within and not module:
                return at
        elif mark.startswith("\n") and not within:
            return match.start()
    return len(source) if module and not within else -1


def _tag_end(source: str, at: int) -> int:
    """The end of a tag after its name; 0: it is none; -1: it is never closed."""
    while match := _IN_TAG.search(source, at):
        mark, at = match[0], match.end()
        if mark == ">":
            return at
        if mark == "{":
            at = _code_end(source, at, ["{"])
            if at < 0:
                return -1
        elif mark == "<" or mark.startswith("\n"):
            return 0
    return -1


def _note(source: str, piece: _Piece) -> Iterator[Comment]:
    match = _NOTE.fullmatch(source, piece.start, piece.end)
    if match and match[1].strip().lower().startswith("mtlint-"):
        yield Comment(match[1].strip(), Span(piece.start, piece.end))


def _instead(source: str, start: int, end: int, kind: str) -> str:
    silent = source.startswith("{#", start) or _NOTE.fullmatch(source, start, end)  # a heading may have {#its-name}
    return PLACEHOLDER if kind == "hidden" or (kind == "brace" and not silent) else ""


def _groups(source: str, pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """The outermost pieces; those with nothing but blanks between them together."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and piece.start < group[-1].end:
            continue
        if group and source[group[-1].end : piece.start].strip(" \t"):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _is_alone(source: str, group: list[_Piece]) -> bool:
    """Whether nothing else stands on the lines of these pieces."""
    start, end = group[0].start, group[-1].end
    while start and source[start - 1] in " \t":
        start -= 1
    while end < len(source) and source[end] in " \t":
        end += 1
    return (start == 0 or source[start - 1] in "\r\n\ufeff") and (end == len(source) or source[end] in "\r\n")


def _dedented(masked: str, levels: list[tuple[int, int]]) -> str:
    """Indented lines inside of elements at the margin, for indented text is no code in MDX.

    The blanks of such a line go to the end of the line before, so that everything else stays where it is.
    """
    parts: list[str] = []
    at = depth = seen = 0
    margin: int | None = 0  # of the text since the last tag; None: not yet known
    for match in _INDENT.finditer(masked) if levels else ():
        while seen < len(levels) and levels[seen][0] < match.start():
            depth += levels[seen][1]
            margin = None if depth > 0 else 0
            seen += 1
        line_end, indent = match.groups()
        if margin is None and masked[match.end() : match.end() + 1].strip():
            margin = len(indent)
        cut = min(len(indent), margin or 0)
        parts += masked[at : match.start()], indent[:cut], line_end, indent[cut:]
        at = match.end()
    return "".join([*parts, masked[at:]])
