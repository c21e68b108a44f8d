"""GitLab Code Quality: a JSON array of issues, each with a fingerprint of its own. Nothing silenced is in it.

The format has no place for what could not be read; standard error and the exit code tell of that.
"""

from __future__ import annotations

import json
from typing import Any

from detector.reports import VERDICT, Issue, digest, issues, numbered
from detector.results import Run

_SEVERITIES = {"note": "info", "warning": "minor", "error": "major"}


def render(run: Run) -> str:
    listed = [
        _entry(issue, ordinal)
        for file in run.files
        for issue, ordinal in numbered(issues(file, silenced=True))  # what is silenced counts, so that numbers stay the same
        if not issue.silenced
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _entry(issue: Issue, ordinal: int) -> dict[str, Any]:
    return {
        "description": issue.said,
        "check_name": issue.rule,
        "fingerprint": digest(issue.path, issue.fingerprint, str(ordinal)),
        "severity": "critical" if issue.rule == VERDICT else _SEVERITIES[issue.severity],
        "location": {"path": issue.path, "lines": {"begin": issue.line}},
    }
