"""What the reports say, and that no text can break them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from detector.config import Settings
from detector.engine import Linter
from detector.reading import read_text
from detector.reports import concise, full
from detector.reports import json as json_report
from detector.results import Run

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "report.schema.json").read_text())
LINTER = Linter(Settings(select=("ALL",), fingerprints=True))
ARTICLE = "# Harbour\n\nThe men agreed to to wait. Aides at Elysium Palace\nsaid no. 😀 It is a the end.\n"


def run_of(*sources: str) -> Run:
    files = tuple(LINTER.report(read_text(source, f"articles/{n}.md")) for n, source in enumerate(sources))
    return Run(
        files,
        (),
        1,
        "0",
        "0",
        {"select": [], "ignore": [], "min_confidence": 0.0, "fail_on": "warning", "max_mt_probability": None},
    )


def test_json_keeps_to_its_schema_and_points_to_the_right_place() -> None:
    table = json.loads(json_report.render(run_of(ARTICLE, "Nothing here.\n")))
    jsonschema.validate(table, SCHEMA)
    found = {finding["rule"]: finding for finding in table["files"][0]["findings"]}
    end = found["stray-function-words/two-determiners"]["location"]["start"]
    assert ARTICLE[end["offset"] :].startswith("a the")
    assert ARTICLE.encode()[end["byte"] :].startswith(b"a the")
    assert (end["line"], end["column"], end["utf16"]) == (4, 18, 18)
    palace = found["mistranslated-names/fr/elysee"]
    assert palace["suggestions"] == [{"text": "Élysée Palace", "applicability": "manual"}]
    assert palace["location"]["context"] == {"unit": None, "heading": "Harbour", "block": "paragraph"}
    assert palace["likely_source"] == "fr"
    assert 0 < palace["confidence"] <= 1
    assert table["summary"]["findings"] == 3 == sum(table["summary"]["by_rule"].values())


GARBLED = "In the night to Sunday he makes part of the crew. The reporter learned that it rained.\n\n" * 12


def test_json_has_the_verdict() -> None:
    table = json.loads(json_report.render(run_of(GARBLED, GARBLED * 4, "Too short.\n")))
    jsonschema.validate(table, SCHEMA)
    short, long, none = (file["verdict"] for file in table["files"])
    assert short["probability"] > 0.9
    assert short["prior"] == 0.5
    assert short["signs"][0]["log_odds"] >= short["signs"][-1]["log_odds"] > 0
    assert short["sections"] == []
    assert none == {
        "probability": None,
        "prior": 0.5,
        "words": 2,
        "family": None,
        "language": None,
        "margin": 0.0,
        "signs": [],
        "sections": [],
    }
    assert len(long["sections"]) > 1
    for section in long["sections"]:
        text = (GARBLED * 4)[section["start"] : section["end"]]
        assert text.startswith("In the night")
        assert len(text.split()) == section["words"]
        assert section["lines"][0] == (GARBLED * 4).count("\n", 0, section["start"]) + 1


def test_full_says_how_much_a_file_resembles_machine_translation() -> None:
    text = " ".join(full.render(run_of(GARBLED * 4, "So it goes.\n"), color=False, width=200).split())
    assert "resembles machine translation: 0.99, source " in text
    assert "strongest signs: calques: “" in text
    assert "most of all in lines 1 to " in text
    assert "no verdict on the whole text: too short" in text
    assert "may be a human translation; it is no proof of who wrote a text" in text
    few = full.render(run_of("So it goes.\n"), color=False, width=200)
    assert "proof" not in few


def test_concise_tells_of_files_over_the_limit() -> None:
    run = run_of(GARBLED, "So it goes.\n")
    run = replace(run, files=tuple(replace(file, max_mt_probability=0.9) for file in run.files))
    lines = [line for line in concise.render(run).splitlines() if " verdict " in line]
    assert lines == ["articles/0.md:1:1: verdict [error 0.99] resembles machine translation more than 0.90"]
    assert " verdict " not in concise.render(run_of(GARBLED))


def test_json_is_the_same_every_time() -> None:
    assert json_report.render(run_of(ARTICLE)) == json_report.render(run_of(ARTICLE))


def test_a_fingerprint_follows_its_sentence_and_nothing_else() -> None:
    def prints(source: str) -> list[str]:
        return [placed.fingerprint for placed in LINTER.report(read_text(source)).findings]

    assert prints("They agreed to to wait.") == prints("Before.\n\nThey agreed  to to\nwait.")
    assert prints("They agreed to to wait.") != prints("We agreed to to wait.")


def test_concise_is_one_line_a_finding() -> None:
    lines = concise.render(run_of(ARTICLE)).splitlines()
    assert [line.split(":")[:3] for line in lines] == [
        ["articles/0.md", "3", "16"],
        ["articles/0.md", "3", "37"],
        ["articles/0.md", "4", "18"],
    ]
    assert "duplicated-words/function-word [" in lines[0]


def in_columns(line: str, start: int, end: int) -> str:
    """What stands in these columns of a terminal, where an emoji takes two."""
    return "".join(char for n, char in enumerate(line) if start <= cell_len(line[:n]) < end)


@pytest.mark.parametrize("width", [30, 60, 100])
def test_full_shows_line_mark_why_and_what_to_write(width: int) -> None:
    text = full.render(run_of(ARTICLE), color=False, width=width)
    assert all(len(line) <= width for line in text.splitlines())
    flat = " ".join(text.split())
    for part in ("3:37", "Elysium", "^^^^", "paradise", "Write:", "Élysée", "French", "confidence", "Found 3 findings in 1 file"):
        assert part in flat
    underlined = [(a, b) for a, b in zip(text.splitlines(), text.splitlines()[1:], strict=False) if set(b.strip()) == {"^"}]
    marked = [in_columns(line, mark.index("^"), mark.rindex("^") + 1) for line, mark in underlined]
    assert marked == ["to to", "Elysium Palace", "a the"]


def test_a_clean_run_says_so() -> None:
    assert full.render(run_of("Nothing here.\n"), color=False, width=80).splitlines() == [
        "articles/0.md  no findings, 2 words, no verdict on the whole text: too short",
        "No findings in 1 file, 2 words.",
    ]


@given(noise=st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_report(noise: str) -> None:
    run = run_of(f"{noise} the men agreed to to wait {noise}", f"a said a {noise}")
    jsonschema.validate(json.loads(json_report.render(run)), SCHEMA)
    assert len(concise.render(run).split("\n")) == len(run.placed) + 1
    full.render(run, color=True, width=50)
    full.render(run, color=False, width=50, unicode=False)


def test_markup_in_an_article_is_text() -> None:
    source = "[bold red]They agreed to to wait[/bold red] \x1b[31m :smile:"
    shown = full.render(run_of(source), color=False, width=100)
    assert "[bold red]They agreed to to" in shown
    assert "\x1b" not in shown


def test_full_counts_what_is_silenced_and_json_lists_it() -> None:
    run = run_of("<!-- mtlint-disable -- a test -->\n\nThey agreed to to wait.\n")
    assert "1 silenced by comments or the baseline." in full.render(run, color=False, width=200)
    table = json.loads(json_report.render(run))
    jsonschema.validate(table, SCHEMA)
    assert [(each["text"], each["suppressed"]) for each in table["files"][0]["silenced"]] == [("to to", "a test")]
    assert (table["files"][0]["findings"], table["summary"]["suppressed"]) == ([], 1)
