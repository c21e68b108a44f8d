"""What each format keeps and leaves out."""

from __future__ import annotations

import pytest

from detector.model import PLACEHOLDER
from detector.reading import read_text


def prose(source: str, name: str) -> list[str]:
    document = read_text(source, name)
    return [document.text[block.span.start : block.span.end].replace(PLACEHOLDER, "◊") for block in document.blocks]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("One paragraph.\n\nAnother.", ["One paragraph.", "Another."]),
        ("A text that was wrapped\nby hand at some width, so\nthat its lines belong.", ["A text that was wrapped\nby hand at some width, so\nthat its lines belong."]),
        ("First item\nSecond item\nThird and longer item", ["First item", "Second item", "Third and longer item"]),
        ("He drove to the\nthe harbour in the old town before noon.", ["He drove to the\nthe harbour in the old town before noon."]),
        ("A sentence ends here.\nand a careless one starts on a line of its own, longer.", ["A sentence ends here.", "and a careless one starts on a line of its own, longer."]),
        ("  indented \r\n\r\n\tnext\t", ["indented", "next"]),
        ("Write to a.b@c.example or see https://x.example/y(z), please.", ["Write to ◊ or see ◊, please."]),
        ("\ufeffMarked.", ["Marked."]),
        ("", []),
        (" \n\n\t\n", []),
    ],
)  # fmt: skip
def test_plain(source: str, blocks: list[str]) -> None:
    assert prose(source, "a.txt") == blocks


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("---\ntitle: to to\n---\n\nText.", ["Text."]),
        ("+++\ntitle = 'to to'\n+++\n\nText.", ["Text."]),
        ("# A *very* short `head`", ["A very short ◊"]),
        ("Setext\n======\n\nText.", ["Setext", "Text."]),
        ("Such as a `Mesh`.", ["Such as a ◊."]),
        ("See [the *old* page](https://x.example \"to to\") and [ref][r] and ![alt](i.png).\n\n[r]: https://x.example", ["See the old page and ref and ◊."]),
        ("Caf&eacute; &#38; bar \\*star\\*", ["Café & bar *star*"]),
        ("Before <!-- to to --> after <b>bold</b>.", ["Before  after bold."]),
        ("<!-- to to -->\n\n<div>\nto to\n</div>\n\nText.", ["Text."]),
        ("```\nto to\n```\n\n    to to\n\nText.", ["Text."]),
        ("> quoted text\n> goes on", ["quoted text\ngoes on"]),
        ("- one\n  goes on\n- two\n\n1. [ ] three", ["one\ngoes on", "two", "three"]),
        ("| a `b` | c |\n|---|---|\n| d | e |", ["a ◊", "c", "d", "e"]),
        ("Note[^1] and [sic] here.\n", ["Note and [sic] here."]),
        ("Bare https://x.example/y, and <https://x.example>.", ["Bare ◊, and ◊."]),
        ("Hard  \nbreak\\\nhere", ["Hard\nbreak\nhere"]),
        ("naïve 😀 *to* to", ["naïve 😀 to to"]),
    ],
)  # fmt: skip
def test_markdown(source: str, blocks: list[str]) -> None:
    assert prose(source, "a.md") == blocks


def test_sentences_stay_in_their_blocks_and_know_abbreviations() -> None:
    document = read_text("Dr. Bell left at 5 p.m. on Monday. Nobody\nsaw him.\n\nIt rained.", "a.txt")
    found = [" ".join(document.text[slice(*sentence.span)].split()) for sentence in document.sentences]
    assert found == ["Dr. Bell left at 5 p.m. on Monday.", "Nobody saw him.", "It rained."]


def test_deep_nesting_is_no_recursion() -> None:
    assert prose("> " * 300 + "deep", "a.md")[-1].endswith("deep")
