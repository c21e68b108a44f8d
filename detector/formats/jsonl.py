"""JSON Lines. Kept: of each line the string under "text", else "content", "body" or "article", or a line that is a string by
itself, in paragraphs as blank lines separate them. Left out: every other key, and lines without prose. Blocks are addressed by
the "id" of their record, else by the number of their line."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from detector.document import Document, ReadError
from detector.language import links
from detector.model import PLACEHOLDER, Block
from detector.offsets import OffsetMap, Span, TextBuilder

_KEYS = ("text", "content", "body", "article")
_LONGEST_NAME = 80  # code points; it stands in every finding of its record
_DECODER = json.JSONDecoder()
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")  # that of LineIndex
_BLANKS = re.compile(r"[ \t]*")
_BLANK_LINES = re.compile(r"\n\s*\n")
# Two escapes that stand for one character beyond U+FFFF are one escape here, as they are for the decoder.
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.")


def read(source: str, path: str, encoding: str) -> Document:
    builder = TextBuilder(source)
    blocks: list[Block] = []
    records = 0
    for number, match in enumerate(_LINE.finditer(source, int(source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"))), 1):
        line, start = match[1], match.start()
        if not line.strip(" \t"):
            continue
        records += 1
        prose, identity = _prose(line, number)
        if not prose:
            continue
        text, offsets = _unescaped(source, start + prose.start, start + prose.end)
        for paragraph in _paragraphs(text):
            if blocks:
                builder.insert("\n\n")
            begin = builder.length
            _write(builder, text, offsets, paragraph)
            blocks.append(Block(Span(begin, builder.length), "paragraph", f"record {identity}"))
    if records and not blocks:
        raise ReadError(f"no line has prose: none is a string or has one under “{'”, “'.join(_KEYS[:-1])}” or “{_KEYS[-1]}”")
    text, offsets = builder.build()
    return Document(path, "jsonl", encoding, source, text, tuple(blocks), offsets)


def _prose(line: str, number: int) -> tuple[Span | None, str]:
    """Where in a line the string with its prose is, without the quotes, if there is one; and what its record is called.

    Raises ReadError for what is no JSON.
    """
    try:
        record = json.loads(line)
    except RecursionError as error:
        raise ReadError(f"line {number} is nested too deeply to be a record; write one flat JSON object a line") from error
    except json.JSONDecodeError as error:
        what = f"{error.msg[:1].lower()}{error.msg[1:].removesuffix(' at')} at column {error.colno}"
        raise ReadError(f"line {number} is no JSON: {what}; write one JSON object a line") from error
    except ValueError as error:
        raise ReadError(f"line {number} has a number of more digits than can be read; shorten it or make it a string") from error
    if isinstance(record, str):
        start = _blanks(line, 0) + 1
        return Span(start, _DECODER.raw_decode(line, start - 1)[1] - 1), str(number)
    if not isinstance(record, dict):
        return None, str(number)
    key = next((key for key in _KEYS if isinstance(record.get(key), str) and record[key].strip()), None)
    identity = record.get("id")
    named = isinstance(identity, str | int) and not isinstance(identity, bool)
    name = " ".join(str(identity).split())[:_LONGEST_NAME] if named else ""
    return (_value(line, key) if key else None), name or str(number)


def _value(line: str, wanted: str) -> Span | None:
    """Where the string under a key of a valid object is, without the quotes; of a key that is there twice, the last one."""
    found = None
    at = _blanks(line, _blanks(line, 0) + 1)
    while line[at] == '"':
        key, at = _DECODER.raw_decode(line, at)
        start = _blanks(line, _blanks(line, at) + 1)  # after the colon
        _, at = _DECODER.raw_decode(line, start)
        if key == wanted:
            found = Span(start + 1, at - 1)
        at = _blanks(line, _blanks(line, at) + 1)  # after the comma; at the end of the object, its brace
        if at >= len(line):
            break
    return found


def _blanks(line: str, at: int) -> int:
    match = _BLANKS.match(line, at)
    return match.end() if match else at


def _unescaped(source: str, start: int, end: int) -> tuple[str, OffsetMap]:
    """The text of a string, and where its pieces are in the source."""
    builder = TextBuilder(source)
    for escape in _ESCAPE.finditer(source, start, end):
        builder.copy(start, escape.start())
        builder.replace(_DECODER.raw_decode(f'"{escape[0]}"')[0], escape.start(), escape.end())
        start = escape.end()
    builder.copy(start, end)
    return builder.build()


def _paragraphs(text: str) -> Iterator[Span]:
    """What blank lines separate, without the blanks around it."""
    at = 0
    for end, following in [*(gap.span() for gap in _BLANK_LINES.finditer(text)), (len(text), len(text))]:
        piece = text[at:end]
        if piece.strip():
            yield Span(at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()))
        at = following


def _write(builder: TextBuilder, text: str, offsets: OffsetMap, span: Span) -> None:
    at = span.start
    for start, end in links.find(text, *span):
        _copy(builder, text, offsets, Span(at, start))
        builder.replace(PLACEHOLDER, *offsets.to_source(Span(start, end)))
        at = end
    _copy(builder, text, offsets, Span(at, span.end))


def _copy(builder: TextBuilder, text: str, offsets: OffsetMap, span: Span) -> None:
    at, end = span
    index = bisect_right(offsets.runs, at, key=lambda run: run.text) - 1
    while at < end:
        run = offsets.runs[index]
        stop = min(end, run.text + run.length)
        if run.length == run.source_length:
            builder.copy(run.source + at - run.text, run.source + stop - run.text)
        else:
            builder.replace(text[at:stop], run.source, run.source + run.source_length)
        at, index = stop, index + 1
