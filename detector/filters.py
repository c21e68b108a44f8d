"""Pure steps from findings to findings, between scoring and reporting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detector.model import Finding, is_foreign


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a place, in text order: of two that share a character the surer one stays, then the longer, then the first.

    Our own findings stay before those of LanguageTool, so that a server adds findings and never replaces one; where both see an
    artefact, what remains names the other as evidence. Findings in the markup come first and overlap with none.
    """
    listed = sorted(findings, key=lambda f: (f.span.start, -f.span.end, f.rule))
    kept: list[Finding] = []
    for finding in (each for each in listed if not each.markup):
        if kept and finding.span.start < kept[-1].span.end:
            other = kept[-1]
            winner, loser = (finding, other) if _rank(finding) > _rank(other) else (other, finding)
            kept[-1] = _with_evidence(winner, loser)
        else:
            kept.append(finding)
    return [each for each in listed if each.markup] + kept


def _rank(finding: Finding) -> tuple[bool, bool, float, int]:
    sure = finding.level != "note"
    return (sure, not is_foreign(finding.rule), finding.confidence or 0.0 if sure else 0.0, finding.span.end - finding.span.start)


def _with_evidence(winner: Finding, loser: Finding) -> Finding:
    """The winner, naming the rules of the other instrument that saw the same place."""
    also = {*winner.also, *(loser.also if is_foreign(winner.rule) == is_foreign(loser.rule) else (loser.rule,))}
    return replace(winner, also=tuple(sorted(also))) if also else winner
