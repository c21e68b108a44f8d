"""The archive that a Word document is: its parts by what they are to it, and their XML as events.

Nothing is extracted, and only what is read is decompressed. What no word processor writes is refused: encrypted or doubled
parts, archives that swell out of proportion, document type declarations and the entities that they bring.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.parsers import expat

from detector.document import ReadError

LARGEST = 64 * 2**20
"""Bytes of XML, in all the parts that are read. A novel takes 5 MB."""

_SWELLING = 16 * 2**20  # bytes from which a part must not be compressed more than _RATIO times; prose in XML reaches 50
_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0"  # begins the files of Word before 2007, and those that a password locks
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, LookupError, OverflowError,
)  # fmt: skip
"""What the modules of the archive raise where it is damaged."""

_READ = frozenset({"styles", "footnotes", "endnotes", "comments"})  # apart from the main part

# The transitional namespaces and the strict ones, which a document has instead.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
_WORDS = tuple(uri for uri, prefix in _PREFIXES.items() if prefix == "w")

Attributes = Mapping[str, str]


class Part(NamedTuple):
    """One part, with its name in the archive."""

    name: str = ""
    content: bytes = b""


class Package(NamedTuple):
    """The parts of a document that are read; those that it lacks are empty."""

    document: Part
    styles: Part = Part()
    footnotes: Part = Part()
    endnotes: Part = Part()
    comments: Part = Part()


def unpack(data: bytes) -> Package:
    """The parts of a Word document. Raises ReadError."""
    if data.startswith(_OLE):
        raise ReadError("an old .doc, or a document with a password; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive)
    except ReadError:
        raise
    except BROKEN as error:
        raise ReadError("not a .docx, or a damaged one; open it in a word processor and save it again") from error


def parse(
    part: Part, start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Callable[[str], None] | None = None
) -> None:
    """Call back for the elements of a part, named as `w:p` whatever its prefixes are, and for its text. Raises ReadError."""
    short: dict[str, str] = {}

    def started(name: str, attributes: Attributes) -> None:
        start(short.get(name) or short.setdefault(name, _short(name)), attributes)

    def ended(name: str) -> None:
        end(short[name])

    def refused(*_: object) -> None:
        raise ReadError(f"a document type declaration in {part.name}, which no word processor writes; save the document again")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refused
    try:
        parser.Parse(part.content, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset + 1}"
        raise ReadError(f"broken XML in {part.name}, {where}; open the document in a word processor and save it again") from error


def value(attributes: Attributes, name: str = "val") -> str:
    """An attribute of WordprocessingML; empty if it is not there."""
    return attributes.get(f"{_WORDS[0]} {name}") or attributes.get(f"{_WORDS[1]} {name}") or ""


def _short(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{_PREFIXES.get(namespace, '')}:{local}"


def _parts(archive: zipfile.ZipFile) -> Package:
    room = LARGEST
    names: dict[str, int] = {}
    for info in archive.infolist():
        names[info.filename] = names.get(info.filename, 0) + 1

    def part(name: str) -> Part:
        nonlocal room
        if name not in names:
            return Part()
        if names[name] > 1:
            raise ReadError(f"{name} is in the archive twice; open the document in a word processor and save it again")
        content = _content(archive, archive.getinfo(name), room)
        room -= len(content)
        return Part(name, content)

    main = _targets(part("_rels/.rels"), "").get("officeDocument", "word/document.xml")
    document = part(main)
    if not document.name:
        raise ReadError("no Word document: a zip archive without word/document.xml; save it as .docx")
    folder, name = posixpath.split(main)
    related = _targets(part(posixpath.join(folder, "_rels", f"{name}.rels")), folder)
    return Package(document, **{kind: part(target) for kind, target in related.items() if kind in _READ})


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    if info.flag_bits & 1:
        raise ReadError(f"{info.filename} is encrypted; save the document without a password")
    swollen = info.file_size > _SWELLING and info.file_size > _RATIO * info.compress_size
    if info.file_size > room or swollen:
        raise ReadError(f"{info.filename} swells to {info.file_size:,} bytes, which is no article; split the document")
    with archive.open(info) as file:
        content = file.read(room + 1)  # the sizes that an archive states need not be true
    if len(content) > room:
        raise ReadError(f"{info.filename} swells to more than {room:,} bytes, which is no article; split the document")
    return content


def _targets(part: Part, folder: str) -> dict[str, str]:
    """The names of the parts that a part of relationships points to, by the last word of their type; the first of each."""
    targets: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "rel:Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            targets.setdefault(attributes.get("Type", "").rpartition("/")[2], target.lstrip("/"))

    if part.name:
        parse(part, start, lambda _: None)
    return targets
