"""Word documents: what is read of them, where it lies, what silences, what is refused; and the copy with comments."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import annotate, suppressions
from detector.config import Settings
from detector.document import ReadError
from detector.engine import Linter
from detector.formats.docx import package, read
from detector.model import PLACEHOLDER
from detector.results import FileReport

ROOT = Path(__file__).parent.parent
ALL = Linter(Settings(select=("ALL",), min_confidence=0))
TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Chapter"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Stufe"><w:name w:val="Level"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Intense Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Quelltext"><w:name w:val="Source Code"/></w:style>
<w:style w:type="paragraph" w:styleId="Html"><w:name w:val="HTML Preformatted"/></w:style>
<w:style w:type="paragraph" w:styleId="Verz1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Still"><w:name w:val="mtlint-ignore"/></w:style>
<w:style w:type="character" w:styleId="Ruhig"><w:name w:val="MTLint-Ignore"/></w:style>
<w:style w:type="character" w:styleId="Zeichen"><w:name w:val="Inline Code"/></w:style>
<w:style w:type="character" w:styleId="Weg"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Kreis"><w:name w:val="Circle"/><w:basedOn w:val="Kreis2"/></w:style>
<w:style w:type="paragraph" w:styleId="Kreis2"><w:name w:val="Circle 2"/><w:basedOn w:val="Kreis"/></w:style>
"""
RELATED = ("styles", "footnotes", "endnotes", "comments")


def part(root: str, inner: str, namespace: str = TRANSITIONAL) -> str:
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}" {spaces}>{inner}</w:{root}>'


def relationships(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(body: str, namespace: str = TRANSITIONAL, main: str = "word/document.xml", **others: str) -> dict[str, str | bytes]:
    """The parts of a document made by hand. `footnotes` and others are what stands inside their roots."""
    folder, _, name = main.rpartition("/")
    override = '<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"/>'
    types = override.format(main, "document.main") + "".join(override.format(f"{folder}/{kind}.xml", kind) for kind in RELATED)
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": relationships(("officeDocument", main)),
        f"{folder}/_rels/{name}.rels": relationships(*((kind, f"{kind}.xml") for kind in others)),
        main: part("document", f"<w:body>{body}</w:body>", namespace),
        **{f"{folder}/{kind}.xml": part(kind, inner, namespace) for kind, inner in others.items()},
        "docProps/thumbnail.jpeg": bytes(range(256)),
    }


def made(body: str, styles: str = STYLES, **others: str) -> bytes:
    return zipped(parts_of(body, styles=styles, **others))


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def prose(data: bytes) -> list[tuple[str, str, str]]:
    """Text, kind and place of each block."""
    document = read(data, "a.docx")
    return [(document.text[slice(*block.span)].replace(PLACEHOLDER, "◊"), block.kind, block.place) for block in document.blocks]


def texts(data: bytes) -> list[str]:
    return [text for text, _, _ in prose(data)]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (run("One ") + run("tw", "<w:b/>") + run("o three"), "One two three"),
        (f'<w:hyperlink w:anchor="x">{run("A link")}</w:hyperlink>{run(" here")}', "A link here"),
        (f'<w:ins w:id="1" w:author="a">{run("Added")}</w:ins><w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del>{run(" text")}', "Added text"),
        (f"<w:moveFrom>{run('from')}</w:moveFrom><w:moveTo>{run('To')}</w:moveTo>{run(' there')}", "To there"),
        (f'<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{run("Control")}</w:sdtContent></w:sdt>', "Control"),
        (f'<w:smartTag w:element="x">{run("Smart")}</w:smartTag>{run(" tag")}', "Smart tag"),
        (run("Shown ") + run("hidden", "<w:vanish/>") + run("not", '<w:vanish w:val="0"/>'), "Shown not"),
        (run("By ") + run("hidden", '<w:rStyle w:val="Weg"/>') + run("style"), "By style"),
        (run("By ") + run("style", '<w:rStyle w:val="Weg"/><w:vanish w:val="false"/>'), "By style"),
        (run("Once", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"), "Once"),
        ("<w:r><w:t>Tab</w:t><w:tab/><w:t>and</w:t><w:br/><w:t>break</w:t><w:cr/><w:t>here</w:t></w:r>", "Tab\tand\nbreak\nhere"),
        ("<w:r><w:t>X</w:t><w:noBreakHyphen/><w:t>ray</w:t><w:softHyphen/><w:t>s</w:t></w:r>", "X-rays"),
        (run("line&#10;end and\ntwo"), "line end and two"),
        (run("Fish &amp; chips &lt;b&gt; &#233;"), "Fish & chips <b> é"),
        ("<w:r><w:t><![CDATA[raw <w:t> text]]></w:t></w:r>", "raw <w:t> text"),
        (run("A picture ") + "<w:r><w:drawing><wp:inline><x/></wp:inline></w:drawing></w:r>" + run(" shows"), "A picture ◊ shows"),
        (run("It ") + "<w:r><w:drawing><wp:anchor><x/></wp:anchor></w:drawing></w:r>" + run("floats"), "It floats"),
        (run("An ") + "<w:r><w:object><x/></w:object><w:pict><v:shape/></w:pict></w:r>" + run(" object"), "An ◊ object"),
        (run("Where ") + "<m:oMath><m:r><w:rPr><w:b/></w:rPr><m:t>x</m:t></m:r><m:oMath><m:r><w:t>y</w:t></m:r></m:oMath></m:oMath>" + run(" is"), "Where ◊ is"),
        (run("Call ") + run("main ()", '<w:rStyle w:val="Zeichen"/>') + run(" first"), "Call ◊ first"),
        (run("It is ") + run("so ", "<w:noProof/>") + run("la la", "<w:noProof/>") + run(" he said"), "It is ◊ he said"),
        (run("They call this ") + run("le ", '<w:lang w:val="fr-FR"/>') + run("fond ", '<w:lang w:val="fr-FR"/>') + run("in town"), "They call this ◊ in town"),
        (run("Colour", '<w:lang w:val="en-GB"/>') + run(" or color", '<w:lang w:val="en-US"/>') + run(" or", '<w:lang w:val="x-none" w:bidi="ar-SA"/>'), "Colour or color or"),
        (run("All of it", '<w:lang w:val="ru-RU"/>') + run(" is", '<w:lang w:val="ru-RU"/>') + run(" so"), "All of it is so"),
        (run("See https://a.exam") + run("ple/b", "<w:b/>") + run(", please"), "See ◊, please"),
        (run("Page ") + field("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("code") + field("separate") + run("7") + field("end") + run(" of 9"), "Page 7 of 9"),
        (
            field("begin") + field("begin") + field("separate") + run("inner") + field("end") + field("separate") + run("Result") + field("end") + run(" it is"),
            "Result it is",
        ),
        (field("end") + field("separate") + run("Stray marks"), "Stray marks"),
        (f'<w:fldSimple w:instr="DATE">{run("Monday")}</w:fldSimple>{run(" it was")}', "Monday it was"),
        (f"<w:r><w:ruby><w:rt>{run('above')}</w:rt><w:rubyBase>{run('Base')}</w:rubyBase></w:ruby></w:r>", "Base"),
        (run("  edges are cut \u00a0"), "edges are cut"),
        (run("A note") + '<w:r><w:footnoteReference w:id="99"/></w:r>' + run(" here"), "A note here"),
    ],
)  # fmt: skip
def test_what_a_paragraph_says(runs: str, expected: str) -> None:
    assert texts(made(paragraph(runs))) == [expected]


@pytest.mark.parametrize(
    ("style", "properties", "kind"),
    [
        ("", "", "paragraph"),
        ("Standard", "", "paragraph"),
        ("berschrift1", "", "heading"),
        ("Kapitel", "", "heading"),
        ("Stufe", "", "heading"),
        ("Titel", "", "heading"),
        ("Heading2", "", "heading"),  # not defined in the document
        ("", '<w:outlineLvl w:val="0"/>', "heading"),
        ("", '<w:outlineLvl w:val="9"/>', "paragraph"),
        ("Zitat", "", "quote"),
        ("Liste", "", "item"),
        ("Liste", '<w:numPr><w:numId w:val="0"/></w:numPr>', "paragraph"),
        ("", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>', "item"),
        ("berschrift1", '<w:numPr><w:numId w:val="3"/></w:numPr>', "heading"),
        ("", '<w:pPrChange><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr></w:pPrChange>', "paragraph"),
        ("", "<w:rPr><w:vanish/><w:noProof/></w:rPr>", "paragraph"),  # of the mark at its end
        ("Quelltext", "", None),
        ("Html", "", None),
        ("SourceCode", "", None),
        ("Verz1", "", None),
        ("Kreis", "", "paragraph"),
    ],
)
def test_what_a_paragraph_is(style: str, properties: str, kind: str | None) -> None:
    data = made(paragraph(run("Some words"), style=style, properties=properties))
    assert [found for _, found, _ in prose(data)] == ([kind] if kind else [])
    assert read(data, "a.docx").source == "Some words"


def test_places_kinds_and_order() -> None:
    drawing = f"<w:drawing><wp:inline>{box('boxed')}</wp:inline></w:drawing>"
    fallback = f"<mc:Fallback><w:pict>{box('copy')}</w:pict></mc:Fallback>"
    alternative = f"<w:r><mc:AlternateContent><mc:Choice>{drawing}</mc:Choice>{fallback}</mc:AlternateContent></w:r>"
    inner = table((paragraph(run("nested")),))
    data = made(
        paragraph(run("Head"), style="berschrift1")
        + paragraph()
        + table((paragraph(run("a")), paragraph(run("b")) + paragraph(run("b2"))), (paragraph(run("c")) + inner, paragraph()))
        + paragraph(
            run("Outer "),
            alternative,
            run("goes on"),
            '<w:r><w:endnoteReference w:id="5"/><w:footnoteReference w:id="3"/><w:footnoteReference w:id="2"/></w:r>',
        )
        + f"<w:sdt><w:sdtContent>{paragraph(run('Last'))}</w:sdtContent></w:sdt>",
        footnotes='<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>'
        + "".join(
            f'<w:footnote w:id="{n}">{paragraph("<w:r><w:footnoteRef/></w:r>", run(f" Note {n}"))}</w:footnote>' for n in (2, 3)
        ),
        endnotes=f'<w:endnote w:id="5">{paragraph(run("An end"))}</w:endnote>',
    )
    assert prose(data) == [
        ("Head", "heading", "paragraph 1"),
        ("a", "cell", "table 1, row 1, cell 1"),
        ("b", "cell", "table 1, row 1, cell 2"),
        ("b2", "cell", "table 1, row 1, cell 2"),
        ("c", "cell", "table 1, row 2, cell 1"),
        ("nested", "cell", "table 2, row 1, cell 1"),
        ("Outer goes on", "paragraph", "paragraph 2"),
        ("boxed", "paragraph", "text box 1"),
        ("Last", "paragraph", "paragraph 3"),
        ("Note 3", "paragraph", "footnote 1"),
        ("Note 2", "paragraph", "footnote 2"),
        ("An end", "paragraph", "endnote 1"),
    ]
    assert read(data, "a.docx").source.split("\n") == [
        "Head",
        "a",
        "b",
        "b2",
        "c",
        "nested",
        "Outer goes on",
        "boxed",
        "Last",
        " Note 3",
        " Note 2",
        "An end",
    ]


def test_a_field_without_an_end_hides_no_more_than_its_paragraph() -> None:
    assert texts(made(paragraph(field("begin"), run("code")) + paragraph(run("Text")))) == ["Text"]


@pytest.mark.parametrize("prefix", ["w", "ns0", ""])
@pytest.mark.parametrize("namespace", [TRANSITIONAL, STRICT])
def test_prefixes_and_strict_documents(prefix: str, namespace: str) -> None:
    element = f"{prefix}:p" if prefix else "p"
    tag = element[:-1]
    attribute = prefix or "a"
    main = (
        f'<{tag}document xmlns{":" if prefix else ""}{prefix}="{namespace}" xmlns:a="{namespace}"><{tag}body><{element}><{tag}pPr><{tag}pStyle {attribute}:val="Heading1"/></{tag}pPr>'
        f"<{tag}r><{tag}t>Words</{tag}t></{tag}r></{element}></{tag}body></{tag}document>"
    )
    parts = parts_of("", namespace, styles="", main="content/text.xml") | {"content/text.xml": main}
    assert prose(zipped(parts)) == [("Words", "heading", "paragraph 1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_encodings_of_parts(encoding: str) -> None:
    parts = parts_of(paragraph(run("Naïve 😀 text")))
    xml = str(parts["word/document.xml"]).replace("UTF-8", encoding)
    assert texts(zipped(parts | {"word/document.xml": xml.encode(encoding)})) == ["Naïve 😀 text"]


def test_a_package_without_relationships_has_its_text() -> None:
    assert texts(zipped({"word/document.xml": part("document", paragraph(run("Bare")))})) == ["Bare"]


def document_type(text: str) -> bytes:
    xml = str(parts_of(paragraph(run("&e;")))["word/document.xml"]).replace("?>", f"?>{text}", 1)
    return zipped(parts_of("") | {"word/document.xml": xml})


def doubled(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """With the flag of encryption on every entry."""
    out = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(signature, at + 1)
    return bytes(out)


def lying(data: bytes) -> bytes:
    """With a central directory that states ten bytes for each part."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 1)
    return bytes(out)


GOOD = made(paragraph(run("Words")))
BOMB = {"word/document.xml": part("document", " " * (package.LARGEST + 1))}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a .docx"),
        (b"plain text", "not a .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "an old .doc"),
        (GOOD[: len(GOOD) // 2], "not a .docx"),
        (GOOD[:-10], "not a .docx"),
        (lying(GOOD), "not a .docx"),
        (encrypted(GOOD), "encrypted"),
        (zipped({}), "no Word document"),
        (zipped({"content.xml": "<x/>"}), "no Word document"),
        (zipped({"_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")), "xl/workbook.xml": "<workbook/>"}), "no Word document"),
        (zipped(BOMB), "swells"),
        (zipped(BOMB, zipfile.ZIP_BZIP2), "swells"),
        (zipped({"word/document.xml": part("document", " " * (package.LARGEST // 2))}), "swells"),
        (document_type('<!DOCTYPE x [<!ENTITY e "to to">]>'), "document type declaration in word/document.xml"),
        (document_type('<!DOCTYPE x SYSTEM "file:///dev/zero">'), "document type declaration"),
        (zipped({"word/document.xml": part("document", "<w:p>")}), "broken XML in word/document.xml, line 1, column"),
        (zipped({"word/document.xml": ""}), "broken XML"),
        (made(paragraph(run("&#0;"))), "broken XML"),
        (made(paragraph(run("\0"))), "broken XML"),
        (made(paragraph(run("&#xD800;"))), "broken XML"),
        (made(paragraph(run("&undefined;"))), "broken XML"),
        (made(paragraph(run("x")), styles="<w:style"), "broken XML in word/styles.xml"),
        (made(f"<w:p><w:r>{'<w:txbxContent><w:p>' * 2000}{'</w:p></w:txbxContent>' * 2000}</w:r></w:p>"), "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says) as refused:
        read(data, "a.docx")
    assert "\n" not in str(refused.value)
    assert "a.docx" not in str(refused.value)


def test_an_entry_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ReadError, match=r"word/document\.xml is in the archive twice"):
        read(doubled(GOOD), "a.docx")


def test_the_sizes_that_an_archive_states_are_not_what_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST", 3000)
    parts = parts_of(paragraph(run("word " * 2000)))
    data = bytearray(zipped(parts))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = (2000).to_bytes(4, "little")
    with pytest.raises(ReadError):
        read(bytes(data), "a.docx")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner, n: "<w:tbl><w:tr><w:tc>" * n + inner + "</w:tc></w:tr></w:tbl>" * n,
        lambda inner, n: "<w:sdt><w:sdtContent>" * n + inner + "</w:sdtContent></w:sdt>" * n,
        lambda inner, n: "<w:customXml>" * n + inner + "</w:customXml>" * n,
    ],
)
def test_deep_nesting_is_no_recursion(wrap: Callable[[str, int], str]) -> None:
    assert texts(made(wrap(paragraph(run("Deep")), 50_000)))[-1] == "Deep"


def test_long_chains_of_styles_are_no_recursion() -> None:
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(20_000)
    )
    top = '<w:style w:type="paragraph" w:styleId="s20000"><w:name w:val="heading 3"/></w:style>'
    assert prose(made(paragraph(run("x"), style="s0"), styles=chain + top)) == [("x", "heading", "paragraph 1")]


@given(position=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=100, deadline=None)
def test_damage_is_read_or_refused(position: int, byte: int, cut: bool) -> None:
    data = GOOD[:position] + bytes([byte]) + (b"" if cut else GOOD[position + 1 :])
    try:
        document = read(data, "a.docx")
    except ReadError:
        return
    assert document.format == "docx"


# What findings are made of, and what upsets offsets.
WORDS = st.sampled_from(
    ["to to ", "the ", "The report report. ", "café ", "cafe\u0301 ", "😀 ", "“No”, ", "a said a guard ", "https://x.example/y, ", "\t", "\n", "  ", "\u2028", "will not didn't ", ".", "\ufffc", "x@y.example "]
)  # fmt: skip
LOOKS = st.sampled_from(
    ["", "", "", "<w:b/>", "<w:noProof/>", '<w:lang w:val="de-DE"/>', "<w:vanish/>", '<w:rStyle w:val="Ruhig"/>']
)
RUNS = st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=4).map("".join), LOOKS), max_size=6)
PARAGRAPHS = st.lists(
    st.tuples(RUNS, st.sampled_from(["", "berschrift1", "Liste", "Quelltext", "Still"]), st.booleans()), max_size=5
)


def random_document(paragraphs: list[tuple[list[tuple[str, str]], str, bool]]) -> bytes:
    written = (
        (paragraph(*(run(text, look) for text, look in runs), style=style), in_table) for runs, style, in_table in paragraphs
    )
    return made("".join(table((xml,)) if in_table else xml for xml, in_table in written))


@given(paragraphs=PARAGRAPHS)
@settings(max_examples=80, deadline=None)
def test_everything_leads_back_to_the_source(paragraphs: list[tuple[list[tuple[str, str]], str, bool]]) -> None:
    document = read(random_document(paragraphs), "a.docx")
    shown = ["".join(text.replace("\n", " ") for text, look in runs if "vanish" not in look) for runs, _, _ in paragraphs]
    assert document.source.split("\n") == ([line for line in shown if line.strip() not in ("", "\ufffc")] or [""])
    for piece in document.offsets.runs:
        text = document.text[piece.text : piece.text + piece.length]
        if piece.length == piece.source_length and text != PLACEHOLDER:
            assert document.source[piece.source : piece.source + piece.source_length] == text
    for block in document.blocks:
        text = document.text[slice(*block.span)]
        assert text == text.strip() != ""
    for before, after in zip(document.blocks, document.blocks[1:], strict=False):
        assert before.span.end < after.span.start
    report = ALL.report(document)
    assert all(placed.text == document.source[slice(*placed.finding.span)] for placed in report.findings)


DOUBLED = Linter(Settings(select=("duplicated-words/function-word",), min_confidence=0))


def commented(*texts_of: str) -> str:
    """Comments with ids from 0 up."""
    return "".join(f'<w:comment w:id="{n}" w:author="x">{paragraph(run(text))}</w:comment>' for n, text in enumerate(texts_of))


def mark(kind: str, comment: int = 0) -> str:
    return f'<w:comment{kind} w:id="{comment}"/>' if kind != "Reference" else f'<w:r><w:commentReference w:id="{comment}"/></w:r>'


def covered(data: bytes) -> list[tuple[str, str]]:
    document = read(data, "a.docx")
    assert all(comment.covers == comment.span for comment in document.comments)
    return [(comment.text, document.source[slice(*comment.span)]) for comment in document.comments]


@pytest.mark.parametrize(
    ("body", "comment", "covers"),
    [
        (paragraph(run("One "), mark("RangeStart"), run("two"), mark("RangeEnd"), mark("Reference"), run(" three")), "mtlint-disable a/b -- why", "two"),
        (paragraph(run("One "), mark("RangeStart"), run("two")) + paragraph(run("three"), mark("RangeEnd"), run(" four")), " MTLINT-disable", "two\nthree"),
        (mark("RangeStart") + paragraph() + paragraph(run("One")) + mark("RangeEnd") + paragraph(run("two")), "mtlint-disable", "One\n"),
        (paragraph(run("One")) + mark("RangeStart") + paragraph(run("two")) + mark("RangeEnd"), "mtlint-disable", "two"),
        (paragraph(run("One ")) + paragraph(run("two "), mark("Reference"), run("three")), "mtlint-disable", "two three"),
        (paragraph(run("One "), mark("RangeStart"), mark("RangeEnd"), run("two")), "mtlint-disable", "One two"),
        (paragraph(run("One "), mark("RangeStart"), run("two")) + paragraph(run("three")), "mtlint-disable", "One two"),
        (paragraph(mark("RangeStart"), run("One "), f"<w:r><w:drawing><wp:anchor>{box('boxed')}</wp:anchor></w:drawing></w:r>", run("two"), mark("RangeEnd")), "mtlint-disable", "One two"),
        (paragraph(mark("RangeStart"), run("One"), mark("RangeEnd")), "Please mtlint-disable", None),
        (paragraph(run("mtlint-disable in prose")), "mtlint-disable", None),
    ],
)  # fmt: skip
def test_what_comments_cover(body: str, comment: str, covers: str | None) -> None:
    assert covered(made(body, comments=commented(comment))) == ([(comment.strip(), covers)] if covers else [])


@pytest.mark.parametrize(
    ("body", "covers"),
    [
        (paragraph(run("One"), style="Still") + paragraph(run("two"), style="Still") + paragraph(run("three")), ["One", "two"]),
        (paragraph(run("One "), run("two", '<w:rStyle w:val="Ruhig"/>'), run(" three", '<w:rStyle w:val="Ruhig"/>'), run(" four")), ["two three"]),
        (paragraph(run("One"), style="mtlint-ignore"), ["One"]),  # not defined in the document
    ],
)  # fmt: skip
def test_what_a_style_silences(body: str, covers: list[str]) -> None:
    assert covered(made(body)) == [("mtlint-disable", text) for text in covers]


def test_comments_and_styles_silence_and_the_rest_is_heard() -> None:
    data = made(
        paragraph(mark("RangeStart"), run("He went to to the shop."), mark("RangeEnd"), run(" She came from from the sea."))
        + paragraph(run("It was of of no use."), style="Still")
        + paragraph(run("They sat at "), run("at the gate.", '<w:rStyle w:val="Ruhig"/>')),
        comments=commented("mtlint-disable duplicated-words -- spoken"),
    )
    document = read(data, "a.docx")
    report = DOUBLED.report(document)
    assert [placed.text for placed in report.findings] == ["from from"]
    assert [(placed.text, placed.suppressed) for placed in report.silenced] == [("to to", "spoken"), ("of of", ""), ("at at", "")]
    assert [directive.rules for directive in suppressions.read(document)] == [("duplicated-words",), (), ()]


def test_a_report_says_where() -> None:
    data = made(paragraph(run("First."), style="Titel") + paragraph(run("He went "), run("to", "<w:b/>"), run(" to the shop.")))
    (placed,) = DOUBLED.report(read(data, "a.docx")).findings
    assert (placed.text, placed.unit, placed.heading) == ("to to", "paragraph 2", "First.")
    assert (placed.start.line, placed.start.column) == (2, 9)


# The annotated copy.


def annotated(data: bytes, linter: Linter = DOUBLED) -> tuple[bytes, FileReport]:
    report = linter.report(read(data, "a.docx"))
    return annotate.docx(data, report), report


def anchored(data: bytes) -> list[tuple[str, str]]:
    """The text that each comment is about, by python-docx's own reading of the XML, and the comment's text."""
    word = docx.Document(io.BytesIO(data))
    within: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for element in word.element.iter():
        tag = str(element.tag).rpartition("}")[2]
        comment = element.get(f"{{{TRANSITIONAL}}}id")
        if tag == "commentRangeStart":
            within[comment] = found[comment] = []
        elif tag == "commentRangeEnd":
            del within[comment]
        elif tag in ("t", "tab", "br") and element.getparent().find(f"{{{TRANSITIONAL}}}rPr/{{{TRANSITIONAL}}}vanish") is None:
            for texts_within in within.values():
                texts_within.append(element.text or "" if tag == "t" else " ")
    assert not within
    return [("".join(found[str(comment.comment_id)]), comment.text) for comment in word.comments]


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def check_copy(data: bytes, copy: bytes) -> None:
    """Only what comments need has changed, and not the text."""
    before, after = read(data, "a.docx"), read(copy, "a.docx")
    assert (before.source, before.text, before.blocks, before.comments) == (
        after.source,
        after.text,
        after.blocks,
        after.comments,
    )
    old, new = entries(data), entries(copy)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert changed <= {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


@pytest.mark.parametrize(
    ("body", "anchors"),
    [
        (paragraph(run("He went to to the shop.")), ["to to"]),
        (paragraph(run("to to the shop he went")), ["to to"]),
        (paragraph(run("It is he went to to")), ["to to"]),
        (paragraph(run("He went "), run("to to", "<w:b/>"), run(" the shop.")), ["to to"]),
        (paragraph(run("He went t"), run("o ", "<w:b/>"), run("t", "<w:i/>"), run("o the shop.")), ["to to"]),
        (paragraph(run("He went to to the shop and came from from the sea, of of all.")), ["to to", "from from", "of of"]),
        (paragraph("<w:r><w:t>He went to </w:t><w:t>to the shop, of of</w:t><w:tab/><w:t>all</w:t></w:r>"), ["to to", "of of"]),
        (paragraph(run("He went to "), f'<w:hyperlink w:anchor="x">{run("to the")}</w:hyperlink>', run(" shop")), ["to to"]),
        (paragraph(f'<w:ins w:id="9" w:author="x">{run("He went to to the")}</w:ins>', run(" shop")), ["to to"]),
        (table((paragraph(run("He went to to the shop.")), paragraph(run("and from from the sea")))), ["to to", "from from"]),
        (paragraph(run("It is "), f"<w:r><w:pict>{box('He went to to the shop.')}</w:pict></w:r>", run("so.")), ["He went to to the shop."]),
        (paragraph(run("It is"), '<w:r><w:footnoteReference w:id="1"/></w:r>', run(" so.")), [""]),
    ],
)  # fmt: skip
def test_comments_stand_on_the_very_characters(body: str, anchors: list[str]) -> None:
    data = made(body, footnotes=f'<w:footnote w:id="1">{paragraph(run("He went to to the shop."))}</w:footnote>')
    copy, report = annotated(data)
    assert [text for text, _ in anchored(copy)] == anchors
    assert len(report.findings) == len(anchors)
    check_copy(data, copy)


def test_what_a_comment_says() -> None:
    copy, report = annotated(made(paragraph(run("He went to to the shop."))))
    finding = report.findings[0].finding
    assert anchored(copy)[0][1].split("\n") == [
        finding.message,
        finding.why,
        "Write: “to”",
        f"duplicated-words/function-word, confidence {finding.confidence:.2f}",
    ]
    (comment,) = docx.Document(io.BytesIO(copy)).comments
    assert (comment.author, comment.timestamp) == ("mtlint", None)
    assert annotated(made(paragraph(run("He went to to the shop."))))[0] == copy


def test_runs_that_are_divided_keep_their_looks() -> None:
    copy, _ = annotated(made(paragraph(run("He went to to the shop.", '<w:b/><w:color w:val="FF0000"/>'))))
    runs = [each for each in docx.Document(io.BytesIO(copy)).paragraphs[0].runs if each.text]
    assert [each.text for each in runs] == ["He went ", "to to", " the shop."]
    assert all(each.bold and str(each.font.color.rgb) == "FF0000" for each in runs)


def test_runs_that_are_divided_keep_their_blanks() -> None:
    copy, _ = annotated(made(paragraph("<w:r><w:t>He went to to the shop.</w:t></w:r>")))
    spaces = [element.values() for element in docx.Document(io.BytesIO(copy)).element.iter(f"{{{TRANSITIONAL}}}t")]
    assert spaces == [["preserve"]] * 3  # else Word drops the blanks at their ends


def test_comments_that_were_there_stay() -> None:
    body = paragraph(mark("RangeStart"), run("He went to "), mark("RangeEnd"), mark("Reference"), run("to the shop."))
    data = made(body, comments=commented("Is this so?"))
    copy, _ = annotated(data)
    found = anchored(copy)
    assert [text for text, _ in found] == ["He went to ", "to to"]
    assert found[0][1] == "Is this so?"
    check_copy(data, copy)
    again, _ = annotated(copy)
    assert [text for text, _ in anchored(again)] == ["He went to ", "to to", "to to"]


def test_a_document_of_a_word_processor_round_trip() -> None:
    word: Any = docx.Document()
    word.add_heading("A walk", 1)
    first = word.add_paragraph("He went to ")
    first.add_run("to the shop").bold = True
    word.add_table(1, 1).cell(0, 0).text = "It was of of no use."
    word.sections[0].header.paragraphs[0].text = "He went to to the header."
    out = io.BytesIO()
    word.save(out)
    copy, report = annotated(out.getvalue())
    assert [placed.unit for placed in report.findings] == ["paragraph 2", "table 1, row 1, cell 1"]
    assert [text for text, _ in anchored(copy)] == ["to to", "of of"]
    check_copy(out.getvalue(), copy)


@given(paragraphs=PARAGRAPHS)
@settings(max_examples=50, deadline=None)
def test_any_copy_has_every_comment_on_its_characters(paragraphs: list[tuple[list[tuple[str, str]], str, bool]]) -> None:
    data = random_document(paragraphs)
    copy, report = annotated(data, ALL)
    check_copy(data, copy)
    if report.findings:
        assert [text.replace("\n", " ") for text, _ in anchored(copy)] == [placed.text for placed in report.findings]
    else:
        assert copy == data


def test_a_finding_that_nothing_can_bear_is_on_the_first_run() -> None:
    data = made(paragraph(run("It is so.")) + "<w:p><w:t>He went to to the shop.</w:t></w:p>")
    copy, report = annotated(data)
    ((text, said),) = anchored(copy)
    assert text == "It is so."
    assert said.startswith(f"paragraph 2: {report.findings[0].finding.message}")
    check_copy(data, copy)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(parts_of(paragraph(run("He went to to the shop.")), STRICT)), "ordinary .docx"),
        (made(paragraph(run("He went to to the shop.")), comments='<w:comment w:id="x"/>'), "ordinary .docx"),
        (made("<w:p><w:t>He went to to the shop.</w:t></w:p>"), "can bear a comment"),
        (made("<w:tbl>" * 400 + paragraph(run("He went to to the shop.")) + "</w:tbl>" * 400), "ordinary .docx"),
        (made(paragraph('<w:r><w:t xml:space="preserve">He went <!-- x -->to to the shop.</w:t></w:r>')), "ordinary .docx"),
    ],
)
def test_documents_that_get_no_copy(data: bytes, says: str) -> None:
    report = DOUBLED.report(read(data, "a.docx"))
    assert report.findings
    with pytest.raises(ReadError, match=says):
        annotate.docx(data, report)


def test_a_report_on_another_document_is_refused() -> None:
    report = DOUBLED.report(read(made(paragraph(run("He went to to the shop."))), "a.docx"))
    with pytest.raises(ReadError, match="not the one that was checked"):
        annotate.docx(made(paragraph(run("Another text altogether."))), report)


def test_a_copy_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotate, "LARGEST", 1000)
    with pytest.raises(ReadError, match="1 GB"):
        annotated(made(paragraph(run("He went to to the shop."))))


def test_without_python_docx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(paragraph(run("He went to to the shop.")))
    report = DOUBLED.report(read(data, "a.docx"))
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ReadError, match=r"pip install 'mtlint\[docx\]'"):
        annotate.docx(data, report)


def test_reading_does_without_python_docx_and_its_parser() -> None:
    program = "import sys; from detector.formats.docx import read; read(sys.stdin.buffer.read(), ''); print(*{'docx', 'lxml'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], input=GOOD, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == b""
