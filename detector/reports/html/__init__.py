"""One HTML file for people to share: each article as a reader sees it, its findings marked in place and listed beside it.

The file needs no network and no JavaScript. Its policy (Content-Security-Policy) lets nothing run or load but the style and the
script that are part of it, and every string that comes from an article passes `_shown` and is escaped. Work is linear in the size
of the run: a sweep over each passage cuts it where findings begin and end.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, groupby, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from detector.language.names import language_name
from detector.model import PLACEHOLDER, PRIOR, SEVERITIES, SHORTEST
from detector.offsets import Span
from detector.reports import plural, printable, share
from detector.results import FileReport, Passage, Placed, Run

_OPEN_AT_MOST = 10  # files; of a longer run only the first that has findings is unfolded
_DEPTH = 8  # findings that one mark speaks of; a place with more of them is noise
_SHORT = 28  # characters of what a placeholder stands for
_LONG = 200  # characters of markup that are shown
_SYMBOLS = {"error": "✗", "warning": "!", "note": "·"}
_SURROGATES = re.compile("[\ud800-\udfff]")  # lone ones, which UTF-8 has no bytes for


class Piece(NamedTuple):
    """Text, or the placeholder of something that is no prose: `hidden` is the source behind it then."""

    text: str
    hidden: str | None = None


class Segment(NamedTuple):
    """A stretch of prose with the same findings from end to end. `mark` is the number of its mark, 0 for one without findings."""

    pieces: tuple[Piece, ...]
    mark: int = 0
    entries: tuple[Entry, ...] = ()  # innermost first
    begins: tuple[int, ...] = ()  # numbers within the file of the findings that start here

    @property
    def severity(self) -> str:
        return max((entry.severity for entry in self.entries), key=SEVERITIES.index)

    @property
    def blanks(self) -> bool:
        """Whether blanks are what it may be about, so that each must be seen."""
        return any("  " in piece.text or piece.text.strip(" ") != piece.text for piece in self.pieces)


class Entry(NamedTuple):
    """A finding in the panel; `marks` are the numbers of its marks."""

    number: int  # within the run
    order: int  # within the file
    placed: Placed
    marks: list[int]

    @property
    def severity(self) -> str:
        return self.placed.finding.severity

    @property
    def place(self) -> str:
        return self.placed.unit or f"{self.placed.start.line}:{self.placed.start.column}"


class Shown(NamedTuple):
    """A passage cut into segments."""

    unit: str | None  # its address, where the one before it has another
    segments: tuple[Segment, ...]
    plain: str | None = None  # the whole text of one with neither findings nor placeholders nor address, as most are


class Sheet(NamedTuple):
    """One file of the report. Passages of a kind that follow each other are one group: a list, a quote, a row of cells."""

    file: FileReport
    entries: tuple[Entry, ...]
    groups: tuple[tuple[str, tuple[Shown, ...]], ...]
    elsewhere: tuple[Segment, ...]  # marks of findings that are not in the prose
    unfolded: bool


def render(run: Run) -> str:
    """The report as the text of an HTML file, the same for the same run."""
    style, script = _asset("page.css"), _asset("page.js")
    sheets = _sheets(run)
    findings = [placed.finding for placed in run.placed]
    return _template().render(
        run=run,
        sheets=sheets,
        detectors=Counter(finding.rule.split("/")[0] for finding in findings).most_common(),
        severities=Counter(finding.severity for finding in findings),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 (a file of this package, as are the script and, escaped, the data)
        script=Markup(script),  # noqa: S704
        data=Markup(_data(sheets)),  # noqa: S704
    )


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing loads, and nothing inline counts but what has these hashes."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script))
    return "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'".format(
        *hashes
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters |= {"share": share, "language": language_name, "short": _short, "plural": plural}
    environment.globals |= {"symbols": _SYMBOLS, "order": tuple(reversed(SEVERITIES)), "prior": PRIOR, "shortest": SHORTEST}
    return environment.from_string(_asset("page.html.jinja"))


def _shown(value: Any) -> Any:
    """What the template writes, without characters that no page can hold or that turn the text around them."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", printable(value.replace("\r", " ")))
    return value


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[: _SHORT - 1] + "…"


def _data(sheets: Sequence[Sheet]) -> str:
    """The findings as JSON that may stand in an element: their ids, what to filter them by, and the ids of their marks."""
    files = [
        {
            "path": sheet.file.path,
            "findings": [
                {
                    "id": f"f{entry.number}",
                    "rule": entry.placed.finding.rule,
                    "severity": entry.severity,
                    "confidence": float(share(entry.placed.finding.confidence or 0.0)),
                    "marks": [f"m{mark}" for mark in entry.marks],
                }
                for entry in sheet.entries
            ],
        }
        for sheet in sheets
    ]
    return json.dumps({"files": files}, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e")


def _sheets(run: Run) -> list[Sheet]:
    first = next((number for number, file in enumerate(run.files) if file.findings), 0)
    numbers, marks = count(1), count(1)
    return [
        _sheet(file, numbers, marks, len(run.files) <= _OPEN_AT_MOST or number == first) for number, file in enumerate(run.files)
    ]


def _sheet(file: FileReport, numbers: Iterator[int], marks: Iterator[int], unfolded: bool) -> Sheet:
    entries = tuple(Entry(next(numbers), order, placed, []) for order, placed in enumerate(file.findings, 1))
    inside = _by_passage(file.passages, entries)
    shown = []
    unit = None
    for passage, here in zip(file.passages, inside, strict=True):
        address = passage.unit if passage.unit != unit and file.format != "docx" else None  # each paragraph of docx has one
        if here or address or passage.hidden:
            shown.append((passage.kind, Shown(address, tuple(_segments(passage, here, marks)))))
        else:
            shown.append((passage.kind, Shown(None, (), passage.text)))
        unit = passage.unit
    elsewhere = tuple(_elsewhere(entry, marks) for entry in entries if not entry.marks)
    groups = tuple((kind, tuple(each for _, each in group)) for kind, group in groupby(shown, key=lambda pair: pair[0]))
    return Sheet(file, entries, groups, elsewhere, unfolded)


def _by_passage(passages: Sequence[Passage], entries: Sequence[Entry]) -> list[list[tuple[Span, Entry]]]:
    """For each passage the findings in it and their spans from its start; no finding leaves its block."""
    starts = [passage.start for passage in passages]
    inside: list[list[tuple[Span, Entry]]] = [[] for _ in passages]
    for entry in entries:
        span = entry.placed.in_text
        if span is None or not passages:
            continue
        number = max(bisect_right(starts, span.start) - 1, 0)
        length = len(passages[number].text)
        start, end = max(span.start - starts[number], 0), min(span.end - starts[number], length)
        if start < end or start == end == span.end - starts[number]:
            inside[number].append((Span(start, end), entry))
    return inside


def _segments(passage: Passage, inside: list[tuple[Span, Entry]], marks: Iterator[int]) -> Iterator[Segment]:
    """The passage cut wherever a finding begins or ends. A finding without text gets a segment without text of its own."""
    opening: dict[int, list[Entry]] = {}
    closing: dict[int, list[Entry]] = {}
    points: dict[int, list[Entry]] = {}
    for span, entry in sorted(inside, key=lambda pair: (pair[0].start, -pair[0].end)):
        if span.start == span.end:
            points.setdefault(span.start, []).append(entry)
        else:
            opening.setdefault(span.start, []).append(entry)
            closing.setdefault(span.end, []).append(entry)
    hidden = iter(passage.hidden)
    length = len(passage.text)
    active: dict[int, Entry] = {}
    cuts = sorted({0, length, *opening, *closing, *points})
    for start, end in pairwise([*cuts, length]):
        if start in points:
            yield _marked((), points[start][:_DEPTH], points[start], marks)
        for entry in closing.get(start, ()):
            del active[entry.number]
        active |= {entry.number: entry for entry in opening.get(start, ())}
        if start < end:
            pieces = tuple(_pieces(passage.text[start:end], hidden))
            within = list(islice(reversed(active.values()), _DEPTH))
            yield _marked(pieces, within, opening.get(start, ()), marks) if active else Segment(pieces)


def _marked(pieces: tuple[Piece, ...], within: Sequence[Entry], beginning: Sequence[Entry], marks: Iterator[int]) -> Segment:
    mark = next(marks)
    for entry in within:
        entry.marks.append(mark)
    return Segment(pieces, mark, tuple(within), tuple(entry.order for entry in beginning))


def _elsewhere(entry: Entry, marks: Iterator[int]) -> Segment:
    return _marked((Piece(entry.placed.text[:_LONG] or entry.place),), [entry], [entry], marks)


def _pieces(text: str, hidden: Iterator[str]) -> Iterator[Piece]:
    for number, part in enumerate(text.split(PLACEHOLDER)):
        if number:
            yield Piece(PLACEHOLDER, next(hidden, ""))
        if part:
            yield Piece(part)
