"""Words and punctuation marks.

A word is letters, digits and inner apostrophes (`didn't`, `O’Brien`, `20h30`); a number keeps its inner separators (`10,000`,
`3.5`); every other mark is a token of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate

from detector.model import Block, Tokens

_TOKEN = re.compile(
    r"""(
      [a-zA-Z]++ (?=[ ])                           # most words, for speed
    | \w++ (?: ['’]\w++ )*+ (?: [.,:]\d\w*+ )*+   # words with inner apostrophes, numbers with inner separators
    | \S                                          # one mark
    )""",
    re.VERBOSE,
)
# Python's \w has no combining marks, so that a decomposed letter would fall apart; this pattern is slower, hence on demand.
_COMBINING = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u20d0-\u20f0]")
_TOKEN_WITH_MARKS = re.compile(_TOKEN.pattern.replace(r"\w++", rf"(?:\w{_COMBINING.pattern}*)++"), re.VERBOSE)


def words(phrase: str) -> list[str]:
    """The tokens of a short phrase, with straight apostrophes."""
    return _pattern(phrase).split(phrase.replace("’", "'"))[1::2]


def tokenize(text: str, blocks: Iterable[Block]) -> Tokens:
    """All tokens of the blocks, with an empty one before the first block, one after each, and one more at the end."""
    split = _pattern(text).split
    pieces = ["", ""]  # by turns what stands between two tokens, and a token: their lengths add up to all offsets
    breaks = [0]
    at = 0
    for block in blocks:
        start, end = block.span
        inside = split(text[start:end])
        inside[0] = text[at:start] + inside[0]
        pieces += inside
        breaks.append(len(pieces) // 2)
        pieces.append("")
        at = end
    pieces += (text[at:], "")
    same, lower = _known()
    texts = list(map(same.__getitem__, pieces[1::2]))
    offsets = list(accumulate(map(len, pieces)))
    lowered = list(map(lower.__getitem__, texts))
    if len(same) > _MOST_KNOWN:
        _known.cache_clear()
    return Tokens(texts, lowered, offsets[::2], offsets[1::2], breaks)


_MOST_KNOWN = 1 << 17  # words; large enough for any text, small beside what else a run holds


class _Same(dict[str, str]):
    """One string for all tokens that are alike: what is small and comes again stays in the cache of the processor."""

    def __missing__(self, word: str) -> str:
        self[word] = word
        return word


class _Lower(dict[str, str]):
    """Each word in lower case, one string for all that are alike."""

    def __missing__(self, word: str) -> str:
        lower = self[word] = word.lower().replace("’", "'")
        return lower


@cache
def _known() -> tuple[_Same, _Lower]:
    return _Same(), _Lower()


def _pattern(text: str) -> re.Pattern[str]:
    return _TOKEN if text.isascii() or not _COMBINING.search(text) else _TOKEN_WITH_MARKS
