"""What fuzzing starts from, and what must hold of any input; for readers.py and for tests/test_offsets.py."""

from __future__ import annotations

import io
import zipfile

from detector import reading, results
from detector.config import Settings
from detector.document import Document
from detector.engine import Linter
from detector.model import PLACEHOLDER
from detector.reports import json as json_report

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SEEDS = {
    "text": ["They agreed to to wait.\n\n# mtlint-disable quotation\nA said a man.", "One line.\r\nAnother “line", "\ufeffhttps://x.example/y, a@b.example"],
    "markdown": [
        "---\ntitle: a\n---\n# A *head* `x`\n\nThey agreed to to [wait](https://x.example).\n\n> quote\n\n- item\n\n| a | b |\n|---|---|\n| c | d |\n",
        "<!-- mtlint-disable quotation -- why -->\n\n[//]: # (mtlint-enable)\n\n<span lang='fr'>chat</span> &eacute; \\* $x$\n\n```\ncode\n```\n",
    ],
    "mdx": [
        "import A from 'a'\n\n# Head\n\n<A x={1}>\n\nThey agreed to to wait {a + `b`}.\n\n</A>\n\n{/* mtlint-disable quotation */}\n",
        "export const a = {b: '}'}\n\nText <b>bold</b> {'}'}\n",
    ],
    "html": [
        "<!doctype html><html lang=en class=translated-ltr><head><title>T</title></head><body><p>They agreed to to <b>wait</b> &amp; &eacute; caf&#233;.</p>"
        "<ul><li>one<li>two</ul><blockquote>q</blockquote><!-- mtlint-disable x --><script>a<b</script></body></html>",
        "<table><tr><td>a</td></tr></table><span translate=no>x</span><font style='vertical-align: inherit;'>y</font><p data-mtlint=off>z",
    ],
    "xliff": [
        '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="fr" target-language="en" datatype="x">'
        '<body><trans-unit id="1"><source>Bonjour &amp; 12</source><target state="translated">Hello to to <g id="1">you</g><x id="2"/> &#233;</target>'
        '<note category="mtlint">disable quotation</note></trans-unit></body></file></xliff>',
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en"><file id="f"><unit id="u"><segment state="final">'
        "<source>Chat</source><target>Cat <![CDATA[to to]]> <ph id='1'/><pc id='2'>x</pc></target></segment></unit></file></xliff>",
    ],
    "po": [
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n# mtlint-disable quotation\n#, python-format\nmsgctxt "c"\nmsgid "Bonjour %s"\nmsgstr "Hello to to %s"\n"more \\"text\\"\\n"\n',
        '#, fuzzy\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d\\t\\x41"\n\n#~ msgid "old"\n#~ msgstr "x"\n',
    ],
    "jsonl": ['{"id": 1, "text": "They agreed to to \\u00e9 \\ud83d\\ude00 wait.\\n\\nNew"}\n{"text": "a"}\n', '"just a text"\n{"content": {"text": 1}, "text": "x"}\n'],
    "docx": [
        f"<w:document {WORD}><w:body><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Head</w:t></w:r></w:p>"
        "<w:p><w:r><w:t xml:space='preserve'>They agreed to </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>to wait.</w:t><w:br/><w:tab/></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
        f"<w:document {WORD}><w:body><w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r><w:t>y &amp; z</w:t></w:r></w:ins>"
        "<w:commentRangeStart w:id='0'/><w:r><w:t>q</w:t></w:r><w:commentRangeEnd w:id='0'/></w:p></w:body></w:document>",
    ],
}  # fmt: skip


def check_runs(document: Document) -> None:
    for run in document.offsets.runs:
        piece = document.text[run.text : run.text + run.length]
        assert 0 <= run.source <= run.source + run.source_length <= len(document.source)
        if run.length == run.source_length and piece != PLACEHOLDER and len(piece) > 1:
            assert document.source[run.source : run.source + run.source_length] == piece


def check_tokens(document: Document) -> None:
    tokens = document.tokens
    assert tokens.text[0] == "" == tokens.text[-1]
    for text, start, end in zip(tokens.text, tokens.start, tokens.end, strict=True):
        assert document.text[start:end] == text
    assert tokens.start == sorted(tokens.start)


def check_blocks(document: Document) -> None:
    for before, after in zip(document.blocks, document.blocks[1:], strict=False):
        assert before.span.end < after.span.start
    for block in document.blocks:
        assert block.span.start < block.span.end <= len(document.text)


LINTER = Linter(Settings(select=("ALL",), min_confidence=0.0, fingerprints=True, passages=True, verdict=False))


def packed(xml: bytes) -> bytes:
    """A Word document with this main part: what is fuzzed is the XML, not the zip around it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


def check(form: str, data: bytes) -> str:
    """What becomes of an input: "refused" with one line, "read", or "found" something in it.

    A document must keep to all that is promised of documents, and be fit for a report.
    """
    if form == "docx" and data[:2] != b"PK":
        data = packed(data)
    try:
        document = reading.read_bytes(data, "a", form)
    except reading.InputError as error:
        if "\n" in str(error):
            raise ValueError("more than one line") from error
        return "refused"
    check_runs(document)
    check_blocks(document)
    report = LINTER.report(document)
    for placed in report.findings:
        assert document.source[placed.start.offset : placed.end.offset] == placed.text
    json_report.render(results.Run((report,), (), 0, "0", "0", {})).encode("utf-8", "backslashreplace")
    return "found" if report.findings else "read"
