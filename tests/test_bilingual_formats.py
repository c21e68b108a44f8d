"""XLIFF and PO: what is prose, where it stands, what it is a translation of, and that no file brings the readers down."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import suppressions
from detector.config import Settings
from detector.document import Document, ReadError
from detector.engine import Linter
from detector.formats import po, xliff
from detector.model import PLACEHOLDER
from detector.offsets import Span

ALL = Linter(Settings(select=("ALL",), min_confidence=0))
READERS: dict[str, Callable[[str, str, str], Document]] = {"xliff": xliff.read, "po": po.read}


def xliff1(units: str, attributes: str = 'target-language="en"') -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'<file original="a" source-language="de" {attributes}><body>\n{units}\n</body></file>\n</xliff>\n'
    )


def xliff2(units: str, attributes: str = 'trgLang="en-GB"') -> str:
    return (
        f'<xliff version="2.1" srcLang="de" {attributes} xmlns="urn:oasis:names:tc:xliff:document:2.0" '
        f'xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">\n<file id="f">\n{units}\n</file>\n</xliff>\n'
    )


def target(inside: str, attributes: str = "") -> str:
    return xliff1(f'<trans-unit id="u"><source>q</source><target {attributes}>{inside}</target></trans-unit>')


def segment(inside: str, attributes: str = "") -> str:
    return xliff2(f'<unit id="u"><segment id="s" {attributes}><source>q</source><target>{inside}</target></segment></unit>')


def prose(document: Document) -> list[str]:
    return [document.text[slice(*block.span)].replace(PLACEHOLDER, "◊") for block in document.blocks]


def read(form: str, source: str) -> Document:
    document = READERS[form](source, "a", "utf-8")
    check(document)
    return document


def check(document: Document) -> None:
    """What holds for every document that a reader makes."""
    for run in document.offsets.runs:
        piece = document.text[run.text : run.text + run.length]
        if run.length == run.source_length:
            assert document.source[run.source : run.source + run.source_length] == piece
    for before, after in zip(document.blocks, document.blocks[1:], strict=False):
        assert before.span.end < after.span.start
    for block in document.blocks:
        text = document.text[slice(*block.span)]
        assert text == text.strip() != ""
        assert block.kind == "unit"
    for comment in document.comments:
        assert comment.text.lower().startswith("mtlint-")
        assert 0 <= comment.span.start < comment.span.end <= len(document.source)


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        (target("Plain text."), ["Plain text."]),
        (target("\n  Blanks around \n"), ["Blanks around"]),
        (target("Bread &amp; b&#117;tter &#x26; &quot;tea&quot;"), ['Bread & butter & "tea"']),
        (target("A <![CDATA[<b>bold</b> &amp; new]]> mill"), ["A bold & new mill"]),
        (target("A &lt;b&gt;bold&lt;/b&gt; mill&lt;br/&gt;by the river"), ["A bold mill\nby the river"]),
        (target('A <g id="1">bold <g id="2">and</g> new</g> mill'), ["A bold and new mill"]),
        (target('See <x id="1"/> and <ph id="2">{code}</ph>.'), ["See ◊ and ◊."]),
        (target('A <bpt id="1">&lt;b></bpt>bold<ept id="1">&lt;/b></ept> mill<it id="2" pos="open">&lt;i></it>'), ["A bold mill"]),
        (target('A <bx id="1"/>bold<ex id="1"/> mill'), ["A bold mill"]),
        (target('A <ph id="1">&lt;img alt="<sub>to to</sub>"></ph> mill'), ["A ◊ mill"]),
        (target('A <ph id="1">&lt;b></ph>bold<x id="2" equiv-text="&lt;/b>"/> mill'), ["A bold mill"]),
        (target('One<x id="1" ctype="lb"/>two'), ["One\ntwo"]),
        (target('<mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk>'), ["One. Two."]),
        (target('The <mrk mtype="protected">to to</mrk> mill'), ["The ◊ mill"]),
        (target('The <mrk mtype="protected">to <g id="1">to</g></mrk> mill'), ["The ◊ mill"]),
        (target("The <!-- to to -->mill<?pi to to?>"), ["The mill"]),
        (target("Hello %(name)s, you have {0} files at https://a.example/?a=1&amp;b=2."), ["Hello ◊, you have ◊ files at ◊."]),
        (target("x", 'state="needs-translation"'), []),
        (target("x", 'state="new"'), []),
        (target("x", 'state="needs-review-translation"'), ["x"]),
        (target("x", 'state="final"'), ["x"]),
        (xliff1('<trans-unit id="u" approved="no"><target>x</target></trans-unit>'), ["x"]),
        (xliff1('<trans-unit id="u" translate="no"><target>x</target></trans-unit>'), []),
        (xliff1('<group translate="no"><trans-unit id="u"><target>x</target></trans-unit></group>'), []),
        (xliff1('<group translate="no"><trans-unit id="u" translate="yes"><target>x</target></trans-unit></group>'), ["x"]),
        (xliff1('<trans-unit id="u"><target>x</target><alt-trans><target>y</target></alt-trans></trans-unit>'), ["x"]),
        (xliff1('<bin-unit id="u"><bin-target><internal-file>x</internal-file></bin-target></bin-unit>'), []),
        (xliff1('<trans-unit id="u"><source>x</source></trans-unit><trans-unit id="v"><target/></trans-unit>'), []),
        (xliff1('<trans-unit id="u"><target>x</target></trans-unit>', 'target-language="fr"'), []),
        (xliff1('<trans-unit id="u"><target>x</target></trans-unit>', 'target-language="enm"'), []),
        (xliff1('<trans-unit id="u"><target>x</target></trans-unit>', ""), ["x"]),
        (xliff1('<trans-unit id="u"><target xml:lang="fr">x</target></trans-unit>', ""), []),
        (xliff1('<trans-unit id="u"><target>x</target></trans-unit></body></file><file target-language="en"><body><trans-unit id="v"><target>y</target></trans-unit>', 'target-language="fr"'), ["y"]),
        ("<xliff version='1.0'><file><body><trans-unit id='u'><target>x</target></trans-unit></body></file></xliff>", ["x"]),
        ("\ufeff" + target("x"), ["x"]),
        (target("x").replace("UTF-8", "windows-1250"), ["x"]),
        ('<!DOCTYPE xliff PUBLIC "-//XLIFF//DTD XLIFF//EN" "xliff.dtd">' + target("x").split("\n", 1)[1], ["x"]),
        (segment("Plain text."), ["Plain text."]),
        (segment('A <pc id="1">bold</pc> <ph id="2"/><sc id="3"/>mill<ec startRef="3"/><cp hex="0007"/>'), ["A bold ◊mill"]),
        (segment('The <mrk id="m" translate="no">to to</mrk> <mrk id="n" type="term">mill</mrk>'), ["The ◊ mill"]),
        (segment('One<ph id="1" type="fmt" subType="xlf:lb"/>two'), ["One\ntwo"]),
        (segment("x", 'state="initial"'), []),
        (segment("x", 'state="reviewed"'), ["x"]),
        (xliff2('<unit id="u"><segment><target>x</target></segment><ignorable><target> </target></ignorable><segment><target>y</target></segment></unit>'), ["x", "y"]),
        (xliff2('<unit id="u"><mtc:matches><mtc:match ref="#s"><source>a</source><target>y</target></mtc:match></mtc:matches><segment><target>x</target></segment></unit>'), ["x"]),
        (xliff2('<group id="g" translate="no"><unit id="u"><segment><target>x</target></segment></unit></group>'), []),
        (xliff2('<unit id="u"><segment><target>x</target></segment></unit>', 'trgLang="de"'), []),
    ],
)  # fmt: skip
def test_xliff(source: str, blocks: list[str]) -> None:
    assert prose(read("xliff", source)) == blocks


def test_units_of_xliff_have_places_and_originals() -> None:
    first = xliff1(
        '<trans-unit id="1" resname="greeting"><source>Hallo <g id="1">Welt</g> <x id="2"/> &amp; <bpt id="3">b</bpt>du</source>'
        '<seg-source><mrk mtype="seg">Hallo</mrk></seg-source><target>Hello</target></trans-unit>'
        '<trans-unit id="2"><target>Bye</target></trans-unit>'
    )
    blocks = read("xliff", first).blocks
    assert [block.place for block in blocks] == ["unit greeting", "unit 2"]
    assert [block.original for block in blocks] == [f"Hallo Welt {PLACEHOLDER} & du", None]
    second = xliff2(
        '<unit id="u"><segment id="a"><source>Eins.</source><target>One.</target></segment>'
        "<segment><source>Zwei.</source><target>Two.</target></segment></unit>"
    )
    assert [(block.place, block.original) for block in read("xliff", second).blocks] == [
        ("unit u/a", "Eins."),
        ("unit u", "Zwei."),
    ]


@pytest.mark.parametrize(
    ("source", "text", "covered"),
    [
        (xliff1('<trans-unit id="u"><target>x</target><note>mtlint-disable a</note></trans-unit>'), "mtlint-disable a", '<trans-unit id="u">'),
        (xliff1('<trans-unit id="u"><target>x</target><note from="mtlint">disable a</note></trans-unit>'), "mtlint-disable a", '<trans-unit id="u">'),
        (xliff1('<group id="g"><note> MTLINT-disable </note><trans-unit id="u"><target>x</target></trans-unit></group>'), "MTLINT-disable", '<group id="g">'),
        (xliff2('<unit id="u"><notes><note category="mtlint">disable a -- so</note></notes><segment><target>x</target></segment></unit>'), "mtlint-disable a -- so", '<unit id="u">'),
        (xliff2('<unit id="u"><notes><note category="mtlint">mtlint-disable a</note></notes><segment><target>x</target></segment></unit>'), "mtlint-disable a", '<unit id="u">'),
        (xliff1('<!-- mtlint-disable a --><trans-unit id="u"><target>x</target></trans-unit>'), "mtlint-disable a", None),
    ],
)  # fmt: skip
def test_notes_of_xliff(source: str, text: str, covered: str | None) -> None:
    (comment,) = read("xliff", source).comments
    assert comment.text == text
    shown = source[slice(*comment.span)]
    assert shown.startswith(("<note", "<!--"))
    assert shown.endswith(("</note>", "-->"))
    if covered is None:
        assert comment.covers is None
    else:
        assert comment.covers is not None
        element = source[slice(*comment.covers)]
        assert element.startswith(covered)
        assert element.endswith(f"</{covered[1:].split()[0]}>")


def test_other_notes_are_none_of_ours() -> None:
    source = xliff1('<trans-unit id="u"><target>x</target><note>Short, please: mtlint-disable</note><!-- no --></trans-unit>')
    assert read("xliff", source).comments == ()


def unit(text: str, more: str = "", original: str = "q") -> str:
    return f'{more}msgid "{original}"\nmsgstr "{text}"\n'


HEADER = 'msgid ""\nmsgstr ""\n"Project-Id-Version: x\\n"\n"Language: {}\\n"\n\n'


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        (unit("Plain text."), ["Plain text."]),
        (unit(r"Say \"no\"\tto C:\\ twice\n"), ['Say "no"\tto C:\\ twice']),
        (unit(r"caf\303\251 and \x41\x42"), ["café and AB"]),
        ('msgid "q"\nmsgstr ""\n"One "\n\n  "and two "\n"and three."\n', ["One and two and three."]),
        ('msgid "q"\nmsgid_plural "qq"\nmsgstr[0] "%d file"\nmsgstr[1] "%d "\n"files"\n', ["◊ file", "◊ files"]),
        (unit("Hello %(name)s, %s and %1$s: {0} of {total}, %.2f%% of ${x} %{y} {{ z }} {% if %}"), ["Hello ◊, ◊ and ◊: ◊ of ◊, ◊% of ◊ ◊ ◊ ◊"]),
        (unit("100% sure, 50% of it, 5 % and so"), ["100% sure, 50% of it, 5 % and so"]),
        (unit(r"A <b>bold</b> <a href=\"x\">mill</a><br/>by &eacute; <code>to to</code> <FILE>"), ["A bold mill\nby é ◊ ◊"]),
        (unit("A ``to to`` and :ref:`to to` here"), ["A ◊ and ◊ here"]),
        (unit("{n, plural, one {to to} other {files}}"), ["◊"]),
        (unit("&Open", original="&Oeffnen"), ["Open"]),
        (unit("Save _as", original="Speichern _unter"), ["Save as"]),
        (unit("AT&T and snake_case", original="q"), ["AT&T and snake_case"]),
        (unit("x", "#, fuzzy\n"), []),
        (unit("x", "#,fuzzy, python-format\n"), []),
        (unit("x", "#, python-format\n"), ["x"]),
        ('#~ msgid "q"\n#~ msgstr "old"\n\n' + unit("x"), ["x"]),
        (unit("x") + '#~ msgid "r"\n#~ msgstr "old"\n', ["x"]),
        (unit(""), []),
        (HEADER.format("en") + unit("x"), ["x"]),
        (HEADER.format("en_GB") + unit("x"), ["x"]),
        (HEADER.format("") + unit("x"), ["x"]),
        (HEADER.format("eng") + unit("x"), []),
        (HEADER.format("de") + unit("x"), []),
        ('msgctxt "c"\nmsgid ""\nmsgstr "x"\n', ["x"]),
        (unit("x") + "# to to\n#. to to\n#: to/to.py:3\n#| msgid \"to to\"\n" + unit("y", original="r"), ["x", "y"]),
        ("\ufeff" + unit("x"), ["x"]),
        (unit("x").replace("\n", "\r\n"), ["x"]),
        (unit("one\u2028two\x85three"), ["one\u2028two\x85three"]),
        ("", []),
        ("# nothing\n", []),
    ],
)  # fmt: skip
def test_po(source: str, blocks: list[str]) -> None:
    assert prose(read("po", source)) == blocks


def test_entries_of_po_have_places_and_originals() -> None:
    source = (
        HEADER.format("en")
        + unit("Hello <b>%s</b>", original="Hallo <b>%s</b>")
        + 'msgctxt "menu"\nmsgid "%d Datei"\nmsgid_plural "%d Dateien"\nmsgstr[0] "%d file"\nmsgstr[1] "%d files"\n'
    )
    assert [(block.place, block.original) for block in read("po", source).blocks] == [
        ("entry 1", f"Hallo {PLACEHOLDER}"),
        ("entry menu[0]", f"{PLACEHOLDER} Datei"),
        ("entry menu[1]", f"{PLACEHOLDER} Dateien"),
    ]


@pytest.mark.parametrize("line", ["# mtlint-disable a", "#. mtlint-disable a", "#.mtlint-disable a", "#  MTLINT-disable a"])
def test_comments_of_po_are_about_their_entry(line: str) -> None:
    source = HEADER.format("en") + unit("x") + f"\n{line}\n#: a.py:1\n" + unit("y", original="r") + "\n" + unit("z", original="s")
    (comment,) = read("po", source).comments
    assert comment.text.lower() == "mtlint-disable a"
    assert source[slice(*comment.span)] == comment.text
    assert comment.covers is not None
    assert source[slice(*comment.covers)] == unit("y", original="r")


@pytest.mark.parametrize("flag", ["no-mtlint", "ignore-mtlint"])
def test_flags_of_po_silence_their_entry(flag: str) -> None:
    source = unit("to to", original="q") + f"#, python-format, {flag}\n" + unit("to to", original="r")
    report = ALL.report(read("po", source))
    assert [placed.unit for placed in report.findings] == ["entry 1"]
    assert [placed.unit for placed in report.silenced] == ["entry 2"]


def test_a_comment_in_the_header_of_po_is_about_the_file() -> None:
    source = "# mtlint-disable\n" + HEADER.format("en") + unit("It was to to late.")
    document = read("po", source)
    assert [directive.range for directive in suppressions.read(document)] == [Span(16, len(source) + 1)]
    assert ALL.report(document).findings == ()


@pytest.mark.parametrize(
    ("form", "source", "says"),
    [
        ("xliff", "<html><body/></html>", "its first element is <html>"),
        ("xliff", '<x:tmx xmlns:x="urn:x"/>', "its first element is <tmx>"),
        ("xliff", target("x")[:-20], "not well-formed XML"),
        ("xliff", "", "not well-formed XML"),
        ("xliff", target("a \x00 b"), "line 4: not well-formed"),
        ("xliff", target("a \ud800 b"), "line 4: not well-formed"),
        ("xliff", target("a &nbsp; b"), "not well-formed"),
        ("xliff", '<!DOCTYPE xliff [<!ENTITY a "b">]>' + target("&a;").split("\n", 1)[1], "defines entities"),
        ("xliff", '<!DOCTYPE xliff [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + target("x").split("\n", 1)[1], "defines entities"),
        ("xliff", '<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + target("&e;").split("\n", 1)[1], "defines entities"),
        ("xliff", '<!DOCTYPE xliff [<!ATTLIST g a CDATA "b">]>' + target("x").split("\n", 1)[1], "defines entities"),
        ("xliff", '<!DOCTYPE xliff SYSTEM "x.dtd">' + target("&e;").split("\n", 1)[1], "the entity &e;"),
        ("po", 'msgid "a"\nmsgstr "b"\nnothing', "line 3: a syntax error"),
        ("po", 'msgid "a"\nmsgstr "b "c" d"\n', "line 2: unescaped double quote found"),
        ("po", 'msgid "a"\n\nmsgstr "b\n', "line 3: a string without its closing quotation mark"),
        ("po", 'msgid "a"\nmsgstr "b\\"\n', "line 2: a string without its closing quotation mark"),
        ("po", 'msgid "a"\nmsgstr ""\n' + '"b"\n' * 3000, "more than 2,000 lines"),
        ("po", "/etc/passwd", "line 1: a syntax error"),
    ],
)  # fmt: skip
def test_broken_files_are_refused_in_words(form: str, source: str, says: str) -> None:
    with pytest.raises(ReadError) as error:
        READERS[form](source, "a", "utf-8")
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert str(error.value)[0].islower()


def test_an_entity_bomb_is_not_set_off() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(30))
    with pytest.raises(ReadError):
        xliff.read(f"<!DOCTYPE xliff [<!ENTITY e0 'to to'>{entities}]>" + target("&e30;").split("\n", 1)[1], "a", "utf-8")


def test_depth_is_no_recursion() -> None:
    deep = 100_000  # elements
    assert prose(read("xliff", target("<g>" * deep + "deep" + "</g>" * deep))) == ["deep"]
    assert prose(read("xliff", target("<ph>" * deep + "deep" + "</ph>" * deep))) == ["◊"]
    groups = "<group>" * deep + '<trans-unit id="u"><target>x</target></trans-unit>' + "</group>" * deep
    assert prose(read("xliff", xliff1(groups))) == ["x"]


@pytest.mark.parametrize("piece", ["word ", "a&amp;", "\r\n", "<x/>", "<g>", "<![CDATA[", "%(", "{", "<a", "&", "``", "é😀"])
def test_a_unit_of_megabytes_is_read(piece: str) -> None:
    size = 5_000_000 if piece == "word " else 100_000
    many = piece * (size // len(piece))
    inside = {"<g>": f"{many}x{'</g>' * (size // 3)}", "<![CDATA[": f"<![CDATA[{many}]]>"}.get(piece, many)
    if piece in ("<a", "&"):
        inside = escape(many)
    assert len(read("xliff", target(inside)).blocks) == (piece != "\r\n")
    if piece != "\r\n":
        assert len(read("po", unit(many)).blocks) == 1


# Pieces of a translation as a file has them, and as they read.
XML = st.sampled_from(
    [
        ("to to ", "to to "), ("é", "é"), ("😀", "😀"), ("\r\n", "\r\n"), ("\n", "\n"), ("\r", "\r"), ("&amp;", "&"), ("&#233;", "é"), ("&#x1F600;", "😀"), ("&quot;", '"'),
        ("<![CDATA[to to, ]]>", "to to, "), ("<![CDATA[\r\n]]>", "\r\n"), ('<g id="1">to to</g>', "to to"), ('<mrk mtype="x">the </mrk>', "the "), ('<x id="1"/>', PLACEHOLDER),
        ("<ph>é</ph>", PLACEHOLDER), ("<bpt>to to</bpt>", ""), ("<!-- to to -->", ""), ("<?to to?>", ""), (" %s ", f" {PLACEHOLDER} "), ("{0}", PLACEHOLDER), ("a said a ", "a said a "),
    ]
)  # fmt: skip
ESCAPES = st.sampled_from(
    [
        ("to to ", "to to "), ("é", "é"), ("😀", "😀"), (r"\n", "\n"), (r"\"", '"'), (r"\\", "\\"), (r"\t", "\t"), (r"\303\251", "é"), ('"\n"', ""), ('"\r\n\r\n  "', ""),
        ("%(a)s", PLACEHOLDER), ('%(a"\n"b)s', PLACEHOLDER), ("<b>", ""), ("</b>", ""), ("{0}", PLACEHOLDER), (". ", ". "), ("a said a ", "a said a "), ("\u2028", "\u2028"),
    ]
)  # fmt: skip


@given(units=st.lists(st.lists(XML, max_size=8), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_every_place_in_xliff_is_that_of_the_source(units: list[list[tuple[str, str]]]) -> None:
    strings = ["".join(piece for piece, _ in pieces) for pieces in units]
    document = read(
        "xliff", xliff1("\n".join(f'<trans-unit id="ü"><target>{string}</target></trans-unit>' for string in strings))
    )
    wanted = ["".join(reads for _, reads in pieces).strip() for pieces in units]
    assert [document.text[slice(*block.span)] for block in document.blocks] == [text for text in wanted if text]
    check_findings(document)


@given(units=st.lists(st.lists(ESCAPES, max_size=8), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_every_place_in_po_is_that_of_the_source(units: list[list[tuple[str, str]]]) -> None:
    # A tag that is opened and never closed is a name in angle brackets: every string closes one.
    strings = ["".join(piece for piece, _ in pieces) + "</b>" for pieces in units]
    document = read("po", "\n".join(unit(string, "# é\n") for string in strings))
    wanted = ["".join(reads for _, reads in pieces).strip() for pieces in units]
    assert [document.text[slice(*block.span)] for block in document.blocks] == [text for text in wanted if text]
    check_findings(document)


def check_findings(document: Document) -> None:
    """A finding on words that the file has as they are shows just these."""
    for finding in ALL.check_document(document).findings:
        shown = document.source[finding.start : finding.end]
        if finding.rule == "stray-function-words/article-around-verb":
            assert shown == "a said a"
        if finding.rule == "duplicated-words/function-word":
            assert shown.startswith(("to", "the"))
            assert shown.endswith(("to", "the"))


# What upsets the comparison: numbers in all shapes, names that nearly agree, controls, halves of surrogate pairs.
COMPARED = st.lists(
    st.sampled_from(
        ["1.234,5 ", "1,2,3 ", "12 345 678 ", "۱۲٫۵ ", "3万5千 ", "8.30 ", "1" * 40, "½ ", "-7 ", "Kowalczyk ", "Kowalczuk ", "das Haus steht am alten Fluss ", "\x01", "\x7f", "\ud800 ", "million ", "%s "]
    )
    | st.text(max_size=6),
    max_size=12,
).map("".join)  # fmt: skip


@given(original=COMPARED, translation=COMPARED)
@settings(max_examples=100, deadline=None)
def test_any_two_texts_can_be_compared(original: str, translation: str) -> None:
    document = read("po", unit(polib.escape(translation + original), original=polib.escape(original + ".")))
    for placed in ALL.report(document).findings:
        assert placed.text == document.source[placed.start.offset : placed.end.offset] != ""


def test_controls_in_an_original_do_not_stop_the_comparison() -> None:
    words = "das Haus steht am alten Fluss"
    (found,) = ALL.report(read("po", unit(f"Today {words} again.", original=f"Heute \x01 \x7f {words} wieder."))).findings
    assert (found.finding.rule, found.text) == ("untranslated/original-words", words)


@pytest.mark.parametrize("form", ["xliff", "po"])
def test_findings_stand_in_the_file(form: str) -> None:
    inside = "Since &amp; 35: it was to to <b>late</b>." if form == "xliff" else r"Since \"35\": it was to to <b>late</b>."
    source = target(inside.replace("<b>", "<g>").replace("</b>", "</g>")) if form == "xliff" else unit(inside)
    (found,) = (
        placed for placed in ALL.report(read(form, source)).findings if placed.finding.rule.startswith("duplicated-words")
    )
    assert found.text == "to to"
    assert source[found.start.offset : found.end.offset] == "to to"
    assert found.unit == ("unit u" if form == "xliff" else "entry 1")


def test_the_original_is_compared_whatever_the_format() -> None:
    pair = "Die neue Brücke kostete 35 Kronen.", "The new bridge cost 53 crowns."
    files = {
        "xliff": xliff1(f'<trans-unit id="u"><source>{pair[0]}</source><target>{pair[1]}</target></trans-unit>'),
        "po": unit(pair[1], original=pair[0]),
    }
    for form, source in files.items():
        (found,) = ALL.report(read(form, source)).findings
        assert (found.finding.rule, found.text) == ("source-comparison/number-mismatch", "53")
        assert source[found.start.offset :].startswith("53 crowns")
