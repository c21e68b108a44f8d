"""One finding a line, for grep and editors: `path:line:column: rule [severity confidence] message`."""

from __future__ import annotations

from detector.model import Run
from detector.reports import printable


def render(run: Run) -> str:
    lines = []
    for file in run.files:
        for placed in file.findings:
            finding = placed.finding
            message = printable(finding.message)
            label = f"[{finding.severity} {finding.confidence:.2f}]"
            lines.append(f"{printable(file.path)}:{placed.start.line}:{placed.start.column}: {finding.rule} {label} {message}\n")
    return "".join(lines)
