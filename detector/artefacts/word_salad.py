"""Sentences whose function words stand in an order that English does not have.

Bad:  The of was mayor to and the it bridge opened on.     Good: The mayor opened the bridge, and it was crossed at once.

A table says for each pair of frequent function words how much rarer it is than chance; a sentence in which these add up is salad.
Trigrams and classes of other words were tried: neither found more at the same rate on native text. Deliberately missed: single
odd pairs, which ellipsis and slips of native writers bring about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules
from detector.words import word_list


class Pairs(dict[str, dict[str, float]]):
    """For each first word its odd seconds, read from the lines of rules/language/function-word-pairs.txt when it is asked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.digits = dict(line.split(" ") for line in lines)

    def __missing__(self, first: str) -> dict[str, float]:
        seconds = zip((*self.digits, "."), self.digits[first], strict=True)
        row = self[first] = {second: int(digit, 36) / 4 for second, digit in seconds if digit != "0"}
        return row


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    rule, table = rules["order"], rules.derived(_table)
    for _, first, last in sentences(document.tokens, document.words, table, rule.data["least"], rule.data["dense"]):
        yield rule.finding(document.tokens.span(first, last))


def sentences(
    tokens: Tokens, words: Mapping[str, Sequence[int]], table: Pairs, least: float, dense: float
) -> Iterator[tuple[float, int, int]]:
    """Sentences with so many odd pairs so close together: sum of log ratios, first and last word of the odd pairs."""
    lower, text = tokens.lower, tokens.text
    rows = ((table[first], words[first]) for first in table.digits.keys() & words.keys())
    places = ((i, row[lower[i + 1]]) for row, firsts in rows for i in firsts if lower[i + 1] in row)
    odd = sorted((i, ratio) for i, ratio in places if not _both_sides(lower, i) and _written_small(text, i))
    odd = [(i, ratio) for i, ratio in odd if not (text[i + 1][:1].isupper() and lower[i + 1] != ".")]
    start = 0  # of the sentence, among the odd pairs
    for k in range(1, len(odd) + 1):
        if k == len(odd) or not _ENDS.isdisjoint(lower[odd[k - 1][0] + 1 : odd[k][0]]):
            score, first, last = sum(ratio for _, ratio in odd[start:k]), odd[start][0], odd[k - 1][0] + 1
            if k - start > 1 and score >= max(least, dense * (last - first + 1)):  # a single pair may be talked about, or a slip
                yield score, first, last
            start = k


_ENDS = frozenset({"", ".", "!", "?", ":", ";"})


def _both_sides(lower: list[str], i: int) -> bool:
    """Part of "on and on", "more and more"."""
    return lower[i] == lower[i + 2] or lower[i - 1] == lower[i + 1]


def _written_small(text: list[str], i: int) -> bool:
    """In lower case, or the first word of a sentence."""
    return text[i].islower() or text[i - 1] in _ENDS


def _table(_: Rules) -> Pairs:
    return Pairs(word_list("language/function-word-pairs"))
