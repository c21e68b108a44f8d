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
      \d+ (?: [.,:]\d+ )+ \w*      # 10,000   3.5   18:30   2.5m
    | \w+ (?: ['’] \w+ )*          # words, with inner apostrophes
    | [^\w\s]                      # one mark
    """,
    re.VERBOSE,
)
# Python's \w has no combining marks, so that a decomposed letter would fall apart; this pattern is slower, hence on demand.
_COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u20d0-\u20f0]")
_TOKEN_WITH_MARKS = re.compile(
    r"""
      \d+ (?: [.,:]\d+ )+ \w*
    | (?: \w [COMBINING]* )+ (?: ['’] (?: \w [COMBINING]* )+ )*
    | [^\w\s]
    """.replace("[COMBINING]", _COMBINING.pattern),
    re.VERBOSE,
)


def tokenize(text: str, blocks: Iterable[Block]) -> Tokens:
    """All tokens of the blocks, with an empty one before the first block, one after each, and one more at the end."""
    pattern = _TOKEN_WITH_MARKS if _COMBINING.search(text) else _TOKEN
    words, starts, ends = [""], [0], [0]
    for block in blocks:
        start, end = block.span
        found = pattern.findall(text, start, end)
        begins = [match.start() for match in pattern.finditer(text, start, end)]
        words += found
        starts += begins
        ends += [begin + len(word) for begin, word in zip(begins, found, strict=True)]
        words.append("")
        starts.append(end)
        ends.append(end)
    words.append("")
    starts.append(len(text))
    ends.append(len(text))
    lower = [word.lower() for word in words]
    if "’" in text:
        lower = [word.replace("’", "'") for word in lower]
    return Tokens(words, lower, starts, ends)
