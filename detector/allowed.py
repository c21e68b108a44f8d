"""Names and terms that are right here, whatever a rule says: `allow` and glossaries of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from detector.document import Document
from detector.model import Finding
from detector.offsets import Span

_WORD = re.compile(r"[^\W_]+")
_ABOUT_WORDS = ("accuracy/mistranslation/named-entity", "accuracy/untranslated", "terminology", "fluency/spelling")
"""Categories of findings that are about the word that they mark: an allowed word in them answers them."""

_INFLECTED = r"(?:['’]s?|e?s['’]?|e?d|ing)?"


def without(findings: Iterable[Finding], document: Document, terms: tuple[str, ...]) -> Iterator[Finding]:
    """The findings that no allowed term answers: one that covers the finding, or any part of one that is about words.

    Terms match with possessive and inflection; in lower case they match any case, else their own and all capitals.
    """
    index = _index(terms)
    reach = max(map(len, terms)) + 8
    for finding in findings:
        start, end = max(finding.start - reach, 0), finding.end + reach
        near = document.text[start:end]
        about_words = finding.category.startswith(_ABOUT_WORDS)
        words = {word.casefold() for word in _WORD.findall(near)}
        spans = (
            Span(start + match.start(), start + match.end())
            for word in words & index.keys()
            for term in index[word]
            for match in _pattern(term).finditer(near)
        )
        if finding.markup or not any(_answers(span, finding, about_words) for span in spans):
            yield finding


def _answers(term: Span, finding: Finding, about_words: bool) -> bool:
    if about_words:
        return term.start < finding.end and finding.start < term.end
    return term.start <= finding.start and finding.end <= term.end


@cache
def _index(terms: tuple[str, ...]) -> dict[str, list[str]]:
    """The terms by their first word; a single word, which may be inflected, by each form that it may have."""
    index: dict[str, list[str]] = {}
    for term in terms:
        words = _WORD.findall(term.casefold())
        for key in set(words[:1]) if len(words) > 1 else {form for word in words for form in _forms(word)}:
            index.setdefault(key, []).append(term)
    return index


def _forms(word: str) -> Iterator[str]:
    """The forms of a word as they stand between apostrophes."""
    stem = word[:-1] if word.endswith(("e", "y")) else word
    yield from (word, f"{word}s", f"{word}es", f"{word}ed", f"{word}d", f"{word}ing", f"{stem}ing", f"{stem}ies", f"{stem}ied")


@cache
def _pattern(term: str) -> re.Pattern[str]:
    blank = r"[\s\N{NO-BREAK SPACE}]+"
    *first, last = term.split()
    stem = re.escape(last[:-1]) + "(?:ing|ies|ied)" if last.endswith(("e", "y")) else ""
    last = f"(?:{re.escape(last)}{_INFLECTED}{'|' + stem if stem else ''})"
    exact = blank.join([*map(re.escape, first), last])
    if term == term.lower():
        return re.compile(rf"(?<!\w)(?i:{exact})(?!\w)")
    loud = blank.join([*(re.escape(word.upper()) for word in first), re.escape(term.split()[-1].upper()) + r"(?:['’]?[Ss])?"])
    return re.compile(rf"(?<!\w)(?:{exact}|{loud})(?!\w)")
