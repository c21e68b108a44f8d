"""Names translated word for word, read as common words or taken for others: institutions, newspapers, parties, people, places.

Bad:  The visit was confirmed by Elysium Palace.     Good: The heroes hope to reach Elysium.

Each rule lists the renderings of one name that were seen or are to be expected, with the context that tells them from the same
words in native English. Deliberately missed: names that no list has; tests without a list were right less than once in ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from detector.document import Document
from detector.language.tokens import tokenize
from detector.model import Block, Finding, Rule, Tokens
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    index, tokens = rules.derived(_index), document.tokens
    possessive = {word.removesuffix("'s") for word in document.words if word.endswith("'s")}
    for word in index.keys() & (document.words.keys() | possessive):
        beside = index[word]
        for position in _positions(document, word):
            for rendering in (*beside.get(tokens.lower[position - 1], ()), *beside.get("", ())):
                first = position - rendering.anchor
                if first > 0 and _matches(tokens, first, rendering) and _fits(document, first, rendering, rules):
                    last = first + len(rendering.words) - 1
                    end = tokens.end[last] - 2 * (tokens.lower[last] != rendering.lower[-1])
                    yield rendering.rule.finding(
                        Span(tokens.start[first], end),
                        rendering.write,
                        text=document.text[tokens.start[first] : end],
                        name=rendering.write,
                        source=rendering.rule.data["source"],
                    )


def _positions(document: Document, word: str) -> list[int]:
    """Where a word stands, with or without a possessive ending."""
    return document.words.get(word, []) + document.words.get(word + "'s", [])


class _Rendering(NamedTuple):
    rule: Rule
    words: tuple[str, ...]  # lower case where the text may have any case
    lower: list[str]
    anchor: int  # position of the word under which the rendering is indexed
    write: str
    near: tuple[tuple[tuple[str, ...], ...], ...]  # groups of alternative contexts, each of one or more words
    not_near: tuple[tuple[str, ...], ...]
    not_followed_by: frozenset[str]
    not_preceded_by: frozenset[str]
    reporting_verb: bool
    press: bool
    quoted: bool


_CASE_KEYS = frozenset(
    {"wrong", "write", "near", "not_near", "not_followed_by", "not_preceded_by", "reporting_verb", "press", "quoted"}
)


def _index(rules: Rules) -> dict[str, dict[str, list[_Rendering]]]:
    """Every rendering under its longest word after the first, and the word before that (nothing for a single word)."""
    index: dict[str, dict[str, list[_Rendering]]] = {}
    for rule in rules.by_id.values():
        contexts = rules.data[rule.id.split("/")[1]].get("contexts", {})
        for case in rule.data["cases"]:
            unknown = case.keys() - _CASE_KEYS
            if unknown:
                raise ValueError(f"{rule.id}: a case has no key {sorted(unknown)[0]!r}; it knows {sorted(_CASE_KEYS)}")
            for wrong in case["wrong"]:
                rendering = _rendering(rule, wrong, case, contexts)
                before = rendering.lower[rendering.anchor - 1] if rendering.anchor else ""
                index.setdefault(rendering.lower[rendering.anchor], {}).setdefault(before, []).append(rendering)
    return index


def _rendering(rule: Rule, wrong: str, case: dict[str, Any], contexts: dict[str, list[str]]) -> _Rendering:
    words = _words(wrong)
    return _Rendering(
        rule=rule,
        words=words,
        lower=[word.lower() for word in words],
        anchor=max(range(len(words)), key=lambda i: (i > 0, len(words[i]))),
        write=case.get("write", rule.data["name"]),
        near=tuple(_group(group, contexts) for group in case.get("near", ())),
        not_near=tuple(phrase for group in case.get("not_near", ()) for phrase in _group(group, contexts)),
        not_followed_by=frozenset(case.get("not_followed_by", ())),
        not_preceded_by=frozenset(case.get("not_preceded_by", ())),
        reporting_verb=case.get("reporting_verb", False),
        press=case.get("press", False),
        quoted=case.get("quoted", False),
    )


def _words(phrase: str) -> tuple[str, ...]:
    tokens = tokenize(phrase, [Block(Span(0, len(phrase)), "paragraph")])
    return tuple(text.replace("’", "'") for text in tokens.text[1:-2])


def _group(group: str, contexts: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    phrases: list[str] = []
    for member in map(str.strip, group.split(",")):
        phrases += contexts[member[1:]] if member.startswith("@") else [member]
    return tuple(map(_words, phrases))


def _matches(tokens: Tokens, first: int, rendering: _Rendering) -> bool:
    found = tokens.lower[first : first + len(rendering.lower)]
    if found != rendering.lower and found != [*rendering.lower[:-1], rendering.lower[-1] + "'s"]:
        return False
    last = first + len(rendering.words) - 1
    for i, word in enumerate(rendering.words, first):
        if word[0].isupper() and not tokens.text[i][0].isupper():
            return False
        if word.isupper() and not tokens.text[i].removesuffix("'s").removesuffix("’s").isupper():
            return False
    return not (tokens.glued(last) and tokens.lower[last + 1] in {"-", "_", "/"}) and not (
        tokens.glued(first - 1) and tokens.lower[first - 1] in {"-", "_", "/", "#", "@"}
    )


def _fits(document: Document, first: int, rendering: _Rendering, rules: Rules) -> bool:
    tokens = document.tokens
    last = first + len(rendering.words) - 1
    after, before = tokens.text[last + 1], tokens.text[first - 1]
    if after in rendering.not_followed_by or after.lower() in rendering.not_followed_by:
        return False
    if before in rendering.not_preceded_by or before.lower() in rendering.not_preceded_by:
        return False
    if rendering.reporting_verb and not _within(tokens, first, last, _REPORTING_REACH, rules.words("reporting_verbs")):
        return False
    if rendering.press and not _within(tokens, first, last, _PRESS_REACH, rules.words("press_words")):
        return False
    if rendering.quoted and not (before in _OPENING and after in _CLOSING):
        return False
    if not all(_near(document, first, last, group) for group in rendering.near):
        return False
    return not (rendering.not_near and _near(document, first, last, rendering.not_near))


# Words on either side of the rendering. A verb of saying and a press word must belong to the name; a topic may be a few
# sentences away.
_REPORTING_REACH, _PRESS_REACH, _TOPIC_REACH = 3, 6, 60
_OPENING = frozenset("“\"'‘*_«")
_CLOSING = frozenset("”\"'’*_»,")


def _within(tokens: Tokens, first: int, last: int, reach: int, words: frozenset[str]) -> bool:
    around = [*tokens.lower[max(first - reach, 0) : first], *tokens.lower[last + 1 : last + 1 + reach]]
    return not words.isdisjoint(around)


def _near(document: Document, first: int, last: int, group: tuple[tuple[str, ...], ...]) -> bool:
    tokens = document.tokens
    for phrase in group:
        size = len(phrase)
        for i in _positions(document, phrase[0].lower()):
            outside = i + size <= first or i > last
            if outside and first - _TOPIC_REACH <= i <= last + _TOPIC_REACH and i + size <= len(tokens):
                if all(_same(tokens.text[i + k], word) for k, word in enumerate(phrase)):
                    return True
    return False


def _same(text: str, word: str) -> bool:
    """Case as written, or any case for a lower-case word; a possessive ending does not matter."""
    text = text.removesuffix("'s").removesuffix("’s")
    return text == word or (word.islower() and text.lower() == word)
