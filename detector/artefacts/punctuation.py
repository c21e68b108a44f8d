"""Marks where no mark can stand: after an article, inside a sentence, symbols hung on a word, two marks in a row.

Bad:  The mayor opened the: new bridge,, and left.      Good: The mayor opened the new bridge and left.

Deliberately missed: commas in odd places, which take a parser, and hyphens for dashes, which native web text has as often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.model import Finding
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    text = document.text
    for match in _SYMBOL.finditer(text):
        yield rules["stray-symbol"].finding(Span(match.start(), match.end()), text=match[0])
    for match in _DOUBLED.finditer(text):
        yield rules["doubled-mark"].finding(Span(*match.span()), text=match[0])
    yield from _after_function_word(document, rules)
    yield from _habitless(document, rules, "inside-sentence", _INSIDE, _SENTENCE_MARK)
    yield from _habitless(document, rules, "hyphen-before-blank", _HANGING, _HYPHEN)


_SYMBOL = re.compile(r"[~_@^|\\](?<=[a-z][a-z,].)(?= [A-Za-z\d])")  # the symbol first: it is what is rare
_DOUBLED = re.compile(r"(?<=[A-Za-z\d)”\"'’])(?:,,(?![A-Za-z])|,\.(?![.\d])|;[.;,]|:[.,;](?![.\d])|,;|[?!]\.(?![.\d]))(?=\s|$)")


def _after_function_word(document: Document, rules: Rules) -> Iterator[Finding]:
    """Articles and possessives cannot end a phrase, prepositions not before "!", "?" and ";"."""
    tokens = document.tokens
    determiners = rules.words("determiners")
    for word in (determiners | rules.words("prepositions")) & document.words.keys():
        marks = _AFTER_DETERMINER if word in determiners else _AFTER_PREPOSITION
        for i in document.words[word]:
            mark, after = tokens.lower[i + 1], tokens.text[i + 2]
            if mark in marks and tokens.text[i].islower() and tokens.glued(i) and not tokens.glued(i + 1) and after.islower():
                if not tokens.glued(i - 1) and tokens.lower[i - 1].isalpha() and after not in rules.words("fillers"):
                    yield rules["after-function-word"].finding(
                        tokens.span(i, i + 1), tokens.text[i], text=tokens.text[i], mark=mark
                    )


_AFTER_DETERMINER = frozenset(".,;:!?")
_AFTER_PREPOSITION = frozenset("!?;")
_INSIDE = re.compile(r"[!?](?<=[a-z]{2}.)(?= [a-z]{2})")
_SENTENCE_MARK = re.compile(r"[!?](?=\s|$)")
_HANGING = re.compile(r"-(?<=[a-z]{2}.)(?= [a-z]{3})")
_HYPHEN = re.compile(r"-(?= )")


def _habitless(
    document: Document, rules: Rules, name: str, pattern: re.Pattern[str], all_such: re.Pattern[str]
) -> Iterator[Finding]:
    """Places that are wrong unless the writer does it all the time."""
    rule, text = rules[name], document.text
    found = [match.start() for match in pattern.finditer(text)]
    if not found or len(found) > max(1, rule.data["most_share"] * sum(1 for _ in all_such.finditer(text))):
        return
    for at in found:
        start = at
        while start and text[start - 1].isalpha():
            start -= 1
        after = _WORD.match(text, at + 2)
        goes_on = after and (after[0] in rules.words("carry_on") if text[at] != "-" else after[0] not in rules.words("suspended"))
        if goes_on and text[start].islower() and text[start - 1 : start] in _BEFORE_WORD:
            yield rule.finding(Span(start, at + 1), text[start:at], text=text[start : at + 1])


_WORD = re.compile(r"\w+")
_BEFORE_WORD = frozenset({" ", "", "\n", "-"})
