"""Selection, scoring, overlaps and the public API."""

from __future__ import annotations

import pytest

import detector
from detector import filters, scoring
from detector.config import Settings
from detector.model import Finding
from detector.offsets import Span

TEXT = "They agreed to to wait. It is a the end."


def test_the_public_api() -> None:
    result = detector.check(TEXT)
    assert [(f.start, f.end, f.rule) for f in result.findings] == [
        (12, 17, "duplicated-words/function-word"),
        (30, 35, "stray-function-words/two-determiners"),
    ]
    first = result.findings[0]
    assert first.suggestions == ("to",)
    assert first.message
    assert first.why
    assert 0 < (first.confidence or 0) < 1
    assert result.words == 10
    assert result.mt_probability is None, "too short"
    assert (result.source_language, result.source_family, result.evidence) == (None, None, ())


def test_the_verdict_is_part_of_the_result() -> None:
    result = detector.check("In the night to Sunday he makes part of the crew. " * 12)
    assert result.mt_probability is not None
    assert result.mt_probability > 0.9
    assert result.evidence == result.verdict.signs != ()
    assert result.source_language == result.verdict.language
    assert result.source_family == result.verdict.family


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        (Settings(), 2),
        (Settings(select=("duplicated-words",)), 1),
        (Settings(select=("duplicated-words/function-word", "stray-function-words")), 2),
        (Settings(ignore=("duplicated-words",)), 1),
        (Settings(ignore=("ALL",)), 0),
        (Settings(ignore=("duplicated-words",), select=("duplicated-words/function-word", "stray-function-words")), 2),
        (Settings(select=("ALL",), ignore=("stray-function-words/two-determiners",)), 1),
        (Settings(min_confidence=1.0), 0),
    ],
)
def test_selection(settings: Settings, rules: int) -> None:
    assert len(detector.Linter(settings).check(TEXT).findings) == rules


def test_rules_that_are_off_by_default_can_be_switched_on() -> None:
    text = "The town was silent.Nobody came."
    assert not detector.check(text).findings
    assert detector.Linter(Settings(select=("fused-words/sentences",))).check(text).findings


def finding(rule: str, start: int, end: int, confidence: float, level: str = "artefact") -> Finding:
    return Finding(rule, Span(start, end), "", "", confidence=confidence, level=level)


def test_one_finding_a_place() -> None:
    sure, unsure = finding("a/a", 3, 6, 0.9), finding("b/b", 0, 5, 0.5)
    assert filters.without_overlaps([sure, unsure]) == [sure]
    short, long = finding("a/a", 0, 3, 0.5), finding("b/b", 0, 9, 0.5)
    assert filters.without_overlaps([short, long]) == [long]
    note = finding("a/a", 0, 9, 0.9, level="note")
    assert filters.without_overlaps([note, unsure]) == [unsure]
    apart = finding("c/c", 5, 7, 0.1)
    assert filters.without_overlaps([apart, unsure]) == [unsure, apart]


@pytest.mark.parametrize(
    ("confidence", "level", "severity"),
    [
        (0.95, "artefact", "error"),
        (0.9, "artefact", "error"),
        (0.6, "artefact", "warning"),
        (0.59, "artefact", "note"),
        (0.95, "note", "note"),
    ],
)
def test_severity_is_a_cut_on_confidence(confidence: float, level: str, severity: str) -> None:
    assert finding("a/a", 0, 1, confidence, level).severity == severity


def test_confidence_is_a_share_with_a_humble_prior(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"a/one": {"read": 30, "right": 30}, "a/two": {"read": 10, "right": 0}, "b/one": {"read": 0, "right": 0}}
    monkeypatch.setattr(scoring, "calibration", lambda _part: {"rules": counts, "graded": {}})
    scoring.confidence.cache_clear()
    everything = (30 + 10 * 0.5) / (40 + 10)
    of_a = (30 + 10 * everything) / (40 + 10)
    assert scoring.confidence("a/one") == pytest.approx((30 + 10 * of_a) / 40, abs=0.01)
    assert scoring.confidence("a/two") == pytest.approx((0 + 10 * of_a) / 20, abs=0.01)
    assert scoring.confidence("a/new") == pytest.approx(of_a, abs=0.01)
    assert scoring.confidence("b/one") == scoring.confidence("c/new") == pytest.approx(everything, abs=0.01)
    scoring.confidence.cache_clear()


def test_calibration_speaks_of_rules_that_exist() -> None:
    from detector import registry

    assert scoring.calibration()["rules"].keys() <= registry.rules().keys()
    assert all(counts["right"] <= counts["read"] for counts in scoring.calibration()["rules"].values())
