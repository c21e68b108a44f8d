"""Words that lost the blank, line break or stop between them when pages were scraped, cut and glued.

Bad:  Written by our CorrespondentThe harbour was closed.      Good: YouTube and McAllister signed with DeVito.
Bad:  The town was silent.Nobody came.                         Good: Version 2.Next of index.html is out.

Brands, McNames, code, links and abbreviations stay silent; wordfreq says what is a word and how common, and is asked only about
tokens that look fused. Deliberately missed: lower-case words run together (other than two function words), names written
together with names, and a fused word that comes back in the document, which is a brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from detector.document import Document
from detector.language.frequency import zipf
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for form in document.forms:
        check = None
        if form.isalpha():
            if not form.islower() and not form.istitle():
                check = _camel if _CAMEL.fullmatch(form) else _capitals if _CAPITALS.fullmatch(form) else None
        elif form.isalnum() and _DIGITS.fullmatch(form):
            check = _digits
        for i in document.words[form.lower()] if check else ():
            if check and tokens.text[i] == form:
                yield from check(document, i, rules)
    start, end = tokens.start, tokens.end
    for at in (at for mark in ".!?" for at in document.words.get(mark, ()) if end[at] == start[at + 1]):
        if _GLUED_STOP.match(document.text, tokens.start[at]):
            yield from _stop(document, at - 1, rules)
    yield from _commas(document, rules)
    pairs = rules.derived(_function_pairs)
    for word in pairs.keys() & document.words.keys():
        for i in document.words[word]:
            if tokens.text[i][1:].islower() and _alone(tokens, i, i):
                yield _parted(rules, "function-words", tokens, i, i, len(pairs[word]))


def _camel(document: Document, i: int, rules: Rules) -> Iterator[Finding]:
    """CorrespondentThe, JeffayHealth."""
    tokens = document.tokens
    word = tokens.text[i]
    match = _CAMEL.fullmatch(word)
    if not match or not _alone(tokens, i, i) or len(document.words[tokens.lower[i]]) > 1:
        return
    left, right = match.group(1), match.group(2).lower()
    starter = right in rules.words("sentence_starters")
    if left.lower() in rules.words("name_prefixes") or zipf(word.lower()) > 0:
        return
    if left[0].islower():
        fused = starter and zipf(left) >= _WORD and len(left) > 3
    elif starter:
        fused = zipf(left.lower()) > 0
    else:  # a surname before a word: "by Anna MarinoskaHealth Reporter"
        named = tokens.text[i - 1][:1].isupper() and tokens.lower[i - 1] not in rules.words("sentence_starters")
        fused = named and zipf(left.lower()) < _NAME <= _COMMON <= zipf(right)
    if fused:
        yield _parted(rules, "words", tokens, i, i, len(left))


def _capitals(document: Document, i: int, rules: Rules) -> Iterator[Finding]:
    """ADVERTISINGas."""
    tokens = document.tokens
    match = _CAPITALS.fullmatch(tokens.text[i])
    if match and _alone(tokens, i, i) and match.group(2) in rules.words("after_capitals"):
        if zipf(match.group(1).lower()) >= _WORD and zipf(tokens.lower[i]) == 0:
            yield _parted(rules, "words", tokens, i, i, len(match.group(1)))


def _stop(document: Document, i: int, rules: Rules) -> Iterator[Finding]:
    """silent.Nobody"""
    tokens = document.tokens
    left, right = tokens.lower[i], tokens.lower[i + 2]
    if not (_glued_pair(tokens, i) and tokens.text[i].isalpha() and len(right) > 1 and tokens.text[i + 2][1:].islower()):
        return
    if {left, right} & rules.words("around_stop") or (tokens.text[i + 1] == "!" and left == "yahoo"):
        return
    if len(left) > 1 and zipf(left) >= _WORD and zipf(right) >= _WORD and tokens.text[i][-1].islower():
        yield _parted(rules, "sentences", tokens, i, i + 2, len(tokens.text[i]) + 1)


def _commas(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    commas = document.words.get(",", ())
    start, end = tokens.start, tokens.end
    glued = [at for at in commas if end[at] == start[at + 1] and _GLUED_COMMA.match(document.text, start[at])]
    if len(glued) > 1 and len(glued) > rules["comma"].data["most_share"] * len(commas):
        return  # the writer never sets a blank after one
    for at in glued:
        yield from _comma(document, at - 1, rules)


def _comma(document: Document, i: int, rules: Rules) -> Iterator[Finding]:
    """here,we"""
    tokens = document.tokens
    left, right = tokens.lower[i], tokens.lower[i + 2]
    if _glued_pair(tokens, i) and min(len(left), len(right)) > 1 and tokens.text[i + 1] == ",":
        if zipf(left) >= _WORD and zipf(right) >= _WORD and not {tokens.lower[i - 1], tokens.lower[i + 3]} & {",", "[", "(", "="}:
            yield _parted(rules, "comma", tokens, i, i + 2, len(tokens.text[i]) + 1)


def _digits(document: Document, i: int, rules: Rules) -> Iterator[Finding]:
    """2019the, in2019"""
    tokens = document.tokens
    match = _DIGITS.fullmatch(tokens.text[i])
    if match and _alone(tokens, i, i):
        letters = (match.group(1) or match.group(4)).lower()
        if letters in rules.words("around_digits"):
            yield _parted(rules, "digits", tokens, i, i, len(match.group(1) or match.group(3)))


# Zipf frequencies (wordfreq): 3.0, once in a million words, is where words end and rare names begin; 4.0 is still rare for a
# surname; 4.5 is an everyday word. Chosen on the brands and names of GUM, EWT and WMT originals, 2026-11.
_WORD, _NAME, _COMMON = 3.0, 4.0, 4.5
_CAMEL = re.compile(r"([A-Z]?[a-z]{2,})([A-Z][a-z]*)")
_CAPITALS = re.compile(r"([A-Z]{4,})([a-z]{2,})")
_DIGITS = re.compile(r"([a-z]{2,})(\d{4})|(\d{2,4})([a-z]{2,})")  # newspapers do write 3million and 5pm
_GLUED_COMMA = re.compile(r",(?<=[a-z],)(?=[a-z])")
_GLUED_STOP = re.compile(r"[.!?](?<=[a-z].)(?=[A-Z])")


def _function_pairs(rules: Rules) -> dict[str, str]:
    """ "ofthe" -> "of": two function words that make no other word."""
    pairs = product(rules.words("fusible_first"), rules.words("fusible_second"))
    return {first + second: first for first, second in pairs if first + second not in rules.words("real_words")}


def _alone(tokens: Tokens, first: int, last: int) -> bool:
    """Not part of a path, handle, hashtag, host name or compound."""
    before, after = tokens.lower[first - 1], tokens.lower[last + 1]
    return not (tokens.glued(first - 1) and before in _JOINERS) and not (
        tokens.glued(last) and (after in _JOINERS or (after in ".:" and tokens.glued(last + 1) and tokens.lower[last + 2] != ""))
    )


_JOINERS = frozenset("/\\@#_-–=+&~$.:")


def _glued_pair(tokens: Tokens, i: int) -> bool:
    return tokens.glued(i) and tokens.glued(i + 1) and _alone(tokens, i, i + 2) and tokens.lower[i + 2][:1].isalpha()


def _parted(rules: Rules, rule: str, tokens: Tokens, first: int, last: int, cut: int) -> Finding:
    whole = "".join(tokens.text[first : last + 1])
    parted = f"{whole[:cut]} {whole[cut:]}"
    return rules[rule].finding(tokens.span(first, last), parted, text=whole, parted=parted)
