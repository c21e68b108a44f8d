"""From bytes to a Document: what encoding, what format. The only module that opens articles."""

from __future__ import annotations

import codecs
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from detector.document import Document, ReadError
from detector.model import START, Location

FORMATS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "mdx",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".po": "po",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""File name endings, and the format that they stand for."""

SEARCHED = tuple(ending for ending, form in FORMATS.items() if form != "jsonl")
"""Those that a folder is searched for: what is called .jsonl is mostly no text, and is read if it is named."""

_READERS = {
    "text": "plain.read",
    "markdown": "markdown.read",
    "mdx": "markdown.read_mdx",
    "html": "html.read",
    "docx": "docx.read",
    "xliff": "xliff.read",
    "po": "po.read",
    "jsonl": "jsonl.read",
}
"""The functions of `detector.formats` that read: `read(source, path, encoding)`, for a binary format `read(data, path)`."""

_BINARY = frozenset({"docx"})

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The single-byte encodings in which English articles are found. cp1250 is left out on purpose: on English text it differs from
# cp1252 in letters too rare to tell the two apart, and the detector then prefers it.
_LEGACY = ["cp1252", "cp1251", "mac_roman"]
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a\x1b")


class InputError(Exception):
    """Something given to mtlint cannot be read; the message says what, where and what to do."""


def read_file(path: Path) -> Document:
    """The document in a file. Raises InputError."""
    return read_bytes(read_data(path), str(path))


def size(path: Path) -> int:
    """Bytes of a file; 0 where it cannot be told."""
    try:
        return path.stat().st_size if path.is_file() else 0  # a pipe has no size
    except OSError:
        return 0


def read_data(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a file, which must not be more than a limit. Raises InputError."""
    try:
        with path.open("rb") as file:
            return _limited(file, str(path), limit)
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error


def read_stdin(name: str, limit: int | None = None) -> bytes:
    """What standard input holds. Raises InputError."""
    try:
        return _limited(sys.stdin.buffer, name, limit)
    except (OSError, AttributeError) as error:  # it may be closed
        raise InputError(f"{name}: standard input cannot be read") from error


def _limited(file: BinaryIO, name: str, limit: int | None) -> bytes:
    if limit is None:
        return file.read()
    data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"{name}: larger than {limit // 1_000_000} MB; split it, or raise max-file-size")
    return data


LONG = 2_000_000
"""Bytes from which a plain text is read in portions: more than that no article has, and memory should not grow with a file."""

_PORTION = 1_000_000  # bytes, and what is left of a paragraph
_WITHOUT_BLANKS = 16_000_000  # bytes with no place to cut: no prose, and looking for one again and again takes ever longer
_LONGEST_PARAGRAPH = 4_000_000  # bytes; a longer one is cut at a line end or a blank


def portions(path: Path) -> Iterator[Document]:
    """A long plain text in UTF-8 as documents that follow each other, each with where it begins.

    Raises InputError, and NotPlainError where it turns out to be something else: then it must be read as a whole.
    """
    from detector.formats import plain

    name, begins, rest = str(path), START, b""
    try:
        with path.open("rb") as file:
            while data := file.read(_PORTION):
                rest += data
                cut = _cut(rest)
                if cut:
                    yield (document := _portion(plain.read, rest[:cut], name, begins))
                    begins, rest = document.ends(), rest[cut:]
                elif len(rest) > _WITHOUT_BLANKS:
                    raise NotPlainError
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    if rest:
        yield _portion(plain.read, rest, name, begins)


class NotPlainError(Exception):
    """A file that cannot be read in portions: it is not UTF-8, has comments that speak to mtlint, or no blanks."""


def _portion(read: Callable[..., Document], data: bytes, name: str, begins: Location) -> Document:
    if b"mtlint-" in data.lower() or b"\0" in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotPlainError
    try:
        return replace(read(data.decode("utf-8"), name, "utf-8"), begins=begins)
    except UnicodeDecodeError as error:
        raise NotPlainError from error


def _cut(data: bytes) -> int:
    """Where the last paragraph that is whole ends; 0: nowhere yet."""
    ends = (b"\n\n", b"\n\r\n") if len(data) < _LONGEST_PARAGRAPH else (b"\n\n", b"\n\r\n", b"\n", b". ", b" ")
    return next((data.rindex(end) + len(end) for end in ends if end in data), 0)


def read_bytes(data: bytes, name: str, form: str | None = None) -> Document:
    """The document in `data`, by its format, or else by the ending of its name. Raises InputError."""
    form = form or format_of(name)
    if form in _BINARY:
        return _read(form, name, data, name)
    source, encoding = decode(data, name)
    return _read(form, name, source, name, encoding)


def read_text(source: str, name: str = "<text>", encoding: str = "utf-8") -> Document:
    """The document in a string, by the ending of its name; plain text if that says nothing. Raises InputError."""
    return _read(format_of(name), name, source, name, encoding)


def names() -> tuple[str, ...]:
    """The formats that can be read."""
    return tuple(_READERS)


def format_of(name: str) -> str:
    """The format that a file name stands for; plain text if it says nothing."""
    return FORMATS.get(os.path.splitext(name)[1].lower(), "text")  # noqa: PTH122 (Path is slow)


def _read(form: str, name: str, *arguments: Any) -> Document:
    try:
        document: Document = _reader(form)(*arguments)
    except ReadError as error:
        raise InputError(f"{name}: {error}") from error
    return document


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and encoding name: a byte order mark decides, else strict UTF-8, else detection. A mark stays in the text.

    Raises InputError for binary data and for text in no encoding that makes sense.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise InputError(f"{name}: not valid {encoding} after its byte order mark; save it as UTF-8") from error
    if b"\0" in data[:8192]:
        raise InputError(f"{name}: a binary file, not text; leave it out or convert it to text first")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _detected(data, name)


@cache
def _reader(form: str) -> Callable[..., Document]:
    """The reader of a format; the parser of one is not loaded for another."""
    module, function = _READERS[form].split(".")
    read: Callable[..., Document] = getattr(importlib.import_module(f"detector.formats.{module}"), function)
    return read


def _detected(data: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    unreadable = InputError(f"{name}: cannot tell its encoding; save it as UTF-8")
    if sum(byte in _CONTROLS for byte in data[:65536]) * 200 > len(data[:65536]):
        raise InputError(f"{name}: a binary file, not text; leave it out or convert it to text first")
    best = from_bytes(data[:262144], cp_isolation=_LEGACY).best()
    if best is None:
        raise unreadable
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:
        raise unreadable from error
