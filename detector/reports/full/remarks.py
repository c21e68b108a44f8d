"""What the report for people says in words, with colours or without."""

from __future__ import annotations

from collections.abc import Iterator

from detector.model import PRIOR, SHORTEST
from detector.reports import plural, share
from detector.results import FileReport, Run

_CAVEAT = "What resembles machine translation may be a human translation; it is no proof of who wrote a text."


def nothing(file: FileReport) -> str:
    return f"no findings, {plural(file.words, 'word')}"


def said(file: FileReport) -> str:
    """The verdict in short."""
    verdict = file.verdict
    if verdict.probability is None:
        return f"no verdict on the whole text: {'too short' if verdict.words < SHORTEST else 'hardly any English prose'}"
    return f"resembles machine translation: {share(verdict.probability)}"


def remarks(run: Run) -> Iterator[str]:
    """What there is to say at the end."""
    if run.silenced:
        yield f"{len(run.silenced):,} silenced by comments or the baseline."
    if any((file.verdict.probability or 0.0) > PRIOR for file in run.files):
        yield _CAVEAT
