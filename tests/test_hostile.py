"""Files made to do harm, or by accident, through the command line: one clear line or a report; bounded memory, no traceback.

Each runs in a process of its own with 1.5 GB of address space, so that a file that is unpacked without a limit ends in an error.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

resource = pytest.importorskip("resource")  # Windows has none
ROOT = Path(__file__).parent.parent
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XLIFF = '<xliff version="1.2"><file source-language="fr" target-language="en"><body>{}</body></file></xliff>'
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{"&e" + str(n) + ";" * 1}{f"&e{n};" * 9}">' for n in range(12))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "to to">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
UNIT = "<trans-unit id='1'><source>x</source><target>{}</target></trans-unit>"


def docx(xml: str | bytes, **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def body(text: str) -> str:
    return f"<w:document {WORD}><w:body>{text}</w:body></w:document>"


HOSTILE: list[tuple[str, Callable[[], bytes], int, str]] = [
    # file name, content, exit code, what the line says
    ("one-line.txt", lambda: b"They agreed to to wait and went on. " * 110_000, 1, ""),
    ("too-large.txt", lambda: b"a " * 11_000_000, 2, "too-large.txt: larger than 20 MB; split it, or raise max-file-size"),
    ("bomb.docx", lambda: docx(body("<w:p><w:r><w:t>" + "to " * 60_000_000 + "</w:t></w:r></w:p>")), 2, "bomb.docx: "),
    ("entities.docx", lambda: docx(BOMB + body("<w:p><w:r><w:t>&e12;</w:t></w:r></w:p>")), 2, "entities.docx: "),
    ("outside.docx", lambda: docx(OUTSIDE + body("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>")), 2, "outside.docx: "),
    ("nested.docx", lambda: docx(body("<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000)), 0, ""),
    ("no.docx", lambda: b"They agreed to to wait.", 2, "no.docx: not a .docx"),
    ("other.docx", lambda: docx("<html/>"), 2, "other.docx: "),
    ("half.docx", lambda: docx(body("<w:p/>"))[:-40], 2, "half.docx: "),
    ("entities.xlf", lambda: (BOMB + XLIFF.format(UNIT.format("&e12;"))).encode(), 2, "entities.xlf: "),
    ("outside.xlf", lambda: (OUTSIDE + XLIFF.format(UNIT.format("&e;"))).encode(), 2, "outside.xlf: "),
    ("nested.xlf", lambda: XLIFF.format("<group>" * 200_000 + "</group>" * 200_000).encode(), 0, ""),
    ("inline.xlf", lambda: XLIFF.format(UNIT.format("<g>" * 200_000 + "to to" + "</g>" * 200_000)).encode(), 1, ""),
    ("broken.xlf", lambda: b"<xliff><file>", 2, "broken.xlf: "),
    ("other.xlf", lambda: b"<html/>", 2, "other.xlf: "),
    ("broken.po", lambda: b'msgid "a"\nmsgstr "b\n', 2, "broken.po: "),
    ("broken.jsonl", lambda: b'{"text": "a"}\n{"text": \n', 2, "broken.jsonl: line 2 is no JSON"),
    ("nested.jsonl", lambda: b"[" * 1_000_000, 2, "nested.jsonl: "),
    ("keys.jsonl", lambda: b'{"title": "a"}\n', 2, "keys.jsonl: "),
    ("surrogate.jsonl", lambda: rb'{"text": "They agreed to to \ud800 wait \u0000 here."}', 1, ""),
    ("nested.html", lambda: b"<div>" * 200_000 + b"They agreed to to wait.", 1, ""),
    ("brackets.html", lambda: b"<" * 1_000_000, 0, ""),
    ("comments.html", lambda: b"<!--" * 500_000, 0, ""),
    ("attributes.html", lambda: b"<a " + b"b=' " * 500_000, 0, ""),
    ("nested.md", lambda: b">" * 200_000 + b" They agreed to to wait.", 1, ""),
    ("brackets.md", lambda: b"[" * 1_000_000, 0, ""),
    ("emphasis.md", lambda: b"**a __b " * 50_000, 0, ""),
    ("open.md", lambda: b"<!-- " * 200_000, 0, ""),
    ("open.mdx", lambda: b"{" * 200_000 + b"<a " * 200_000, 0, ""),
    ("comments.md", lambda: b"<!-- mtlint-disable a/b -->\n\nThey agreed to to wait.\n\n" * 5_000, 1, ""),
    ("front.md", lambda: b"---\nmtlint: " + b"[" * 60_000 + b"\n---\nThey agreed to to wait.", 2, "front.md: front matter: cannot be read"),
    ("zeros.txt", lambda: b"They agreed\0to to wait.", 2, "zeros.txt: a binary file"),
    ("late-zeros.txt", lambda: b"They agreed to to wait. " * 400 + b"\0\0\0", 1, ""),
]  # fmt: skip


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    command = [sys.executable, "-m", "detector", *arguments]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, preexec_fn=limited, check=False)


@pytest.mark.parametrize(("name", "content", "code", "says"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_costs_one_line(tmp_path: Path, name: str, content: Callable[[], bytes], code: int, says: str) -> None:
    (tmp_path / name).write_bytes(content())
    done = run(tmp_path, name, "-f", "none", "--select", "duplicated-words")
    complaint = done.stderr.decode()
    assert done.returncode == code, complaint
    assert says in complaint
    assert "Traceback" not in complaint
    assert "passwd" not in complaint
    assert "root:" not in complaint
    if code == 2:
        assert complaint.count("\n") == 1
        assert len(complaint) < 400


def test_the_others_are_reported_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "bad.xlf").write_bytes((BOMB + XLIFF.format(UNIT.format("&e12;"))).encode())
    (tmp_path / "good.md").write_text("They agreed to to wait.\n")
    done = run(tmp_path, ".", "-f", "concise")
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"\n")) == (2, 1, 1)
