"""Phrases with room for inflection, matched on tokens.

    make~ part of               any form of the verb: makes part of, made part of
    in the (frame|scope) of     one of several words or groups of words; an empty one may be left out: (|the)
    since # years               a number, in digits or words
    do _ a favour               any one word

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
_ONE_WORD_EACH = re.compile(r"(?<!\S)\([^()\s|]+(?:\|[^()\s|]+)*\)(?!\S)")
_FORMS_OF_GROUP = re.compile(r"\(([^()]*)\)~")  # (walk|go)~ is (walk~|go~)
_ANY, _NUMBER = "_", "#"
_OPEN = frozenset({_ANY, _NUMBER})


class Slot(NamedTuple):
    """What may stand at one place: words in any case, signs, and words that want their capitals."""

    words: frozenset[str]
    exact: frozenset[str]


class Phrase(NamedTuple, Generic[T]):
    """One reading of a pattern. `anchor` is the place under which it is looked up.

    `probe` is another place, as far from the anchor as its words are spelt out, and these words: looking there first is fast.
    """

    slots: tuple[Slot, ...]
    anchor: int
    owner: T
    probe: tuple[int, frozenset[str]]


class Match(NamedTuple, Generic[T]):
    """Where a phrase stands: indexes of its first and last token."""

    first: int
    last: int
    owner: T


class _Beside(NamedTuple, Generic[T]):
    """Phrases with the same anchor, by the word or sign before it, or else by that after it; and those of one word."""

    before: dict[str, list[Phrase[T]]]
    after: dict[str, list[Phrase[T]]]
    alone: list[Phrase[T]]


class Phrases(Generic[T]):
    """Patterns with what owns them. A pattern is taken apart when its rarest word is first met: most never are."""

    def __init__(self, patterns: Iterable[tuple[str, T]], known: Mapping[str, Sequence[str]] | None = None) -> None:
        """`known` has the wake words of patterns for which they were found before."""
        self._asleep: dict[str, list[tuple[str, T]]] = {}
        self._table: dict[str, _Beside[T]] = {}
        for pattern, owner in patterns:
            for word in (known or {}).get(pattern) or wake_words(pattern):
                self._asleep.setdefault(word, []).append((pattern, owner))

    def find(self, text: Tokens, words: Mapping[str, Sequence[int]]) -> Iterator[Match[T]]:
        """Where phrases stand, in no order, some twice. `words` has the places of each lower-case word."""
        for word in self._asleep.keys() & words.keys():
            for pattern, owner in self._asleep.pop(word):
                self._add(pattern, owner, word)
        lower = text.lower
        for word in self._table.keys() & words.keys():
            before, after, alone = self._table[word]
            signs = _ANY in before or _NUMBER in before or _ANY in after or _NUMBER in after
            positions = words[word]
            if not signs and not alone:  # then most positions have nothing beside them
                positions = [i for i in positions if lower[i - 1] in before or lower[i + 1] in after]
            for position in positions:
                one, other = lower[position - 1], lower[position + 1]
                near = [*before.get(one, ()), *after.get(other, ()), *alone]
                if signs:
                    near += (phrase for sign in _signs(one) for phrase in before.get(sign, ()))
                    near += (phrase for sign in _signs(other) for phrase in after.get(sign, ()))
                for slots, anchor, owner, (place, probe) in near:
                    first = position - anchor
                    if first > 0 and first + len(slots) < len(lower) and lower[first + place] in probe:
                        if all(map(_fits, itertools.repeat(text), itertools.count(first), slots)):
                            yield Match(first, first + len(slots) - 1, owner)

    def _add(self, pattern: str, owner: T, word: str) -> None:
        """The readings of a pattern that have this word, under it."""
        beside = self._table.setdefault(word, _Beside({}, {}, []))
        for slots in _readings(pattern):
            for anchor, slot in enumerate(slots):
                if word not in slot.words and not (slot.exact and word in _literal(slot)):
                    continue
                phrase = Phrase(slots, anchor, owner, _probe(slots, anchor))
                if len(slots) == 1:
                    beside.alone.append(phrase)
                    continue
                neighbour = slots[anchor - 1] if anchor else slots[1]
                words = neighbour.words if not neighbour.exact else _literal(neighbour) | (neighbour.words & _OPEN)
                table = beside.before if anchor else beside.after
                for other in words:
                    if other in table:
                        table[other].append(phrase)
                    else:
                        table[other] = [phrase]


def _probe(slots: tuple[Slot, ...], anchor: int) -> tuple[int, frozenset[str]]:
    last = len(slots) - 1
    order = range(last, -1, -1) if 2 * anchor <= last else range(last + 1)
    place = next(i for i in order if slots[i].words.isdisjoint(_OPEN))
    return place, slots[place].words if not slots[place].exact else _literal(slots[place])


LISTS = ("language/function-words", "language/irregular-verbs", "language/regular-verbs", "language/doubling-verbs")
"""The word lists that wake words depend on."""


def wake_words(pattern: str) -> frozenset[str]:
    """Words of which one stands in every match, as rare as can be told: a word outside groups, or one of each alternative."""
    pattern = _with_forms(pattern)
    places = [place for place in _GROUP.sub(" ", pattern).split() if place not in _OPEN]
    if not any(_rarity(place.rstrip("~").lower())[0] for place in places):
        groups = [group[1].split("|") for group in _GROUP.finditer(pattern)]
        places += ["|".join(_rarest(choice.split()) for choice in group) for group in groups if all(map(str.strip, group))]
    words = _literal(_slot(_rarest(places))) if places else frozenset()
    if not words:
        raise ValueError(f"{pattern!r} needs at least one word that is spelt out")
    return words


def _rarest(places: list[str]) -> str:
    """The place whose most frequent word is rarest, as far as its length and a list of function words tell."""
    return max(places, key=lambda place: min(_rarity(word.rstrip("~").lower()) for word in place.split("|")))


def _rarity(word: str) -> tuple[bool, int]:
    return word not in _function_words() and word[:1].isalnum(), len(word)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word_list("language/function-words")) | _OPEN


def _with_forms(pattern: str) -> str:
    """With the forms of a group spelt out at its words: (walk~|go~) for (walk|go)~."""
    return _FORMS_OF_GROUP.sub(lambda group: "(" + group[1].replace("|", "~|") + "~)", pattern)


@cache
def _readings(pattern: str) -> list[tuple[Slot, ...]]:
    """The pattern place by place; groups with alternatives of several words or none are spelt out."""
    kept = _ONE_WORD_EACH.sub(lambda group: group[0][1:-1], _with_forms(pattern))  # (a|b) as one place: a|b
    parts = _GROUP.split(kept)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return [tuple(map(_slot, "".join(choice).split())) for choice in itertools.product(*choices)]


@cache
def _slot(place: str) -> Slot:
    """The words of one place, such as "make~", "#" or "a|an"."""
    words: set[str] = set()
    for word in place.split("|"):
        words |= verb_forms.of(word[:-1]) if word.endswith("~") else {word}
    exact = frozenset(word for word in words if word != word.lower())
    return Slot(frozenset(words - exact), exact)


@cache
def _literal(slot: Slot) -> frozenset[str]:
    """The words of a place in lower case, without signs."""
    return (slot.words | {word.lower() for word in slot.exact}) - _OPEN


def _fits(text: Tokens, i: int, slot: Slot) -> bool:
    word = text.lower[i]
    if word in slot.words or (slot.exact and text.text[i].replace("’", "'") in slot.exact):
        return True
    return not _OPEN.isdisjoint(slot.words) and not slot.words.isdisjoint(_signs(word))


def _signs(word: str) -> tuple[str, ...]:
    """The signs that a word may stand for."""
    number = word[:1].isdigit() or word in _number_words()
    if word[:1].isalpha():
        return (_ANY, _NUMBER) if number else (_ANY,)
    return (_NUMBER,) if number else ()


@cache
def _number_words() -> frozenset[str]:
    return frozenset(word_list("language/number-words"))
