"""Names of source languages for people."""

from __future__ import annotations

from functools import cache

from detector.words import word_list


@cache
def language_name(code: str) -> str:
    """The English name of an ISO 639-1 code; the code itself if it is not in rules/language/names.txt."""
    return dict(line.split(" ", 1) for line in word_list("language/names")).get(code, code)
