"""PO files of gettext, parsed by polib. Kept: msgstr of entries that are translated, each a block with its msgid as original.

Left out: entries that are fuzzy (a guess that gettext does not use either), obsolete or not translated, the header, and files
whose header names a language other than English. Variables and tags: see `detector.language.strings`. polib says which lines
an entry has and what it reads; the places of the characters are found in those lines, and a string on which the two disagree is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import polib

from detector.document import Document, ReadError
from detector.language import strings
from detector.language.strings import Piece
from detector.model import Block, Comment
from detector.offsets import OffsetMap, Span, TextBuilder

_IGNORING = ("no-mtlint", "ignore-mtlint")  # flags


def read(source: str, path: str, encoding: str) -> Document:
    # Python ends lines at marks where gettext does not; a byte order mark is no part of the first line.
    lines = source.removeprefix("\ufeff").translate(_NO_LINE_ENDS).splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=int(source.startswith("\ufeff"))))
    entries = list(_entries(lines))
    languages = (_language(entry.parsed.msgstr) for entry in entries if entry.is_header)
    if foreign := next((language for language in languages if not strings.is_english(language)), None):
        return Document(path, "po", encoding, source, "", (), OffsetMap(()), remark=strings.not_english(foreign))
    builder = TextBuilder(source)
    units: list[tuple[Span, str, str]] = []
    comments: list[Comment] = []
    for number, entry in enumerate((each for each in entries if not each.is_header), 1):
        for index, quoted in sorted(entry.strings.items(), key=lambda item: item[1][0]):
            pieces = [piece for line, start, end in quoted for piece in _pieces(lines[line][start:end], starts[line] + start)]
            text = "".join(piece.text for piece in pieces)
            if text.strip() and entry.is_wanted(lines, index):
                original = entry.parsed.msgid_plural if index else entry.parsed.msgid
                place = f"entry {entry.parsed.msgctxt or number}"
                span = strings.write(builder, pieces, original)
                units.append((span, f"{place}[{index}]" if entry.parsed.msgid_plural else place, strings.plain(original, text)))
                builder.insert("\n\n")
    for entry in entries:
        comments += _comments(entry, lines, starts)
    text, offsets = builder.build()
    trimmed = ((strings.trimmed(text, span), place, original) for span, place, original in units)
    blocks = tuple(Block(span, "unit", place, original) for span, place, original in trimmed if span.start < span.end)
    return Document(path, "po", encoding, source, text, blocks, offsets, tuple(comments))


_NO_LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
_LONGEST = 2000  # lines of one string; polib's time grows with their square, and no string that people translate has so many


class _Quoted(NamedTuple):
    """A quoted piece of a string: its line, from 0, and its range there, without the quotation marks."""

    line: int
    start: int
    end: int


class _Entry(NamedTuple):
    """An entry as polib reads it; its lines, from 0: where its comments begin, where it begins, and the one after its last."""

    parsed: polib.POEntry
    above: int
    first: int
    end: int
    strings: dict[int, list[_Quoted]]  # msgstr by plural index

    @property
    def is_header(self) -> bool:
        return not self.parsed.msgid and self.parsed.msgctxt is None

    def is_wanted(self, lines: Sequence[str], index: int) -> bool:
        """Whether a string of it is a translation that is in use, and its place is sure."""
        quoted = "".join(polib.unescape(lines[line][start:end]) for line, start, end in self.strings[index])
        read = self.parsed.msgstr_plural.get(index) if self.parsed.msgstr_plural else self.parsed.msgstr
        return not self.parsed.fuzzy and quoted == read


class _Entries(polib.POFile):
    """The entries with the header among them: polib's way with the header takes quadratic time on a hostile one."""

    def find(self, *_: Any, **__: Any) -> None:
        return None


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    kept = [_without_comment(line) for line in lines]
    run = 0
    for number, line in enumerate(kept, 1):
        run = run + 1 if line.lstrip().startswith('"') else run if not line.strip() else 0
        if run > _LONGEST:
            raise ReadError(f"line {number}: a string of more than {_LONGEST:,} lines; split it, or leave the file out")
    try:
        # A NUL in the first line keeps polib from taking the text for the name of a file.
        parsed = polib.pofile("# \0\n" + "".join(kept), encoding="utf-8", klass=_Entries)
    except OSError as error:
        match = re.search(r"\(line (\d+)\)(?:: (.+))?", str(error))
        where, what = (int(match[1]) - 1, match[2] or "a syntax error") if match else (1, str(error))
        raise ReadError(f"line {where}: {what}; msgfmt --check says more") from error
    above = 0
    for entry in parsed:
        first = max((entry.linenum or 0) - 2, above)
        found, end = _strings(kept, first)
        yield _Entry(entry, above, first, end, found)
        above = end


def _without_comment(line: str) -> str:
    """A line for polib: of comments only the flags, which it wants a blank before; obsolete entries are comments."""
    bare = line.lstrip()
    if not bare.startswith("#"):
        return line
    end = line[len(line.rstrip("\r\n")) :]
    return f"#, {bare[2:].strip()}{end}" if bare.startswith("#,") else end


def _strings(lines: Sequence[str], at: int) -> tuple[dict[int, list[_Quoted]], int]:
    """The quoted pieces of each msgstr of the entry that begins at a line, by plural index, and the line after the last one."""
    found: dict[int, list[_Quoted]] = {}
    pieces: list[_Quoted] | None = None
    end = at
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if line.startswith("msgstr"):
            pieces = found[int(line[7]) if line[6:7] == "[" else 0] = []
        elif pieces is not None and line and line[0] != '"':
            break
        if pieces is not None and line:
            pieces.append(_quoted(lines[number], number))
            end = number + 1
    return found, end


def _quoted(line: str, number: int) -> _Quoted:
    first, last = line.find('"'), len(line.rstrip()) - 1
    inside = line[first + 1 : last]
    if first < 0 or last <= first or line[last] != '"' or (len(inside) - len(inside.rstrip("\\"))) % 2:
        raise ReadError(f"line {number + 1}: a string without its closing quotation mark; msgfmt --check says more")
    return _Quoted(number, first + 1, last)


_ESCAPE = re.compile(r"(?:\\[0-7]{3})+|(?:\\x[0-9a-fA-F]{2})+|\\[\\\"ntrvbfa]")
_MEANS = dict(zip("ntrvbfa", "\n\t\r\v\b\f\a", strict=True))


def _pieces(quoted: str, start: int) -> Iterator[Piece]:
    """A quoted piece that starts at a place of the source, as it reads."""
    at = 0
    for match in _ESCAPE.finditer(quoted):
        if match.start() > at:
            yield Piece(quoted[at : match.start()], start + at, start + match.start())
        yield Piece(_unescaped(match[0]), start + match.start(), start + match.end(), verbatim=False)
        at = match.end()
    if at < len(quoted):
        yield Piece(quoted[at:], start + at, start + len(quoted))


def _unescaped(escape: str) -> str:
    """What an escape means; several in a row may be the bytes of one character."""
    if len(escape) == 2:
        return _MEANS.get(escape[1], escape[1])
    codes = [int(code[1:], 16) if code[0] == "x" else int(code, 8) for code in escape[1:].split("\\")]
    return bytes(code & 255 for code in codes).decode("utf-8", "replace")


def _language(header: str) -> str:
    match = re.search(r"^Language:(.*)$", header, re.MULTILINE | re.IGNORECASE)
    return match[1] if match else ""


_DIRECTIVE = re.compile(r"\s*#\.?\s*(mtlint-.*)", re.IGNORECASE)


def _comments(entry: _Entry, lines: Sequence[str], starts: Sequence[int]) -> Iterator[Comment]:
    """What the comments and flags of an entry say to mtlint about it; in the header, about what follows."""
    covers = None if entry.is_header else Span(starts[entry.first], starts[entry.end])
    for number in range(entry.above, entry.end):
        line = lines[number].rstrip()
        match = _DIRECTIVE.match(line)
        if match:
            yield Comment(match[1], Span(starts[number] + match.start(1), starts[number] + len(line)), covers)
        elif line.lstrip().startswith("#,") and not {*map(str.strip, line.lstrip()[2:].split(","))}.isdisjoint(_IGNORING):
            yield Comment("mtlint-disable", Span(starts[number], starts[number] + len(line)), covers)
