"""JSON for programs, schema 1.4 (docs/report.schema.json).

Offsets are 0-based code points of the decoded file, half-open; lines and columns count from 1; `byte` is UTF-8; `utf16` counts
from the start of the line. Nothing in it depends on time or machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from detector.model import PRIOR, Location, Verdict
from detector.results import FileReport, Placed, Run, Score

SCHEMA_VERSION = "1.4"
_BREAKS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}  # where some readers of lines break one


def render(run: Run) -> str:
    table = {
        "schema": "mtlint-report-1.json",
        "schema_version": SCHEMA_VERSION,
        "tool": _tool(run),
        "run": {
            **run.settings,
            "profile": run.profile,
            "languagetool": run.languagetool,
            "baseline": run.baseline,
        },
        "files": [_file(file) for file in run.files],
        "errors": [{"message": message} for message in run.errors],
        "summary": _summary(run),
        "exit_code": run.exit_code,
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def render_lines(run: Run) -> str:
    """The same as JSON Lines: one for each file, one for each finding of it, and a last one with the summary."""
    return "".join(f"{json.dumps(line, ensure_ascii=False).translate(_BREAKS)}\n" for line in _lines(run))


def _lines(run: Run) -> Iterator[dict[str, Any]]:
    for file in run.files:
        parts = _file(file)
        within = [("finding", "findings"), ("silenced", "silenced"), ("notice", "notices"), ("error", "errors")]
        lists = [(kind, parts.pop(name)) for kind, name in within]
        yield {"type": "file", **parts}
        for kind, entries in lists:
            yield from ({"type": kind, "path": file.path, **entry} for entry in entries)
    yield from ({"type": "error", "path": None, "message": message} for message in run.errors)
    yield {"type": "summary", "schema_version": SCHEMA_VERSION, "tool": _tool(run), **_summary(run), "exit_code": run.exit_code}


def _tool(run: Run) -> dict[str, str]:
    return {"name": "mtlint", "version": run.version, "rules_version": run.rules_version}


def _summary(run: Run) -> dict[str, Any]:
    return {
        "files": len(run.files),
        "words": run.words,
        "findings": len(run.placed),
        "by_rule": _counts(placed.finding.rule for placed in run.placed),
        "by_severity": _counts(placed.finding.severity for placed in run.placed),
        "suppressed": sum(placed.suppressed is not None for placed in run.silenced),
        "baselined": sum(placed.baseline == "unchanged" for placed in run.silenced),
        "score": _score(run.score),
    }


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "path": file.path,
        "format": file.format,
        "encoding": file.encoding,
        "target_lang": "en",
        "words": file.words,
        "score": _score(file.score),
        "verdict": _verdict(file.verdict),
        "findings": [_finding(placed) for placed in file.findings],
        "silenced": [_finding(placed) for placed in file.silenced],
        "notices": [notice._asdict() for notice in file.notices],
        "errors": [{"message": message} for message in file.errors],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "probability": None if verdict.probability is None else round(verdict.probability, 3),
        "prior": PRIOR,
        "words": verdict.words,
        "family": verdict.family,
        "language": verdict.language,
        "margin": round(verdict.margin, 3),
        "signs": [{"text": sign.text, "log_odds": sign.weight} for sign in verdict.signs],
        "sections": [
            {
                "start": section.span.start,
                "end": section.span.end,
                "lines": list(section.lines),
                "words": section.words,
                "probability": round(section.probability, 3),
            }
            for section in verdict.sections
        ],
    }


def _finding(placed: Placed) -> dict[str, Any]:
    finding = placed.finding
    return {
        "id": placed.fingerprint,
        "rule": finding.rule,
        "name": finding.rule.rsplit("/", 1)[1],
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "explanation": finding.why,
        "url": None,
        "category": {"mqm": finding.category},
        "likely_source": finding.source_language,
        "location": {
            "start": _location(placed.start),
            "end": _location(placed.end),
            "context": {"unit": placed.unit, "heading": placed.heading, "block": placed.block},
        },
        "text": placed.text,
        "excerpt": placed.excerpt,
        "suggestions": [{"text": text, "applicability": "manual"} for text in finding.suggestions],
        "evidence": [
            {"kind": "precision", "detail": placed.basis},
            *({"kind": "agreement", "detail": f"found by {rule} too"} for rule in placed.agreement),
        ],
        "related": [{"start": span.start, "end": span.end} for span in finding.related],
        "suppressed": placed.suppressed,
        "baseline": placed.baseline,
    }


def _score(score: Score) -> dict[str, float | str]:
    numbers = {name: round(value, 2) for name, value in score._asdict().items()}
    return {**numbers, "unit": "weighted findings per 1000 words"}


def _location(place: Location) -> dict[str, int]:
    return {"offset": place.offset, "byte": place.byte, "line": place.line, "column": place.column, "utf16": place.utf16}


def _counts(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(items).items()))
