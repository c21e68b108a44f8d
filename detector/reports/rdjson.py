"""Reviewdog's diagnostic format: a diagnostic for each finding, with what to write instead in words. Nothing silenced is in it.

Lines and columns count from 1, columns in bytes of UTF-8. The format has no place for what could not be read; standard error
and the exit code tell of that.
"""

from __future__ import annotations

import json
from typing import Any

from detector.model import Location
from detector.reports import Issue, issues
from detector.results import Run

_SEVERITIES = {"note": "INFO", "warning": "WARNING", "error": "ERROR"}


def render(run: Run) -> str:
    listed = [_diagnostic(issue) for file in run.files for issue in issues(file)]
    return json.dumps({"source": {"name": "mtlint"}, "diagnostics": listed}, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(issue: Issue) -> dict[str, Any]:
    place: dict[str, Any] = {"start": {"line": issue.line}}
    if issue.span:
        start, end = issue.span
        place = {"start": _place(start), "end": _place(end)}
    return {
        "message": f"{issue.said}{_written(issue)}",
        "location": {"path": issue.path, "range": place},
        "severity": _SEVERITIES[issue.severity],
        "code": {"value": issue.rule},
    }


def _written(issue: Issue) -> str:
    """What to write instead, in words: reviewdog would put suggestions into the text at a click, and these need a reader."""
    suggestions = issue.placed.finding.suggestions if issue.placed else ()
    shown = (f"“{text}”" if text.strip() else "delete it" for text in suggestions)
    return f". Write: {' or '.join(shown)}" if suggestions else ""


def _place(place: Location) -> dict[str, int]:
    return {"line": place.line, "column": place.utf8 + 1}
