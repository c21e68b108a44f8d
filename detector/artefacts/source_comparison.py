"""Numbers and names of a translation that differ from those of its original, in files that hold both.

Bad:  Die Brücke kostete 35 Millionen.      => The bridge cost 53 million.
Good: Die Brücke kostete 1,5 Mrd. Kronen.   => The bridge cost 1,500 million crowns.

Deliberately missed: numbers that are only on one side, which may be words in the other or left out on purpose; names that the
translation has inflected, respelled in another script or put into their English form.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from detector.document import Document
from detector.language import frequency, tokens
from detector.model import Block, Finding, Tokens
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    for block in document.blocks:
        if block.original and not _is_key(block.original):
            original = tokens.tokenize(block.original, (Block(Span(0, len(block.original)), "unit"),))
            here = tokens.tokenize(document.text, (block,))
            yield from _numbers(document.text, block, rules)
            yield from _names(here, original, rules)


def _is_key(original: str) -> bool:
    """Whether it is no text but the name of one, such as "shop.title-2"."""
    return original.isascii() and " " not in original and "\n" not in original and bool(re.search("[A-Za-z]", original))


class _Number(NamedTuple):
    span: Span
    values: frozenset[Decimal]  # what it may say: 1.234 is one number in German and another in English
    digits: str  # without zeros at the ends
    scaled: bool  # "million" or the like follows
    parts: tuple[Decimal, ...]  # between its separators: 8.30 may be a time, which others write as 8:30


_NUMBER = re.compile(
    r"(?<![A-Za-z\u00c0-\u052f\d])"
    r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:[.,\u066b]\d+)?(?!\d)|\d+(?:[.,\u066b\u066c]\d+)*)"  # the last are Arabic
)
_SEPARATOR = re.compile(r"\D")
_LONGEST = 20  # digits; longer ones are codes
_AFTER = re.compile(r"[\s\u00a0-]?([^\W\d_]+)")
_MYRIADS = re.compile(r"\d[十百千万萬億亿兆십백천만억]")


def _numbers(text: str, block: Block, rules: Rules) -> Iterator[Finding]:
    """Numbers that the original has not, where it has others that the translation has not."""
    rule, original = rules["number-mismatch"], block.original or ""
    if not re.search(r"\d", original) or _MYRIADS.search(original):
        return
    theirs = list(_numbers_in(original, 0, len(original), rules))
    ours = list(_numbers_in(text, *block.span, rules))
    left = _unmatched(ours, theirs)
    if not left:
        return
    missing = _unmatched(theirs, ours)
    spelt = rules.derived(_number_words)
    words = {spelt[word] for word in re.findall(r"[a-z]+", text[block.span.start : block.span.end].lower()) if word in spelt}
    missing = [number for number in missing if not any(value in words for value in number.values)]
    left = [number for number in left if not _is_no_amount(text, block, number)]
    if missing and len(left) <= len(missing):
        others = ", ".join(dict.fromkeys(original[slice(*number.span)] for number in missing[:3]))
        for number in left:
            yield rule.finding(number.span, text=text[slice(*number.span)], original=others)


def _unmatched(numbers: list[_Number], others: list[_Number]) -> list[_Number]:
    """The numbers that are not among the others, each of which counts once."""
    values = Counter(value for other in others for value in other.values)
    digits = Counter(other.digits for other in others)
    scaled = Counter(other.digits for other in others if other.scaled)
    left = []
    for number in numbers:
        same = next((value for value in number.values for value in _alike(value) if values[value] > 0), None)
        if same is not None:
            values[same] -= 1
        elif not (digits if number.scaled else scaled)[number.digits]:
            if len(number.parts) < 2 or not all(any(values[value] > 0 for value in _alike(part)) for part in number.parts):
                left.append(number)
    return left


def _alike(value: Decimal) -> Iterator[Decimal]:
    """A number, the same hour on the other half of the clock, and the same year in two digits or four."""
    yield value
    if value <= 24:
        yield from (value - 12, value + 12)
    if 1900 <= value < 2100:
        yield value % 100
    if value < 100:
        yield from (value + 1900, value + 2000)


def _numbers_in(text: str, start: int, end: int, rules: Rules) -> Iterator[_Number]:
    for match in _NUMBER.finditer(text, start, end):
        after = _AFTER.match(text, match.end(), end)
        scaled = bool(after) and after[1].lower().startswith(rules.derived(_scales)) if after else False
        parts = _SEPARATOR.split(match[0])
        if sum(map(len, parts)) > _LONGEST:
            continue
        values = frozenset(_readings(parts))
        if values:
            yield _Number(Span(*match.span()), values, "".join(parts).strip("0"), scaled, tuple(map(Decimal, parts)))
        else:  # a date or a version
            at = match.start()
            for part in parts:
                yield _Number(Span(at, at + len(part)), frozenset({Decimal(part)}), part.strip("0"), scaled, ())
                at += len(part) + 1


def _readings(parts: list[str]) -> Iterator[Decimal]:
    """What groups of digits may say: all one integer, or the last of them a fraction."""
    if len(parts) == 1 or (len(parts[-1]) == 3 and all(len(part) in (2, 3) for part in parts[1:])):
        yield Decimal("".join(parts))
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:-1]):
        yield Decimal("".join(parts[:-1]) + "." + parts[-1])


def _is_no_amount(text: str, block: Block, number: _Number) -> bool:
    """Whether it numbers an item or is an ordinal or a decade, which languages write in different ways."""
    after = text[number.span.end : number.span.end + 2].lower()
    first = number.span.start == block.span.start and after[:1] in (".", ")")
    return first or after in ("st", "nd", "rd", "th") or after[:1] == "s"


def _number_words(rules: Rules) -> dict[str, Decimal]:
    return {word: Decimal(value) for word, value in rules.data["number_words"].items()}


def _scales(rules: Rules) -> tuple[str, ...]:
    return tuple(rules.words("scales"))


def _names(here: Tokens, original: Tokens, rules: Rules) -> Iterator[Finding]:
    """Names that are spelt otherwise in the original, by a letter or two inside."""
    rule = rules["name-mismatch"]
    if len(here) < rule.data["least_words"]:
        return
    ours = {_name(here.text[i]): i for i in _capitalised(here, rule.data["least_letters"])}
    theirs = dict.fromkeys(_name(original.text[i]) for i in _capitalised(original, rule.data["least_letters"]))
    strange = list(islice((name for name in ours if name not in theirs), _MOST_NAMES))
    used = set(map(_name, here.text)) if strange else set()
    missing = list(islice((name for name in theirs if name not in used), _MOST_NAMES))
    for name in strange:
        near = next((other for other in missing if _is_near(name, other)), None)
        usual = max(rule.data["most_zipf"], frequency.zipf(near.lower()) + rule.data["margin"]) if near else 0.0
        if near and frequency.zipf(name.lower()) <= usual:
            start = here.start[ours[name]]
            yield rule.finding(Span(start, start + len(name)), near, text=name, original=near)


_AFTER_LATIN = "\u0250"
_LONGEST_NAME = 30  # letters
_MOST_NAMES = 100  # of one unit; each is compared with each


def _name(word: str) -> str:
    """A word without what follows an apostrophe, such as a possessive ending."""
    return word.replace("’", "'").split("'")[0]


def _capitalised(words: Tokens, least: int) -> Iterator[int]:
    """Capitalised words in Latin script that do not start a sentence."""
    for i, word in enumerate(words.text):
        if len(word) >= least and word[0].isupper():
            name = _name(word)
            latin = least <= len(name) <= _LONGEST_NAME and name[1:].islower() and name.isalpha() and max(name) < _AFTER_LATIN
            if latin and (words.text[i - 1][:1].isalpha() or words.text[i - 1] == ","):
                yield i


def _is_near(name: str, other: str) -> bool:
    """Whether two names begin and end alike and differ inside, in letters and not in marks only."""
    return (
        name[0] == other[0]
        and name[-1] == other[-1]
        and abs(len(name) - len(other)) < 2
        and 0 < _distance(_unmarked(name), _unmarked(other)) <= (1 if len(name) < 9 else 2)
    )


def _distance(a: str, b: str) -> int:
    """Letters to insert, delete or change to make one of the other."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def _unmarked(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
