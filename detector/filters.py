"""Pure steps from findings to findings, between scoring and reporting."""

from __future__ import annotations

from collections.abc import Iterable

from detector.model import Finding


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a place, in text order: of two that share a character the surer one stays, then the longer, then the first."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.end, f.rule)):
        if kept and finding.span.start < kept[-1].span.end:
            if _rank(finding) > _rank(kept[-1]):
                kept[-1] = finding
        else:
            kept.append(finding)
    return kept


def _rank(finding: Finding) -> tuple[float, int]:
    return (-1.0 if finding.level == "note" else finding.confidence or 0.0, finding.span.end - finding.span.start)
