"""A comment on a pull request: a table of files with scores, a table of findings, the worst first. Nothing silenced is in it."""

from __future__ import annotations

from detector.reports import markdown_page
from detector.results import Run

_LONGEST = 60_000  # bytes; a comment on GitHub holds 65,536 characters


def render(run: Run) -> str:
    return markdown_page(run, _LONGEST)
