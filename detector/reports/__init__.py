"""One module a report: `render(run, ...)` gives text and knows nothing of files, exit codes or other reports.

What several of them share is here: what can be said on one line, the issues that reports for CI list, and the Markdown page.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from detector.model import SEVERITIES, Location, Rule
from detector.results import FileReport, Placed, Run

_CONTROLS = dict.fromkeys(
    [*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"
)


def printable(text: str) -> str:
    """One line without control characters, so that no article can move the cursor or turn the text of a terminal around."""
    return text.replace("\t", " ").replace("\r\n", " ").replace("\n", " ").translate(_CONTROLS)


def share(probability: float) -> str:
    """Two digits, rounded down: nothing that is measured is certain."""
    return f"{math.floor(min(probability, 0.99) * 100 + 1e-9) / 100:.2f}"


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def general(template: str, rule: Rule) -> str:
    """What a rule says of all its findings: its own data in the slots, dots for what each finding has."""
    return template.format_map(_Dots({key: value for key, value in rule.data.items() if isinstance(value, str)}))


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


VERDICT = "verdict"
"""The rule of an issue that is about a whole file."""


class Issue(NamedTuple):
    """What reports for CI list: a finding, or a whole file that is over its limit."""

    path: str
    rule: str
    severity: str
    confidence: float
    message: str
    fingerprint: str
    placed: Placed | None  # None: the whole file
    span: tuple[Location, Location] | None  # None: the whole file, or one of a format whose lines nobody sees

    @property
    def line(self) -> int:
        return self.span[0].line if self.span else 1

    @property
    def silenced(self) -> bool:
        """Whether it does not count: a comment in the file silences it, or the baseline has it."""
        return self.placed is not None and (self.placed.suppressed is not None or self.placed.baseline == "unchanged")

    @property
    def address(self) -> str:
        """Where it is, for people: "17:9", or "paragraph 12"."""
        if self.span:
            return f"{self.span[0].line}:{self.span[0].column}"
        return self.placed.unit or "1" if self.placed else "1"

    @property
    def said(self) -> str:
        """The message, with the address where it stands on line 1 for want of a line."""
        return f"{self.placed.unit}: {self.message}" if self.placed and self.placed.unit and not self.span else self.message


def issues(file: FileReport, silenced: bool = False) -> list[Issue]:
    """What there is to say of a file, the verdict first, then findings by place; those that do not count only if asked for."""
    found: list[Issue] = []
    if file.over_limit:
        probability, limit = file.verdict.probability or 0.0, file.max_mt_probability or 0.0
        said = f"Resembles machine translation more than {limit:.2f} ({share(probability)})"
        found.append(Issue(file.path, VERDICT, "error", probability, said, digest(VERDICT, file.path), None, None))
    listed = (*file.findings, *file.silenced) if silenced else file.findings
    found += (_issue(file, placed) for placed in sorted(listed, key=lambda placed: (placed.start.offset, placed.finding.rule)))
    return found


def ranking(issue: Issue) -> tuple[int, float, str, int]:
    """Sorts the worst first: by severity, confidence, path and place."""
    offset = issue.placed.start.offset if issue.placed else -1
    return -SEVERITIES.index(issue.severity), -issue.confidence, issue.path, offset


def numbered(found: Iterable[Issue]) -> Iterator[tuple[Issue, int]]:
    """Each issue with its number among those of the same fingerprint, from 1."""
    seen: Counter[str] = Counter()
    for issue in found:
        seen[issue.fingerprint] += 1
        yield issue, seen[issue.fingerprint]


def digest(*parts: str) -> str:
    """16 hex digits, as fingerprints have."""
    import hashlib

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _issue(file: FileReport, placed: Placed) -> Issue:
    finding = placed.finding
    span = None if file.format == "docx" else (placed.start, placed.end)
    confidence = finding.confidence or 0.0
    return Issue(file.path, finding.rule, finding.severity, confidence, finding.message, placed.fingerprint, placed, span)


_LONGEST = 300  # code points of a message or a path on the Markdown page


def markdown_page(run: Run, limit: int) -> str:
    """The run as Markdown of at most `limit` bytes of UTF-8: counts, what could not be read, files with scores, findings.

    All that comes from outside stands in code spans: nothing else keeps GitHub from making links of commit ids, addresses,
    names and issue numbers. Files have a third of the room and what could not be read a tenth; findings, the worst first,
    have the rest.
    """
    found = sorted((issue for file in run.files for issue in issues(file)), key=ranking)
    counts = Counter(issue.severity for issue in found)
    by_severity = ", ".join(plural(counts[severity], severity) for severity in reversed(SEVERITIES) if counts[severity])
    size = f"{plural(len(run.files), 'file')}, {plural(run.words, 'word')}"
    lines = ["### mtlint", "", f"Found {by_severity} in {size}." if found else f"No findings in {size}."]
    if run.silenced:
        lines.append(f"{len(run.silenced):,} silenced by comments or the baseline.")
    unread = [f"- {_code(error)}" for error in run.errors]
    lines += _within(limit // 10, ["", "Not read:", ""], unread, "more that could not be read")
    head = ["", "| file | words | findings | score (95%) | resembles MT |", "|---|--:|--:|--:|--:|"]
    lines += _within(limit // 3, head, [_file_row(file) for file in run.files], "more files")
    head = ["", "| where | severity | rule | message |", "|---|---|---|---|"]
    lines += _within(limit - _bytes(lines), head, [_issue_row(issue) for issue in found], "more findings, none worse than these,")
    return "\n".join(lines) + "\n"


def _within(room: int, head: Sequence[str], rows: Sequence[str], what: str) -> list[str]:
    """The head and as many rows as fit into so many bytes, with a line that says how many do not; nothing without rows."""
    room -= _bytes(head) + len(what) + 40  # the line about the rest
    shown = 0
    while shown < len(rows) and room >= (size := _bytes(rows[shown : shown + 1])):
        room -= size
        shown += 1
    rest = ["", f"{len(rows) - shown:,} {what} are left out."] if shown < len(rows) else []
    return [*head, *rows[:shown], *rest] if rows else []


def _bytes(lines: Iterable[str]) -> int:
    """With a line end each, as they are written."""
    return sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _code(text: str) -> str:
    """A code span in a table. The bar becomes a drawn line: parsers do not agree on how to escape it after a backslash."""
    flat = printable(text).replace("|", "\N{BOX DRAWINGS LIGHT VERTICAL}").strip() or "-"
    flat = flat[: _LONGEST - 1] + "…" if len(flat) > _LONGEST else flat
    fence = "`"
    while fence in flat:
        fence += "`"
    return f"{fence} {flat} {fence}" if "`" in flat else f"`{flat}`"


def _file_row(file: FileReport) -> str:
    score, probability = file.score, file.verdict.probability
    weighed = f"{score.value:.1f} ({score.low:.1f} to {score.high:.1f})"
    resembles = "-" if probability is None else share(probability)
    return _row(_code(file.path), f"{file.words:,}", f"{len(file.findings):,}", weighed, resembles)


def _issue_row(issue: Issue) -> str:
    where, grade = f"{issue.path}:{issue.address}", f"{issue.severity} {share(issue.confidence)}"
    return _row(_code(where), grade, _code(issue.rule), _code(issue.message))
