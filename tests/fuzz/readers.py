#!/usr/bin/env python3
"""Fuzzes one reader, and all that comes after it, with coverage as the guide.

usage: readers.py FORMAT [--seconds 600] [--corpus DIR]

FORMAT is one that `mtlint check --input-format` takes. Needs atheris, which has wheels for Linux only: pip install atheris. Whatever the bytes,
either the reader refuses them with one clear line (InputError), or its document keeps to what tests/test_offsets.py states and can
be linted and reported. Anything else, 4 GB of memory or 20 seconds for one input end the run; the input is kept in a file.
Prints, after every 10,000 inputs, how many could be read and how many had findings.
"""

from __future__ import annotations

import argparse
import io
import pathlib
import sys
import tempfile
import zipfile

import atheris

ROOT = pathlib.Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["detector"]):
    from detector import reading, results
    from detector.config import Settings
    from detector.engine import Linter
    from detector.reports import json as json_report
    from tests.test_offsets import check_blocks, check_runs

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
LINTER = Linter(Settings(select=("ALL",), min_confidence=0.0, fingerprints=True, passages=True, verdict=False))
counts = {"inputs": 0, "read": 0, "with findings": 0}


def packed(xml: bytes) -> bytes:
    """A Word document with this main part: what is fuzzed is the XML, not the zip around it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


def check(form: str, data: bytes) -> None:
    counts["inputs"] += 1
    if counts["inputs"] % 10_000 == 0:  # libFuzzer leaves without a word to Python
        sys.stderr.write(f"{form}: {counts}\n")
    if form == "docx" and data[:2] != b"PK":
        data = packed(data)
    try:
        document = reading.read_bytes(data, "a", form)
    except reading.InputError as error:
        if "\n" in str(error):
            raise ValueError("more than one line") from error
        return
    counts["read"] += 1
    check_runs(document)
    check_blocks(document)
    report = LINTER.report(document)
    counts["with findings"] += bool(report.findings)
    for placed in report.findings:
        assert document.source[placed.start.offset : placed.end.offset] == placed.text
    run = results.Run((report,), (), 0, "0", "0", {})
    json_report.render(run).encode("utf-8", "backslashreplace")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=SEEDS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument(
        "--corpus", type=pathlib.Path, help="Where inputs that reach new code are kept; a temporary folder without."
    )
    arguments = parser.parse_args()
    corpus = arguments.corpus or pathlib.Path(tempfile.mkdtemp())
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[arguments.form]):
        (corpus / f"seed-{number}").write_bytes(seed.encode())
    options = [
        f"-max_total_time={arguments.seconds}",
        "-timeout=20",
        "-rss_limit_mb=4096",
        "-max_len=4096",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}/", str(corpus)], lambda data: check(arguments.form, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
