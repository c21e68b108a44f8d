"""Every rule is tested by the sentences in its own rules file: flags with exact spans, passes against the whole battery.

An example with " => " is a translation after what it is a translation of, as a bilingual file has them. Examples of rules with
`markup` are HTML.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detector import reading, registry, rulebook
from detector.config import Settings
from detector.document import Document
from detector.engine import Linter
from detector.formats import html
from detector.model import LANGUAGETOOL, Rule

FOREIGN = list(rulebook.load(LANGUAGETOOL).by_id.values())  # tests/test_real_languagetool.py has their flags
RULES = [rule for rule in registry.rules().values() if rule not in FOREIGN]
ALL = Linter(Settings(select=("ALL",), min_confidence=0))


def marked(flagged: str) -> tuple[str, list[str]]:
    """A sentence without its brackets, and what stood in them with its position."""
    spans, plain, end = [], "", 0
    before = len(flagged.partition(" => ")[0]) + 4 if " => " in flagged else 0
    for match in re.finditer(r"\[(.*?)\]", flagged, re.DOTALL):
        plain += flagged[end : match.start()]
        spans.append(f"{len(plain) - before}:{match[1]}")
        plain += match[1]
        end = match.end()
    return plain + flagged[end:], spans


def read(rule: Rule, example: str) -> Document:
    """The document that an example of a rule is."""
    if "markup" in rule.data:
        return html.read(example, "example.html", "utf-8")
    original, arrow, text = example.partition(" => ")
    document = reading.read_text(text if arrow else example)
    return replace(document, blocks=tuple(block._replace(original=original) for block in document.blocks)) if arrow else document


def found_by(rule: Rule, text: str) -> list[str]:
    """What one rule finds in a text, before overlaps with other rules are settled."""
    detector = rule.id.split("/")[0].replace("-", "_")
    document = read(rule, text)
    findings = registry.load(detector)(document, rulebook.load(detector))
    spans = sorted({finding.markup or finding.span for finding in findings if finding.rule == rule.id})
    shown = document.source if "markup" in rule.data else document.text
    return [f"{span.start}:{shown[span.start : span.end]}" for span in spans]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_flags(rule: Rule) -> None:
    for flagged in rule.flags:
        text, spans = marked(flagged)
        assert spans, f"no [brackets] in {flagged!r}"
        assert found_by(rule, text) == spans, flagged


@pytest.mark.parametrize("rule", RULES + FOREIGN, ids=lambda rule: rule.id)
def test_passes(rule: Rule) -> None:
    for text in rule.passes:
        document = read(rule, text)
        found = ALL.check_document(document).findings
        assert [(finding.rule, document.source[finding.start : finding.end]) for finding in found] == [], text


@pytest.mark.parametrize(
    ("rule", "flagged"),
    [
        pytest.param(rule, flagged, marks=pytest.mark.xfail(strict=True), id=f"{rule.id}-{number}")
        for rule in RULES
        for number, flagged in enumerate(rule.known_failures)
    ],
)
def test_known_failures(rule: Rule, flagged: str) -> None:
    """Marked like flags, or without brackets where a finding is the failure. One that starts to work must be moved."""
    text, spans = marked(flagged)
    assert found_by(rule, text) == spans
