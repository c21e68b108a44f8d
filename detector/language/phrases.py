"""Phrases with room for inflection, matched on tokens.

    make~ part of          any form of the verb: makes part of, made part of
    in the (frame|scope) of      one of several words or groups of words; an empty one may be left out: (|the)
    since # years          a number, in digits or words
    do _ a favour          any one word

Lower-case words match any case, words with capitals want their capitals. A phrase never crosses a block.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from detector.language import verb_forms
from detector.model import Tokens
from detector.words import word_list

T = TypeVar("T")

_GROUP = re.compile(r"\(([^()]*)\)")
_ANY, _NUMBER = "_", "#"


@cache
def _number_words() -> frozenset[str]:
    return frozenset(word_list("language/number-words"))


class Slot(NamedTuple):
    """What may stand at one place: lower-case words, and the exact writing where capitals count."""

    words: frozenset[str]
    exact: str = ""


class Phrase(NamedTuple, Generic[T]):
    """One reading of a pattern. `anchor` is the place under which it is looked up."""

    slots: tuple[Slot, ...]
    anchor: int
    owner: T


class Match(NamedTuple, Generic[T]):
    """Where a phrase stands: indexes of its first and last token."""

    first: int
    last: int
    owner: T


def index(patterns: Iterable[tuple[str, T]]) -> dict[str, list[Phrase[T]]]:
    """Phrases by the word that wakes them up: the longest one that is always there."""
    table: dict[str, list[Phrase[T]]] = {}
    for pattern, owner in patterns:
        for reading in _readings(pattern):
            slots = tuple(_slot(word) for word in reading)
            anchor = max(range(len(slots)), key=lambda i: min(map(len, slots[i].words - _OPEN), default=0))
            if not slots[anchor].words - _OPEN:
                raise ValueError(f"{pattern!r} needs at least one word that is spelt out")
            for word in slots[anchor].words:
                table.setdefault(word, []).append(Phrase(slots, anchor, owner))
    return table


_OPEN = frozenset({_ANY, _NUMBER})


def _readings(pattern: str) -> Iterator[list[str]]:
    """The pattern with its alternatives spelt out, as lists of words and signs."""
    parts = _GROUP.split(pattern)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for choice in itertools.product(*choices):
        yield "".join(choice).split()


def _slot(word: str) -> Slot:
    if word.endswith("~"):
        return Slot(verb_forms.of(word[:-1]))
    if word in _OPEN:
        return Slot(frozenset({word}))
    return Slot(frozenset({word.lower()}), word if word != word.lower() else "")


def find(text: Tokens, words: Mapping[str, Sequence[int]], table: Mapping[str, list[Phrase[T]]]) -> Iterator[Match[T]]:
    """Every place where a phrase of the table stands, in no particular order. `words` has the places of each lower-case word."""
    for word in table.keys() & words.keys():
        for position in words[word]:
            for phrase in table[word]:
                first = position - phrase.anchor
                if first > 0 and _stands(text, first, phrase.slots):
                    yield Match(first, first + len(phrase.slots) - 1, phrase.owner)


def _stands(text: Tokens, first: int, slots: tuple[Slot, ...]) -> bool:
    if first + len(slots) >= len(text):
        return False
    return all(_fits(text, i, slot) for i, slot in enumerate(slots, first))


def _fits(text: Tokens, i: int, slot: Slot) -> bool:
    word = text.lower[i]
    if word in slot.words:
        return not slot.exact or text.text[i].replace("’", "'") == slot.exact
    if _ANY in slot.words:
        return word[:1].isalpha()
    return _NUMBER in slot.words and (word[:1].isdigit() or word in _number_words())
