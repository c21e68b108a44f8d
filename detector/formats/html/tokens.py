"""HTML as a browser cuts it: text, start tags, end tags and comments, with character references resolved in attributes.

A tokenizer of our own, since by the standard (13.2.5) each construct that is never closed swallows the rest of the page. So the
work is linear, where others search for its end again at each place: for 100,000 "<!--" tree-sitter-html 0.23.2 took 443 s (21 s
for as many nested elements; and it lost the text after a stray "<"), html.parser of Python 3.11.7 over 40 s.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from html.entities import html5
from typing import NamedTuple

_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})  # whose content has no tags
_FOREIGN = frozenset({"svg", "math"})  # XML within HTML


class Token(NamedTuple):
    """A piece of the source. `name` of a comment is its text."""

    kind: str  # text | start | end | comment
    start: int
    end: int
    name: str = ""
    attributes: Mapping[str, str] = {}
    closed: bool = False  # it ends itself, as all elements can in XHTML: <i/>


def tokens(source: str) -> Iterator[Token]:
    """Every piece of the source in order, in one pass."""
    xml = source.startswith(("<?xml", "\N{ZERO WIDTH NO-BREAK SPACE}<?xml"))
    begin = int(source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))  # of the text that has not been given yet
    at = source.find("<", begin)
    while at >= 0:
        token = _markup(source, at, xml)
        if token is None:  # a lone "<"
            at = source.find("<", at + 1)
            continue
        if at > begin:
            yield Token("text", begin, at)
        begin = token.end
        if token.kind:
            yield token
        if token.kind == "start" and token.name in _RAW and not token.closed:
            found = re.compile(rf"</{token.name}(?=[\t\n\f\r />])", re.IGNORECASE).search(source, begin)
            at = found.start() if found else len(source)
            if at > begin:
                yield Token("text", begin, at)
            begin = at
        at = source.find("<", begin)
    if begin < len(source):
        yield Token("text", begin, len(source))


NUMERIC = r"\#(?:[0-9]++|[xX][0-9a-fA-F]++);?"


def resolved(reference: str) -> tuple[str, int]:
    """What a character reference stands for, and how much of it: "&notit;" is "¬" and 4. 0: it is none."""
    if reference[1] == "#":
        too_long = len(reference) > 32  # beyond any character, and beyond what int() takes
        return "\N{REPLACEMENT CHARACTER}" if too_long else html.unescape(reference), len(reference)
    for end in range(len(reference), 2, -1):
        if reference[1:end] in html5:
            return html5[reference[1:end]], end
    return "", 0


_COMMENT = re.compile(r"<!--(?:-?>|(.*?)(?:--!?>|\Z))", re.DOTALL)
_BOGUS = re.compile(r"<(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z)")  # <!doctype>, <?xml?>, <![CDATA[, </3>: comments to a browser
_OPENED = re.compile(r"<(/?)([a-zA-Z][^\t\n\f\r />]*+)")
_ATTRIBUTE = re.compile(
    r"""
    (?P<before> [\t\n\f\r /]*+ )
    (?: (?P<name> [^\t\n\f\r />] [^\t\n\f\r />=]*+ )
        (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
            (?: " (?P<double> [^"]*+ ) "?+ | ' (?P<single> [^']*+ ) '?+ | (?P<bare> [^\t\n\f\r >]++ ) )?+
        )?+
    )?+
    """,
    re.VERBOSE,
)
_ATTRIBUTE_REFERENCE = re.compile(rf"&(?:{NUMERIC}|(?P<name>[a-zA-Z][a-zA-Z0-9]*+;?))(?P<next>=?)")


def _markup(source: str, at: int, xml: bool) -> Token | None:
    """What begins with the "<" here; a token without a kind says nothing."""
    opened = _OPENED.match(source, at)
    if opened:
        return _tag(source, opened, xml)
    comment = _COMMENT.match(source, at)
    if comment:
        return Token("comment", at, comment.end(), comment[1] or "")
    bogus = _BOGUS.match(source, at)
    return Token("", at, bogus.end()) if bogus else None


def _tag(source: str, opened: re.Match[str], xml: bool) -> Token:
    attributes: dict[str, str] = {}
    name = opened[2].lower()
    at = opened.end()
    closed = False
    while at < len(source) and source[at] != ">":
        found = _ATTRIBUTE.match(source, at)
        assert found  # noqa: S101 (all of it is optional)
        at = found.end()
        closed = found["name"] is None and found["before"].endswith("/") and (xml or name in _FOREIGN)
        if found["name"]:
            value = found["double"] or found["single"] or found["bare"] or ""
            if "&" in value:
                value = _ATTRIBUTE_REFERENCE.sub(_in_attribute, value)
            attributes.setdefault(found["name"].lower(), value)
    if at >= len(source):
        return Token("", opened.start(), len(source))  # a tag that never ends
    return Token("end" if opened[1] else "start", opened.start(), at + 1, name, attributes, closed)


def _in_attribute(found: re.Match[str]) -> str:
    """A reference in a value: without a semicolon it counts only if nothing goes on, as in "?a=1&copy=2"."""
    name = found["name"]
    if name is not None and (name not in html5 or (found["next"] and not name.endswith(";"))):
        return found[0]
    return resolved(found[0].removesuffix("=") if found["next"] else found[0])[0] + found["next"]
