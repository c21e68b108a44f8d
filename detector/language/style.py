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
from collections.abc import Iterable, Sequence
from functools import cache
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
_BREAK, _NOTHING = -1, -2  # tokens without a symbol: one that ends a sentence, and others


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
    texts = list(tokens)
    inside, _, ends, _ = _tables()
    codes = list(map(inside.__getitem__, texts))
    begin = skipped = 0  # of the sentence, in symbols; tokens without one so far
    sizes = []
    _open_sentence(0, codes, texts)
    for i in [i for i, code in enumerate(codes) if code in ends]:
        if codes[i] < 0:
            skipped += 1
            if codes[i] == _NOTHING:
                continue
        end = i + 1 - skipped
        if end - begin > 1:
            sizes.append(end - begin)
        begin = end
        _open_sentence(i + 1, codes, texts)
    if len(codes) - skipped - begin > 1:
        sizes.append(len(codes) - skipped - begin)
    if len(inside) > _MOST_KNOWN:
        _tables.cache_clear()
    first = _numbers()[_LENGTH_NAMES[0]]
    return Style([code for code in codes if code >= 0] if skipped else codes, [first + bisect_right(_LENGTHS, n) for n in sizes])


def _open_sentence(i: int, codes: list[int], texts: Sequence[str]) -> None:
    """Give the first word from here on its symbol at the start of a sentence, where a capital says nothing."""
    _, opening, _, transparent = _tables()
    while i < len(codes) and codes[i] in transparent:
        i += 1
    if i < len(codes):
        codes[i] = opening[texts[i]]


def pairs(text: Sequence[int]) -> list[int]:
    """The bucket of each pair of neighbours."""
    shifts, buckets = _pairing()
    return [buckets[shifts[first] + second] for first, second in pairwise(text)]


@cache
def _pairing() -> tuple[list[int], list[int]]:
    """A number for the first symbol of a pair, and the bucket for that number and the second one together."""
    shifts = [number * 31_337 % _PAIRS for number in range(UNIGRAMS)]
    return shifts, [UNIGRAMS + number % _PAIRS for number in range(_PAIRS + UNIGRAMS)]


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


@cache
def kinds() -> tuple[frozenset[int], frozenset[int]]:
    """The symbols that stand for words and numbers, and those of them that stand for a word that kept its form."""
    marks = {"§", *_MARKS, "..."}
    numbers = {name: number for name, number in _numbers().items() if name not in marks and name not in _LENGTH_NAMES}
    return frozenset(numbers.values()), frozenset(number for number in numbers.values() if number > _numbers()["..."])


def has_symbol(token: str) -> bool:
    """Whether `symbols` has one for it."""
    return _tables().inside[token] >= 0


def keeps_form(token: str) -> bool:
    """Whether its symbol stands for nothing else: a common word or a mark."""
    return _tables().opening[token] >= _numbers()["§"]


@cache
def _numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(names())}


@cache
def _endings() -> dict[str, None]:
    return dict.fromkeys(word_list("language/style-endings"))


_MOST_KNOWN = 1 << 17  # tokens; large enough for any text, small beside what else a run holds


class _Symbols(dict[str, int]):
    """The symbol of each token, found when it is first asked for."""

    def __init__(self, opening: bool) -> None:
        self._opening = opening

    def __missing__(self, token: str) -> int:
        number = self[token] = _symbol(token, self._opening)
        return number


class _Tables(NamedTuple):
    inside: _Symbols  # of sentences
    opening: _Symbols
    ends: frozenset[int]  # what a sentence ends with; and _NOTHING
    transparent: frozenset[int]  # what stands before the first word of a sentence


@cache
def _tables() -> _Tables:
    numbers = _numbers()
    ends, transparent = (frozenset(map(numbers.__getitem__, marks)) for marks in ((".", "!", "?", "..."), "\"'(-"))
    return _Tables(_Symbols(False), _Symbols(True), ends | {_BREAK, _NOTHING}, transparent | {_NOTHING})


def _symbol(written: str, opening: bool) -> int:
    numbers = _numbers()
    if not written:
        return _BREAK
    lower = written.lower().replace("’", "'")
    if (number := numbers.get(lower)) is not None and lower[0].isalpha():
        return number
    if written[0].isalpha():
        possessive = lower.endswith("'s")
        if written[0].isupper() and not opening:
            return _NAME_POSSESSIVE if possessive else _NAME
        return numbers["X" + _ending(lower[:-2] if possessive else lower)] + possessive
    if written[0].isdigit():
        return numbers[_shape(written)]
    if written == PLACEHOLDER:
        return _NAME
    mark = "..." if written == "…" else written.translate(_SAME_MARK)
    if mark not in numbers:
        return numbers["§"] if mark.isalpha() else _NOTHING
    return numbers[mark]


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
