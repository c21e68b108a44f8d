"""What each format keeps and leaves out."""

from __future__ import annotations

import pytest
from fuzz.seeds import check_blocks, check_runs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detector.formats import markdown
from detector.formats.markdown import mdx, syntax
from detector.model import PLACEHOLDER
from detector.reading import read_text


def prose(source: str, name: str) -> list[str]:
    document = markdown.read_mdx(source, name, "utf-8") if name.endswith(".mdx") else read_text(source, name)
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
        ("Before <!-- a -- *b* --> after.", ["Before  after."]),
        ("Ends. <!-- so -->\n\n<b> x </b>", ["Ends.", "x"]),
        ('He said <span lang="fr">bon *voyage* à à</span> twice, <i lang="en-GB">so so</i>.', ["He said ◊ twice, so so."]),
        ("The <b translate=no>to to</b>, <i class='x notranslate'>of <i>of</i></i> and <br lang=fr> the <b lang=''>end</b>.", ["The ◊, ◊ and  the end."]),
        ("<i lang=fr>never closed", ["never closed"]),
        ("Two </i> ends <i lang=fr>un</i></i>.", ["Two  ends ◊."]),
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


@pytest.mark.parametrize(
    ("source", "front_matter"),
    [
        ("---\ntitle: x\nmtlint: {ignore: [y]}\n---\n\nText.\n", "---\ntitle: x\nmtlint: {ignore: [y]}\n---"),
        ("\ufeff+++\na = 1\n+++\n", "+++\na = 1\n+++"),
        ("---\r\né: 😀\r\n---\r\nText.", "---\r\né: 😀\r\n---"),
        ("Text.\n\n---\na: b\n---\n", ""),
        ("\n---\na: b\n---\n", ""),
    ],
)
def test_front_matter(source: str, front_matter: str) -> None:
    assert markdown.read(source, "a.md", "utf-8").front_matter == front_matter
    assert markdown.read_mdx(source, "a.mdx", "utf-8").front_matter == front_matter


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ('import A from "a"\nimport {B} from \'b\'\n\nexport const m = {\n  a: 1,\n\n  b: `x ${ {c: "}"} } y`\n}\n\nText.\n', ["Text."]),
        ("---\na: {b\n---\nexport * from 'x'\n\nText {b}.", ["Text ◊."]),
        ("import duties rose again.\n\nexport figures too.", ["import duties rose again.", "export figures too."]),
        ("Text {props.a} and <B x={1 > 2} y=\"a>b\">bold **so**</B> here.", ["Text ◊ and bold so here."]),
        ("# Title {#its-name}", ["Title"]),
        ("{/* a note */}\n\nText {/* another */} here.", ["Text  here."]),
        ("{list.map(x => <li key={x}>{x}</li>)}\n\nText.", ["Text."]),
        ("<Tabs>\n  <Tab name='x'>\n    Some *text*\n\n    - one\n      - two\n\n    ```js\n    const a = {\n    ```\n  </Tab>\n</Tabs>\n\n- three\n\n      four", ["Some text", "one", "two", "three", "four"]),
        ("    no code\n    at all\n\n    here", ["no code\nat all", "here"]),
        ("<p>one</p>\n<p>\n  two\n</p>", ["one", "two"]),
        ("<Foo\n  a='b'\n  c={`\n\n`}\n/>\n\nText.", ["Text."]),
        ("A `{code}` and ``<b {`` then {x} and \\{y\\} and a < b.", ["A ◊ and ◊ then ◊ and {y} and a < b."]),
        ("```\n{a\n```\n\n~~~\n<b\n~~~~\n\nText {x}.", ["Text ◊."]),
        ("Never closed {a and <b stay.\n\nMore.", ["Never closed {a and <b stay.", "More."]),
        ("> {/* a */}\n> quoted {x}", ["quoted ◊"]),
        ("| a | {b} |\n|---|---|\n| <br/> c | d |", ["a", "◊", "c", "d"]),
        ("**<b>both</b>** _<i>x</i>_ <>frag</>", ["both x frag"]),
        ("He said <i lang='fr'>bon bon</i> and <i className=\"notranslate\">x</i>.", ["He said ◊ and ◊."]),
        ("<div lang='de'>\n\nDer Text\n\n</div>\n\nEnglish.", ["English."]),
        ("Text\r\n\r\n<A>\r\n    in\r\n</A>\r\n", ["Text", "in"]),
        ("{'it\\'s }'} don't {\"}\"} é 😀 {a /* } */}", ["◊ don't ◊ é 😀 ◊"]),
    ],
)  # fmt: skip
def test_mdx(source: str, blocks: list[str]) -> None:
    assert prose(source, "a.mdx") == blocks


MDX = st.lists(
    st.sampled_from(
        ["text ", "to to\n", "{x}", "{", "}", "{/* mtlint-disable */}", "<A>", "</A>", "<A\n", "/>", "<i lang='fr'>", "</i>", "<b x={1}>", "`", "```\n", "\n\n", "\r\n", "    ", "> ", "- ",
         "é", "😀", "import a from 'b'\n", "export const a = {\n", '"', "'", "*", "**", "[a](b)", "<!--", "-->", "\\", "| a | b |\n|---|---|\n", "\ufeff", "\x00", "---\n", "\ud800"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(source=MDX)
@example(source="<A>\n    one\n    two\n</A>")
@settings(max_examples=100, deadline=None)
def test_mdx_leads_back_to_the_source(source: str) -> None:
    document = markdown.read_mdx(source, "a.mdx", "utf-8")
    check_runs(document)
    check_blocks(document)
    masked, edits, _ = mdx.mask(source)
    assert len(masked) == len(source)
    assert edits == sorted(edits)
    for comment in document.comments:
        assert comment.text in source[slice(*comment.span)]


PARTS = ["# Head\n\n", "A line.\nAnother of it.\n\n", "- one\n- two\n\n  more\n", "> quote\n> goes on\n\n", "```\n# code\n\n- code\n```\n", "---\n", "| a | b |\n|---|---|\n| c | d |\n\n",
         "<!-- c\n\n- c -->\n", "Head\n====\n\n", "1. é\n2. 😀\n", "    code\n\n", "\n\n\n", "[//]: # (mtlint-disable x)\n"]  # fmt: skip


# Front matter that is longer than a part (256 kB) is not read as such: none is.
@given(source=st.lists(st.sampled_from(PARTS), max_size=25).map("".join).filter(lambda source: not source.startswith("---")))
@settings(max_examples=60, deadline=None)
def test_a_long_source_in_parts_is_what_it_is_as_a_whole(source: str) -> None:
    whole = markdown.read(source, "a.md", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syntax, "_PART", 120)
        patch.setattr(syntax, "_CUT", frozenset())
        parts = markdown.read(source, "a.md", "utf-8")
    assert (parts.text, parts.blocks, parts.comments) == (whole.text, whole.blocks, whole.comments)


@pytest.mark.parametrize("name", ["a.md", "a.mdx", "a.txt"])
@pytest.mark.parametrize("piece", ["line of a text\n", "words ", "x", "é\n", "> quote\n", "{}", "<i>", "{x}\n", "\n"])
def test_a_block_longer_than_a_part_loses_nothing(name: str, piece: str) -> None:
    source = piece * (540_000 // len(piece))
    document = markdown.read_mdx(source, name, "utf-8") if name == "a.mdx" else read_text(source, name)
    check_runs(document)
    check_blocks(document)
    if piece.strip().isalpha() or "of" in piece:
        assert "".join(document.text.split()) == "".join(source.split())


@pytest.mark.parametrize(
    "piece", ["*", "_", "**a __b ", "*a _b ", "[", "![", "<", "`", "`a", "|", "~", "<!--", "<a ", "{", "{/*", "<a {", "> ", "- ", "1. ", "\x00", "export {\n\n", "``` \n", "<i lang='fr'>"]
)  # fmt: skip
def test_hostile_sources_are_read(piece: str) -> None:
    source = piece * (60_000 // len(piece))
    for read in (markdown.read, markdown.read_mdx):
        document = read(source, "a.md", "utf-8")
        check_runs(document)
        check_blocks(document)


def test_many_marks_are_taken_as_they_stand() -> None:
    many, few = "**a __b " * 400, "so *it* goes " * 20
    assert prose(many + "\n\n" + few, "a.md") == [many.strip(), few.replace("*", "").strip()]
