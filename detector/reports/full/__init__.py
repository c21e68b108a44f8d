"""The report for people: each finding with its line, what, why and what to write instead; then a table by detector.

Where nothing was found and no colours are wanted, as in most runs of a hook, it is a few lines that take no rich to write.
"""

from __future__ import annotations

import textwrap

from detector.model import PRIOR
from detector.reports import plural, printable
from detector.reports.full.remarks import nothing, remarks, said
from detector.results import FileReport, Run


def render(run: Run, *, color: bool, width: int, unicode: bool = True) -> str:
    """The report as text of at most `width` columns, with ANSI colours if asked for."""
    if not color and all(map(_is_quiet, run.files)):
        return _quiet(run, width)
    from detector.reports.full import colourful

    return colourful.render(run, color=color, width=width, unicode=unicode)


def _is_quiet(file: FileReport) -> bool:
    return not file.findings and (file.verdict.probability or 0.0) <= PRIOR and not file.over_limit and file.path.isascii()


def _quiet(run: Run, width: int) -> str:
    lines = [f"{printable(file.path)}  {nothing(file)}, {said(file)}" for file in run.files]
    if lines:
        words = f"{plural(len(run.files), 'file')}, {plural(run.words, 'word')}"
        lines.append(" ".join((f"No findings in {words}.", *remarks(run))))
    return "".join(f"{line}\n" for text in lines for line in textwrap.wrap(text, width, break_on_hyphens=False))
