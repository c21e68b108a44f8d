"""Whether a text is written without care for form, as mails, reviews, chats and transcripts of speech are.

Careless native writers double words, drop blanks and capitals and mix up "a" and "an" more often than engines do, so that in such
a text these say nothing. One mark in 400 words is enough: measured on GUM, EWT and WMT (2026-11) it holds for a quarter of the
native text, mostly web text and speech, for 6% of human translation and 5% of machine translation.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from detector.words import word_list

_WORDS_A_MARK = 400
# Lower-case i; "!!", "??", two or more than three dots; emoticons.
_SMALL_I = re.compile(r"""i(?<=[\s"“(]i)(?=[\s'’][a-z])""")
_MARKS = re.compile(
    r"""
    [!?.:;]
    (?: (?<=!)! | (?<=\?)\? | (?<!\.\.)(?<=\.)\.(?!\.) | (?<=\.)\.{3} | (?<=\s[:;])-?[()DP](?!\w) )""",
    re.VERBOSE,
)
_SPACED_MARK = re.compile(r"[,.;!?](?<=\w .)(?=\s)")
_GLUED_MARK = re.compile(r"[,.;!?](?<=\w.)(?=\s)")
_STOP = re.compile(r"[.!?](?=\s|$)")
_SMALL_AFTER_STOP = re.compile(r"[.!?](?<=[a-z]{4}.)(?<!approx.) [a-z]{2}")  # not after "etc." and other short ones


def is_informal(text: str, words: Mapping[str, Sequence[int]], count: int) -> bool:
    """Whether a text has at least one mark of carelessness in 400 words.

    `words` holds the places of each lower-case word, `count` how many words the text has.
    """
    left = max(1, math.ceil(count / _WORDS_A_MARK))
    left -= sum(len(words[word]) for word in _informal_words() & words.keys())
    marks = itertools.chain(_MARKS.finditer(text), _SMALL_I.finditer(text), _small_starts(text), _spaced_marks(text))
    while left > 0 and next(marks, None):
        left -= 1
    return left <= 0


def _spaced_marks(text: str) -> Iterator[re.Match[str]]:
    """Blanks before marks, unless nearly all marks have one: then a machine cut the text into tokens."""
    found = list(_SPACED_MARK.finditer(text))
    if found and len(found) < 4 * sum(1 for _ in _GLUED_MARK.finditer(text)):
        yield from found


def _small_starts(text: str) -> Iterator[re.Match[str]]:
    """Lower-case words after stops, if that is a habit; one in ten is a slip, or a sentence cut in two by an engine."""
    found = list(_SMALL_AFTER_STOP.finditer(text))
    if len(found) > 1 and len(found) > 0.1 * sum(1 for _ in _STOP.finditer(text)):
        yield from found


@cache
def _informal_words() -> frozenset[str]:
    """Spellings and fillers of chat and speech: "dont", "lol", "um"."""
    return frozenset(word_list("language/informal-words"))
