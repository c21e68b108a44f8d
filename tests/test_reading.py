"""Encodings, formats and what cannot be read."""

from __future__ import annotations

import codecs

import pytest

from detector import reading
from detector.reading import InputError

ARTICLE = "The mayor’s office said “no” – twice. It is a café in the naïve old town, and they agreed to to wait.\r\nNobody came."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ARTICLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + ARTICLE.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + ARTICLE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + ARTICLE.encode("utf-16-be"), "utf-16-be"),
        (ARTICLE.encode("cp1252"), "cp1252"),
        ("It costs £5 at the café.".encode("cp1252"), "cp1252"),
        (b"plain ascii", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    source, found = reading.decode(data, "a.txt")
    assert found == encoding
    assert source.removeprefix("\ufeff") == (data.removeprefix(codecs.BOM_UTF8)).decode(encoding).removeprefix("\ufeff")
    assert "\r\n" in source or "\r\n".encode(encoding) not in data  # line ends stay as they are


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"),
        (bytes(range(1, 32)) * 20 + b"\xff\xfe\xfd", "binary file"),
        (codecs.BOM_UTF16_LE + b"a", "not valid utf-16-le"),
        (codecs.BOM_UTF8 + b"caf\xe9", "not valid utf-8"),
        (b"\x81\x8d\x8f\x90\x9d" * 40, "cannot tell its encoding"),
    ],
)
def test_what_is_no_text(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=rf"^strange\.txt: .*{says}"):
        reading.decode(data, "strange.txt")
