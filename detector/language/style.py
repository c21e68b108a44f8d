"""A text reduced to its style: function words and marks stay, every other word becomes a class.

    The ministry's decision on 5 May was “surprising”.
    the X~'s Xsion on 0 Nn was " Xing " .

Common words keep their form (rules/language/style-words.txt), others become the longest of their endings in
rules/language/style-endings.txt, a capital inside a sentence makes a name, digits become their shape. Nothing in it tells what
a text is about or who is in it, and nothing tells how it was typed: curly and straight marks, dashes and hyphens, list marks
and line ends are all the same. Sentences leave their length, in classes that grow with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from detector.model import PLACEHOLDER
from detector.words import word_list

UNIGRAMS, BUCKETS = 2048, 1 << 16
"""Symbols have the first buckets, pairs of symbols share the others."""

_PAIRS = 63_487  # the largest prime below BUCKETS - UNIGRAMS, so that pairs spread evenly
_NAME, _NAME_POSSESSIVE = 0, 1
_MARKS = ".,;:!?-()\"'%$€£&"
_SAME_MARK = str.maketrans("“”„«»’‘–—", '"""""\'\'--')
_SHAPES = ("0", "0000", "0.0", "0:0", "0a")
_LENGTHS = (4, 6, 8, 11, 16, 23, 32, 45, 64, 91)  # tokens from which a sentence is longer: powers of the root of two
_LENGTH_NAMES = tuple(f"sentence>={length}" for length in (2, *_LENGTHS))
# Beside its number, a symbol says in these bits what it does to the sentence around it.
_CAPITAL, _STOP, _QUOTE, _BREAK, _NOTHING = 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16


@cache
def names() -> tuple[str, ...]:
    """Every symbol by number: names, classes of words, shapes of numbers, marks, words."""
    classes = [f"X{ending}{possessive}" for ending in ["~", *_endings()] for possessive in ("", "'s")]
    known = ["Nn", "Nn's", *classes, *_LENGTH_NAMES, *_SHAPES, "§", *_MARKS, "...", *word_list("language/style-words")]
    if len(known) > UNIGRAMS:
        raise ValueError(f"{len(known)} symbols; shorten rules/language/style-words.txt to make them {UNIGRAMS}")
    return tuple(known)


class Style(NamedTuple):
    """Numbers of `names()`: a symbol for each token that has one, and one for the length of each sentence."""

    symbols: list[int]
    sentences: list[int]


def read(tokens: Iterable[str]) -> Style:
    """The style of a text. An empty token ends a sentence, as a stop does."""
    symbols: list[int] = []
    add = symbols.append
    begins = [0]  # of sentences, where a capital says nothing
    start = True
    for symbol in map(_symbol, tokens):
        if symbol < _CAPITAL:
            add(symbol)
            start = False
        elif symbol < _STOP:
            add(symbol - _CAPITAL if start else symbol & 1)
            start = False
        elif symbol < _QUOTE:
            add(symbol - _STOP)
            begins.append(len(symbols))
            start = True
        elif symbol < _BREAK:
            add(symbol - _QUOTE)
        elif symbol < _NOTHING:
            begins.append(len(symbols))
            start = True
    begins.append(len(symbols))
    first = _numbers()[_LENGTH_NAMES[0]]
    sizes = (end - begin for begin, end in pairwise(begins))
    return Style(symbols, [first + bisect_right(_LENGTHS, size) for size in sizes if size > 1])


def pairs(text: list[int]) -> list[int]:
    """The bucket of each pair of neighbours."""
    return [UNIGRAMS + (first * 31_337 + second) % _PAIRS for first, second in pairwise(text)]


@cache
def folded(buckets: int) -> tuple[int, ...]:
    """For each bucket its place among fewer: symbols keep theirs, pairs share what is left."""
    return tuple(b if b < UNIGRAMS else UNIGRAMS + (b - UNIGRAMS) % (buckets - UNIGRAMS) for b in range(BUCKETS))


def describe(symbol: int) -> str:
    """A symbol for a reader: “also”, words in -tion, sentences of 16 to 22 words; empty for what says nothing alone."""
    name = names()[symbol]
    if name in _LENGTH_NAMES:
        number = _LENGTH_NAMES.index(name)
        return f"sentences of {(2, *_LENGTHS)[number]}" + (
            f" to {_LENGTHS[number] - 1} words" if number < len(_LENGTHS) else " words or more"
        )
    if name in _SHAPES:
        return {"0000": "four-digit numbers", "0.0": "numbers with a separator"}.get(name, "")
    if name in ("Nn", "Nn's"):
        return "names" if name == "Nn" else "names with ’s"
    if name.startswith("X"):
        ending = name[1:].removesuffix("'s")
        return "" if ending == "~" or name.endswith("'s") else f"words in -{ending}"
    return f"“{name}”"


def is_word(symbol: int) -> bool:
    """Whether it stands for a word that kept its form."""
    return symbol > _numbers()["..."]


def is_mark(symbol: int) -> bool:
    """Whether it stands for a punctuation mark."""
    return _numbers()["§"] <= symbol <= _numbers()["..."]


def has_symbol(token: str) -> bool:
    """Whether `symbols` has one for it."""
    return _symbol(token) < _BREAK


def keeps_form(token: str) -> bool:
    """Whether its symbol stands for nothing else: a common word or a mark."""
    return _symbol(token) & (_CAPITAL - 1) >= _numbers()["§"]


@cache
def _numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(names())}


@cache
def _endings() -> dict[str, None]:
    return dict.fromkeys(word_list("language/style-endings"))


@lru_cache(1 << 16)
def _symbol(written: str) -> int:
    numbers = _numbers()
    if not written:
        return _BREAK
    lower = written.lower().replace("’", "'")
    if (number := numbers.get(lower)) is not None and lower[0].isalpha():
        return number
    if written[0].isalpha():
        possessive = lower.endswith("'s")
        word = lower[:-2] if possessive else lower
        number = numbers["X" + _ending(word)] + possessive
        return number + _CAPITAL if written[0].isupper() else number
    if written[0].isdigit():
        return numbers[_shape(written)]
    if written == PLACEHOLDER:
        return _NAME
    mark = "..." if written == "…" else written.translate(_SAME_MARK)
    if mark not in numbers:
        return numbers["§"] if mark.isalpha() else _NOTHING
    if mark in (".", "!", "?", "..."):
        return numbers[mark] + _STOP
    return numbers[mark] + (_QUOTE if mark in "\"'(-" else 0)


def _ending(word: str) -> str:
    """The longest ending of the list that leaves at least three letters."""
    for length in range(min(7, len(word) - 3), 0, -1):
        if word[-length:] in _endings():
            return word[-length:]
    return "~"


def _shape(number: str) -> str:
    if any(char.isalpha() for char in number):
        return "0a"
    if ":" in number:
        return "0:0"
    return "0.0" if "." in number or "," in number else "0000" if len(number) == 4 else "0"
