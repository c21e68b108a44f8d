"""What the reader of HTML keeps, where it says that it stands, and what marks of translation tools come to."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from counting import lines_run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detector import registry, rulebook
from detector.config import Settings
from detector.document import Document
from detector.engine import Linter
from detector.formats import html
from detector.formats.html import tokens
from detector.model import PLACEHOLDER, Comment, Finding
from detector.offsets import Span
from detector.suppressions import read as directives


def read(source: str) -> Document:
    return html.read(source, "page.html", "utf-8")


def prose(source: str) -> list[str]:
    document = read(source)
    return [document.text[slice(*block.span)].replace(PLACEHOLDER, "◊") for block in document.blocks]


def kinds(source: str) -> list[tuple[str, str]]:
    document = read(source)
    return [(block.kind, document.text[slice(*block.span)]) for block in document.blocks]


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("<title>A page</title><h1>Head</h1><p>One.</p><p>Two.</p>", ["A page", "Head", "One.", "Two."]),
        ("<div>Loose <p>first</p> then <section>next</section> last</div>", ["Loose", "first", "then", "next", "last"]),
        ("<p>one<p>two<div>three", ["one", "two", "three"]),
        ("<p>a < b and 3<4, <3 you</p>", ["a < b and 3<4, <3 you"]),
        ("<p>He <b>b</b>old, <i>x</i><wbr>y <a href=z>link</a>.</p>", ["He bold, xy link."]),
        ("<P CLASS=x>Loud</P><p\n>lines</p\n>", ["Loud", "lines"]),
        ("<p>one<br>two<br/>three</p>", ["one\ntwo\nthree"]),
        ("<p>one<br> <br>two</p>", ["one", "two"]),
        ("<p>one<br><b>two</b><br></p>", ["one\ntwo"]),
        ("<p>\r\n  some   text\r\n\tgoes <b>on </b> here \n</p>", ["some text goes on here"]),
        ("<p>&nbsp;</p><p><img src=a></p><p>\u00a0x\u00a0</p>", ["x"]),
        ("<p>An <img alt='to to' src=a> here</p>", ["An ◊ here"]),
        ("<p>Type <code>ls <b>x</b></code> or <kbd>q</kbd> in <math><mi>x</mi></math>.</p><pre>to to</pre>", ["Type ◊ or ◊ in ◊."]),
        ("<script>if (a<b) '<p>to to</p>'</script><style>p{}</style><p>x</p>", ["x"]),
        ("<script>var s = '</scripts>'; to to</SCRIPT\n>x", ["x"]),
        ("<p>a<svg><title>to to</title><path d=z/></svg>b<button>to to</button><select><option>to</select></p>", ["ab"]),
        ("<p hidden>to<button><p>to<div>to</button>to<p>x</p><p>a<noscript><p>to</noscript>b", ["x", "ab"]),
        ("<noscript><p>to to</p></noscript><template><p>to to</p></template><textarea><p></textarea><p>x", ["x"]),
        ("<title>a <b> &amp; c</title>", ["a <b> & c"]),
        ("<p hidden>to to<p>shown<span hidden>to to</span></p><div hidden><p>to</p></div>", ["shown"]),
        ("<ul><li hidden>to<li>one<ul><li>two</ul></ul><dl><dt hidden>to<dd>three</dl>", ["one", "two", "three"]),
        ("<table><tr><td hidden>to<td>b<tr hidden><td>to<tr><td>c<table><tr hidden><td>to</table>d</table>", ["b", "c", "d"]),
        ("<b><p hidden>to</b> to</p>y", ["y"]),
        ("x</div></b>y</p>z", ["xy", "z"]),
        ("<p>the 10<sup>th</sup> day<sup class='reference'><a href='#n'>[1]</a></sup>, said<a role=doc-noteref>2</a></p>", ["the 10th day, said"]),
        ("<p>He <del>did</del> does <s>so</s> it</p>", ["He does it"]),
        ("<ruby>word<rp>(<rt>sound<rp>)</ruby> x", ["word x"]),
        ("<p>See https://x.example/?a=1&amp;b=2, and https://x.example&nbsp;or a@b.example&quot;.</p>", ['See ◊, and ◊\u00a0or ◊".']),
        ("<!DOCTYPE html><!-- to to --><!-- x --!>a<!-->b<!--->c<![CDATA[ to ]]><?php to ?>d</ to >e</>f", ["abcdef"]),
        ("a<!-- to to", ["a"]),
        ("a<p title='to to", ["a"]),
        ("\ufeff<p>marked</p>", ["marked"]),
        ("\ufeff", []),
        ("", []),
    ],
)  # fmt: skip
def test_blocks(source: str, blocks: list[str]) -> None:
    assert prose(source) == blocks


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("<p>Said <i lang=fr>le mot</i>, <span translate=no>Brand</span> or <b class='x notranslate'>Name</b>.</p>", ["Said ◊, ◊ or ◊."]),
        ("<p lang=de>der Text</p><div translate=no>Brand</div><p class=notranslate>Name</p><p>x", ["x"]),
        ("<p>a <i lang=fr>le <b lang=en-GB>word</b> mot</i></p>", ["a ◊word"]),
        ("<div lang=fr><p>le mot<p lang=en>word</div><div translate=no>a<p translate=yes>b</div>", ["word", "b"]),
        ("<html lang=fr class=notranslate translate=no><body lang=fr hidden><p>a translation</p>", ["a translation"]),
        ("<p lang=en-US>a<p lang=''>b<p lang=und>c<p xml:lang=de>d", ["a", "b", "c"]),
        ("<i lang=fr>le<p>mot</p></i>x", ["x"]),
        ("<p>x<i lang=fr>le mot", ["x◊"]),
        ("<p>x<input lang=fr>y<br translate=no>z <b lang=english>w</b></p>", ["xyz w"]),
        ('<p><span class="notranslate" onmouseover="_tipon(this)"><span class="google-src-text">Das Wort.</span> The word.</span>', ["The word."]),
    ],
)  # fmt: skip
def test_what_is_not_english_or_not_to_be_translated(source: str, blocks: list[str]) -> None:
    assert prose(source) == blocks


def test_kinds() -> None:
    source = (
        "<title>t</title><h2>h</h2><blockquote>q<p>r<ul><li>s</ul></blockquote><ol><li>i<p>j</ol><dl><dt>k<dd>l</dl>"
        "<table><caption>c</caption><tr><th>d<td>e</table><figcaption>f</figcaption>g"
    )
    assert " ".join(f"{text}:{kind}" for kind, text in kinds(source)) == (
        "t:heading h:heading q:quote r:quote s:quote i:item j:item k:item l:item c:cell d:cell e:cell f:paragraph g:paragraph"
    )


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("&eacute;", "é"), ("&eacute x", "é x"), ("&notit;", "¬it;"), ("&copy2", "©2"), ("&amp;amp;", "&amp;"), ("&AMP", "&"),
        ("&#x80;", "€"), ("&#X1F600;", "😀"), ("&#38", "&"), ("&#0;", "\ufffd"), ("&#xD800;", "\ufffd"), ("&#1;", ""), ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("&unknown;", "&unknown;"), ("&#;", "&#;"), ("&;", "&;"), ("&", "&"), ("&fjlig;", "fj"), ("&CounterClockwiseContourIntegral;", "∳"),
        ("&#32;&#10;&Tab;", " "), ("&lt;b&gt;", "<b>"),
    ],
)  # fmt: skip
def test_character_references(reference: str, text: str) -> None:
    assert prose(f"<p>a{reference}z</p>") == [f"a{text}z"]


def test_a_reference_is_one_replaced_run() -> None:
    document = read("<p>caf&eacute; &notit; x")
    where = document.offsets.to_source
    text = document.text
    assert where(Span(text.index("é"), text.index("é") + 1)) == Span(6, 14)
    assert where(Span(text.index("¬"), text.index("¬") + 1)) == Span(15, 19)
    assert where(Span(text.index("it;"), len(text))) == Span(19, 24)


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("<p a=1 B='2' c=\"3\" d e=>", {"a": "1", "b": "2", "c": "3", "d": "", "e": ""}),
        ("<p a=1 a=2>", {"a": "1"}),
        ("<p a = \n'x > y'>", {"a": "x > y"}),
        ("<a href=/x/>", {"href": "/x/"}),
        ("<p a='1'b=2/c>", {"a": "1", "b": "2/c"}),
        ("<p a'b =c>", {"a'b": "c"}),
        ("<p t='&lt;b&gt; &eacute; &#39;'>", {"t": "<b> é '"}),
        ("<p t='?a=1&copy=2&lang=en&copy2&copy &amp=1 &amp;=1'>", {"t": "?a=1&copy=2&lang=en&copy2© &amp=1 &=1"}),
    ],
)
def test_attributes(tag: str, attributes: dict[str, str]) -> None:
    (found,) = read(f"x{tag}y").tags
    assert (dict(found.attributes), found.span) == (attributes, Span(1, 1 + len(tag)))


def test_tags_have_attributes_and_stand_in_order() -> None:
    source = "<HTML LANG=fr><p>x<br clear=all></p id=y><template><i a=b></template><!-- <b c=d> --><script>'<u e=f>'</script>"
    assert [(tag.name, dict(tag.attributes)) for tag in read(source).tags] == [
        ("html", {"lang": "fr"}), ("br", {"clear": "all"}), ("i", {"a": "b"}),
    ]  # fmt: skip


def test_xhtml_ends_elements_with_a_slash_and_html_does_not() -> None:
    page = "<html xmlns='u'><body><script src='x'/><p hidden='hidden'/>shown</body></html>"
    assert prose("<?xml version='1.0'?>" + page) == ["shown"]
    assert prose(page) == []
    assert prose("<p hidden/>not shown</p>x") == ["x"]


def test_comments_speak_to_mtlint() -> None:
    source = "<!-- mtlint-disable a -- why --><!-- other --><pre><!--MTLint-enable--></pre><!-- about mtlint-disable -->"
    document = read(source)
    assert document.comments == (
        Comment("mtlint-disable a -- why", Span(0, 32)),
        Comment("MTLint-enable", Span(51, 71)),
    )
    assert all(source[slice(*comment.span)].startswith("<!--") for comment in document.comments)


@pytest.mark.parametrize(
    ("source", "covered"),
    [
        ("a<p data-mtlint='off'>b <b>c</b></p>d", "<p data-mtlint='off'>b <b>c</b></p>"),
        ("a<p data-mtlint=OFF>b<p>c", "<p data-mtlint=OFF>b"),
        ("<ul><li data-mtlint=off>b<li>c</ul>", "<li data-mtlint=off>b"),
        ("<div>a<span data-mtlint=off>b</div>c", "<span data-mtlint=off>b</div>"),
        ("a<img data-mtlint=off>b", "<img data-mtlint=off>"),
        ("a<div data-mtlint=off>b", "<div data-mtlint=off>b"),
    ],
)
def test_attributes_cover_their_element(source: str, covered: str) -> None:
    (comment,) = read(source).comments
    assert comment.text == "mtlint-disable"
    assert comment.covers
    assert source[slice(*comment.covers)] == covered
    assert covered.startswith(source[slice(*comment.span)])


def test_attributes_name_rules_or_say_nothing() -> None:
    document = read("<p data-mtlint-ignore='spacing quotation/unclosed'>x</p><p data-mtlint-ignore=''>y<p data-mtlint=on>z")
    (directive,) = directives(document)
    assert directive.rules == ("spacing", "quotation/unclosed")
    assert directive.verb == "disable-range"


# What upsets a reader: tags and half tags, references and half references, comments, raw text, foreign elements, blanks.
PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<br>", "<img src=a>", "<li>", "<ul>", "</ul>", "<td>", "<tr>", "<table>", "</table>", "<blockquote>",
        "<i lang=fr>", "</i>", "<span lang=en>", "</span>", "<p lang=de>", "<u translate=no>", "</u>", "<u translate=yes>", "<code>", "</code>", "<div hidden>",
        "<p data-mtlint=off>", "<i data-mtlint-ignore='a b'>", "<!-- mtlint-disable -->", "<!--", "-->", "<!", "<?x", "<![CDATA[", "]]>", "<", "</", "<a", "<a b='", "<a b=\"c\">",
        "/>", ">", "'", '"', "=", "<script>", "</script>", "<title>", "</title>", "<svg/>", "<svg>", "</svg>", "<math>", "</math>", "<pre>", "</pre>",
        "&eacute;", "&notit;", "&amp", "&#x80;", "&#", "&", "&nbsp;", "&#32;", "&#1;", "&unknown;", "to to ", "the the\n", "\r\n", "\t", "  ", " ", "\f",
        "😀", "e\u0301", "\u00a0", "\x00", "\ud800", "\ufeff", "\ufffc", "https://x.example/?a=1&amp;b ", "a@b.example", "<?xml version='1.0'?>",
    ]
)  # fmt: skip
PAGES = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@given(source=PAGES)
@example(source="\ufeff<p>caf&eacute;\r\n to to</p>")
@example(source="<p>a <i lang=fr>le <b lang=en> </b></i> x")
@example(source="<p>&amp.com &lta@b.example")
@settings(max_examples=100, deadline=None)
def test_everything_leads_back_to_the_source(source: str) -> None:
    document = read(source)
    for run in document.offsets.runs:
        piece, origin = document.text[run.text : run.text + run.length], source[run.source : run.source + run.source_length]
        assert len(origin) == run.source_length
        if run.length == run.source_length:
            assert piece == origin or (piece == " " and origin in "\t\n\f\r")
        else:
            assert piece in (PLACEHOLDER, "\n\n", " ", "\n") or origin.startswith("&")
    for before, after in zip(document.blocks, document.blocks[1:], strict=False):
        assert before.span.end + 2 == after.span.start
    for block in document.blocks:
        text = document.text[slice(*block.span)]
        assert text == text.strip()
        assert text
        assert "  " not in text
    for tag in document.tags:
        assert source[slice(*tag.span)].lower().startswith(f"<{tag.name}".lower())
        assert source[tag.span.end - 1] == ">"
    places = [comment.span.start for comment in document.comments]
    assert places == sorted(places)
    assert all(comment.covers is None or comment.covers.end >= comment.span.end for comment in document.comments)


@given(source=PAGES)
@settings(max_examples=100, deadline=None)
def test_tokens_stand_one_after_another(source: str) -> None:
    """Each goes on where the one before ended, so that nothing is read twice: why the work is linear."""
    at = 0
    for token in tokens.tokens(source):
        assert at <= token.start < token.end <= len(source)
        at = token.end


class Reference(HTMLParser):
    """The start tags that the parser of the standard library sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if attrs:
            self.tags.append((tag, {name: value or "" for name, value in reversed(attrs)}))


ORDERLY = st.sampled_from(
    ["<p class='a b'>", "<B Title=\"x &amp; > y\">", "</b>", "<a href=x?y=1>", "text &lt; ", "<!-- <i a=b> -->", "<br a>", "<br a='b'/>", "<script a=b>'<p c=d>'</script>", "<!DOCTYPE html>", "\n"]
)  # fmt: skip


@given(source=st.lists(ORDERLY, max_size=20).map("".join))
@settings(max_examples=60, deadline=None)
def test_tags_of_orderly_pages_are_those_of_the_standard_library(source: str) -> None:
    parser = Reference()
    parser.feed(source)
    parser.close()
    assert [(tag.name, dict(tag.attributes)) for tag in read(source).tags] == parser.tags


HOSTILE = [
    "<div>", "<b>x", "<b>x</i>", "<", "< ", "<a", "<!--", "<!-- x -", "<a b='", "<a b=c", "<a b='c'", "</", "<?", "<!", "<![CDATA[", "<script>", "<script></", "<title>", "<p>x", "<li>x", "<ul><li>x", "</b>x",
    "<div></b>", "<table><td>", "<td></tr>", "&", "&a", "&#1", "&nbsp;", "  x", "<br>", "<br>x", "<i lang=fr>", "<i lang=fr><b lang=en>x", "<p lang=fr>", "<div data-mtlint=off>", "<p data-mtlint-ignore=a>", "<code>x", "a@b.example ",
    "https://x.example&nbsp;",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_page_is_four_times_the_work(piece: str) -> None:
    assert lines_run(lambda: read(piece * 800)) < 4.2 * lines_run(lambda: read(piece * 200)) + 500


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("<div>" * 100_000 + "deep", ["deep"]),
        ("<i>" * 100_000 + "</b>" * 100_000 + "deep", ["deep"]),
        ("<!--" * 100_000, []),
        ("<a b='" * 100_001, []),
        ("<![CDATA[" * 100_000 + ">x", ["x"]),
        ("<script></" * 50_000, []),
        ("<p>a\x00b \ud800\udc00 \udfff</p>", ["a\x00b \ud800\udc00 \udfff"]),
    ],
)
def test_hostile_pages(source: str, blocks: list[str]) -> None:
    assert prose(source) == blocks


def test_a_million_lone_marks_are_text() -> None:
    assert prose("<" * 1_000_000 + "p>x") == ["<" * 999_999, "x"]


# Marks of translation tools.

ORIGINAL = """<!DOCTYPE html>
<html lang="en-GB" class="no-js">
<head>
<meta charset="utf-8"><meta name="generator" content="WordPress 6.6"><meta http-equiv="X-UA-Compatible" content="IE=edge">
<title>The mill is closed - Harbour Notes</title>
<link rel="canonical" href="https://notes.example/mill/"><link rel="alternate" hreflang="fr" href="https://notes.example/fr/mill/">
<link rel="stylesheet" id="wp-block-library-css" href="/wp-includes/style.css">
<script src="https://notes.example/translate.js"></script>
<style>.post { vertical-align: inherit; }</style>
</head>
<body class="post-template-default single translated-post">
<nav><ul><li><a href="/" translate="no">Harbour Notes</a></li><li><a href="/fr/" lang="fr" hreflang="fr">Version française</a></li></ul></nav>
<article id="post-7" class="post type-post"><h1 class="entry-title">The mill is closed</h1>
<p style="vertical-align: inherit;">The owner shut the mill in <time datetime="2021-03">March</time>; <span class="notranslate">Kornblume</span>, his dog, still waits.</p>
<p><font color="#333333">Nobody knows who will buy it.</font> A <a href="https://notes.example/?u=x.translate.goog">neighbour</a> may.</p></article>
</body></html>
"""  # fmt: skip


def marks(source: str) -> list[Finding]:
    return list(registry.load("provenance")(read(source), rulebook.load("provenance")))


def test_an_original_page_is_silent() -> None:
    found = Linter(Settings(select=("ALL",), min_confidence=0)).check_document(read(ORIGINAL)).findings
    assert [(finding.rule, ORIGINAL[finding.start : finding.end]) for finding in found] == []


def test_a_mark_is_reported_once_with_its_number() -> None:
    source = (
        "<p>" + '<font style="vertical-align: inherit;"><font style="vertical-align:inherit">One. </font></font>' * 700 + "</p>"
    )
    (finding,) = marks(source)
    assert finding.rule == "provenance/translated-font-tags"
    assert finding.markup == Span(3, 42)
    assert "1,400 times" in finding.message
    assert marks('<p><font style="vertical-align: inherit;">One.</font></p>')[0].message.count(" once:") == 1


def test_each_tool_is_found_in_one_page() -> None:
    source = ORIGINAL.replace('class="no-js"', 'class="no-js translated-rtl"').replace(
        "<h1 ", '<h1 _msthash="1" _msttexthash="2" '
    )
    found = {finding.rule: source[slice(*finding.markup)] for finding in marks(source) if finding.markup}
    assert found == {
        "provenance/saved-browser-translation": '<html lang="en-GB" class="no-js translated-rtl">',
        "provenance/microsoft-translator": '<h1 _msthash="1" _msttexthash="2" class="entry-title">',
    }


def test_a_tag_with_two_marks_of_a_rule_counts_once() -> None:
    assert "microsoft" in marks('<p _msthash="1" _msttexthash="2">x</p>')[0].rule
    assert " once:" in marks('<p _msthash="1" _msttexthash="2">x</p>')[0].message


def test_what_only_offers_translation_is_a_note() -> None:
    source = '<div id="google_translate_element"></div><p>The mill is closed.</p>'
    (finding,) = Linter(Settings()).check_document(read(source)).findings
    assert (finding.rule, finding.severity) == ("provenance/translation-widget", "note")
    assert source[finding.start : finding.end] == '<div id="google_translate_element">'


def test_proof_is_an_error() -> None:
    (finding,) = Linter(Settings()).check_document(read('<p>x</p><html class="translated-ltr">')).findings
    assert (finding.severity, finding.category) == ("error", "accuracy/provenance")


def test_rules_about_markup_say_nothing_of_text() -> None:
    assert marks('<p>They wrote &lt;font style="vertical-align: inherit;"&gt; and class="translated-ltr".</p>') == []
