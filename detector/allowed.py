"""Names and terms that are right here, whatever a rule says: `allow` and glossaries of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from detector.document import Document
from detector.model import Finding
from detector.offsets import Span

_BLANK = r"[\s\N{NO-BREAK SPACE}]+"
_WORD = re.compile(r"[^\W_]+")
_ABOUT_WORDS = ("accuracy/mistranslation/named-entity", "accuracy/untranslated", "terminology", "fluency/spelling")
"""Categories of findings that are about the word that they mark: an allowed word in them answers them."""


def without(findings: Iterable[Finding], document: Document, terms: tuple[str, ...]) -> Iterator[Finding]:
    """The findings that no allowed term answers: by covering them, by half of them (phrases), or by any part (those about words).

    Terms match with possessive and inflection. Those in lower case match any case, and each word of them may be inflected; names
    match as they stand, or all in capitals, and their last word may be inflected.
    """
    index = _index(terms)
    reach = max(map(len, terms)) + 8
    for finding in findings:
        start, end = max(finding.start - reach, 0), finding.end + reach
        near = document.text[start:end]
        words = {word.casefold() for word in _WORD.findall(near)}
        spans = (
            Span(start + match.start(), start + match.end())
            for word in words & index.keys()
            for term in index[word]
            for match in _pattern(term).finditer(near)
        )
        if finding.markup or not any(_answers(span, finding, document) for span in spans):
            yield finding


def _answers(term: Span, finding: Finding, document: Document) -> bool:
    common = min(term.end, finding.end) - max(term.start, finding.start)
    if common <= 0 or finding.category.startswith(_ABOUT_WORDS):
        return common > 0
    phrase = len(document.text[term.start : term.end].split()) > 1
    return common == finding.end - finding.start or (phrase and 2 * common >= finding.end - finding.start)


@cache
def _index(terms: tuple[str, ...]) -> dict[str, list[str]]:
    """The terms by every form of their first word."""
    index: dict[str, list[str]] = {}
    for term in terms:
        if words := _WORD.findall(term.casefold()):
            for form in _forms(words[0]):
                index.setdefault(form, []).append(term)
    return index


def _forms(word: str) -> frozenset[str]:
    """A word with what English may add to it, apostrophes aside."""
    stem = word[:-1] if word.endswith(("e", "y")) else word
    added = (word + ending for ending in ("", "s", "es", "d", "ed", "ing"))
    return frozenset((*added, stem + "ing", stem + "ies", stem + "ied"))


@cache
def _pattern(term: str) -> re.Pattern[str]:
    words = term.split()
    if term == term.lower():
        return re.compile(rf"(?i)(?<!\w){_BLANK.join(map(_inflected, words))}(?!\w)")
    exact = _BLANK.join([*map(re.escape, words[:-1]), _inflected(words[-1])])
    loud = _BLANK.join(re.escape(word.upper()) for word in words) + r"(?:['’]?[Ss])?"
    return re.compile(rf"(?<!\w)(?:{exact}|{loud})(?!\w)")


def _inflected(word: str) -> str:
    forms = "|".join(map(re.escape, sorted(_forms(word))))
    return rf"(?:{forms})(?:['’]s?)?"
