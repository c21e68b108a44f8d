"""What the benchmark of speed computes: the texts that it builds, and the tables made of what it measured. Nothing is timed."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
PROSE = "The ferry stops here at noon.\n\nNobody waits for it in winter."


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def seconds(cpu: float, wall: float, memory: int) -> dict[str, list[float]]:
    """Three runs whose medians these are."""
    return {"cpu": [9 * cpu, cpu, 0], "wall": [0, wall, 9 * wall], "memory": [memory, 0, 9 * memory]}


@pytest.fixture
def results() -> dict[str, Any]:
    sizes = {"one line": (100, 20), "100 kB": (100_000, 20_000), "1 MB": (1_000_000, 200_000), "10 MB": (10_000_000, 2_000_000)}
    texts = {name: {"bytes": size, "words": words} for name, (size, words) in {**sizes, "100 MB": (10**8, 2 * 10**7)}.items()}
    fast = {"one line": seconds(0.1, 0.1, 30_000_000), "1 MB": seconds(1, 1, 50_000_000), "10 MB": seconds(8, 8, 100_000_000)}
    slow = {"one line": seconds(0.5, 0.5, 60_000_000), "100 kB": seconds(4, 2, 200_000_000)}
    return {
        "texts": {**texts, "20 files": texts["10 MB"]},
        "versions": {"mtlint": "1.0", "sloth": "2.0"},
        "missing": {"ghost": "not installed"},
        "over": {"sloth": "1 MB"},
        "limit": 7,
        "machine": "An abacus",
        "date": "2026-12-01",
        "runs": {
            "mtlint": {**fast, "100 MB": seconds(80, 80, 120_000_000)},
            "mtlint, json": {"10 MB": seconds(8.8, 9, 100_000_000)},
            "mtlint, 1 job": {"20 files": seconds(9, 9, 1)},
            "mtlint, 2 jobs": {"20 files": seconds(9, 5, 1)},
            "sloth": slow,
            "Python alone": {"one line": seconds(0.01, 0.01, 9_000_000)},
        },
    }


# ---- texts ---------------------------------------------------------------------------------------------------------------------


def corpus(folder: Path) -> Path:
    rows = [
        {"origin": "original", "text": "A first line.\nA second one."},
        {"origin": "mt", "system": "X", "src_lang": "de", "text": "Not native."},
    ]
    with gzip.open(folder / "some.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    (folder / "native.jsonl").write_text(json.dumps({"genre": "news", "text": PROSE}) + "\n")
    (folder / "README.md").write_text("No text of the corpus.")
    return folder


def test_of_a_corpus_only_what_natives_wrote_is_read(tmp_path: Path) -> None:
    import speed

    assert sorted(speed.material(corpus(tmp_path))) == ["A first line.\n\nA second one.", PROSE]


def test_a_folder_of_files_is_material_too(tmp_path: Path) -> None:
    import speed

    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.md").write_text(f"\n{PROSE}\n")
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "c.py").write_text("pass")
    assert speed.material(tmp_path) == ["One.", PROSE]


def test_a_folder_without_material_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    import speed

    monkeypatch.setattr("sys.argv", ["speed.py", str(tmp_path)])
    with pytest.raises(SystemExit) as stop:
        speed.main()
    assert stop.value.code == 2
    assert re.fullmatch(rf"speed\.py: {re.escape(str(tmp_path))}: neither .*\n", capsys.readouterr().err)


def test_texts_have_the_size_that_they_should_and_paragraphs(tmp_path: Path) -> None:
    import speed

    documents = [f"Document {n}, “quoted”.\n\nIts second paragraph." for n in range(50)]
    texts = speed.build(documents, tmp_path, largest=1)
    assert {name: text.bytes for name, text in texts.items()} == {"one line": 109, "100 kB": 100_000, "1 MB": 1_000_000}
    content = texts["100 kB"].path.read_text(encoding="utf-8")
    assert texts["100 kB"].words == len(content.split())
    assert texts["1 MB"].path.read_text(encoding="utf-8").startswith(content)
    assert set(content.split("\n\n\n")[:-1]) == set(documents)


def test_every_document_comes_before_any_comes_again_and_the_order_is_always_the_same() -> None:
    import speed

    documents = list("abcdefgh")
    made = "".join(speed.shuffled(documents, 3 * 8 * 4)).split()
    rounds = [made[at : at + 8] for at in range(0, 24, 8)]
    assert [sorted(each) for each in rounds] == [documents] * 3
    assert rounds[0] != rounds[1]
    assert made == "".join(speed.shuffled(documents, 3 * 8 * 4)).split()
    assert made != "".join(speed.shuffled(documents, 3 * 8 * 4, seed=1)).split()


def test_a_text_is_not_cut_within_a_letter() -> None:
    import speed

    assert "".join(speed.shuffled(["éé"], 3)) == "é"


def test_pieces_for_a_server_are_whole_paragraphs() -> None:
    import neighbours

    text = "\n\n".join(("a" * 30, "b" * 30, "c" * 200, "d"))
    cut = list(neighbours.pieces(text, 80))
    assert [piece.strip() for piece in cut] == ["a" * 30 + "\n\n" + "b" * 30, "c" * 200, "d"]


def test_hostile_texts_have_the_size_that_they_should() -> None:
    import hostile

    plain = "Ordinary text about a café.\n\nWith two paragraphs. "
    for kind in (*hostile.KINDS, *hostile.SIZES):
        size = len(hostile.hostile(kind, 10_000, plain).encode())
        assert 9_990 <= size <= 10_000, kind
    assert hostile.hostile("a", 2_000_000, plain).count("a ") == 1_000_000
    assert hostile.hostile("nested quotes", hostile.SIZES["nested quotes"], plain).count("“") == 10_000
    assert "\n" not in hostile.hostile("one line", 10_000, plain)


def test_a_text_that_takes_too_long_is_given_up() -> None:
    import hostile

    def endless(_: str) -> None:
        while True:
            pass

    assert hostile.seconds(endless, "text", bound=0.02) >= 0.02


# ---- tables --------------------------------------------------------------------------------------------------------------------


def test_the_others_are_told_as_multiples_of_mtlint(results: dict[str, Any]) -> None:
    """A tool that read less is compared by the largest text that it read; variants and Python have no row."""
    import tables

    assert tables.ratios(results).splitlines() == [
        "| | CPU a word, 1 MB | CPU a word, 10 MB | time a word, 10 MB | CPU, one line | memory, 10 MB |",
        "|---|---|---|---|---|---|",
        "| **mtlint** | 200,000 words/s | 250,000 words/s | 250,000 words/s | 0.10 s | 100 MB |",
        "| sloth | × 40 (100 kB) | × 50 (100 kB) | × 25 (100 kB) | × 5.00 | × 2.00 (100 kB) |",
    ]


def test_what_is_told_of_mtlint_alone(results: dict[str, Any]) -> None:
    import tables

    assert tables.alone(results) == [
        "- 100 MB take 10.00 times the CPU time of 10 MB, and 1.20 times the memory.",
        "- `-f json` takes +10% CPU time on 10 MB, compared with `-f concise`.",
        "- `--jobs 2` is 1.80 times as fast as one, on 10 MB in 20 files.",
    ]


def test_what_a_tool_did_not_manage_is_said(results: dict[str, Any]) -> None:
    import tables

    page = tables.page({"speed": results})
    assert "| sloth | 100 kB | 3 | 5,000 | 10,000 | 4.00 | 2.00 | 200 |\n" in page
    assert "| sloth | 1 MB | | over 7 s of CPU, given up |" in page
    assert "Missing: ghost, not installed." in page
    assert "An abacus; 2026-12-01. mtlint 1.0, sloth 2.0." in page


def test_small_texts_alone_make_a_table_too(results: dict[str, Any]) -> None:
    import tables

    for read in results["runs"].values():
        for name in ("1 MB", "10 MB", "100 MB"):
            read.pop(name, None)
    assert "| sloth | × 5.00 |" in tables.ratios(results)
    assert tables.page({"speed": results})


def test_the_worst_hostile_text_is_told() -> None:
    import tables

    found = {
        "calques": {"seconds": 0.5, "ratios": {"a": 0.2, "commas": 2.5}},
        "quotation": {"seconds": 0.25, "ratios": {"a": 10.0, "to to": 1.0}},
    }
    assert tables.detectors({"detectors": found}).splitlines()[2:] == [
        "| calques | 0.50 | a: 0.20 | commas: 2.50 |",
        "| quotation | 0.25 | a: over 10 |  |",
    ]


def test_the_page_and_the_readme_are_made_of_the_results() -> None:
    import tables

    file = BENCHMARKS / "results" / "speed.json"
    results = json.loads(file.read_text(encoding="utf-8"))
    assert file.with_suffix(".md").read_text(encoding="utf-8") == tables.page(results)
    assert tables.ratios(results["speed"]) in (BENCHMARKS.parent / "README.md").read_text(encoding="utf-8")
