"""Words and punctuation marks.

A word is letters, digits and inner apostrophes (`didn't`, `O’Brien`, `20h30`); a number keeps its inner separators (`10,000`,
`3.5`); every other mark is a token of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.model import Block, Tokens

_TOKEN = re.compile(
    r"""
      \w+ (?: ['’]\w+ )* (?: [.,:]\d\w* )*   # words with inner apostrophes, numbers with inner separators
    | [^\w\s]                               # one mark
    """,
    re.VERBOSE,
)
# Python's \w has no combining marks, so that a decomposed letter would fall apart; this pattern is slower, hence on demand.
_COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u20d0-\u20f0]")
_TOKEN_WITH_MARKS = re.compile(_TOKEN.pattern.replace(r"\w+", rf"(?:\w{_COMBINING.pattern}*)+"), re.VERBOSE)


def words(phrase: str) -> list[str]:
    """The tokens of a short phrase, with straight apostrophes."""
    found: list[str] = _pattern(phrase).findall(phrase.replace("’", "'"))
    return found


def tokenize(text: str, blocks: Iterable[Block]) -> Tokens:
    """All tokens of the blocks, with an empty one before the first block, one after each, and one more at the end."""
    find = _pattern(text).finditer
    spans = [(0, 0)]
    for block in blocks:
        start, end = block.span
        spans += [match.span() for match in find(text, start, end)]
        spans.append((end, end))
    spans.append((len(text), len(text)))
    texts = [text[start:end] for start, end in spans]
    lower = [word.lower() for word in texts]
    if "’" in text:
        lower = [word.replace("’", "'") for word in lower]
    return Tokens(texts, lower, [start for start, _ in spans], [end for _, end in spans])


def _pattern(text: str) -> re.Pattern[str]:
    return _TOKEN if text.isascii() or not _COMBINING.search(text) else _TOKEN_WITH_MARKS
