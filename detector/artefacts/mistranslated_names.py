"""Names translated word for word, read as common words or taken for others: institutions, newspapers, parties, people, places.

Bad:  The visit was confirmed by Elysium Palace.     Good: The heroes hope to reach Elysium.

Each rule lists the renderings of one name that were seen or are to be expected, with the context that tells them from the same
words in native English. Deliberately missed: names that no list has; tests without a list were right less than once in ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from detector.document import Document
from detector.language import tokens
from detector.model import Finding, Rule, Tokens
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    index, text = rules.derived(_index), document.tokens
    found = index.asleep.keys() & document.words.keys()
    found |= index.asleep.keys() & {word[:-2] for word in document.words if word[-2:] == "'s"}
    for word in found:
        beside = index.beside(word)
        alone = beside.get("", ())
        for position in _positions(document, word):
            for rendering in (*beside.get(text.lower[position - 1], ()), *alone):
                first = position - rendering.anchor
                if first > 0 and _matches(text, first, rendering) and _fits(document, first, rendering, rules):
                    last = first + len(rendering.words) - 1
                    end = text.end[last] - 2 * (text.lower[last] != rendering.lower[-1])
                    yield rendering.rule.finding(
                        Span(text.start[first], end),
                        rendering.write,
                        text=document.text[text.start[first] : end],
                        name=rendering.write,
                        source=rendering.rule.data["source"],
                    )


def _positions(document: Document, word: str) -> list[int]:
    """Where a word stands, with or without a possessive ending."""
    return document.words.get(word, []) + document.words.get(word + "'s", [])


class _Rendering(NamedTuple):
    """One wrong form. Its context conditions are looked at, and parsed, only where the words match."""

    rule: Rule
    words: list[str]  # lower case where the text may have any case
    lower: list[str]
    anchor: int  # position of the word under which the rendering is indexed
    case: dict[str, Any]
    contexts: dict[str, list[str]]

    @property
    def write(self) -> str:
        write: str = self.case.get("write", self.rule.data["name"])
        return write


_CASE_KEYS = frozenset(
    {"wrong", "write", "near", "not_near", "not_followed_by", "not_preceded_by", "reporting_verb", "press", "quoted"}
)


class _Index(NamedTuple):
    """Every rendering under its longest word after the first, and taken apart when that is first met: most never are."""

    asleep: dict[str, list[tuple[str, dict[str, Any], str]]]  # as written, its case and the id of its rule
    awake: dict[str, dict[str, list[_Rendering]]]  # by the word before that word; nothing for a single one
    rules: Rules

    def beside(self, word: str) -> dict[str, list[_Rendering]]:
        if word not in self.awake:
            beside: dict[str, list[_Rendering]] = {}
            self.awake[word] = beside
            for wrong, case, id_ in self.asleep[word]:
                words = tokens.words(wrong)
                lower = [each.lower() for each in words]
                anchor = lower.index(word, len(words) > 1)
                contexts = self.rules.data[id_.split("/")[1]].get("contexts", {})
                rendering = _Rendering(self.rules.by_id[id_], words, lower, anchor, case, contexts)
                beside.setdefault(lower[anchor - 1] if anchor else "", []).append(rendering)
        return self.awake[word]


def _index(rules: Rules) -> _Index:
    asleep: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
    for id_, cases in rules.each("cases"):
        for case in cases:
            unknown = case.keys() - _CASE_KEYS
            if unknown:
                raise ValueError(f"{id_}: a case has no key {sorted(unknown)[0]!r}; it knows {sorted(_CASE_KEYS)}")
            for wrong in case["wrong"]:
                words = wrong.split() if wrong.replace(" ", "").isalpha() else tokens.words(wrong)
                asleep.setdefault(max(words[1:] or words, key=len).lower(), []).append((wrong, case, id_))
    return _Index(asleep, {}, rules)


def _matches(text: Tokens, first: int, rendering: _Rendering) -> bool:
    """Whether the words stand there as whole words, with capitals where the rendering has them."""
    found = text.lower[first : first + len(rendering.lower)]
    if found != rendering.lower and found != [*rendering.lower[:-1], rendering.lower[-1] + "'s"]:
        return False
    last = first + len(rendering.words) - 1
    for i, word in enumerate(rendering.words, first):
        if word[0].isupper() and not text.text[i][0].isupper():
            return False
        if word.isupper() and not text.text[i].removesuffix("'s").removesuffix("’s").isupper():
            return False
    return not (text.glued(last) and text.lower[last + 1] in {"-", "_", "/"}) and not (
        text.glued(first - 1) and text.lower[first - 1] in {"-", "_", "/", "#", "@"}
    )


def _fits(document: Document, first: int, rendering: _Rendering, rules: Rules) -> bool:
    """Whether the context conditions of the rendering hold."""
    text, case = document.tokens, rendering.case
    last = first + len(rendering.words) - 1
    after, before = text.text[last + 1], text.text[first - 1]
    if not {after, after.lower()}.isdisjoint(case.get("not_followed_by", ())):
        return False
    if not {before, before.lower()}.isdisjoint(case.get("not_preceded_by", ())):
        return False
    if case.get("reporting_verb") and not _within(text, first, last, _REPORTING_REACH, rules.words("reporting_verbs")):
        return False
    if case.get("press") and not _within(text, first, last, _PRESS_REACH, rules.words("press_words")):
        return False
    if case.get("quoted") and not (before in _OPENING and after in _CLOSING):
        return False
    if not all(_near(document, first, last, group, rendering) for group in case.get("near", ())):
        return False
    return not any(_near(document, first, last, group, rendering) for group in case.get("not_near", ()))


# Words on either side of the rendering. A verb of saying and a press word must belong to the name; a topic may be a few
# sentences away.
_REPORTING_REACH, _PRESS_REACH, _TOPIC_REACH = 3, 6, 60
_OPENING = frozenset("“\"'‘*_«")
_CLOSING = frozenset("”\"'’*_»,")


def _within(text: Tokens, first: int, last: int, reach: int, words: frozenset[str]) -> bool:
    around = [*text.lower[max(first - reach, 0) : first], *text.lower[last + 1 : last + 1 + reach]]
    return not words.isdisjoint(around)


def _near(document: Document, first: int, last: int, group: str, rendering: _Rendering) -> bool:
    """Whether a member of a context group stands within reach: "Paris, Le Pen, @france"."""
    text = document.tokens
    for phrase in _members(group, rendering.contexts):
        size = len(phrase)
        for i in _positions(document, phrase[0].lower()):
            outside = i + size <= first or i > last
            if outside and first - _TOPIC_REACH <= i <= last + _TOPIC_REACH and i + size <= len(text):
                if all(_same(text.text[i + k], word) for k, word in enumerate(phrase)):
                    return True
    return False


def _members(group: str, contexts: dict[str, list[str]]) -> Iterator[list[str]]:
    for member in map(str.strip, group.split(",")):
        yield from map(tokens.words, contexts[member[1:]] if member.startswith("@") else [member])


def _same(text: str, word: str) -> bool:
    """Case as written, or any case for a lower-case word; a possessive ending does not matter."""
    text = text.removesuffix("'s").removesuffix("’s")
    return text == word or (word.islower() and text.lower() == word)
