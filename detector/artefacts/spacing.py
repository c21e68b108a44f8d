"""Text that still shows the tokenisation it went through: blanks before stops and commas, clitics cut off.

Bad:  It did n't rain , said the farmer 's wife .       Good: It didn't rain, said the farmer's wife.

Deliberately missed: doubled blanks, which no reader sees, and French spacing of marks that a page uses throughout in numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from detector.document import Document
from detector.model import Block, Finding, Rule
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    text = document.text
    spaced = [_with_blanks(text, match.start(), match.end()) for match in islice(_AFTER_BLANK.finditer(text), _ENOUGH)]
    spaced = [span for span in spaced if _ends_word(text[span.start - 1 : span.start])]
    tokenised = [span for span in spaced if text[span.end - 1] in ".,"]
    if tokenised:
        share = len(tokenised) / (len(tokenised) + sum(1 for _ in islice(_GLUED_MARK.finditer(text), 100 * len(tokenised))))
        rule = rules["tokenised"] if share >= rules["tokenised"].data["least_share"] else rules["before-mark"]
        yield from _by_block(document, tokenised if rule is rules["tokenised"] else spaced, rule)
    elif spaced:
        yield from _by_block(document, spaced, rules["before-mark"])
    clitics = [_with_blanks(text, match.start(), match.end()) for match in islice(_CLITIC.finditer(text), _ENOUGH)]
    clitics = [span for span in clitics if text[span.start - 1 : span.start].isalnum()]
    yield from _by_block(document, clitics, rules["detached-clitic"])


_ENOUGH = 10_000  # places; beyond so many of them, none is news
# Each starts with its rarest character, which the regex engine then finds fast.
_AFTER_BLANK = re.compile(r"""[,.;:!?](?<=[ ].)(?=\s|["”]|$|\)(?<=[^:;].))""")  # no emoticons
_GLUED_MARK = re.compile(r"""[,.](?<=[a-z]{3}.)(?=\s|["”)]|$)""")  # not after "U.S" or "Dr", which keep their stop
_CLITIC = re.compile(r"""['’](?: (?<=[ ].)(?:s|re|ve|ll|d|m) | (?<=[ ]n.)t )\b(?!['’])""", re.VERBOSE)


def _with_blanks(text: str, start: int, end: int) -> Span:
    """The range from the blanks before a mark or clitic; of "n't", the n belongs to it."""
    if text[start] in "'’" and text[start - 1] == "n":
        start -= 1
    while start and text[start - 1] == " ":
        start -= 1
    return Span(start, end)


def _ends_word(char: str) -> bool:
    return char.isalnum() or char in {")", "”", "’", "%", '"'}


def _by_block(document: Document, spans: list[Span], rule: Rule) -> Iterator[Finding]:
    """One finding a paragraph, at the first place: tokenised text has such a blank at every mark."""
    groups: dict[Block, list[Span]] = {}
    for span in spans:
        groups.setdefault(document.block_at(span.start), []).append(span)
    for first, *others in groups.values():
        text = document.text[first.start : first.end].strip()
        yield rule.finding(first, text, related=tuple(others), text=text)
