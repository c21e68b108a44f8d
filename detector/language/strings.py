"""Strings of programs and pages as translation files have them: what is in them besides prose.

A variable (`%(name)s`, `{0}`, `{{ user }}`), inline code and a link are nouns of the sentence and become PLACEHOLDER. Inline tags
vanish, line breaks and tags of blocks become a line end, entities what they stand for; the mark of an access key (`&File`,
`_Open`) goes. A string with a choice of plurals inside (ICU) is no sentence: all of it is one placeholder.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from detector.language import links
from detector.model import PLACEHOLDER
from detector.offsets import Span, TextBuilder


class Piece(NamedTuple):
    """A part of a string as it reads, and the source range that it stands for: the same text if it is verbatim."""

    text: str
    start: int
    end: int
    verbatim: bool = True


Edit = tuple[int, int, str]  # range of the string as it reads, and what stands there in prose


def not_english(language: str) -> str:
    """What to say of a file of translations into another language."""
    return f"not read: it is a translation into {language.strip()}, and mtlint reads English"


def is_english(language: str) -> bool:
    """Whether a language tag says English, or says nothing."""
    return not language.strip() or bool(re.match(r"\s*en(?![a-z])", language, re.IGNORECASE))


def write(builder: TextBuilder, pieces: Sequence[Piece], original: str) -> Span:
    """Append the prose of a string, given in order of the source; returns where it stands in the text.

    `original` is what it is a translation of: only what has an access key there has one here.
    """
    begin = builder.length
    ends = list(accumulate(len(piece.text) for piece in pieces))
    at = 0
    for start, end, instead in _edits("".join(piece.text for piece in pieces), original):
        _copy(builder, pieces, ends, at, start)
        first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
        builder.replace(instead, _source(pieces, ends, first, start).start, _source(pieces, ends, last, end).end)
        at = end
    if ends:
        _copy(builder, pieces, ends, at, ends[-1])
    return Span(begin, builder.length)


def plain(text: str, other: str) -> str:
    """The prose of a string that is not shown at its place, such as the original; `other` is its translation."""
    parts, at = [], 0
    for start, end, instead in _edits(text, other):
        parts += [text[at:start], instead]
        at = end
    return "".join([*parts, text[at:]]).strip()


def trimmed(text: str, span: Span) -> Span:
    """A span of a text without the blanks at its ends."""
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(span.start + len(piece.rstrip()), start))


_BREAK = re.compile(r"br|p|div|[uod]l|li|dt|dd|t[rdh]|table|h[1-6]|hr|blockquote|section|article", re.IGNORECASE)
_NOT_PROSE = re.compile(
    r"""
      <(?P<code>code|kbd|samp|var|pre|tt|script|style)\b[^<>]*>[^<]*</(?P=code)>
    | ``[^`\n]+`` | :[\w:.-]{1,40}:`[^`\n]*`                               # inline code and roles of reStructuredText
    | </?(?P<element>[A-Za-z][\w-]*)(?:[\s/][^<>]*)?> | </?\d{1,3}/?>      # <0>…</0> stands for a component
    | (?P<entity> &(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30}); )
    | (?P<percent> %% )
    | \{\{[^{}]*\}\} | \{%[^{}]*%\} | [$\#%@]?\{[^{}\s]{0,60}\}             # of templates and of Python, Java and .NET
    | %\([^()\s]{1,60}\)[-+\#0]*\d*(?:\.\d+)?[A-Za-z] | (?<![\w%])%[A-Za-z_][\w.-]{1,40}%
    | (?<![\w%])%(?:\d{1,2}\$)?[-+\#0]*[\d*]{0,3}(?:\.[\d*]{1,3})?(?:hh|h|ll|l|z|j|t|L|q)?[diouxXeEfFgGcrsaAp@n]  # of printf
    | (?<![\w%])%L?\d{1,2}                                                 # of Qt
    """,
    re.VERBOSE,
)
_CHOICE = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")
_ACCESS_KEY = re.compile(r"(?:(?<!\w)[&_](?=[^\W\d_])|(?<=\w)[&_](?=[a-z]))(?!\w{1,30};)")
_LONGEST_LABEL = 60  # code points; menus and buttons have access keys, sentences have none


def _edits(text: str, other: str) -> Iterator[Edit]:
    """What must change in a string to leave its prose, in order, without overlaps."""
    if _CHOICE.search(text):
        yield 0, len(text), PLACEHOLDER
        return
    closed = set(re.findall(r"</([A-Za-z][\w-]*)", text))
    found = [(start, end, PLACEHOLDER) for start, end in links.find(text, 0, len(text))]
    found += [(*match.span(), _instead(match, closed)) for match in _NOT_PROSE.finditer(text)]
    if max(len(text), len(other)) <= _LONGEST_LABEL:
        keys = list(_ACCESS_KEY.finditer(text))
        if len(keys) == len(_ACCESS_KEY.findall(other)) == 1:
            found += [(*key.span(), "") for key in keys]
    at = 0
    for start, end, instead in sorted(found):
        if start >= at:
            yield start, end, instead
            at = end


def _instead(match: re.Match[str], closed: set[str]) -> str:
    if match["entity"]:
        return html.unescape(match["entity"])
    if match["percent"]:
        return "%"
    if match["element"] and _BREAK.fullmatch(match["element"]):
        return "\n"
    return "" if match["element"] in closed or match[0].strip("</>").isdecimal() else PLACEHOLDER


def _source(pieces: Sequence[Piece], ends: list[int], index: int, position: int) -> Span:
    """The source of a position of the string that lies in a piece, or at its end."""
    piece = pieces[index]
    if not piece.verbatim:
        return Span(piece.start, piece.end)
    at = piece.end - (ends[index] - position)
    return Span(at, at)


def _copy(builder: TextBuilder, pieces: Sequence[Piece], ends: list[int], start: int, end: int) -> None:
    index = bisect_right(ends, start)
    while start < end:
        piece, stop = pieces[index], min(ends[index], end)
        if piece.verbatim:
            builder.copy(piece.end - (ends[index] - start), piece.end - (ends[index] - stop))
        else:
            builder.replace(piece.text[start - ends[index] + len(piece.text) :][: stop - start], piece.start, piece.end)
        start, index = stop, index + 1
