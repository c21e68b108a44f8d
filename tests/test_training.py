"""`mtlint calibrate --verdict` on small corpora of our own: two languages, two years, two genres."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from detector.cli import cli, main
from detector.labelled import Text, texts
from detector.reading import read_text
from detector.training import passages
from detector.verdict.model import LENGTHS

NATIVE = [
    "I'd say the roof's still leaking, so we'll fix it.",
    "They didn't call, did they?",
    "It's cheap but it won't last long.",
]
TRANSLATED = [
    "At present, the repair of the roof of the hall is of importance.",
    "In addition, the works of the town are carried out.",
]
ROUGH = ["In the night to Sunday the hall makes part of the works.", "The repair of of the hall is carried out."]
KINDS = {"mt": [*TRANSLATED, *ROUGH], "reference": [*TRANSLATED, NATIVE[0]], "original": NATIVE}


def corpora(folder: Path, years: tuple[int, ...]) -> Path:
    """Texts of 130 words, so that passages of all lengths can be cut from each source."""
    chance = random.Random(1)  # noqa: S311 (a sample, not a secret)
    folder.mkdir()

    def text(kind: str) -> str:
        lines: list[str] = []
        while sum(len(line.split()) for line in lines) < 130:
            lines.append(chance.choice(KINDS[kind]))
        return "\n".join(lines)

    rows = []
    for year in years:
        for language in ("de", "zh"):
            rows += [{"origin": "mt", "src_lang": language, "system": "A", "year": year, "text": text("mt")} for _ in range(12)]
            rows += [{"origin": "reference", "src_lang": language, "year": year, "text": text("reference")} for _ in range(12)]
        rows += [{"origin": "original", "year": year, "text": text("original")} for _ in range(12)]
    write(folder / "wmt.jsonl", rows)
    genres = ("news", "web-email", "fiction")
    write(folder / "native.jsonl", [{"genre": genre, "text": text("original")} for genre in genres for _ in range(12)])
    write(folder / "spun.jsonl", [{"pivot": pivot, "text": text("mt")} for pivot in ("es", "ca") for _ in range(12)])
    return folder


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def train(folder: Path, target: Path) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["calibrate", "--verdict", "--corpus", str(folder), "-o", str(target)], standalone_mode=False)
    assert done.exception is None, done.output
    table: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return table


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    place = tmp_path_factory.mktemp("two-years")
    target = place / "verdict.json"
    return train(corpora(place / "corpora", (2001, 2002)), target), target


def test_a_model_is_trained_and_measured(two_years: tuple[dict[str, Any], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    table, target = two_years
    card = table["card"]
    assert isinstance(card, dict)
    assert card["years"] == [2001, 2002]
    assert card["languages"] == ["de", "zh"]
    assert card["genres"] == ["news", "web-email"], "fiction is not free"
    assert [year["test"] for year in card["between_years"]] == [2001, 2002]
    for year in card["between_years"]:
        assert year["300"]["auc_native"][0] > 0.95, "these translations are easy to tell"
        assert year["300"]["passages"][2] > 0, "fiction is measured on"
    assert {"de", "zh"} == card["left_out"].keys()
    assert card["naming"]["300"]["passages"] > 0
    # The files are what the linter reads.
    from detector.verdict import model

    monkeypatch.setattr(model, "folder", lambda: target.parent)
    made = model.trained.__wrapped__()
    assert len(made.languages) == 2
    monkeypatch.setattr(model, "trained", lambda: made)
    native = model.counts([model.stretch(read_text(" ".join(NATIVE * 30)).tokens.text, 300, [])])
    translated = model.counts([model.stretch(read_text(" ".join(KINDS["mt"] * 20)).tokens.text, 300, [])])
    assert model.probability(native) < 0.5 < model.probability(translated)


def test_the_card_can_be_shown(two_years: tuple[dict[str, Any], Path]) -> None:
    from detector.reports import card

    table, _ = two_years
    text = card.render(table["card"], "text")
    assert "German, Chinese (WMT test sets of 2001 and 2002)" in text
    assert "| 2001 | 300 |" in text
    assert json.loads(card.render(table["card"], "json")) == table["card"]


def test_training_is_deterministic_and_does_with_one_year(tmp_path: Path) -> None:
    folder = corpora(tmp_path / "corpora", (2001,))
    first = train(folder, tmp_path / "a" / "verdict.json")
    assert train(folder, tmp_path / "b" / "verdict.json") == first
    assert (tmp_path / "a" / "verdict.bin").read_bytes() == (tmp_path / "b" / "verdict.bin").read_bytes()
    assert first["card"]["between_years"] == []
    from detector.reports import card

    assert "Not measured" in card.render(first["card"], "text")


def test_passages_have_the_words_that_were_wanted() -> None:
    line = "The mill was sold to the town and closed for good in May."  # 13 words
    found = passages.cut([Text("mt", "de A", "\n".join([line] * 60), "de", 2001), Text("edited", "news", line)], most=2)
    assert {passage.kind for passage in found} == {"mt"}, "13 words are no passage"
    assert [sum(passage.length == length for passage in found) for length in LENGTHS] == [2, 2, 1]
    for passage in found:
        assert passage.length <= len(passage.text.split()) < passage.length + 13
    assert len({(passage.length, passage.place) for passage in found}) == len(found)


def test_a_long_line_is_cut_at_sentences() -> None:
    line = "The mill was sold. It closed for good. " * 40
    found = passages.cut([Text("edited", "news", line.strip())], most=9)
    assert [len(passage.text.split()) for passage in found if passage.length == 100] == [100, 100, 100]
    assert all(passage.text.endswith(".") for passage in found)


def test_what_may_not_be_given_away_is_marked(tmp_path: Path) -> None:
    free = {text.name: text.free for text in texts(corpora(tmp_path / "corpora", (2001,)))}
    assert free == {
        "de A": True,
        "zh A": True,
        "de": True,
        "zh": True,
        "native": True,
        "news": True,
        "web-email": True,
        "fiction": False,
        "es": True,
        "ca": True,
    }


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([], "no mt and no native and no reference text of 100 words"),
        ([{"origin": "mt", "text": "so " * 120}], "no native and no reference text of 100 words"),
    ],
)
def test_corpora_that_nothing_can_be_learned_from(
    tmp_path: Path, rows: list[dict[str, Any]], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.jsonl", rows)
    with pytest.raises(SystemExit) as left:
        main(["calibrate", "--verdict", "--corpus", str(tmp_path), "-o", str(tmp_path / "out.json")])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


def test_training_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    for name in [name for name in sys.modules if name.startswith("detector.training")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("detector.training", raising=False)
    with pytest.raises(SystemExit) as left:
        main(["calibrate", "--verdict", "--corpus", str(tmp_path)])
    assert left.value.code == 2
    assert "pip install 'mtlint[train]'" in capsys.readouterr().err
