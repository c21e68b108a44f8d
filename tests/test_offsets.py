"""Wherever a finding, token or block lies, the source at its offsets is what was reported."""

from __future__ import annotations

import pytest
from fuzz.seeds import SEEDS, check, check_blocks, check_runs, check_tokens
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detector import reading
from detector.config import Settings
from detector.engine import Linter
from detector.offsets import LineIndex, OffsetMap, Run, Span

ALL = Linter(Settings(select=("ALL",), min_confidence=0))

# What upsets offsets: astral and combining characters, line ends, tabs, entities, escapes, markup cut in half, marks of order.
PIECES = st.sampled_from(
    [
        "to to ", "the the\n", "The report report.", "café ", "cafe\u0301 ", "😀 ", "naïve\t", "\r\n", "\r", "\n\n", "\u2028", "“No”, ", '"', "”",
        "*it* ", "**so** ", "`x y` ", "[link](https://a.example/b) ", "&eacute;", "&amp;", "\\*", "> ", "- ", "# ", "| a | b |\n|---|---|\n", "<b>", "</b>",
        "<!-- c -->", "```\n", "    code\n", "---\n", "https://x.example/y?z=1, ", "a@b.example ", "\ufeff", "\u200d", "\ufffc", "İ", "ß", "漢字", "will not didn't ",
        "\x00", "\x85", " ", "\u00a0", ".", "?", "Elysium Palace ", "a said a ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@given(source=TEXTS)
@example(source="\ufeffa\r\nto to\r\n😀 to to")
@settings(max_examples=150, deadline=None)
def test_everything_leads_back_to_the_source(name: str, source: str) -> None:
    document = reading.read_text(source, name)
    check_runs(document)
    check_tokens(document)
    check_blocks(document)
    for placed in ALL.report(document).findings:
        start, end = placed.finding.span
        assert 0 <= start <= end <= len(source)
        assert placed.text == source[start:end]
        lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert placed.excerpt in lines[placed.start.line - 1]
        assert placed.excerpt[placed.start.column - placed.excerpt_column :].startswith(placed.text.splitlines()[0][:300])


SEED_BYTES = {form: [seed.encode() for seed in seeds] for form, seeds in SEEDS.items()}


@st.composite
def broken(draw: st.DrawFn, form: str) -> bytes:
    """A file of a format, cut and put together again with noise between."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        seed = draw(st.sampled_from(SEED_BYTES[form]))
        start, end = sorted((draw(st.integers(0, len(seed))), draw(st.integers(0, len(seed)))))
        pieces += [
            seed[start:end],
            draw(st.binary(max_size=3) | st.text(max_size=3).map(lambda text: text.encode("utf-8", "replace"))),
        ]
    return b"".join(pieces)


@pytest.mark.parametrize("form", SEEDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_input_crashes(form: str, data: st.DataObject) -> None:
    check(form, data.draw(broken(form)))


@pytest.mark.parametrize("form", SEEDS)
def test_what_fuzzing_starts_from_can_be_read(form: str) -> None:
    outcomes = {check(form, seed) for seed in SEED_BYTES[form]}
    assert "refused" not in outcomes
    assert "found" in outcomes


@given(before=st.text(max_size=20), after=st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_public_spans_are_code_points_of_the_text_given(before: str, after: str) -> None:
    text = f"{before}\n\nIt was late, a said a guard.\n\n{after}"
    found = [text[f.start : f.end] for f in ALL.check(text).findings if f.rule == "stray-function-words/article-around-verb"]
    assert found == ["a said a"]


@given(source=st.text(alphabet="ab\r\n\u2028é😀", max_size=40))
def test_lines_are_what_editors_count(source: str) -> None:
    index = LineIndex(source)
    normal = source.replace("\r\n", "\n").replace("\r", "\n")
    for offset in range(len(source) + 1):
        if source[offset - 1 : offset + 1] == "\r\n":
            continue  # between the two characters of one line end
        before = source[:offset].replace("\r\n", "\n").replace("\r", "\n")
        assert index.position(offset) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert [source[slice(*index.line_span(n + 1))] for n in range(normal.count("\n") + 1)] == normal.split("\n")


def test_a_byte_order_mark_is_no_column() -> None:
    assert LineIndex("\ufeffab").position(1) == (1, 1)


def test_columns_bytes_and_utf16_units() -> None:
    document = reading.read_text("é😀x\n\t😀y", "a.txt")
    place = document.locate([6])[6]
    assert (place.offset, place.byte, place.line, place.column, place.utf16) == (6, 13, 2, 3, 3)


def test_a_broken_map_is_refused() -> None:
    with pytest.raises(ValueError, match="offset map broken"):
        OffsetMap((Run(0, 0, 2, 2), Run(3, 2, 1, 1)))


def test_a_span_inside_a_replaced_piece_covers_the_whole_of_it() -> None:
    offsets = OffsetMap((Run(0, 0, 4, 4), Run(4, 4, 1, 8), Run(5, 12, 3, 3)))  # "caf &eacute; ..."
    assert offsets.to_source(Span(4, 5)) == Span(4, 12)
    assert offsets.to_source(Span(2, 6)) == Span(2, 13)


def test_a_byte_order_mark_counts_in_offsets_and_in_no_line() -> None:
    document = reading.read_text("\ufeffé😀 to\nx", "a.txt")
    places = document.locate([0, 1, 4, 7])
    assert places[0][2:] == (1, 1, 0, 0)
    assert places[1] == (1, 3, 1, 1, 0, 0)
    assert places[4] == (4, 10, 1, 4, 4, 7)
    assert places[7] == (7, 13, 2, 1, 0, 0)
