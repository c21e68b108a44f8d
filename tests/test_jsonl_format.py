"""JSON Lines: which string of a record is prose, and that every character of it leads back to the source."""

from __future__ import annotations

import json

import pytest
from fuzz.seeds import check_blocks, check_runs
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.config import Settings
from detector.document import Document, ReadError
from detector.engine import Linter
from detector.formats import jsonl
from detector.model import PLACEHOLDER

ALL = Linter(Settings(select=("ALL",), min_confidence=0))


def read(source: str) -> Document:
    return jsonl.read(source, "a.jsonl", "utf-8")


def prose(source: str) -> list[tuple[str, str]]:
    document = read(source)
    return [(block.place, document.text[slice(*block.span)].replace(PLACEHOLDER, "◊")) for block in document.blocks]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ('{"text": "The ferry left."}', [("record 1", "The ferry left.")]),
        ('{"content": "a", "body": "b"}\n{"article": "c"}', [("record 1", "a"), ("record 2", "c")]),
        ('{"body": "b", "text": "a"}', [("record 1", "a")]),
        ('{"text": 3, "body": "b"}', [("record 1", "b")]),
        ('"A line of its own."', [("record 1", "A line of its own.")]),
        ('{"id": "x 7", "text": "a"}\n{"id": 12, "text": "b"}\n{"id": true, "text": "c"}', [("record x 7", "a"), ("record 12", "b"), ("record 3", "c")]),
        ('\n \r\n{"text": "a"}\r\r\n"b"\n', [("record 3", "a"), ("record 5", "b")]),
        ('{"text": "old", "text": "new"}', [("record 1", "new")]),
        ('{"meta": {"text": "no", "list": [{"text": "no"}]}, "note": "\\"text\\": \\"no\\"", "text": "yes"}', [("record 1", "yes")]),
        ('  {  "te\\u0078t"  :  "spaced"  ,  "n" : [ ] }  ', [("record 1", "spaced")]),
        (r'{"text": "One.\nStill one.\n \t\r\nTwo.\n\n"}', [("record 1", "One.\nStill one."), ("record 1", "Two.")]),
        (r'{"text": "\u201cYes\u201d \ud83d\ude00 \\n \/ caf\u00e9"}', [("record 1", "“Yes” 😀 \\n / café")]),
        ('{"text": "See https://x.example/y, then."}', [("record 1", "See ◊, then.")]),
        ('{"title": "none"}\n[1, "x"]\n7\n{"text": " "}\n"a"', [("record 5", "a")]),
        ("\ufeff\"a\"", [("record 1", "a")]),
        ('{"text": "a\u2028b"}', [("record 1", "a\u2028b")]),
        ("", []),
        ("\n \n", []),
    ],
)  # fmt: skip
def test_records(source: str, blocks: list[tuple[str, str]]) -> None:
    assert prose(source) == blocks


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{"text": "a"}\n\n{"text": "b"', "line 3 is no JSON: expecting ',' delimiter at column 13"),
        ('{"text": "a"} {"text": "b"}', "line 1 is no JSON: extra data at column 15"),
        ('{"text": "a\x00b"}', "line 1 is no JSON: invalid control character at column 12"),
        ("no JSON at all", "line 1 is no JSON: expecting value at column 1"),
        ("[" * 200_000, "line 1 is nested too deeply"),
        ('"a"\n{"text": ' + '{"a":' * 200_000, "line 2 is nested too deeply"),
        ('{"n": ' + "9" * 5000 + "}", "line 1 has a number of more digits than can be read"),
        ('{"title": "a"}\n[]', "no line has prose: none is a string or has one under “text”, “content”, “body” or “article”"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(source: str, message: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(source)
    assert str(raised.value).startswith(message)


TEXTS = st.lists(
    st.sampled_from(["to to ", "\n", "\n\n", "é", "😀", '"', "\\", "/", "\x00", "\t", "\r\n", "\ud800", "https://x.example ", "A “word”. ", "\ufeff"])
    | st.text(max_size=6),
    max_size=15,
).map("".join)  # fmt: skip


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), escaped=st.booleans(), blanks=st.sampled_from(["", " ", "\t "]))
@settings(max_examples=100, deadline=None)
def test_every_string_comes_back_and_leads_to_its_source(texts: list[str], escaped: bool, blanks: str) -> None:
    source = "\n".join(
        blanks + json.dumps({"n": [1, {"text": "x"}], "text": text, "last": None}, ensure_ascii=escaped)
        for text in [*texts, "End"]
    )
    document = read(source)
    check_runs(document)
    check_blocks(document)
    for number, text in enumerate(texts, 1):
        found = [document.text[slice(*block.span)] for block in document.blocks if block.place == f"record {number}"]
        if "https" not in text:
            joined = "".join(found)
            assert "".join(joined.split()) == "".join(json.loads(json.dumps(text)).split())
    for block in document.blocks:
        for at in range(*block.span):
            piece = source[slice(*document.offsets.to_source(type(block.span)(at, at + 1)))]
            if document.text[at] != PLACEHOLDER:
                assert json.loads(f'"{piece}"') == document.text[at]


@pytest.mark.parametrize(
    "text",
    [r"\ud800 The men agreed to to wait. \udfff", r"\u0000 The men agreed to to wait.\u0000", r"\ud83d\u0041 agreed to to go"],
)
def test_lone_surrogates_and_nulls_break_no_report(text: str) -> None:
    source = f'{{"text": "{text}"}}'
    report = Linter(Settings(select=("ALL",), min_confidence=0, fingerprints=True, passages=True)).report(read(source))
    found = [placed for placed in report.findings if placed.text == "to to"]
    assert found
    assert source[slice(*found[0].finding.span)] == "to to"
    assert found[0].unit == "record 1"


def test_a_finding_in_escapes_covers_them_whole() -> None:
    source = r'{"text": "It was l\u0061te, a s\u0061id a guard."}'
    found = [
        placed.text
        for placed in ALL.report(read(source)).findings
        if placed.finding.rule == "stray-function-words/article-around-verb"
    ]
    assert found == [r"a s\u0061id a"]
