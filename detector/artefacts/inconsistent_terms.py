"""One term rendered in two ways in the same document.

Bad:  ... an “imbalance power” ... later: ... a power of imbalance ...     Good: a coffee cup ... a cup of coffee
Bad:  Kovalenko ... Kovalenko ... later: Kovalenka                         Good: Nielsen ... Olsen

Native text turns compounds round all the time ("land value", "the value of land"), so only terms that the text names as terms
count: in quotation marks, or both with an indefinite article. Variant spellings of a rare name are a note, for two people may
bear them. Deliberately missed: synonyms, and terms that differ by more than order or one letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from detector.document import Document
from detector.language.frequency import zipf
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    yield from _two_orders(document, rules)
    yield from _name_variants(document, rules)


def _two_orders(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for i in document.words.get("of", ()):
        if not (_noun(tokens, i - 1, rules) and _noun(tokens, i + 1, rules)):
            continue
        if tokens.lower[i + 2].isalpha() and tokens.lower[i + 2] not in rules.words("after_term"):
            continue  # "shortage of chip supply": the noun after "of" is not the whole term
        head, modifier = tokens.lower[i - 1], tokens.lower[i + 1]
        for k in document.words[modifier]:
            if tokens.lower[k + 1] == head and _named(tokens, k, i - 1):
                first, second = tokens.span(k, k + 1), tokens.span(i - 1, i + 1)
                texts = {"one": f"{modifier} {head}", "other": f"{head} of {modifier}"}
                yield rules["two-orders"].finding(first, related=(second,), **texts)
                yield rules["two-orders"].finding(second, related=(first,), **texts)
                break


def _noun(tokens: Tokens, i: int, rules: Rules) -> bool:
    word = tokens.text[i]
    return len(word) > 3 and word.isalpha() and word.islower() and word not in rules.words("never_terms")


def _named(tokens: Tokens, compound: int, phrase: int) -> bool:
    """Whether the text names a term: one of the two in quotation marks, or both with an indefinite article."""
    before = tokens.lower[compound - 1], tokens.lower[phrase - 1]
    return any(mark in _OPENING for mark in before) or all(word in ("a", "an") for word in before)


_OPENING = frozenset('“"‘')


def _name_variants(document: Document, rules: Rules) -> Iterator[Finding]:
    rule = rules["name-variant"]
    shortest = rule.data["shortest"]
    tokens = document.tokens
    found = [
        text
        for text, before in zip(tokens.text[1:], tokens.lower, strict=False)
        if len(text) >= shortest and text[0].isupper() and text.isalpha() and text[1:].islower() and before[:1].isalpha()
    ]
    names = Counter(found)
    if len(names) == len(found):  # no name comes twice
        return
    neighbours: dict[str, list[str]] = {}
    for name in names:
        for key in _without_one_letter(name):
            neighbours.setdefault(key, []).append(name)
    pairs = {tuple(sorted(pair, key=lambda n: (-names[n], n))) for pair in _pairs(neighbours)}
    for usual, variant in sorted(pairs):
        once = len(document.words[variant.lower()]) == 1 == names[variant]
        if (
            names[usual] > 1
            and once
            and not _together(document, usual, variant)
            and not _inflected(usual, variant)
            and _rare(usual, variant, rule.data["most_zipf"])
        ):
            i = next(i for i in document.words[variant.lower()] if tokens.text[i] == variant)
            yield rule.finding(tokens.span(i, i), usual, name=variant, usual=usual)


def _together(document: Document, usual: str, variant: str) -> bool:
    """Two names in one sentence are names of two ("Wardle invented Wordle")."""
    at = document.words[variant.lower()][0]
    return any(abs(at - i) < _SENTENCE for i in document.words[usual.lower()])


_SENTENCE = 20  # tokens


def _without_one_letter(name: str) -> set[str]:
    """Two names that differ by one letter other than the first share one of these."""
    return {name, *(name[:k] + name[k + 1 :] for k in range(1, len(name)))}


def _pairs(neighbours: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for group in neighbours.values():
        for k, one in enumerate(group):
            for other in group[k + 1 :]:
                if one != other:
                    yield one, other


def _inflected(one: str, other: str) -> bool:
    """Forms of one name ("Adams", "Latvian"), not two spellings of it."""
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    return len(long) > len(short) and long.startswith(short)


def _rare(one: str, other: str, most: float) -> bool:
    return zipf(one.lower()) < most and zipf(other.lower()) < most
