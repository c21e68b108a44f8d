"""Long texts: read in portions and looked at in parts, with the results that a whole would have."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from detector import reading
from detector.config import Settings
from detector.config.layers import Configuration, Layer
from detector.document import Document
from detector.engine import Linter
from detector.results import FileReport
from detector.running import Task

CLEAN = "The mill by the river was sold in spring, and a “new” owner moved in. Nobody minded; the café stayed open 😀."
WRONG = "They agreed to to wait."
DOUBLED = Settings(select=("duplicated-words",))  # that a sentence stands in the text twice is told from one part only


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is long."""
    monkeypatch.setattr(reading, "LONG", 1)
    monkeypatch.setattr(reading, "_PORTION", 700)
    monkeypatch.setattr(reading, "_LONGEST_PARAGRAPH", 1500)


def report(file: Path, form: str | None = None) -> FileReport:
    only = Layer("--select", {"select": list(DOUBLED.select)}, Path())
    configuration = Configuration((only,), None, True, None, Settings(), lambda _: None, frozenset())
    outcome = Task(configuration, form=form).check(file)
    assert isinstance(outcome, FileReport), outcome
    return outcome


def places(found: FileReport) -> list[tuple[object, ...]]:
    return [(p.finding.rule, p.finding.span, p.finding.related, p.start, p.end, p.text, p.unit) for p in found.findings]


TEXTS = {
    "paragraphs": "\n\n".join([CLEAN, WRONG, CLEAN * 3] * 12),
    "windows": "\r\n\r\n".join([CLEAN, WRONG, CLEAN * 3] * 12),
    "lines": "\n".join([CLEAN, WRONG, CLEAN * 3] * 12),
    "one line": " ".join([CLEAN, WRONG, CLEAN * 3] * 12),
    "no blanks": "Mill" * 2000 + "\n\n" + WRONG,
    "marked": "\ufeff" + "\n\n".join([CLEAN, WRONG] * 30),
    "many blank lines": "\n" * 3000 + WRONG + "\n" * 3000,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.usefixtures("small")
def test_portions_are_what_the_whole_is(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(TEXTS[name].encode())
    assert len(list(reading.portions(file))) > 1 or name == "no blanks"
    portions = report(file)
    monkeypatch.setattr(reading, "LONG", 1 << 40)
    whole = report(file)
    assert places(portions) == places(whole)
    assert len(portions.findings) >= 1
    assert (portions.words, portions.marked) == (whole.words, whole.marked)
    assert all(file.read_bytes().decode()[p.start.offset :].startswith(p.text) for p in portions.findings)


@pytest.mark.usefixtures("small")
def test_the_source_of_the_portions_is_that_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text(TEXTS["one line"], encoding="utf-8")
    read = list(reading.portions(file))
    assert "".join(portion.source for portion in read) == TEXTS["one line"]
    assert [portion.begins.offset for portion in read[1:]] == [
        sum(len(portion.source) for portion in read[:k]) for k in range(1, len(read))
    ]


@pytest.mark.parametrize(
    ("tail", "encoding", "findings"),
    [
        (f"{CLEAN} # mtlint-disable".encode(), "utf-8", 12),  # in prose it means nothing, but who is to know
        (f"# mtlint-disable-file\n\n{CLEAN}".encode(), "utf-8", 0),
        ("Caf\u00e9 au lait, please. ".encode("cp1252") * 20, "cp1252", 12),
    ],
)
@pytest.mark.usefixtures("small")
def test_what_cannot_be_read_in_portions_is_read_as_a_whole(tail: bytes, encoding: str, findings: int, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    text = "\n\n".join(["The mill was sold in spring, and a new owner moved in with his dog.", WRONG] * 12)
    file.write_bytes(text.encode("ascii") + b"\n\n" + tail)
    found = report(file)
    assert (found.encoding, len(found.findings)) == (encoding, findings)


@pytest.mark.usefixtures("small")
def test_only_plain_text_comes_in_portions(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    file.write_text(TEXTS["paragraphs"], encoding="utf-8")
    assert report(file).format == "markdown"
    assert report(file, "text").format == "text"


def long_document(one_line: bool) -> Document:
    return reading.read_text((" " if one_line else "\n\n").join([CLEAN * 40, WRONG] * 110), "a.txt")


@pytest.mark.parametrize("one_line", [False, True])
def test_a_document_is_the_sum_of_its_parts(one_line: bool) -> None:
    document = long_document(one_line)
    parts = list(document.parts())
    assert len(parts) > 1
    assert all(document.text[offset:].startswith(part.text) for offset, part in parts)
    assert sum(part.word_count for _, part in parts) == document.word_count
    assert [part.offsets.to_source(part.blocks[-1].span) for _, part in parts] == [
        document.offsets.to_source(type(part.blocks[-1].span)(*(at + offset for at in part.blocks[-1].span)))
        for offset, part in parts
    ]
    result = Linter(DOUBLED).check_document(document)
    assert [document.source[finding.start : finding.end] for finding in result.findings] == ["to to"] * 110
    assert result.words == document.word_count
    assert result.verdict.words == pytest.approx(document.word_count, rel=0.01)
    spans = [section.span for section in result.verdict.sections]
    assert len(spans) > 100
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert spans[-1].end == len(document.source)


def test_a_short_document_is_one_part() -> None:
    document = reading.read_text(CLEAN, "a.txt")
    assert [part is document for _, part in document.parts()] == [True]


def test_who_finds_thousands_is_stopped_and_says_so() -> None:
    found = Linter(DOUBLED).report(reading.read_text(f"{WRONG}\n\n" * 2100, "a.txt"))
    assert len(found.findings) == 2000
    (notice,) = found.notices
    assert (notice.kind, notice.line) == ("stopped", 4001)
    assert notice.message.startswith("duplicated-words")
    assert not Linter(DOUBLED).report(reading.read_text(f"{WRONG}\n\n" * 2000, "a.txt")).notices
