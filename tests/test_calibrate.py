"""`mtlint calibrate` on small corpora of our own, and what the calibration that is shipped must keep to."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from detector import calibrate, registry, rulebook, scoring
from detector.cli import cli
from detector.model import LANGUAGETOOL
from detector.words import folder

DOUBLED = "The farmers agreed to to wait for rain."
CLEAN = "The farmers agreed to wait for rain."


def write(file: Path, *rows: dict[str, str]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(lines.encode()))
    else:
        file.write_text(lines, encoding="utf-8")


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "corpora"
    folder.mkdir()
    write(
        folder / "news.jsonl.gz",
        {"origin": "mt", "src_lang": "zh", "system": "A", "text": DOUBLED + " It was late."},
        {"origin": "mt", "src_lang": "zh", "system": "B", "text": DOUBLED},
        {"origin": "mt", "src_lang": "ja", "system": "AIST", "text": DOUBLED},
        {"origin": "reference", "src_lang": "zh", "text": CLEAN},
        {"origin": "original", "text": CLEAN},
    )
    write(folder / "native.jsonl", {"genre": "news", "text": CLEAN}, {"genre": "web-email", "text": "They went to to town."})
    write(folder / "spun.jsonl", {"pivot": "es", "text": "He went to to town."})
    write(folder / "pairs.jsonl", {"base": CLEAN, "perturbed": DOUBLED})
    return folder


def run(corpora: Path, *options: str) -> dict[str, dict[str, dict[str, object]]]:
    out = corpora.parent / "calibration.json"
    done = CliRunner().invoke(cli, ["calibrate", "--corpus", str(corpora), "-o", str(out), *options], standalone_mode=False)
    assert done.exception is None, done.output
    table: dict[str, dict[str, dict[str, object]]] = json.loads(out.read_text(encoding="utf-8"))
    return table


def test_counts_hits_and_words_by_origin(corpora: Path) -> None:
    table = run(corpora, "--judgements", str(corpora / "none"))
    assert table["words"] == {"mt": 19, "reference": 7, "edited": 14, "unedited": 5, "spun": 5}
    counts = table["rules"]["duplicated-words/function-word"]
    assert [counts[origin] for origin in table["words"]] == [2, 0, 0, 1, 1]
    assert counts["read"] == counts["right"] == 0


def test_hits_are_read_once_and_judgements_count(corpora: Path, tmp_path: Path) -> None:
    hits, verdicts = tmp_path / "hits.jsonl", tmp_path / "verdicts.jsonl"
    run(corpora, "--judgements", str(verdicts), "--to-read", str(hits))
    places = [json.loads(line) for line in hits.read_text(encoding="utf-8").splitlines()]
    doubled = [place for place in places if place["rule"] == "duplicated-words/function-word"]
    assert {place["from"] for place in doubled} == {"zh A", "zh B", "es"}, "two systems with different contexts, and spun text"
    assert all("⟦to to⟧" in place["context"] for place in doubled)
    write(verdicts, *({"rule": place["rule"], "hash": place["hash"], "right": place["from"] != "es"} for place in doubled))
    counts = run(corpora, "--judgements", str(verdicts), "--to-read", str(hits))["rules"]["duplicated-words/function-word"]
    assert (counts["read"], counts["right"]) == (3, 2)
    assert not any(json.loads(line)["rule"] == "duplicated-words/function-word" for line in hits.read_text("utf-8").splitlines())


def test_a_judgement_of_a_hit_that_is_gone_does_not_count(corpora: Path, tmp_path: Path) -> None:
    verdicts = tmp_path / "verdicts.jsonl"
    write(verdicts, {"rule": "duplicated-words/function-word", "hash": "0" * 12, "right": "yes"})
    assert run(corpora, "--judgements", str(verdicts))["rules"]["duplicated-words/function-word"]["read"] == 0


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (None, "no .jsonl"),
        ('{"origin": "mt", "text": "so"}', "no machine translation or no native English"),
        ("not json", "not a file of JSON lines"),
    ],
)
def test_bad_corpora_give_one_clear_line(
    tmp_path: Path, rows: str | None, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from detector.cli import main

    if rows is not None:
        (tmp_path / "native.jsonl").write_text(rows, encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["calibrate", "--corpus", str(tmp_path), "-o", str(tmp_path / "out.json")])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


def test_lift_has_an_interval_around_it() -> None:
    lift = scoring.lift({"mt": 200, "edited": 1, "unedited": 1}, {"mt": 1_000_000, "edited": 50_000, "unedited": 50_000})
    assert lift.low < 8 < lift.value < 9 < lift.high
    assert str(lift) == f"{lift.value:.1f} ({lift.low:.1f} to {lift.high:.1f})"


# ---- the calibration that is shipped -------------------------------------------------------------------------------------------

SHIPPED = scoring.calibration()["rules"]


def test_enough_hits_were_read() -> None:
    assert sum(counts["read"] for counts in SHIPPED.values()) >= 600
    assert not {rule: counts["read"] for rule, counts in SHIPPED.items() if counts["places"] >= 30 > counts["read"]}


def test_what_is_neither_telling_nor_precise_is_off() -> None:
    rules = registry.rules()
    on = {rule: counts for rule, counts in SHIPPED.items() if rules[rule].default and counts["read"] >= 10}
    weak = {rule for rule, counts in on.items() if counts["lift"][0] < 2 and counts["right"] < 0.8 * counts["read"]}
    assert not weak


@pytest.mark.parametrize("part", ["", LANGUAGETOOL])
def test_the_figures_in_the_file_are_those_of_its_counts(part: str) -> None:
    table = scoring.calibration(part)
    for rule, counts in table["rules"].items():
        assert counts["confidence"] == scoring.confidence(rule)
        assert counts["lift"] == [round(part, 1) for part in scoring.lift(counts, table["words"])]
    assert calibrate.layout(table) == (folder() / part / "calibration.json").read_text(encoding="utf-8")


# ---- LanguageTool --------------------------------------------------------------------------------------------------------------

FOREIGN = scoring.calibration(LANGUAGETOOL)


def test_enough_text_was_sent_to_languagetool() -> None:
    assert FOREIGN["languagetool"] == "6.8"
    assert FOREIGN["words"]["mt"] >= 300_000
    assert FOREIGN["words"]["reference"] >= 150_000
    assert FOREIGN["words"]["edited"] + FOREIGN["words"]["unedited"] > 300_000


def test_hits_of_its_most_frequent_rules_were_read() -> None:
    frequent = sorted(FOREIGN["rules"].items(), key=lambda item: -sum(item[1][origin] for origin in scoring.ORIGINS))[:60]
    assert not [rule for rule, counts in frequent if counts["read"] < min(10, counts["places"])]
    on = [FOREIGN["rules"][rule] for rule in rulebook.load(LANGUAGETOOL).by_id]
    assert not [counts for counts in on if counts["read"] < min(30, counts["places"])]


@pytest.mark.parametrize("rule", rulebook.load(LANGUAGETOOL).by_id)
def test_what_is_on_of_languagetool_is_worth_having(rule: str) -> None:
    """Four of five hits right, or a lift of 2 with 20 hits of which most were right; not more frequent in edited text, so far as
    two hits there can tell."""
    counts, words = FOREIGN["rules"][rule], FOREIGN["words"]
    precise = counts["right"] >= 0.8 * counts["read"]
    telling = counts["lift"][0] >= 2 and counts["mt"] >= 20 and counts["right"] > 0.5 * counts["read"]
    assert precise or telling
    rates = {origin: counts[origin] / words[origin] for origin in words}
    assert counts["edited"] < 2 or max(rates["mt"], rates["spun"]) > rates["edited"]
