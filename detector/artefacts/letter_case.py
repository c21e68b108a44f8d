"""Capitals where none belong, and none where they do.

Bad:  She went home on Her own.                      Good: She reads The Times on the way to The Hague.
Bad:  He Said That The Talks Had Been Put Off ...    Good: “The Talks Are Off” was the headline.
Bad:  Germany and france signed.                     Good: In France they have no word for french fries.

A capital on a function word is what a segment cut or a lost stop leaves; title case spreads from headlines into sentences.
Deliberately missed: capitals on nouns and verbs, which may be names; pronouns that reverence or contracts write large ("His
mercy", "We will pay"); names that are common words too (china, turkey, polish); texts in lower case throughout, which on the
measuring corpora only native writers make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from detector.document import Document
from detector.model import Finding, Tokens
from detector.offsets import Span
from detector.rulebook import Rules

_SENTENCE_START = frozenset({"", ".", "?", "!", ":", ";", "“", '"', "‘", "(", "•"})
_QUOTES = frozenset({"“", "”", '"', "‘", "’", "'", "«", "»"})
_TITLES = frozenset({"heading", "cell"})
_ADDRESS = frozenset("@#/\\_=&.:")  # glued to a word they make it a part of an address, tag or file name


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    small = [
        i
        for word in (rules.words("subjects") | rules.words("connectives")) & document.words.keys()
        for i in document.words[word]
        if tokens.text[i].istitle() and tokens.lower[i - 1] not in _SENTENCE_START
    ]
    if small:
        yield from _function_words(document, small, rules)
        yield from _title_case(document, small, rules)
    for short_id, names in (("weekday-or-month", "calendar"), ("people-or-country", "peoples")):
        yield from _names(document, short_id, rules.words(names) & document.words.keys(), rules)
    yield from _i(document, rules)
    if "'S" in document.text or "’S" in document.text:
        yield from _possessive(document, rules)


_BIG_POSSESSIVE = re.compile(r"['’]S(?<=[a-z].S)\b")


def _possessive(document: Document, rules: Rules) -> Iterator[Finding]:
    """Kano'S: each part after an apostrophe was given a capital of its own."""
    for match in _BIG_POSSESSIVE.finditer(document.text):
        yield rules["possessive"].finding(Span(*match.span()), match[0].lower(), text=match[0])


def _function_words(document: Document, small: list[int], rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for i in small:
        if _in_running_text(document, i) and _not_mentioned(tokens, i, rules) and _starts_phrase(tokens, i, rules):
            # After "on" or "the" no sentence can start; elsewhere the stop may be what is missing.
            certain = (tokens.lower[i],) if tokens.lower[i - 1] in rules.words("unfinished") else ()
            yield rules["function-word"].finding(tokens.span(i, i), *certain, text=tokens.text[i])


def _in_running_text(document: Document, i: int) -> bool:
    """Between lower-case words on one line (lines of verse start with capitals), no title around it."""
    tokens = document.tokens
    if not all(tokens.text[k].isalpha() and tokens.text[k].islower() for k in (i - 1, i + 1)):
        return False
    before, after = document.text[tokens.end[i - 1] : tokens.start[i]], document.text[tokens.end[i] : tokens.start[i + 1]]
    if not before or before.strip(" ") or not after or document.block_at(tokens.start[i]).kind in _TITLES:
        return False
    return not any(
        tokens.text[k][:1].isupper() and tokens.lower[k - 1] not in _SENTENCE_START for k in (i - 2, min(i + 2, len(tokens) - 1))
    )


def _not_mentioned(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Neither a title ("the novel It"), nor a word talked about ("the It girl")."""
    namers = rules.words("namers")
    return tokens.lower[i - 1] not in namers | rules.words("determiners") and tokens.lower[i - 2] not in namers


def _starts_phrase(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Connectives count only before a phrase: "In the" but not indium, "If you" but not "nested If blocks"."""
    after = tokens.lower[i + 1]
    return tokens.lower[i] in rules.words("subjects") or after in rules.words("determiners") | rules.words("followers")


def _title_case(document: Document, small: list[int], rules: Rules) -> Iterator[Finding]:
    """Runs of capitalised words in a sentence; `small` are the function words, which even headlines mostly leave small."""
    rule, tokens = rules["title-case"], document.tokens
    if len(small) < rule.data["least_function_words"]:
        return
    capitals, done = set(small), 0
    for i in sorted(small):
        if i <= done:
            continue
        first = last = i
        while first - 1 > done and _title_like(tokens, first - 1):
            first -= 1
        while _title_like(tokens, last + 1):
            last += 1
        done = last
        run = [k for k in range(first, last + 1) if tokens.text[k][0].isalnum()]
        function_words = [tokens.lower[k] for k in run if k in capitals]
        if (
            len(run) >= rule.data["least_words"]
            and len(function_words) >= rule.data["least_function_words"]
            and not rules.words("finite").isdisjoint(tokens.lower[run[0] : last])
            and document.block_at(tokens.start[i]).kind not in _TITLES
            and _in_sentence(tokens, first - 1, last + 1)
        ):
            yield rule.finding(tokens.span(run[0], run[-1]))


def _in_sentence(tokens: Tokens, before: int, after: int) -> bool:
    """Whether a run has lower case beside it or ends in a stop, and is neither quoted nor the headline of the text."""
    if tokens.lower[before] in _QUOTES or tokens.lower[after] in _QUOTES:
        return False
    if tokens.text[after].islower() or tokens.text[before].islower():
        return True
    return tokens.lower[after] == "." and before > 0  # the first token is an empty one


def _title_like(tokens: Tokens, i: int) -> bool:
    text = tokens.text[i]
    return bool(text) and (text[0].isupper() or text[0].isdigit() or text in {",", "-", "–", "'", "’", "%"})


def _names(document: Document, short_id: str, found: Set[str], rules: Rules) -> Iterator[Finding]:
    """Lower-case names where the document writes at least as many of them with a capital."""
    tokens = document.tokens
    places = sorted(i for word in found for i in document.words[word])
    low = [i for i in places if tokens.text[i].islower() and tokens.lower[i + 1] not in rules.words("lexical")]
    low = [i for i in low if _free(tokens, i)]
    if 0 < len(low) <= sum(tokens.text[i].istitle() for i in places):
        for i in low:
            yield rules[short_id].finding(tokens.span(i, i), tokens.text[i].capitalize(), text=tokens.text[i])


def _free(tokens: Tokens, i: int) -> bool:
    """Not a part of an address, a tag or a name with hyphens."""
    before = tokens.lower[i - 1] if tokens.glued(i - 1) else ""
    after = tokens.lower[i + 1] if tokens.glued(i) and tokens.glued(i + 1) and tokens.lower[i + 2] else ""
    return not (before in _ADDRESS or (after in _ADDRESS and tokens.lower[i + 2].isalnum()) or before == after == "-")


def _i(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for word in rules.words("contracted") & document.words.keys():
        for i in document.words[word]:
            if tokens.text[i].islower() and (word != "i" or tokens.lower[i + 1] in rules.words("verbs")):
                span = tokens.span(i, i)
                yield rules["lower-case-i"].finding(span, tokens.text[i].capitalize(), text=tokens.text[i])
