"""The documents say what is so."""

from __future__ import annotations

import runpy
from pathlib import Path

from detector import registry, rulebook, scoring
from detector.model import LANGUAGETOOL
from detector.verdict import model
from detector.words import word_list

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_accuracy_table_is_the_one_that_was_measured() -> None:
    quality = runpy.run_path(str(ROOT / "benchmarks" / "quality.py"))
    assert quality["markdown"](scoring.calibration()) in README


def test_the_pages_of_rules_are_generated() -> None:
    from detector.reports import catalogue

    pages = dict(catalogue.pages(registry.rules().values()))
    assert {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "rules").iterdir()} == pages


def test_the_card_of_the_verdict_is_the_one_that_was_measured() -> None:
    from detector.reports import card

    text = card.render(model.trained().table["card"], "text")
    assert (ROOT / "docs" / "verdict-card.md").read_text(encoding="utf-8") == text


def test_the_figures_of_the_verdict_are_those_that_were_measured() -> None:
    quality = runpy.run_path(str(ROOT / "benchmarks" / "quality.py"))
    assert quality["verdict"](model.trained().table["card"]) in README


def test_the_figures_of_languagetool_are_those_that_were_measured() -> None:
    text = " ".join((ROOT / "docs" / "languagetool.md").read_text(encoding="utf-8").split())
    table = scoring.calibration(LANGUAGETOOL)
    rules, words, on = table["rules"], table["words"], rulebook.load(LANGUAGETOOL).by_id
    every = {origin: sum(counts[origin] for counts in rules.values()) for origin in words}
    ours = {key: sum(rules[rule][key] for rule in on) for key in (*words, "read", "right")}
    native = (ours["edited"] + ours["unedited"]) / (words["edited"] + words["unedited"])
    read = [counts["read"] for counts in rules.values() if counts["read"]]
    for claim in (
        f"a lift of {scoring.lift(every, words)}. So only thirty of them",
        f"Of its {len(word_list('languagetool/rule-ids')):,} rules",
        f"{len(rules):,} fired; {sum(read):,} hits of {len(read)} of them were read",
        f"Of the hits of the thirty that were read {ours['right']} of {ours['read']} were right",
        f"They fire {1e5 * ours['mt'] / words['mt']:.0f} times in 100,000 words of machine translation, "
        f"{1e5 * ours['spun'] / words['spun']:.0f} times in spun text and {1e5 * native:.0f} times in native English: "
        f"a lift of {scoring.lift(ours, words)}.",
    ):
        assert claim in text, claim
    assert len(on) == 30


def test_every_detector_is_presented() -> None:
    for name in registry.names():
        assert f"| {name.replace('_', ' ')} |" in README


def test_the_number_of_phrases_is_right() -> None:
    phrases = sum(rule.startswith("calques/") for rule in registry.rules())
    assert f"{phrases} phrases and false friends of 18 languages" in README


def test_the_number_of_names_is_right() -> None:
    names = sum(rule.startswith("mistranslated-names/") for rule in registry.rules())
    assert f"{names} names in 18 languages" in README


def test_the_quick_start_is_what_ci_runs() -> None:
    assert "    python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/mtlint samples/\n" in README
    assert "    .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest\n" in README
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_machine_and_no_index_is_named() -> None:
    for path in [
        *ROOT.glob("*.txt"),
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob("*.y*ml"),
        *ROOT.glob("docs/**/*.*"),
        *ROOT.glob("rules/**/*.toml"),
    ]:
        text = path.read_text(encoding="utf-8", errors="replace")  # pictures too
        assert "files.pythonhosted" not in text
        assert "pypi.org" not in text
        assert "/home/" not in text
