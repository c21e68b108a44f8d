"""From bytes to a Document: what encoding, what format. The only module that opens articles."""

from __future__ import annotations

import codecs
import importlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from detector.document import Document, ReadError

FORMATS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}
"""File name endings that a folder is searched for, and the format that they stand for."""

_READERS = {
    "text": "plain.read",
    "markdown": "markdown.read",
}
"""The function of `detector.formats` that reads each format: `read(source, path, encoding)`."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The single-byte encodings in which English articles are found. cp1250 is left out on purpose: on English text it differs from
# cp1252 in letters too rare to tell the two apart, and the detector then prefers it.
_LEGACY = ["cp1252", "cp1251", "mac_roman"]
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a\x1b")


class InputError(Exception):
    """Something given to mtlint cannot be read; the message says what, where and what to do."""


def read_file(path: Path) -> Document:
    """The document in a file. Raises InputError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str) -> Document:
    """The document in `data`, by the ending of its name. Raises InputError."""
    source, encoding = decode(data, name)
    return read_text(source, name, encoding)


def read_text(source: str, name: str = "<text>", encoding: str = "utf-8") -> Document:
    """The document in a string, by the ending of its name; plain text if that says nothing. Raises InputError."""
    form = FORMATS.get(os.path.splitext(name)[1].lower(), "text")  # noqa: PTH122 (Path is slow)
    try:
        return _reader(form)(source, name, encoding)
    except ReadError as error:
        raise InputError(f"{name}: {error}") from error


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


def find_files(folder: Path) -> Iterator[Path]:
    """The articles below a folder in alphabetical order, without hidden files and folders."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "node_modules":
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from find_files(path)
        elif path.suffix.lower() in FORMATS and path.is_file():
            yield path


@cache
def _reader(form: str) -> Callable[[str, str, str], Document]:
    """The reader of a format; the parser of one is not loaded for another."""
    module, function = _READERS[form].split(".")
    read: Callable[[str, str, str], Document] = getattr(importlib.import_module(f"detector.formats.{module}"), function)
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
