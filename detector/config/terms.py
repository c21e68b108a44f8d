"""Names and terms that are right in the texts of a project: plain lists, and the English side of glossaries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from detector.config import ConfigError
from detector.config.files import text_of
from detector.config.keys import LONGEST_TERM

_CODE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")  # of a language
_TARGETS = ("en", "english", "target", "term", "translation")
"""Headings of the column of a CSV glossary that holds the English term; without one it is the last column."""


@cache
def listed(file: Path) -> tuple[str, ...]:
    """The lines of a file, without empty ones and those that begin with #. Raises ConfigError."""
    lines = (line.strip() for line in text_of(file).splitlines())
    return _checked(file, (line for line in lines if line and not line.startswith("#")))


@cache
def glossary(file: Path) -> tuple[str, ...]:
    """The English terms of a glossary: CSV, TSV (source, target) or TBX. Raises ConfigError."""
    import csv

    ending = file.suffix.lower()
    if ending == ".tbx":
        return _tbx(file)
    if ending not in (".csv", ".tsv"):
        raise ConfigError(f"{file}: a glossary is a .csv, .tsv or .tbx file; a plain list of names goes into allow-files")
    text = text_of(file)
    separator = "\t" if ending == ".tsv" else ";" if ";" in text.partition("\n")[0] else ","
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise ConfigError(f"{file}: is no table of terms: {error}") from error
    column = -1
    if rows and (named := [n for n, cell in enumerate(rows[0]) if cell.strip().lower().split("-")[0] in _TARGETS]):
        column = named[0]
        rows = rows[1:]
    elif rows and all(_CODE.fullmatch(cell.strip()) for cell in rows[0]):
        raise ConfigError(f"{file}: has no English column; its headings are {', '.join(rows[0])}")
    return _checked(file, (term for row in rows if -1 <= column < len(row) and (term := row[column].strip())))


def _tbx(file: Path) -> tuple[str, ...]:
    """Terms of the language sections in English, whatever the version of TBX calls their elements."""
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(text_of(file).encode())  # noqa: S314 (no entities: expat refuses them to ElementTree)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ConfigError(f"{file}: is no TBX: {error}") from error
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    english = (section for section in root.iter() if section.get(lang, "").lower().split("-")[0] == "en")
    texts = ("".join(term.itertext()).strip() for section in english for term in section.iter() if term.tag.endswith("term"))
    return _checked(file, dict.fromkeys(text for text in texts if text))


def _checked(file: Path, terms: Iterable[str]) -> tuple[str, ...]:
    found = tuple(terms)
    if longest := next((term for term in found if len(term) > LONGEST_TERM), ""):
        raise ConfigError(f"{file}: a term of more than {LONGEST_TERM} characters: {longest[:40]}…")
    return found
