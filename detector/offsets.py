"""Positions: spans in the document text, and the way back to the source.

One unit everywhere: code points. A reader writes the text through a `TextBuilder`, which keeps a run for every piece,
so that a span of the text can be traced to the exact place in the source without ever searching for it again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Run(NamedTuple):
    """A piece of the text and where it came from. Equal lengths: copied verbatim; else it stands for the whole source piece."""

    text: int
    source: int
    length: int
    source_length: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Sorted, gapless runs over the text."""

    runs: tuple[Run, ...]

    def __post_init__(self) -> None:
        position = source = 0
        for run in self.runs:
            if run.text != position or run.source < source or run.length <= 0 or run.source_length < 0:
                raise ValueError(f"offset map broken at {run}")
            position += run.length
            source = run.source + run.source_length

    def to_source(self, span: Span) -> Span:
        """The source range that the text range came from; both ends snap outwards to runs that are not verbatim."""
        if not self.runs:
            return Span(0, 0)
        first = self._run_at(span.start)
        start = first.source + (span.start - first.text if first.length == first.source_length else 0)
        if span.end <= span.start:
            return Span(start, start)
        last = self._run_at(span.end - 1)
        end = last.source + (span.end - last.text if last.length == last.source_length else last.source_length)
        return Span(start, end)

    def part(self, start: int, end: int) -> OffsetMap:
        """The map of text[start:end] as a text of its own, back to the same source."""
        first, last = (bisect_right(self.runs, position, key=lambda run: run.text) - 1 for position in (start, end - 1))
        cut = []
        for run in self.runs[first : last + 1]:
            begin, stop = max(run.text, start), min(run.text + run.length, end)
            verbatim = run.length == run.source_length
            source = run.source + (begin - run.text if verbatim else 0)
            cut.append(Run(begin - start, source, stop - begin, stop - begin if verbatim else run.source_length))
        return OffsetMap(tuple(cut))

    def _run_at(self, position: int) -> Run:
        return self.runs[max(bisect_right(self.runs, position, key=lambda run: run.text) - 1, 0)]


class TextBuilder:
    """Builds a text piece by piece from a source, keeping the offset map."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._runs: list[Run] = []
        self._written: list[str | None] = []  # what stands for the source of each run; None: the source itself
        self._at = 0  # end of the source consumed so far
        self.length = 0  # code points written so far

    def copy(self, start: int, end: int) -> None:
        """Append source[start:end] as it stands; to the run before it if that ends there, so that most texts are one run."""
        if end <= start:
            return
        if self._written and self._written[-1] is None and self._at == start:
            text, source, length, _ = self._runs[-1]
            length += end - start
            self._runs[-1] = Run(text, source, length, length)
            self.length += end - start
            self._at = end
        else:
            self._append(None, end - start, start, end - start)

    def replace(self, text: str, start: int, end: int) -> None:
        """Append `text` in the place of source[start:end]: an entity, an escape, or the placeholder of inline code."""
        if text:
            self._append(text, len(text), start, end - start)

    def insert(self, text: str) -> None:
        """Append `text` that has no counterpart in the source, such as the gap between two blocks."""
        if text:
            self._append(text, len(text), self._at, 0)

    def build(self) -> tuple[str, OffsetMap]:
        parts = (
            self._source[run.source : run.source + run.length] if text is None else text
            for run, text in zip(self._runs, self._written, strict=True)
        )
        return "".join(parts) if len(self._runs) != 1 else next(parts), OffsetMap(tuple(self._runs))

    def _append(self, text: str | None, length: int, source: int, source_length: int) -> None:
        self._runs.append(Run(self.length, source, length, source_length))
        self._written.append(text)
        self.length += length
        self._at = source + source_length


class LineIndex:
    """Line and column of source offsets. Lines end at LF, CRLF or CR; both numbers count from 1, columns in code points."""

    def __init__(self, source: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", source))]
        self._bom = source.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")  # no editor shows or counts it
        self._source = source

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return line, column - 1 if line == 1 and self._bom and column > 1 else column

    def line_after(self, offset: int) -> Span:
        """The range of the line after that of an offset; an empty one at the end if there is none."""
        line = self.position(offset)[0] + 1
        return self.line_span(line) if line <= len(self._starts) else Span(len(self._source), len(self._source))

    def line_span(self, line: int) -> Span:
        """The range of a line, numbered from 1, without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._source)
        while end > start and self._source[end - 1] in "\r\n":
            end -= 1
        return Span(start + (line == 1 and self._bom), end)
