"""SARIF 2.1.0 for code scanning: one run, the rules that it speaks of, and a result for each finding, silenced ones too.

Kept: at most 5,000 results, those that count before those that do not, the worst first; a notification tells of the rest.
Left out: the verdict on files within their limit, scores, passages. Nothing in it depends on time or machine.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from detector import rulebook, scoring
from detector.model import Rule
from detector.offsets import Span
from detector.reports import VERDICT, Issue, general, issues, numbered, ranking
from detector.results import Placed, Run

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MOST = 5000  # results of a run that GitHub keeps
_ROOT = "%SRCROOT%"
_PRECISIONS = {0.9: "very-high", 0.8: "high", 0.6: "medium", 0.0: "low"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_ABOUT_VERDICT = (
    "The whole text resembles machine translation more than it may. What resembles machine translation may be a human "
    "translation; it is no proof of who wrote a text."
)


def render(run: Run) -> str:
    found = list(numbered(issue for file in run.files for issue in issues(file, silenced=True)))
    kept = sorted(found, key=lambda pair: (pair[0].silenced, ranking(pair[0])))[:_MOST]
    rules = {rule: index for index, rule in enumerate(sorted({issue.rule for issue, _ in kept}))}
    marks = {file.path: int(file.marked) for file in run.files}  # SARIF does not count them
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "mtlint",
                        "version": run.version,
                        "rules": [_rule(rule) for rule in rules],
                        "properties": {"rulesVersion": run.rules_version},
                    }
                },
                "automationDetails": {"id": "mtlint/"},
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that mtlint was run in."}}},
                "invocations": [_invocation(run, len(found) - len(kept))],
                "results": [_result(issue, ordinal, rules, marks[issue.path], run.baseline) for issue, ordinal in kept],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def uri(path: str) -> str:
    """A path with forward slashes as a URI: relative as it is, absolute with the scheme `file`."""
    encoded = quote(os.fsencode(path), safe="/")
    if path.startswith("//"):  # a share on another machine
        return f"file:{encoded}"
    if re.match(r"[A-Za-z]:/", path):
        return f"file:///{path[0]}:{quote(os.fsencode(path[2:]), safe='/')}"
    return f"file://{encoded}" if path.startswith("/") else encoded


def _artifact(path: str) -> dict[str, str]:
    where = uri(path)
    inside = not where.startswith("file:") and ".." not in path.split("/")
    return {"uri": where, "uriBaseId": _ROOT} if inside else {"uri": where}


def _invocation(run: Run, left_out: int) -> dict[str, Any]:
    said = [_notification("error", message) for message in run.errors]
    said += [_notification("warning", message, file.path) for file in run.files for message in file.errors]
    if left_out:
        said.append(_notification("warning", f"{left_out:,} results are left out; none is worse than the {_MOST:,} here"))
    return {
        "executionSuccessful": not run.errors,
        "exitCode": run.exit_code,
        "toolExecutionNotifications": said,
        "toolConfigurationNotifications": [
            _notification("note", notice.message, file.path, {"startLine": notice.line, "startColumn": notice.column})
            for file in run.files
            for notice in file.notices
        ],
    }


def _notification(level: str, message: str, path: str = "", region: dict[str, int] | None = None) -> dict[str, Any]:
    said: dict[str, Any] = {"level": level, "message": {"text": message}}
    if path:
        physical = {"artifactLocation": _artifact(path), "region": region} if region else {"artifactLocation": _artifact(path)}
        said["locations"] = [{"physicalLocation": physical}]
    return said


def _result(issue: Issue, ordinal: int, rules: dict[str, int], mark: int, baseline: str | None) -> dict[str, Any]:
    placed = issue.placed
    result: dict[str, Any] = {
        "ruleId": issue.rule,
        "ruleIndex": rules[issue.rule],
        "level": issue.severity,
        "message": {"text": issue.said},
        "locations": [_location(issue, mark)],
        "partialFingerprints": {
            "mtlintFingerprint/v1": issue.fingerprint,
            "primaryLocationLineHash": f"{issue.fingerprint}:{ordinal}",
        },
        "rank": round(100 * issue.confidence, 1),
        "suppressions": list(_suppressions(placed, baseline)) if placed else [],
        "properties": {"confidence": round(issue.confidence, 3)},
    }
    if placed and placed.baseline:
        result["baselineState"] = placed.baseline
    if placed:
        result["properties"] |= {"explanation": placed.finding.why, "suggestions": list(placed.finding.suggestions)}
    return result


def _location(issue: Issue, mark: int) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": issue.line}
    if issue.span:
        start, end = issue.span
        region |= {"startColumn": start.column, "endLine": end.line, "endColumn": end.column}
        region |= {"charOffset": max(start.offset - mark, 0), "charLength": end.offset - start.offset}
    if issue.placed:
        region["snippet"] = {"text": issue.placed.text}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(issue.path), "region": region}}
    if issue.placed and issue.placed.unit:
        location["logicalLocations"] = [{"fullyQualifiedName": issue.placed.unit, "kind": issue.placed.block}]
    return location


def _suppressions(placed: Placed, baseline: str | None) -> Iterator[dict[str, str]]:
    if placed.suppressed is not None:
        yield {"kind": "inSource"} | ({"justification": placed.suppressed} if placed.suppressed else {})
    if placed.baseline == "unchanged":
        yield {"kind": "external", "justification": f"It is in the baseline {baseline or ''}".rstrip()}


def _rule(id_: str) -> dict[str, Any]:
    if id_ == VERDICT:
        return {
            "id": id_,
            "name": id_,
            "shortDescription": {"text": "The text resembles machine translation more than it may"},
            "fullDescription": {"text": _ABOUT_VERDICT},
            "help": {"text": _ABOUT_VERDICT, "markdown": _ABOUT_VERDICT},
            "defaultConfiguration": {"level": "error"},
            "properties": {"tags": [VERDICT], "problem.severity": "error"},
        }
    detector, short = id_.split("/", 1)
    rule = rulebook.load(detector.replace("-", "_"))[short]
    confidence = scoring.confidence(rule.id, rule.grade)
    level = replace(rule.finding(Span(0, 0)), confidence=confidence).severity
    why = general(rule.why, rule)
    return {
        "id": id_,
        "name": id_.rsplit("/", 1)[1][:255],
        "shortDescription": {"text": general(rule.message, rule)},
        "fullDescription": {"text": why},
        "help": _help(rule, why, f"Confidence {confidence:.2f}: {scoring.basis(rule.id, rule.grade)}."),
        "defaultConfiguration": {"level": level, "enabled": rule.default},
        "properties": {
            "tags": list(dict.fromkeys((rule.category, detector))),
            "precision": next(name for least, name in _PRECISIONS.items() if confidence >= least),
            "problem.severity": _PROBLEMS[level],
        },
    }


def _help(rule: Rule, why: str, basis: str) -> dict[str, str]:
    """Why, examples and evidence, in two forms."""
    flat = [(verb, " ".join(text.split())) for verb, texts in (("finds", rule.flags), ("passes", rule.passes)) for text in texts]
    plain = "\n".join(f"{verb}: {text}" for verb, text in flat)
    marked = "\n".join(f"- {verb}: {_code(text)}" for verb, text in flat)
    return {"text": "\n\n".join((why, plain, basis)), "markdown": "\n\n".join((why, marked, basis))}


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
