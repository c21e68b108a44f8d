"""Text that stops too early: lost full stops, paragraphs cut in mid-phrase, brackets and quotation marks with nothing in them.

Bad:  The visit to the [end of paragraph]      Good: The visit to the mill
Bad:  He was awarded the () in spring.         Good: Call the function f().

Engines work on segments; what gets lost is at their ends. Deliberately missed: single paragraphs without a stop, which native web
text has as often, and sentences without a verb, which native writers use for effect (their lift was 1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.model import Block, Finding
from detector.offsets import Span
from detector.rulebook import Rules

_CLOSING = frozenset("\"”’')]")
_PROSE = frozenset({"paragraph", "line", "quote"})


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    yield from _lost_stops(document, rules)
    yield from _cut_off(document, rules)
    yield from _empty(document, rules)


def _lost_stops(document: Document, rules: Rules) -> Iterator[Finding]:
    """Every long paragraph that ends without a stop, where hardly any has one: a habit of an engine, not a slip."""
    rule = rules["no-full-stop"]
    long = [block for block in document.blocks if block.kind in _PROSE and _is_long(document, block, rule.data["least_words"])]
    long = [block for block in long if document.text[block.span.end - 1] not in _CLOSING]  # the stop is inside and was kept
    lost = [block for block in long if document.text[block.span.end - 1].isalnum()]
    if len(lost) >= max(rule.data["least_paragraphs"], rule.data["least_share"] * len(long)):
        for block in lost:
            last = document.text.rfind(" ", block.span.start, block.span.end) + 1
            word = document.text[last : block.span.end]
            if word.isalpha():
                yield rule.finding(Span(last, block.span.end), f"{word}.", text=word)


def _is_long(document: Document, block: Block, least: int) -> bool:
    start, end = block.span
    return document.text[start].isupper() and document.text.count(" ", start, end) >= least - 1


def _cut_off(document: Document, rules: Rules) -> Iterator[Finding]:
    """Paragraphs that end in a word that cannot end one, and sentences that stop after such a word."""
    tokens = document.tokens
    lower, text = tokens.lower, tokens.text
    openers = rules.words("openers")
    for word in openers & document.words.keys():
        for i in document.words[word]:
            after = lower[i + 1]
            if after == "" and text[i].islower() and _goes_on(document, i, rules):
                yield rules["paragraph"].finding(tokens.span(i, i), text=text[i])
            elif after == "." and lower[i + 2] != "." and text[i].islower() and _plain(document, i, rules):
                yield rules["sentence"].finding(tokens.span(i, i + 1), text=text[i])


def _goes_on(document: Document, i: int, rules: Rules) -> bool:
    """The last word of a paragraph of running text, with a paragraph after it."""
    block = document.block_at(document.tokens.start[i])
    enough = _is_long(document, block, rules["paragraph"].data["least_words"])
    return block.kind in _PROSE and enough and block is not document.blocks[-1]


def _plain(document: Document, i: int, rules: Rules) -> bool:
    """A stop after words, not after an initial, a file name, a letter ("vitamin a.") or a word that is talked about."""
    tokens = document.tokens
    before = tokens.lower[i - 1]
    return (
        tokens.glued(i)
        and not tokens.glued(i - 1)
        and before.isalpha()
        and before not in rules.words("naming")
        and (tokens.text[i + 2][:1].isupper() or tokens.lower[i + 2] == "")
    )


_EMPTY = re.compile(
    r"""
    [(\[“«] (?<=[a-z\d,.][ ].)  # the bracket first: it is what is rare
    (?: (?<=\()[ ,;-]*\) | (?<=\[)[ ,;]+\] | (?<=“)[ ,]*” | (?<=«)[ ,]*» )
    (?=[ ,.;:]|$) (?![ ]?\{)""",
    re.MULTILINE | re.VERBOSE,
)


def _empty(document: Document, rules: Rules) -> Iterator[Finding]:
    for match in _EMPTY.finditer(document.text):
        yield rules["empty-brackets"].finding(Span(*match.span()), text=match[0])
