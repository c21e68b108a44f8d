"""HTML, cut into tags and text as a browser does it. Kept: the title and the text of elements, one block for each paragraph,
heading, list item, table cell, quote and so on. Left out: scripts, styles, preformatted text, form controls, drawings, comments,
attributes, and what is `hidden`. Inline code, formulas, images and bare links become one placeholder each; so do inline elements
that are not to be translated (`translate="no"`, class `notranslate`) or not English by their `lang`, and blocks of that kind are
left out.

White space is as on the screen: `<br>` is a line break, two of them end a paragraph. On `<html>` and `<body>`, `lang`, `hidden`
and so on are ignored: saved machine translations keep the language of the source there. Deliberately missed: what style sheets
and scripts do.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from detector.document import Document
from detector.formats.html import tokens
from detector.formats.html.prose import Piece, Prose
from detector.formats.html.tokens import Token
from detector.model import PLACEHOLDER, Comment, Tag
from detector.offsets import Span


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BLOCKS = _names(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol optgroup option p pre search section summary
    table tbody td tfoot th thead title tr ul xmp"""
)
_KINDS = {"blockquote": "quote"} | dict.fromkeys(_names("title h1 h2 h3 h4 h5 h6"), "heading")
_KINDS |= dict.fromkeys(_names("li dt dd"), "item") | dict.fromkeys(_names("td th caption"), "cell")
_VOID = _names("area base basefont bgsound br col embed frame hr img input link meta param source track wbr")
_NOUNS = _names("code kbd samp var tt math")  # one placeholder each
# Nothing in these ends what is outside.
_SEALED = _names("svg math template noscript select datalist button object audio video canvas")
_LEFT_OUT = _NOUNS | _SEALED | _names("script style noframes noembed iframe pre listing xmp textarea del s strike rt rp")
_WALLS = _BLOCKS | _SEALED
_WHOLE = frozenset({"html", "body"})

# Elements that end where another of their kind starts: what a start tag ends, unless one of the second list lies between.
_ENDS = {
    "li": ("li", "ul ol menu dir"),
    **dict.fromkeys(("dt", "dd"), ("dt dd", "dl")),
    **dict.fromkeys(("td", "th"), ("td th", "table")),
    "tr": ("tr caption", "table"),
    **dict.fromkeys(("tbody", "thead", "tfoot"), ("tbody thead tfoot tr caption", "table")),
}


def read(source: str, path: str, encoding: str) -> Document:
    page = _Page(source)
    for token in tokens.tokens(source):
        if token.kind == "text":
            page.text(token.start, token.end)
        elif token.kind == "start":
            page.start(token)
        elif token.kind == "end":
            page.end(token)
        elif token.name.strip()[:7].lower() == "mtlint-":
            page.comments.append(Comment(token.name.strip(), Span(token.start, token.end)))
    page.close(1, len(source))
    page.prose.end_block("paragraph")
    text, offsets = page.prose.builder.build()
    blocks, comments, tags = tuple(page.prose.blocks), tuple(page.comments), tuple(page.tags)
    return Document(path, "html", encoding, source, text, blocks, offsets, comments, tags)


class _Open(NamedTuple):
    """An element whose end has not come, and how things stand inside it."""

    name: str
    start: int
    kind: str  # of the blocks in it
    left_out: bool = False  # whatever is inside
    foreign: bool = False  # not English
    fixed: bool = False  # not to be translated
    notes: tuple[int, ...] = ()  # the comments that are about it
    stand_in: Piece | None = None  # its placeholder

    @property
    def silent(self) -> bool:
        return self.left_out or self.foreign or self.fixed


class _Page:
    """The elements that are open, and what has been read."""

    def __init__(self, source: str) -> None:
        self.prose = Prose(source)
        self.comments: list[Comment] = []
        self.tags: list[Tag] = []
        self._open = [_Open("", 0, "paragraph")]
        self._places: dict[str, list[int]] = {}  # in `_open`, by name, so that none is ever searched for
        self._walls: list[int] = []  # the places of blocks and sealed elements

    def text(self, start: int, end: int) -> None:
        if not self._open[-1].silent:
            self.prose.text(start, end)

    def start(self, token: Token) -> None:
        span = Span(token.start, token.end)
        if token.attributes:
            self.tags.append(Tag(token.name, token.attributes, span))
        self._end_implied(token)
        parent, inside = self._open[-1], _inside(token, self._open[-1], self._noted(token))
        if token.name in _BLOCKS and not parent.left_out:
            self.prose.end_block(parent.kind)
        if token.name == "br" and not inside.silent:
            self.prose.break_line(*span, parent.kind)
        elif token.name == "img" and not inside.silent:
            self.prose.add(PLACEHOLDER, *span)
        elif _is_noun(token.name, parent, inside):
            inside = inside._replace(stand_in=self.prose.add(PLACEHOLDER, *span))
        self._places.setdefault(token.name, []).append(len(self._open))
        if token.name in _WALLS:
            self._walls.append(len(self._open))
        self._open.append(inside)
        if token.closed or token.name in _VOID:
            self.close(len(self._open) - 1, token.end)

    def end(self, token: Token) -> None:
        """Ends an element and what is open in it. An inline one cannot end the block that it is in."""
        place = self._last(token.name)
        if place > 0 and (token.name in _WALLS or not self._walls or place > self._walls[-1]):
            self.close(place, token.end)
        elif token.name == "p":
            self.prose.end_block(self._open[-1].kind)

    def close(self, place: int, end: int) -> None:
        """Ends the elements from a place in `_open` on."""
        while len(self._open) > place:
            element = self._open.pop()
            self._places[element.name].pop()
            if element.name in _WALLS:
                self._walls.pop()
            if element.name in _BLOCKS and not element.left_out:
                self.prose.end_block(element.kind)
            if element.stand_in:
                self.prose.widen(element.stand_in, end)
            for note in element.notes:
                self.comments[note] = self.comments[note]._replace(covers=Span(element.start, end))

    def _end_implied(self, token: Token) -> None:
        if token.name in _BLOCKS and self._walls and self._open[self._walls[-1]].name == "p":
            self.close(self._walls[-1], token.start)
        if token.name in _ENDS:
            ended, within = _ENDS[token.name]
            limit = max(map(self._last, within.split()))
            places = [place for place in map(self._last, ended.split()) if place > limit]
            if places:
                self.close(min(places), token.start)

    def _last(self, name: str) -> int:
        """The place in `_open` of the innermost element of a name; 0: there is none."""
        places = self._places.get(name)
        return places[-1] if places else 0

    def _noted(self, token: Token) -> tuple[int, ...]:
        """What the attributes of a tag say to mtlint, among the comments."""
        before = len(self.comments)
        span = Span(token.start, token.end)
        if token.attributes.get("data-mtlint", "").strip().lower() == "off":
            self.comments.append(Comment("mtlint-disable", span))
        if rules := token.attributes.get("data-mtlint-ignore", "").strip():
            self.comments.append(Comment(f"mtlint-disable {rules}", span))
        return tuple(range(before, len(self.comments)))


def _inside(token: Token, parent: _Open, notes: tuple[int, ...]) -> _Open:
    """How things stand inside an element that starts here."""
    left_out, foreign, fixed = parent.left_out or token.name in _LEFT_OUT, parent.foreign, parent.fixed
    given = token.attributes
    if given and token.name not in _WHOLE:
        classes = given.get("class", "").split()
        footnote = given.get("role") == "doc-noteref" or (token.name == "sup" and "reference" in classes)
        left_out = left_out or "hidden" in given or footnote or "google-src-text" in classes
        language = re.split("[-_]", (given.get("lang") or given.get("xml:lang") or "und").strip().lower(), maxsplit=1)[0]
        foreign = foreign if language == "und" else not language.startswith("en")  # "eng" and "english" are about
        # Old pages of Google Translate have every translated sentence in a "notranslate" of their own.
        named = "notranslate" in classes and "_tipon" not in given.get("onmouseover", "")
        if named or given.get("translate", "").strip().lower() == "no":
            fixed = True
        elif "translate" in given:
            fixed = False
    kind = parent.kind if parent.kind == "quote" else _KINDS.get(token.name, parent.kind)
    return _Open(token.name, token.start, kind, left_out, foreign, fixed, notes)


def _is_noun(name: str, parent: _Open, inside: _Open) -> bool:
    """Whether a placeholder stands for an inline element, of which nothing is said."""
    inline = name not in _BLOCKS and name not in _VOID
    return inline and inside.silent and not parent.silent and (name in _NOUNS or not inside.left_out)
