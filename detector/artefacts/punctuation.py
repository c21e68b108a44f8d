"""Marks where no mark can stand: after an article, inside a sentence, symbols hung on a word, two marks in a row.

Bad:  The mayor opened the: new bridge,, and left.      Good: The mayor opened the new bridge and left.

Deliberately missed: commas in odd places, which take a parser. Hyphens for dashes are off by default: native writers use them as
often.
"""

from __future__ import annotations

import collections
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
    yield from _apostrophes(document, rules)
    yield from _habitless(document, rules, "inside-sentence", _INSIDE, _SENTENCE_MARK)
    yield from _habitless(document, rules, "hyphen-before-blank", _HANGING, _HYPHEN)
    for match in _SPACED_HYPHEN.finditer(text):
        yield rules["spaced-hyphen"].finding(Span(match.start() - 1, match.end() + 1), " – ")
    for match in _GLUED_HYPHEN.finditer(text):
        if match[1] in rules.words("after_dash"):
            yield rules["glued-hyphen"].finding(Span(match.start(), match.start() + 1), " – ", text=match[1])


_SYMBOL = re.compile(r"[~_@^\\](?<=[a-z][a-z,].)(?= [A-Za-z\d])")  # the symbol first: it is what is rare
_DOUBLED = re.compile(
    r"""
    [,;:?!] (?<=[A-Za-z\d)”"'’].)
    (?: (?<=,),(?![A-Za-z]) | (?<=[,:?!])\.(?![.\d]) | (?<=;)[.;,] | (?<=:)[,;](?![.\d]) | (?<=,); )
    (?=\s|$)""",
    re.VERBOSE,
)


def _after_function_word(document: Document, rules: Rules) -> Iterator[Finding]:
    """Articles and possessives cannot end a phrase; prepositions hardly end a sentence, never one that goes on in lower case."""
    tokens = document.tokens
    determiners = rules.words("determiners")
    prepositions = rules.words("prepositions") - determiners
    for mark in _AFTER_DETERMINER & document.words.keys():
        words = determiners | prepositions if mark in _AFTER_PREPOSITION else determiners
        for i in (at - 1 for at in document.words[mark] if tokens.lower[at - 1] in words):
            after = tokens.text[i + 2]
            if tokens.text[i].islower() and tokens.glued(i) and not tokens.glued(i + 1) and after.islower():
                if not tokens.glued(i - 1) and tokens.lower[i - 1].isalpha() and after not in rules.words("fillers"):
                    yield rules["after-function-word"].finding(
                        tokens.span(i, i + 1), tokens.text[i], text=tokens.text[i], mark=mark
                    )


def _apostrophes(document: Document, rules: Rules) -> Iterator[Finding]:
    """An apostrophe after a word that takes none, the only one in its paragraph."""
    tokens = document.tokens
    places = document.words.get("'", []) + document.words.get("’", [])
    blocks = collections.Counter(document.block_at(tokens.start[i]).span for i in places)
    for i in places:
        block = document.block_at(tokens.start[i]).span
        if blocks[block] > 1 or not tokens.glued(i - 1) or tokens.glued(i) or _QUOTE.search(document.text, *block):
            continue
        word = tokens.text[i - 1]
        plain = word.islower() and word.isascii() and len(word) > 1 and not word.endswith(_TAKES_APOSTROPHE)
        if plain and tokens.text[i + 1].islower():
            yield rules["stray-apostrophe"].finding(tokens.span(i - 1, i), word, text=word)


_QUOTE = re.compile('["“‘`]')
_TAKES_APOSTROPHE = ("s", "x", "z", "n", "o", "h", "l", "f", "e", "m")  # dogs', goin', tho', th', ol', o', ye'
_AFTER_DETERMINER = frozenset(".,;:!?")
_AFTER_PREPOSITION = frozenset("!?;.")
_INSIDE = re.compile(r"[!?.](?<=[a-z]{2}.)(?= [a-z]{2})")
_SENTENCE_MARK = re.compile(r"[!?.](?=\s|$)")
_HANGING = re.compile(r"-(?<=[a-z]{2}.)(?= [a-z]{3})")
_SPACED_HYPHEN = re.compile(r"-(?<=[a-z] .)(?= [a-z])")
_GLUED_HYPHEN = re.compile(r"-(?<=[a-z]{3}.)(?=([a-z]+) [a-z])")
_HYPHEN = re.compile(r"-(?= )")


def _habitless(document: Document, rules: Rules, name: str, wrong: re.Pattern[str], mark: re.Pattern[str]) -> Iterator[Finding]:
    """Words before a mark after which the sentence goes on, unless the writer does it all the time."""
    rule, text = rules[name], document.text
    found = [_word_before(text, match.start()) for match in wrong.finditer(text) if _goes_on(text, match.start(), rules)]
    if found and len(found) <= max(1, rule.data["most_share"] * sum(1 for _ in mark.finditer(text))):
        for span in found:
            word = text[span.start : span.end - 1]
            if word.islower() and text[span.start - 1 : span.start] in _BEFORE_WORD and word not in rules.words("abbreviations"):
                yield rule.finding(span, word, text=text[span.start : span.end])


def _word_before(text: str, at: int) -> Span:
    """The word before a mark, and the mark."""
    start = at
    while start and text[start - 1].isalpha():
        start -= 1
    return Span(start, at + 1)


def _goes_on(text: str, at: int, rules: Rules) -> bool:
    """Whether the word after a mark shows that the sentence was not over."""
    after = _WORD.match(text, at + 2)
    if not after:
        return False
    if text[at] == "-":
        return after[0] not in rules.words("suspended")
    return after[0] in rules.words("only_inside") or (text[at] in "!?" and after[0] in rules.words("prepositions_inside"))


_WORD = re.compile(r"\w+")
_BEFORE_WORD = frozenset({" ", "", "\n", "-"})
