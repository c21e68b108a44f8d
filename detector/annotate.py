"""A copy of a document with its findings as comments. What it says stays as it is, and so does every other part to the byte."""

from __future__ import annotations

import io
import posixpath
import shutil
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from detector.document import ReadError
from detector.formats.docx import Anchor, package, read_anchored
from detector.formats.docx.package import Package
from detector.offsets import Span
from detector.reports import printable
from detector.results import FileReport, Placed

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

AUTHOR = "mtlint"
LARGEST = 2**30
"""Bytes of all parts of a document that is copied, pictures included."""

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"


class Place(NamedTuple):
    """Where a finding begins and ends: indexes of `w:t` in the main part, and code points in them."""

    first: int
    start: int
    last: int
    end: int


def docx(data: bytes, report: FileReport) -> bytes:
    """A copy of a Word document with a comment on each finding of the report on it. Raises ReadError."""
    try:
        import docx  # noqa: F401
    except ImportError as error:
        raise ReadError("comments in Word documents need python-docx: pip install 'mtlint[docx]'") from error
    document, anchors = read_anchored(data, report.path)
    if any(document.source[slice(*placed.finding.span)] != placed.text for placed in report.findings):
        raise ReadError("the document is not the one that was checked; check it again")
    if not report.findings:
        return data
    parts = package.unpack(data)
    try:
        annotated = _copied(data, _written(data, parts, report, anchors))
    except ReadError:
        raise
    except (*package.BROKEN, SyntaxError) as error:  # python-docx and its parser have no errors of their own
        raise ReadError("comments cannot be written into this document; save it as an ordinary .docx and retry") from error
    if read_anchored(annotated, report.path)[0].source != document.source:
        raise ReadError("comments would change the text of this document, so there is no copy; save it again and retry")
    return annotated


def _written(data: bytes, parts: Package, report: FileReport, anchors: list[Anchor]) -> dict[str, bytes]:
    """The parts that differ in the copy, by name."""
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE

    word = Document(io.BytesIO(_excerpt(parts)))
    _comment(word, report, anchors)
    folder, name = posixpath.split(parts.document.name)
    comments = parts.comments.name or posixpath.join(folder, "comments.xml")
    written = {parts.document.name: word.part.blob, comments: word.part.part_related_by(RELATIONSHIP_TYPE.COMMENTS).blob}
    if not parts.comments.name:
        with zipfile.ZipFile(io.BytesIO(data)) as original:
            relationships = posixpath.join(folder, "_rels", f"{name}.rels")
            written[relationships] = _related(original.read(relationships) if relationships in original.namelist() else b"")
            written[_TYPES] = _typed(original.read(_TYPES), comments)
    return written


def _comment(word: WordDocument, report: FileReport, anchors: list[Anchor]) -> None:
    """Add the comments; those on what cannot bear one stand together on the first run."""
    texts = list(word.element.iter(f"{_WORDS}t"))
    references = {
        (kind, element.get(f"{_WORDS}id")): _outermost(element)
        for kind in ("footnote", "endnote")
        for element in word.element.iter(f"{_WORDS}{kind}Reference")
    }
    places: list[tuple[Placed, Place | None, Any]] = []
    for placed in report.findings:
        around = _around(anchors, placed.finding.span)
        if around and around[0].note:
            places.append((placed, None, references.get(around[0].note)))
        elif around and _is_divisible(texts[around[0].node], texts[around[-1].node]):
            places.append((placed, _place(around, placed.finding.span), None))
        else:
            places.append((placed, None, _outermost(texts[around[0].node]) if around else None))
    begins = _divided(texts, [place for _, place, _ in places if place])
    offsets = {node: sorted(pieces) for node, pieces in begins.items()}
    elsewhere = []
    for placed, place, run in places:
        if place:
            final = offsets[place.last][bisect_left(offsets[place.last], place.end) - 1]
            first, last = begins[place.first][place.start], begins[place.last][final]
            _add(word, first.getparent(), last.getparent(), _said(placed))
        elif run is not None:
            _add(word, run, run, _said(placed))
        else:
            elsewhere.append(f"{placed.unit}: {_said(placed)}")
    if elsewhere:
        run = next(word.element.iter(f"{_WORDS}r"), None)
        if run is None:
            raise ReadError("no text of this document can bear a comment; save it in a word processor and retry")
        _add(word, run, run, "\n".join(elsewhere))


def _add(word: WordDocument, first: Any, last: Any, text: str) -> None:
    from docx.text.run import Run

    comment = word.add_comment([Run(first, word), Run(last, word)], text, author=AUTHOR, initials="mt")
    del comment._comment_elm.attrib[f"{_WORDS}date"]  # so that the copy depends on nothing but the document


def _said(placed: Placed) -> str:
    """The text of the comment on a finding, a paragraph a line."""
    finding = placed.finding
    lines = [printable(finding.message), printable(finding.why)]
    if finding.suggestions:
        shown = (f"“{printable(text)}”" if text.strip() else "delete it" for text in finding.suggestions)
        lines.append("Write: " + " or ".join(shown))
    return "\n".join([*lines, f"{finding.rule}, confidence {finding.confidence or 0.0:.2f}"])


def _around(anchors: list[Anchor], span: Span) -> list[Anchor]:
    """The anchors whose text a range of the source touches."""
    first = bisect_right(anchors, span.start, key=lambda anchor: anchor.span.end)
    return anchors[first : bisect_left(anchors, span.end, key=lambda anchor: anchor.span.start)]


def _place(around: list[Anchor], span: Span) -> Place:
    first, last = around[0], around[-1]
    start = max(span.start - first.span.start, 0)
    return Place(first.node, start, last.node, min(span.end, last.span.end) - last.span.start)


def _is_divisible(*texts: Any) -> bool:
    """Whether runs within runs do not hold these texts: no comment may stand in a text box."""
    return all(_outermost(text) is text.getparent() for text in texts)


def _outermost(element: Any) -> Any:
    """The run of the paragraph itself that an element is in, or None."""
    return next(reversed([*element.iterancestors(f"{_WORDS}r")]), None)


def _divided(texts: list[Any], places: list[Place]) -> dict[int, dict[int, Any]]:
    """Divide runs so that each place begins and ends one; for each text, its pieces by where they begin.

    From the last to the first, so that a run of many texts is not moved over and over.
    """
    cuts: dict[int, set[int]] = defaultdict(set)
    for place in places:
        cuts[place.first].add(place.start)
        cuts[place.last].add(place.end)
    begins: dict[int, dict[int, Any]] = {}
    for node in sorted(cuts, reverse=True):
        text = texts[node]
        content = text.text or ""
        begins[node] = {0: text}
        for offset in sorted(cuts[node], reverse=True):
            piece = text
            if 0 < offset < len(content):
                piece = deepcopy(text)
                text.text, piece.text, content = content[:offset], content[offset:], content[:offset]
                text.set(_SPACE, "preserve")
                piece.set(_SPACE, "preserve")
                text.addnext(piece)
            moved = list(piece.itersiblings()) if offset and piece is text else [piece, *piece.itersiblings()]
            if piece is not text:
                begins[node][offset] = piece
            _move(text.getparent(), moved)
    return begins


def _move(run: Any, moved: list[Any]) -> None:
    """Give the last children of a run a run of their own with the same properties, unless they are all that it has."""
    properties = run.find(f"{_WORDS}rPr")
    if not moved or moved[0].getprevious() is properties:
        return
    after = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    if properties is not None:
        after.append(deepcopy(properties))
    after.extend(moved)
    run.addnext(after)


def _excerpt(parts: Package) -> bytes:
    """A package of the text and its comments: python-docx would load, and might refuse, all that a document has besides."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.oxml import CT_Relationships, CT_Types, serialize_part_xml

    types = CT_Types.new()  # type: ignore[no-untyped-call]
    types.add_default("rels", CONTENT_TYPE.OPC_RELATIONSHIPS)
    types.add_override(f"/{parts.document.name}", CONTENT_TYPE.WML_DOCUMENT_MAIN)
    root, related = CT_Relationships.new(), CT_Relationships.new()
    root.add_rel("rId1", RELATIONSHIP_TYPE.OFFICE_DOCUMENT, parts.document.name)
    contents = {parts.document.name: parts.document.content, _RELATIONSHIPS: serialize_part_xml(root)}
    if parts.comments.name:
        types.add_override(f"/{parts.comments.name}", CONTENT_TYPE.WML_COMMENTS)
        related.add_rel("rId1", RELATIONSHIP_TYPE.COMMENTS, f"/{parts.comments.name}")
        contents[parts.comments.name] = parts.comments.content
    folder, name = posixpath.split(parts.document.name)
    contents[posixpath.join(folder, "_rels", f"{name}.rels")] = serialize_part_xml(related)
    contents[_TYPES] = serialize_part_xml(types)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in contents.items():
            archive.writestr(part, content)
    return out.getvalue()


def _related(relationships: bytes) -> bytes:
    """The relationships of the main part with one to its comments."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.oxml import CT_Relationships, parse_xml, serialize_part_xml

    root: Any = parse_xml(relationships) if relationships else CT_Relationships.new()  # type: ignore[arg-type]
    root.add_rel("rIdMtlint", RELATIONSHIP_TYPE.COMMENTS, "comments.xml")
    return serialize_part_xml(root)


def _typed(types: bytes, comments: str) -> bytes:
    """The content types of a package with that of its comments."""
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.oxml import parse_xml, serialize_part_xml

    root: Any = parse_xml(types)  # type: ignore[arg-type]  # it takes bytes
    if all(override.partname != f"/{comments}" for override in root.overrides):
        root.add_override(f"/{comments}", CONTENT_TYPE.WML_COMMENTS)
    return serialize_part_xml(root)


def _copied(data: bytes, written: dict[str, bytes]) -> bytes:
    """The archive with some parts written anew, the others unpacked and packed again as they are, one at a time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as original, zipfile.ZipFile(out, "w") as archive:
        if sum(info.file_size for info in original.infolist()) > LARGEST:
            raise ReadError("a document of more than 1 GB unpacked; take pictures out of it and retry")
        for info in original.infolist():
            with archive.open(copy(info), "w") as file:
                if info.filename in written:
                    file.write(written.pop(info.filename))
                else:
                    with original.open(info) as part:
                        shutil.copyfileobj(part, file)
        for name, content in written.items():
            info = zipfile.ZipInfo(name)  # of 1980: the copy does not depend on the day
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
