"""The paragraphs of a part in the order in which they begin, piece by piece, and what is said about each piece.

One pass over the XML as events. What a reader of the document does not see is not in a piece at all: deletions, hidden text,
field codes, the second copy of what stands in alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from detector.document import ReadError
from detector.formats.docx import styles
from detector.formats.docx.package import Attributes, Part, parse, value
from detector.formats.docx.styles import PLAIN, Style, Styles
from detector.model import PLACEHOLDER

_DEEPEST = 1000  # paragraphs within paragraphs; Word allows two, by a text box

# Elements that say nothing of the text as it is now: former properties, fallbacks of alternatives, properties of containers.
_SKIPPED = frozenset(
    f"{prefix}:{name}"
    for prefix, names in {
        "mc": "Fallback",
        "w": "sdtPr sdtEndPr sectPr tblPr tblGrid trPr tcPr rt pPrChange rPrChange numberingChange",
    }.items()
    for name in names.split()
)
_DELETED = frozenset({"w:del", "w:moveFrom"})
_OBJECTS = frozenset({"wp:inline", "w:pict", "w:object", "w:sym", "m:oMath"})
_CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "-"}
_BREAKS = frozenset({"w:br", "w:cr"})
_RANGES = frozenset({"w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"})
_ROOTS = frozenset({"w:document", "w:footnotes", "w:endnotes"})
_NOTES = frozenset({"w:footnote", "w:endnote"})
_REFERENCES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_BLANKS = str.maketrans("\r\n", "  ")  # how they are shown; a paragraph is one line


class Piece(NamedTuple):
    """Neighbouring characters of a paragraph that are alike."""

    text: str
    look: str  # prose | break: a line ends | opaque: no English | foreign: none, says its language
    ignored: bool  # its findings are silenced
    node: int  # index of its `w:t` among all of the part, in document order; -1: no `w:t`


class Mark(NamedTuple):
    """An end of the range that a comment is about, or the comment's own place, in code points of its paragraph."""

    comment: str
    element: str
    offset: int


@dataclass(slots=True)
class Paragraph:
    """A paragraph, while it is read and after."""

    place: str  # "" in the body, outside of tables and text boxes
    note: str  # id of the note that it is in
    style: Style
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0  # code points
    visible: bool = False  # has text
    own: Style = PLAIN  # what it sets itself
    run: Style = PLAIN  # the run that is read: what it sets itself
    run_style: Style = PLAIN
    foreign: bool = False  # the language of the run
    boxes: int = 0  # text boxes before the picture or frame that is read


class Body(NamedTuple):
    """A part once read."""

    paragraphs: list[Paragraph]  # that have text
    notes: dict[tuple[str, str], None]  # (footnote | endnote, id) in the order of their references


def read(part: Part, known: Styles) -> Body:
    """The paragraphs of a part. Raises ReadError."""
    walk = _Walk(known)
    if part.name:
        parse(part, walk.start, walk.end, walk.characters)
        if walk.root not in _ROOTS:
            raise ReadError(f"no Word document: {part.name} is something else; save it as .docx")
    paragraphs = [paragraph for paragraph in walk.paragraphs if paragraph.visible]
    if paragraphs:  # what ends after the last paragraph ends with it
        paragraphs[-1].marks += (mark._replace(offset=paragraphs[-1].length) for mark in walk.waiting)
    return Body(paragraphs, walk.notes)


class _Walk:
    """Where the reading of a part has come to. Nothing in it recurs: what nests has a stack or a count."""

    def __init__(self, known: Styles) -> None:
        self.paragraphs: list[Paragraph] = []
        self.notes: dict[tuple[str, str], None] = {}
        self.waiting: list[Mark] = []  # for the next paragraph that has text
        self.root = ""
        self._known = known
        self._open: list[Paragraph] = []
        self._skipped = 0  # depth below an element that is skipped
        self._deleted = 0
        self._equations = 0
        self._in_paragraph_properties = False
        self._text: list[str] | None = None  # of the `w:t` that is read
        self._node = -1
        self._note = ""
        self._fields: list[bool] = []  # each field around: whether its result has begun
        self._codes = 0  # of these, how many have not
        self._tables = 0
        self._cells: list[list[int]] = []  # of each table around: its number, row and cell
        self._boxes = 0
        self._in_box = 0  # number of the text box, from 1; 0: none
        self._around: list[tuple[int, list[list[int]], list[bool], int]] = []  # the same outside of each text box around

    def start(self, name: str, attributes: Attributes) -> None:
        if not self.root:
            self.root = name
        if name == "w:t":
            self._node += 1
        if self._skipped or name in _SKIPPED or (name == "w:rPr" and self._in_paragraph_properties):
            self._skipped += 1
        elif name == "w:p":
            self._start_paragraph()
        elif name in _DELETED:
            self._deleted += 1
        elif name in _OBJECTS:
            self._equations += name == "m:oMath"
            if self._open:
                self._open[-1].boxes = self._boxes
        elif name in _RANGES:
            self._mark(name, value(attributes, "id"))
        elif name in _NOTES:
            self._note = value(attributes, "id")
        elif name == "w:tbl":
            self._tables += 1
            self._cells.append([self._tables, 0, 0])
        elif name == "w:tr" and self._cells:
            self._cells[-1][1:] = self._cells[-1][1] + 1, 0
        elif name == "w:tc" and self._cells:
            self._cells[-1][2] += 1
        elif name == "w:txbxContent":
            self._start_box()
        elif self._open:
            self._start_in_paragraph(self._open[-1], name, attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == "w:t":
            self._end_text()
        elif name == "w:p":
            self._end_paragraph()
        elif name == "w:pPr":
            self._in_paragraph_properties = False
        elif name in _DELETED:
            self._deleted -= 1
        elif name in _OBJECTS:
            self._equations -= name == "m:oMath"
            if self._open and self._open[-1].boxes == self._boxes:  # else it is the frame of a text box
                self._add(PLACEHOLDER, "opaque")
        elif name == "w:tbl":
            self._cells.pop()
        elif name == "w:txbxContent":
            self._in_box, self._cells, self._fields, self._codes = self._around.pop()

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _start_in_paragraph(self, paragraph: Paragraph, name: str, attributes: Attributes) -> None:
        if name == "w:t":
            self._text = []
        elif name == "w:r":
            paragraph.run, paragraph.run_style, paragraph.foreign = PLAIN, PLAIN, False
        elif name == "w:pPr":
            self._in_paragraph_properties = True
        elif self._in_paragraph_properties:
            if name == "w:pStyle":
                paragraph.style = self._known.get(value(attributes))
            paragraph.own = styles.changed(paragraph.own, name, attributes)
        elif name == "w:rStyle":
            paragraph.run_style = self._known.get(value(attributes))
        elif name == "w:lang":
            paragraph.foreign = _is_foreign(value(attributes))
        elif name in _CHARACTERS:
            self._add(_CHARACTERS[name])
        elif name in _BREAKS:
            self._add(" ", "break")
        elif name == "w:fldChar":
            self._field(value(attributes, "fldCharType"))
        elif name in _REFERENCES and not self._deleted:
            self.notes[name[2:].removesuffix("Reference"), value(attributes, "id")] = None
        else:
            paragraph.run = styles.changed(paragraph.run, name, attributes)

    def _start_paragraph(self) -> None:
        if len(self._open) == _DEEPEST:
            raise ReadError("text boxes nested too deeply; no word processor writes this")
        if self._codes:  # a field code that has no end would hide the rest of the document
            self._fields, self._codes = [], 0
        if self._in_box:
            place = f"text box {self._in_box}"
        else:
            place = "table {}, row {}, cell {}".format(*self._cells[-1]) if self._cells else ""
        paragraph = Paragraph(place, self._note, self._known.default)
        self._open.append(paragraph)
        self.paragraphs.append(paragraph)

    def _end_paragraph(self) -> None:
        paragraph = self._open.pop()
        paragraph.style = styles.over(paragraph.own, paragraph.style)
        if not paragraph.visible:
            self.waiting += (mark._replace(offset=0) for mark in paragraph.marks)
            if paragraph is self.paragraphs[-1]:
                self.paragraphs.pop()

    def _start_box(self) -> None:
        self._around.append((self._in_box, self._cells, self._fields, self._codes))
        self._boxes += 1
        self._in_box, self._cells, self._fields, self._codes = self._boxes, [], [], 0

    def _end_text(self) -> None:
        text, self._text = "".join(self._text or ()).translate(_BLANKS), None
        if self._open and not self._equations:
            self._add(text, node=self._node)

    def _add(self, text: str, look: str = "prose", node: int = -1) -> None:
        paragraph = self._open[-1]
        style = styles.over(paragraph.run, paragraph.run_style)
        base = styles.over(paragraph.own, paragraph.style)
        if not text or self._deleted or self._codes or self._equations or styles.over(style, base).hidden:
            return
        if look == "prose" and (styles.over(style, base).unproofed or style.kind == "code"):
            look = "opaque"
        elif look == "prose" and paragraph.foreign:
            look = "foreign"
        paragraph.pieces.append(Piece(text, look, bool(styles.over(style, base).ignored), node))
        paragraph.length += len(text)
        if not paragraph.visible and text.strip() not in ("", PLACEHOLDER):
            paragraph.visible = True
            paragraph.marks = self.waiting + paragraph.marks
            self.waiting = []

    def _mark(self, element: str, comment: str) -> None:
        if self._open:
            self._open[-1].marks.append(Mark(comment, element, self._open[-1].length))
        else:
            self.waiting.append(Mark(comment, element, 0))

    def _field(self, part: str) -> None:
        if part == "begin":
            self._fields.append(False)
            self._codes += 1
        elif part == "separate" and self._fields:
            self._codes -= not self._fields[-1]
            self._fields[-1] = True
        elif part == "end" and self._fields:
            self._codes -= not self._fields.pop()


def _is_foreign(language: str) -> bool:
    """Whether a tag of a run names a language other than English; `x-none` names none."""
    return language != "" and language.lower() != "x-none" and language[:2].lower() != "en"
