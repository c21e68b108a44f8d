"""Whole articles against snapshots that show every finding under its line. MTLINT_UPDATE=1 writes them anew; read the diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detector.config import Settings
from detector.engine import Linter
from detector.model import LANGUAGETOOL
from detector.reading import read_file
from detector.results import FileReport

HERE = Path(__file__).parent
ALL = Linter(Settings(select=("ALL",), min_confidence=0))


ARTICLES = [path for path in sorted((HERE / "articles").iterdir()) if path.suffix != ".findings" and path.stem != LANGUAGETOOL]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_article(article: Path) -> None:
    compare(article, ALL.report(read_file(article)))


@pytest.mark.languagetool
def test_article_of_languagetool(languagetool: str) -> None:
    """With the rules that are on: LanguageTool has an opinion on everything."""
    article = HERE / "articles" / f"{LANGUAGETOOL}.md"
    compare(article, Linter(Settings(min_confidence=0, languagetool=languagetool)).report(read_file(article)))


def compare(article: Path, report: FileReport) -> None:
    found = {placed.finding.rule.split("/")[0].replace("-", "_") for placed in report.findings}
    assert any(article.stem.startswith(name) for name in found)
    snapshot = article.with_suffix(".findings")
    if os.environ.get("MTLINT_UPDATE"):
        snapshot.write_text(drawn(report), encoding="utf-8")
    assert drawn(report) == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("article", sorted((HERE / "clean").iterdir()), ids=lambda path: path.name)
def test_native_articles_are_silent(article: Path) -> None:
    """The false-alarm budget on articles written for this: none, with every rule on."""
    assert [(placed.finding.rule, placed.text) for placed in ALL.report(read_file(article)).findings] == []


def drawn(report: FileReport) -> str:
    """Line, caret, rule, message and suggestion of each finding."""
    parts = []
    for placed in report.findings:
        width = placed.end.column - placed.start.column if placed.end.line == placed.start.line else len(placed.excerpt)
        caret = " " * (placed.start.column - 1) + "^" * max(min(width, len(placed.excerpt) - placed.start.column + 1), 1)
        parts.append(f"{placed.excerpt}\n{caret}\n{placed.start.line}: {placed.finding.rule}: {placed.finding.message}\n")
        parts += [f"   write: {suggestion!r}\n" for suggestion in placed.finding.suggestions]
        parts.append("\n")
    return "".join(parts)
