"""XLIFF 1.x and 2.x, parsed by expat. Kept: target text, a block for each trans-unit (1.x) or segment (2.x), with its original.

Left out: bin-unit, alt-trans, matches, ignorable, what is marked translate="no", and files for a language other than English. So
are targets whose state says that they are no translation yet, and mostly copies of the source: "new" and "needs-translation" in
1.x, "initial" in 2.x where it is written (there it is the default too, but many tools write no state at all). Targets that are
to be reviewed stay, approved or not: reviewing them is what mtlint is for.

In a target `g`, `pc` and `mrk` are transparent; `x`, `ph` and protected `mrk` become PLACEHOLDER, unless their code is a tag
(then they vanish) or a line break; `bpt`, `ept`, `it`, `bx`, `ex`, `sc` and `ec` vanish with the code in them. A `sub` is left
out with the code that it is in. Variables and tags within the text: see `detector.language.strings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple
from xml.parsers import expat

from detector.document import Document, ReadError
from detector.language import strings
from detector.language.strings import Piece
from detector.model import PLACEHOLDER, Block, Comment
from detector.offsets import Span, TextBuilder


def read(source: str, path: str, encoding: str) -> Document:
    reading = _Reading(source)
    reading.parse()
    builder = TextBuilder(source)
    placed = []
    for unit in sorted(reading.units, key=lambda unit: unit.target[0].start):
        original = "".join(piece.text for piece in unit.source)
        translation = "".join(piece.text for piece in unit.target)
        span = strings.write(builder, unit.target, original)
        placed.append((span, unit.place, strings.plain(original, translation) if unit.source else None))
        builder.insert("\n\n")
    text, offsets = builder.build()
    trimmed = ((strings.trimmed(text, span), place, original) for span, place, original in placed)
    blocks = tuple(Block(span, "unit", place, original) for span, place, original in trimmed if span.start < span.end)
    comments = tuple(sorted(reading.comments, key=lambda comment: comment.span))
    remark = strings.not_english(min(reading.foreign)) if reading.foreign and not blocks else ""
    return Document(path, "xliff", encoding, source, text, blocks, offsets, comments, remark=remark)


class _Unit(NamedTuple):
    place: str
    source: list[Piece]
    target: list[Piece]


@dataclass(slots=True)
class _Element:
    """An element that is open. `name` is empty in other vocabularies than XLIFF; `start` is that of its tag in the source."""

    name: str
    attributes: dict[str, str]
    start: int
    translate: bool
    language: str  # of targets inside
    notes: list[tuple[str, Span]] = field(default_factory=list)
    source: list[Piece] = field(default_factory=list)  # of a trans-unit or segment, as is `target`
    target: list[Piece] = field(default_factory=list)
    state: str = ""


_CORE = "urn:oasis:names:tc:xliff:document:"
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_NO_TRANSLATION = ("new", "needs-translation", "initial")
_OWNERS = ("trans-unit", "unit", "group", "file")  # what a note may be about
_TRANSPARENT = ("g", "pc", "mrk")
_STANDING_FOR_CONTENT = ("x", "ph", "mrk")
_NOTHING = Span(-1, -1)
_TAG = re.compile(r"\s*</?([A-Za-z0-9]+)\b")


class _Reading:
    """One pass over a source. No depth of elements costs more than memory: what is open is a list."""

    def __init__(self, source: str) -> None:
        self.units: list[_Unit] = []
        self.comments: list[Comment] = []
        self.foreign: set[str] = set()  # languages of targets that are not English
        self._source = source
        self._data = source.encode("utf-8", "surrogatepass")
        self._offset = _code_points(self._data)
        self._open: list[_Element] = []
        self._just_opened = False  # a tag, and nothing came after it
        self._in_cdata = False
        self._pieces: list[Piece] | None = None  # of the source or target that is open
        self._run = _NOTHING  # of verbatim text in it that is not among the pieces yet
        self._hidden: int | None = None  # depth of the inline element whose content is no prose
        self._code: list[str] = []  # that content
        self._note: list[str] | None = None
        self._parser = self._prepared()

    def parse(self) -> None:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            what = expat.errors.messages[error.code]
            raise ReadError(f"line {error.lineno}: not well-formed XML ({what}); export it again") from error

    def _prepared(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", " ")  # what the declaration says was true of the bytes, not of this string
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.StartCdataSectionHandler = partial(setattr, self, "_in_cdata", True)
        parser.EndCdataSectionHandler = partial(setattr, self, "_in_cdata", False)
        parser.StartDoctypeDeclHandler = _refuse_definitions
        parser.SkippedEntityHandler = _refuse_entity
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._just_opened = True
        local, parent = _local(name), self._open[-1] if self._open else None
        if parent is None and local != "xliff":
            raise ReadError(f"not XLIFF: its first element is <{name.split(' ')[-1]}>, not <xliff>")
        translate = attributes.get("translate", "yes" if parent is None or parent.translate else "no") != "no"
        language = attributes.get("target-language") or attributes.get("trgLang") or (parent.language if parent else "")
        start = self._offset(self._parser.CurrentByteIndex)
        self._open.append(_Element(local, attributes, start, translate, language))
        if self._pieces is not None:
            protected = local == "mrk" and (attributes.get("mtype") == "protected" or attributes.get("translate") == "no")
            if self._hidden is None and (local not in _TRANSPARENT or protected):
                self._hidden, self._code = len(self._open), []
        elif local in ("source", "target") and parent and parent.name in ("trans-unit", "segment"):
            self._pieces = []
        elif local == "note":
            self._note = []

    def _end(self, _: str) -> None:
        end = self._offset(self._end_of_tag())
        depth, element = len(self._open), self._open.pop()
        parent = self._open[-1] if self._open else element
        if self._hidden == depth:
            self._hidden = None
            self._add(_stands_for(element, "".join(self._code)), element.start, end)
        elif self._pieces is not None and element.name in ("source", "target") and parent.name in ("trans-unit", "segment"):
            self._flush()
            if element.name == "source":
                parent.source = self._pieces
            else:
                parent.target, parent.state = self._pieces, element.attributes.get("state", "")
                parent.language = parent.language or element.attributes.get(_LANGUAGE, "")
            self._pieces = None
        elif element.name in ("trans-unit", "segment"):
            self._close(element, parent)
        elif element.name == "note" and self._note is not None:
            owner = next((each for each in reversed(self._open) if each.name in _OWNERS), element)
            about_us = "mtlint" in (element.attributes.get("category"), element.attributes.get("from"))
            owner.notes += _directive("".join(self._note), Span(element.start, end), about_us)
            self._note = None
        self.comments += [Comment(text, span, Span(element.start, end)) for text, span in element.notes]

    def _close(self, element: _Element, parent: _Element) -> None:
        """What a trans-unit or segment has."""
        state = element.state or element.attributes.get("state", "")
        if element.target and not strings.is_english(element.language):
            self.foreign.add(element.language)
        if not element.target or not element.translate or not strings.is_english(element.language) or state in _NO_TRANSLATION:
            return
        name = element.attributes.get("resname") or element.attributes.get("id", "")
        if element.name == "segment":
            name = "/".join(filter(None, (parent.attributes.get("id"), name)))
        self.units.append(_Unit(f"unit {name}".strip(), element.source, element.target))

    def _text(self, text: str) -> None:
        self._just_opened = False
        if self._note is not None:
            self._note.append(text)
        if self._pieces is None:
            return
        if self._hidden is not None:
            self._code.append(text)
            return
        byte, data = self._parser.CurrentByteIndex, self._data
        first = data[byte : byte + 1]
        if first == b"&" and not self._in_cdata:
            self._add(text, self._offset(byte), self._offset(data.index(b";", byte) + 1))
        elif first == b"\r":  # which expat gives as LF
            end = byte + 1 + (data[byte + 1 : byte + 2] == b"\n")
            self._copy(self._offset(byte), self._offset(end))
        else:
            start = self._offset(byte)
            self._copy(start, start + len(text))

    def _add(self, text: str, start: int, end: int) -> None:
        """A part of the string that stands for a piece of the source."""
        if text and self._pieces is not None:
            self._flush()
            self._pieces.append(Piece(text, start, end, verbatim=False))

    def _copy(self, start: int, end: int) -> None:
        """A part of the string that the source has as it is; neighbours become one."""
        if self._run.end != start:
            self._flush()
            self._run = Span(start, start)
        self._run = Span(self._run.start, end)

    def _flush(self) -> None:
        if self._pieces is not None and self._run.start < self._run.end:
            self._pieces.append(Piece(self._source[slice(*self._run)], *self._run))
        self._run = _NOTHING

    def _comment(self, text: str) -> None:
        byte = self._parser.CurrentByteIndex
        if text.strip().lower().startswith("mtlint-"):
            start = self._offset(byte)
            end = self._offset(self._data.index(b"-->", byte) + 3)
            self.comments.append(Comment(text.strip(), Span(start, end)))

    def _end_of_tag(self) -> int:
        """The byte after an end tag; expat says where that begins, or of an element without one where it ends."""
        byte, just_opened, self._just_opened = self._parser.CurrentByteIndex, self._just_opened, False
        if just_opened and self._data[byte - 2 : byte] == b"/>":
            return byte
        return self._data.index(b">", byte) + 1


def _code_points(data: bytes) -> Callable[[int], int]:
    """From byte offsets of UTF-8, which must not decrease, to code points."""
    at = points = 0

    def code_point(byte: int) -> int:
        nonlocal at, points
        points += len(data[at:byte].decode("utf-8", "surrogatepass"))
        at = byte
        return points

    return code_point


def _local(name: str) -> str:
    """The name of an element of XLIFF without its namespace; empty for another vocabulary."""
    namespace, _, local = name.rpartition(" ")
    return local if not namespace or namespace.startswith(_CORE) else ""


def _stands_for(element: _Element, code: str) -> str:
    """What an inline element whose content is no prose leaves in the text."""
    if element.name not in _STANDING_FOR_CONTENT:
        return ""
    attributes = element.attributes
    tag = _TAG.match(attributes.get("equiv-text") or attributes.get("disp") or code)
    name = tag[1].lower() if tag and element.name != "mrk" else ""
    if name == "br" or attributes.get("ctype") in ("lb", "x-html-br") or attributes.get("subType") == "xlf:lb":
        return "\n"
    return PLACEHOLDER if name in ("", "img", "input") else ""


def _directive(note: str, span: Span, about_us: bool) -> list[tuple[str, Span]]:
    """What a note says to mtlint, which needs no prefix where the note says that it does."""
    text = note.strip()
    if text.lower().startswith("mtlint-"):
        return [(text, span)]
    return [(f"mtlint-{text}", span)] if about_us and text else []


def _refuse_definitions(_name: str, _system: str | None, _public: str | None, has_internal_subset: bool) -> None:
    if has_internal_subset:
        raise ReadError("it defines entities or elements of its own, which no XLIFF file needs; take the DOCTYPE out")


def _refuse_entity(name: str, _is_parameter: bool) -> None:
    raise ReadError(f"it uses the entity &{name};, which XML does not have; write the character instead")
