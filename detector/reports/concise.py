"""One finding a line, for grep and editors: `path:line:column: rule [severity confidence] message`.

A file that resembles machine translation more than it may has a line of its own, on its first line and column.
"""

from __future__ import annotations

from detector.reports import printable, share
from detector.results import Run


def render(run: Run) -> str:
    lines = []
    for file in run.files:
        if file.over_limit:
            said = f"resembles machine translation more than {file.max_mt_probability:.2f}"
            lines.append(f"{printable(file.path)}:1:1: verdict [error {share(file.verdict.probability or 0.0)}] {said}\n")
        for placed in file.findings:
            finding = placed.finding
            message = printable(finding.message)
            label = f"[{finding.severity} {finding.confidence:.2f}]"
            lines.append(f"{printable(file.path)}:{placed.start.line}:{placed.start.column}: {finding.rule} {label} {message}\n")
    return "".join(lines)
