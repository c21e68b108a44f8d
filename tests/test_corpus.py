"""Corpus mode: records come out as they went in, exactly once, whatever happens on the way. Skipped without the extra."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove")
pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq
from datatrove.data import Document
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import ParquetWriter
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from detector import cli
from detector.corpus import FIELDS, MtlintAnnotator, borderline, schema

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8")
NATIVE = """I kept the boat on the north side of the lake that year, mostly because it was free.
My uncle had left me the key and a list of things never to touch.
Nobody came out there in winter except the man who read the meters, and he hated the road.
You could hear the ice at night, and once the dog got up and barked back at it.
We ate soup from the pot and argued about whose turn it was to get wood.
She said she'd stay till Easter, then stayed till the mosquitoes drove her off.
When the stove went out we didn't bother lighting it, we just went to bed.
I've never slept so well, or been so glad to see a bus.
The phone worked if you stood on the jetty, so that's where we had our fights.
By June the paint had peeled, and I didn't much care.""".splitlines()
STIFF = """The ministry underlined that the measure makes part of a programme which was launched since three years.
It goes about the protection of the consumers, indicated the representative of the council.
According to the data of the observatory, the number of the inhabitants has grown with 12 thousand.
The construction of the bridge, which is situated in the north of the region, was finished in the year 2019.
In the frame of the visit, the minister met with the representatives of the society and of the economy.
The agreement, signed in the presence of the ambassador, foresees the exchange of the informations.
As the spokesman of the police told, the driver did not respect the regulation of the traffic.
At the same time, the experts are of the opinion that the situation of the market remains tense.
The inhabitants of the village complain since months about the noise of the machines.
The participants of the conference underlined the significance of the cooperation in the sphere of the education.""".splitlines()


def text(number: int) -> str:
    """A document of some 150 words: told by a person, stiff, or half and half."""
    source = [NATIVE, STIFF, NATIVE[:5] + STIFF[:5]][number % 3]
    return "\n".join(random.Random(number).sample(source, k=10))  # noqa: S311 (no secret)


def records(first: int, count: int) -> list[dict[str, Any]]:
    """Records with keys that a writer could stumble over: `rank` is also a placeholder of datatrove's file names."""
    return [
        {
            "id": f"d{n}",
            "text": text(n),
            "rank": n,
            "url": f"https://site{n % 2}.example/{n}",
            "metadata": {"language": "en"},
            "none": None,
        }
        for n in range(first, first + count)
    ]


def write_lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)


def read_lines(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.jsonl*"))
    return [
        json.loads(line)
        for f in files
        for line in (gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes()).splitlines()
    ]


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Three shards of five documents."""
    for shard in range(3):
        write_lines(tmp_path / "crawl" / f"{shard}.jsonl.gz", records(shard * 5, 5))
    return tmp_path / "crawl"


@pytest.fixture
def corpus(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs `mtlint corpus` here and gives its exit code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main(["corpus", *map(str, arguments), "--isolated"])
        return (left.value.code, *capfd.readouterr())  # type: ignore[return-value]

    return run


Run = Callable[..., tuple[int, str, str]]


def test_annotations_are_added_and_nothing_else_changes(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    code, said, complained = corpus("annotate", crawl, tmp_path / "out")
    assert (code, complained) == (0, "")
    assert said.startswith("15 documents, ")
    rows = read_lines(tmp_path / "out" / "annotated")
    assert [{k: v for k, v in row.items() if k not in FIELDS} for row in rows] == records(0, 15)
    assert [list(row)[-6:] for row in rows] == [list(FIELDS)] * 15
    probability = {n % 3: rows[n]["mt_probability"] for n in range(3)}
    assert probability[0] < probability[2] < probability[1]
    assert rows[1]["mt_detectors"]["calques"] >= 1
    assert rows[0]["mt_detectors"].keys() == rows[1]["mt_detectors"].keys()
    assert rows[0]["mt_words"] == len(text(0).split())


def test_each_record_is_kept_or_dropped_with_its_reason(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    write_lines(crawl / "9.jsonl.gz", [{"id": "short", "text": "The mill is closed."}, {"id": "empty", "text": ""}, {"id": "no"}])
    limits = ("--max-mt-probability", 0.5, "--max-findings-per-1000-words", 0)
    code, said, complained = corpus("filter", crawl, tmp_path / "out", *limits)
    assert (code, complained) == (0, "mtlint: 2 records without text under 'text', which have no verdict\n")
    kept, dropped = read_lines(tmp_path / "out" / "kept"), read_lines(tmp_path / "out" / "dropped")
    assert {row["id"] for row in kept} >= {"d0", "short", "empty", "no"}
    assert sorted(row["id"] for row in kept + dropped) == sorted([f"d{n}" for n in range(15)] + ["short", "empty", "no"])
    for row in dropped:
        over = row["mt_probability"] > 0.5
        assert row["filter_reason"] == ("mt_probability" if over else "mt_findings")
        assert over or row["mt_findings_per_1000_words"] > 0
    assert all(row["mt_probability"] is None or row["mt_probability"] <= 0.5 for row in kept)
    assert f"kept {len(kept)}, dropped {len(dropped)} (" in said

    again = corpus(
        "filter",
        tmp_path / "out" / "kept",
        tmp_path / "out2",
        "--max-mt-probability",
        0,
        "--drop-unjudged",
        "--no-dropped",
        "--no-annotations",
    )
    assert again[0] == 0
    assert not (tmp_path / "out2" / "dropped").exists()
    assert not (tmp_path / "out2" / "kept").exists()


def test_tasks_share_the_files_and_large_documents_are_not_checked(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    write_lines(crawl / "9.jsonl.gz", [{"id": "large", "text": "We rest. " * 120_000}])
    code, said, complained = corpus("annotate", crawl, tmp_path / "out", "--tasks", 2, "-c", "max-file-size=1")
    assert (code, said.split(",")[0]) == (0, "16 documents")
    assert complained.startswith("mtlint: 1 document could not be checked, being too large or because of a bug; ")
    assert [path.name for path in sorted((tmp_path / "out" / "annotated").iterdir())] == ["00000.jsonl.gz", "00001.jsonl.gz"]
    rows = {row["id"]: row for row in read_lines(tmp_path / "out" / "annotated")}
    assert rows.keys() == {f"d{n}" for n in range(15)} | {"large"}
    assert [rows["large"][key] for key in FIELDS[:5]] == [None] * 5


def test_what_was_annotated_is_not_checked_again_unless_wanted(tmp_path: Path, corpus: Run) -> None:
    fields = dict.fromkeys(FIELDS) | {
        "mt_words": 200,
        "mt_probability": 0.99,
        "mt_findings_per_1000_words": 0.0,
        "mt_detectors": {},
    }
    write_lines(tmp_path / "in.jsonl", [{"id": "a", "text": text(0), **fields}])
    assert corpus("filter", tmp_path / "in.jsonl", tmp_path / "old", "--max-mt-probability", 0.9)[0] == 0
    assert corpus("filter", tmp_path / "in.jsonl", tmp_path / "new", "--max-mt-probability", 0.9, "--recheck")[0] == 0
    assert [row["mt_probability"] for row in read_lines(tmp_path / "old" / "dropped")] == [0.99]
    assert [row["mt_probability"] < 0.9 for row in read_lines(tmp_path / "new" / "kept")] == [True]


def test_statistics_add_up_over_tasks(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    assert corpus("annotate", crawl, tmp_path / "a")[0] == 0
    assert corpus("stats", crawl, tmp_path / "s", "--by", "host", "--by", "language")[0] == 0
    rows = read_lines(tmp_path / "a" / "annotated")
    figures = json.loads((tmp_path / "s" / "stats.json").read_text(encoding="utf-8"))
    assert figures["documents"] == figures["documents_with_verdict"] == 15
    assert figures["words"] == sum(row["mt_words"] for row in rows)
    assert figures["findings"] == sum(sum(row["mt_detectors"].values()) for row in rows) > 0
    for step in (0.5, 0.78, 0.9):
        assert figures["documents_above_probability"][str(step)] == sum(row["mt_probability"] > step for row in rows)
    assert sum(figures["documents_by_tenth_of_probability"]) == 15
    assert figures["detectors"]["calques"]["documents"] == sum(row["mt_detectors"]["calques"] > 0 for row in rows)
    assert {host: group["documents"] for host, group in figures["by"]["host"].items()} == {"site0.example": 8, "site1.example": 7}
    assert figures["by"]["language"]["en"]["documents"] == 15
    page = (tmp_path / "s" / "stats.md").read_text(encoding="utf-8")
    assert f"| 0.78 | {figures['documents_above_probability']['0.78']} |" in page
    merged = json.loads((tmp_path / "s" / "statistics" / "summary" / "mt_words" / "metric.json").read_text(encoding="utf-8"))
    assert merged["summary"]["total"] == figures["words"]


@pytest.mark.parametrize(("form", "packed"), [("jsonl", "zstd"), ("jsonl", "none"), ("parquet", "zstd"), ("parquet", "snappy")])
def test_formats_go_in_and_out(tmp_path: Path, corpus: Run, form: str, packed: str) -> None:
    write_lines(tmp_path / "in" / "a.jsonl", records(0, 3))
    write_lines(tmp_path / "in" / "b.jsonl", [{"id": "short", "text": "The mill is closed."}])
    assert corpus("annotate", tmp_path / "in", tmp_path / "one", "--output-format", form, "--compression", packed)[0] == 0
    one = tmp_path / "one" / "annotated"
    assert corpus("annotate", one, tmp_path / "two", "--recheck")[0] == 0  # in the same format again
    names = sorted(path.name for path in one.iterdir())
    assert sorted(path.name for path in (tmp_path / "two" / "annotated").iterdir()) == names
    reader = ParquetReader if form == "parquet" else JsonlReader
    first, second = (
        [document.metadata | {"id": document.id, "text": document.text, "file_path": ""} for document in reader(str(folder))()]
        for folder in (one, one.parent.parent / "two" / "annotated")
    )
    assert first == second
    assert [row["id"] for row in first] == ["d0", "d1", "d2", "short"]
    assert first[0]["rank"] == 0 if form == "jsonl" else first[0]["url"] == "https://site0.example/0"
    assert first[3]["mt_probability"] is None
    if form == "parquet":
        columns = {pq.read_schema(path) for path in [*one.iterdir(), *(tmp_path / "two" / "annotated").iterdir()]}
        assert len(columns) == 1  # whatever a shard holds
        assert pq.read_metadata(one / names[0]).row_group(0).column(0).compression == packed.upper()


def test_columns_of_parquet_files_are_kept(tmp_path: Path, corpus: Run) -> None:
    (tmp_path / "in").mkdir()
    table = pa.table({"text": [text(1), text(0)], "when": pa.array([1, None], pa.timestamp("ms")), "tags": [["a"], []]})
    pq.write_table(table, tmp_path / "in" / "a.parquet")
    pq.write_table(table.drop(["tags"]), tmp_path / "in" / "b.parquet")
    code, said, _ = corpus("filter", tmp_path / "in", tmp_path / "out", "--max-mt-probability", 0.5)
    assert code == 0
    assert "kept 2, dropped 2" in said
    dropped = [pq.read_table(tmp_path / "out" / "dropped" / f"0000{n}.parquet") for n in range(2)]
    assert dropped[0].schema.field("when").type == pa.timestamp("ms")
    assert [each["filter_reason"].to_pylist() for each in dropped] == [["mt_probability"]] * 2
    assert dropped[0]["tags"].to_pylist() + dropped[1]["tags"].to_pylist() == [["a"], None]
    assert "filter_reason" not in pq.read_schema(tmp_path / "out" / "kept" / "00000.parquet").names


def test_a_schema_makes_datatroves_own_writer_keep_one_form(tmp_path: Path) -> None:
    documents = [Document("The mill is closed.", "short"), Document(text(1), "long")]
    columns = pa.schema([("text", pa.string()), ("id", pa.string()), *schema()])
    writer = ParquetWriter(str(tmp_path), expand_metadata=True, schema=columns, max_file_size=-1)
    list(writer(MtlintAnnotator()(iter(documents))))
    assert pq.read_table(tmp_path / "00000.parquet")["mt_probability"].to_pylist()[0] is None


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    """A WARC file of responses: status line, content type, body."""
    data = io.BytesIO()
    writer = WARCWriter(data, gzip=True)
    for number, (status, form, body) in enumerate(pages):
        headers = StatusAndHeaders(status, [("Content-Type", form)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(f"https://site.example/{number}", "response", io.BytesIO(body), http_headers=headers)
        )
    writer.write_record(
        writer.create_warc_record(
            "https://site.example/w", "conversion", io.BytesIO(text(1).encode()), warc_content_type="text/plain"
        )
    )
    return data.getvalue()


def test_pages_of_a_warc_file_become_prose(tmp_path: Path, corpus: Run) -> None:
    page = (
        "<title>The lake</title><ul><li>Home<li>Contact</ul>"
        + "".join(f"<p>{line}" for line in text(0).split("\n"))
        + "<table><td>Cells say nothing here."
    )
    (tmp_path / "a.warc.gz").write_bytes(
        warc(
            ("200 OK", "text/html; charset=utf-8", page.encode()),
            (
                "200 OK",
                "text/html; charset=windows-1252",
                "<p>The café on the quay has been shut since the flood of last autumn.".encode("cp1252"),
            ),
            ("404 Not Found", "text/html", b"<p>There is no such page here, sorry about that, try again."),
            ("200 OK", "image/png", b"\x89PNG"),
        )
    )
    code, _, complained = corpus("annotate", tmp_path / "a.warc.gz", tmp_path / "out")
    assert (code, complained) == (0, "mtlint: left out 2 WARC records that are no pages\n")
    rows = read_lines(tmp_path / "out" / "annotated")
    assert [row["text"] for row in rows] == [
        "The lake\n\n" + text(0).replace("\n", "\n\n"),
        "The café on the quay has been shut since the flood of last autumn.",
        text(1),
    ]
    assert rows[0]["url"] == "https://site.example/0"
    assert rows[0]["mt_probability"] < rows[2]["mt_probability"]


REFUSED = [
    # what is in IN, arguments, what the one line says
    ({}, "annotate missing out", "missing: no such file or folder"),
    ({"in/a.txt": b"x"}, "annotate in out", "in: no records in this folder; files end in .jsonl"),
    ({"in.csv": b"x"}, "annotate in.csv out", "in.csv: unknown format; files end in .jsonl"),
    ({"in/a.jsonl": b"{}", "in/b.warc": b""}, "annotate in out", "in: has jsonl and warc; run them one by one"),
    ({"in/a.jsonl": b"{}"}, "annotate in in/out", "in/out: is inside in"),
    ({"in/a.jsonl": b"{}", "out/b": b""}, "annotate in out", "out: not empty, and no run to go on with (it has b)"),
    ({"in/a.jsonl": b"{}", "out": b""}, "annotate in out", "out: is a file; give a folder"),
    ({"in/a.jsonl": b"{}"}, "filter in out", "say what to drop: --max-mt-probability"),
    ({"in/a.jsonl": b"{}"}, "annotate in out --compression snappy", "JSON lines take none, gzip or zstd"),
    ({"in/a.jsonl": b"{}"}, "annotate in out --select nonsense", "unknown rule 'nonsense'"),
    ({"in/a.jsonl": b"{}"}, "annotate in out --min-words 5", "No such option '--min-words'"),
    (
        {"in/a.jsonl": b'{"body": "x"}'},
        "annotate in out",
        "a.jsonl: no record has text under 'text'; --text-key names another of: body",
    ),
    ({"in/a.jsonl": b"\x81\x8d" * 40 + b"\n"}, "annotate in out --input-format parquet", "a.jsonl: cannot be read to its end"),
    ({"in/a.warc.gz": warc(("200 OK", "text/html", b"<p>x"))[:-30]}, "annotate in out", "a.warc.gz: cannot be read to its end"),
    (
        {"in/a.warc": gzip.decompress(warc())[:-30]},
        "annotate in out",
        "a.warc: cannot be read to its end: it ends within a record",
    ),
]


@pytest.mark.parametrize(("files", "arguments", "says"), REFUSED)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Run, files: dict[str, bytes], arguments: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    code, _, complained = corpus(*arguments.split())
    assert code == 2
    assert says in complained
    assert "Traceback" not in complained


def test_what_is_left_of_a_run_without_its_plan_does_not_count(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    (tmp_path / "out" / ".mtlint-run" / "completions").mkdir(parents=True)
    (tmp_path / "out" / ".mtlint-run" / "completions" / "00001").write_text("")
    assert corpus("annotate", crawl, tmp_path / "out")[0] == 0
    assert len(read_lines(tmp_path / "out" / "annotated")) == 15


def test_a_folder_of_somebody_elses_is_left_alone(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear all")
    assert corpus("annotate", crawl, tmp_path / "mine", "--restart")[0] == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_without_the_extra_one_line_says_what_to_install(crawl: Path, tmp_path: Path) -> None:
    program = "import sys; sys.modules['datatrove'] = None; from detector.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", program, "corpus", "annotate", crawl, tmp_path / "out"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'mtlint[corpus]'" in done.stderr


def test_broken_lines_are_left_out_and_named(tmp_path: Path, corpus: Run) -> None:
    good = [json.dumps(row).encode() for row in records(0, 2)]
    (tmp_path / "in.jsonl").write_bytes(
        b"\n".join([b"\xef\xbb\xbf" + good[0], b'{"text": "cut of', b"", b"[1]", b"\xff\xfe", good[1]])
    )
    code, said, complained = corpus("annotate", tmp_path / "in.jsonl", tmp_path / "out")
    assert code == 0
    assert said.startswith("2 documents, ")
    assert f"{tmp_path / 'in.jsonl'}: left out 3 records that cannot be read; " in complained
    log = (tmp_path / "out" / ".mtlint-run" / "logs" / "task_00000.log").read_text(encoding="utf-8")
    assert all(f"line {number} is no JSON" in log for number in (2, 4, 5))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_corrupt_file_costs_only_itself(crawl: Path, tmp_path: Path, corpus: Run, workers: int) -> None:
    whole = (crawl / "1.jsonl.gz").read_bytes()
    (crawl / "1.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    code, said, complained = corpus("annotate", crawl, tmp_path / "out", "-j", workers)
    assert code == 2
    assert said.startswith("10 documents, ")
    assert "1.jsonl.gz: cannot be read to its end: Compressed file ended" in complained
    assert complained.endswith("1 of 3 tasks not done; run the same command again to go on with them\n")
    assert len(read_lines(tmp_path / "out" / "annotated")) == 10

    (crawl / "1.jsonl.gz").write_bytes(whole)
    code, said, complained = corpus("annotate", crawl, tmp_path / "out")
    assert (code, complained) == (0, "")
    assert said.splitlines()[1].startswith("5 in ")
    assert [row["id"] for row in read_lines(tmp_path / "out" / "annotated")] == [f"d{n}" for n in range(15)]


FIRST = "filter in out --max-mt-probability 0.5"
CHANGED = [
    ("filter in out --max-mt-probability 0.6", "its run was begun with max-mt-probability 0.5, not 0.6"),
    ("filter in out --max-mt-probability 0.5 --ignore calques", "its run was begun with ignore [], not ['calques']"),
    ("filter in out --max-mt-probability 0.5 --tasks 2", "its run was begun with tasks 3, not 2"),
    ("annotate in out", "its run was begun with command filter, not annotate"),
    ("filter other out --max-mt-probability 0.5", "its run was begun with input "),
]


def test_another_run_does_not_go_on_with_an_old_one(
    crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, corpus: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    crawl.rename(tmp_path / "in")
    write_lines(tmp_path / "other" / "a.jsonl.gz", records(0, 1))
    assert corpus(*FIRST.split())[0] == 0
    for arguments, says in CHANGED:
        code, _, complained = corpus(*arguments.split())
        assert code == 2
        assert says in complained
    (tmp_path / "in" / "0.jsonl.gz").write_bytes((tmp_path / "in" / "1.jsonl.gz").read_bytes() + b"x")
    assert "out: 0.jsonl.gz has changed since it was read" in corpus(*FIRST.split())[2]
    (tmp_path / "in" / "0.jsonl.gz").rename(tmp_path / "in" / "7.jsonl.gz")
    assert "out: its run was begun with other files in in" in corpus(*FIRST.split())[2]
    (tmp_path / "in" / "7.jsonl.gz").unlink()
    assert corpus("annotate", "in", "out", "--restart")[::2] == (0, "")
    assert not (tmp_path / "out" / "kept").exists()
    assert len(read_lines(tmp_path / "out" / "annotated")) == 10


def test_the_sample_is_small_and_does_not_depend_on_the_tasks() -> None:
    def specimen(number: int) -> borderline.Specimen:
        return {"id": f"d{number}", "reason": "mt_probability" if number % 2 else None, "mt_probability": 0.5}

    def sampled(tasks: int) -> list[borderline.Specimen]:
        found = []
        for task in range(tasks):
            sample = borderline.Sample(10)
            for number in range(task, 1000, tasks):
                each = specimen(number)
                sample.offer(each["id"], each["reason"] is None, lambda each=each: each)  # type: ignore[misc]
            assert len(sample.specimens()) == 10
            found += sample.specimens()
        return borderline.merged(found, 10)

    assert sampled(1) == sampled(7)
    assert [each["reason"] is None for each in sampled(3)] == [True] * 5 + [False] * 5


def test_borderline_documents_are_shown_for_a_person(crawl: Path, tmp_path: Path, corpus: Run) -> None:
    rows = [
        *records(0, 1),
        {
            "id": "near | # <b>",
            "text": text(2),
            "mt_probability": 0.79,
            "mt_words": 140,
            "mt_findings_per_1000_words": 7.1,
            "mt_detectors": {},
        },
    ]
    write_lines(crawl / "9.jsonl.gz", rows)
    assert corpus("filter", crawl, tmp_path / "out", "--max-mt-probability", 0.78)[0] == 0
    (shown,) = [
        json.loads(line)
        for line in (tmp_path / "out" / "borderline.jsonl").read_text(encoding="utf-8").splitlines()
        if "near" in line
    ]
    assert shown["reason"] == "mt_probability"
    assert "makes part of a" in [finding["text"] for finding in shown["findings"]]
    page = (tmp_path / "out" / "borderline.md").read_text(encoding="utf-8")
    assert "## Dropped, but nearly kept: " in page
    assert "probability 0.79; 7.1 findings per 1,000 words; 140 words; dropped: mt_probability" in page
    assert f"\n    {text(2).splitlines()[0]}\n" in page


def test_the_program_in_the_guide_runs(crawl: Path, tmp_path: Path) -> None:
    program = GUIDE.split("```python\n")[1].split("```")[0]
    assert crawl.name == "crawl"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept, dropped = read_lines(tmp_path / "out" / "kept"), read_lines(tmp_path / "out" / "dropped")
    assert sorted(row["id"] for row in kept + dropped) == sorted(f"d{n}" for n in range(15))
    assert {row["metadata"]["filter_reason"] for row in dropped} == {"mt_probability"}
    assert list((tmp_path / "sample").glob("*.jsonl"))
    merged: dict[str, int] = {}
    for file in (tmp_path / "counted" / "host" / "mt_documents").iterdir():
        for host, number in json.loads(file.read_text()).items():
            merged[host] = merged.get(host, 0) + number
    assert merged == {"site0.example": 8, "site1.example": 7}


def test_the_program_for_slurm_submits_a_script_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dill
    from datatrove.executor import slurm

    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawl").mkdir()
    pq.write_table(pa.Table.from_pylist([{"id": "a", "text": text(1)}]), tmp_path / "crawl" / "a.parquet")
    scripts: list[str] = []
    monkeypatch.setattr(slurm, "launch_slurm_job", lambda script, *_: scripts.append(script) or "1")
    exec(GUIDE.split("```python\n")[2].split("```")[0], {})  # noqa: S102 (our own guide)
    assert "#SBATCH --array=0-499%100\n" in scripts[0]
    pickled = tmp_path / "logs" / "annotate" / "executor.pik"
    assert f"launch_pickled_pipeline {pickled}" in scripts[0]
    data: Any = None
    for step in dill.loads(pickled.read_bytes()).pipeline:  # noqa: S301
        data = step(data, 0, 500)
    assert [document.metadata["mt_probability"] > 0.5 for document in data] == [True]


def test_the_figures_of_the_guide_are_those_of_the_card() -> None:
    card = (ROOT / "docs" / "verdict-card.md").read_text(encoding="utf-8")
    table = GUIDE[GUIDE.index("| words | probability |") :].split("\n\n")[0]
    assert len(table.splitlines()) == 5
    assert table in card
