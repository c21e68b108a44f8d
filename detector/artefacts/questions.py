"""Questions that end in a full stop: the order of words was turned, the mark was not.

Bad:  Are you serious.                     Good: Could you close the door.
Bad:  How does this work.                  Good: What is done is done.

Deliberately missed: indirect questions, requests in the form of a question ("would you please ..."), questions
without an auxiliary at the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules

_LONGEST = 30  # tokens; longer sentences that start like a question mostly turn out to be something else


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for word in rules.words("openers") & document.words.keys():
        for i in document.words[word]:
            if tokens.lower[i - 1] in _BEFORE and tokens.text[i][0].isupper() and _asks(tokens, i, rules):
                end = _stop(tokens, i)
                if end is not None and _whole(tokens, i, end, rules):
                    span = tokens.span(i, end)
                    yield rules["full-stop"].finding(span, document.text[span.start : span.end - 1] + "?")


_BEFORE = frozenset({"", ".", "?", "!", "“", '"', "…", "‘"})


def _asks(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Whether a sentence starts like a question: [wh-word] auxiliary subject."""
    lower = tokens.lower
    if lower[i] in rules.words("wh_words"):
        i += 1
        if lower[i] not in rules.words("after_wh"):
            return False
        if lower[i] in ("do", "does", "did") and lower[i - 1] not in ("what", "who"):  # not "What did the trick."
            return lower[i + 1] in rules.words("subjects") | rules.words("determiners")
        return lower[i + 1] in rules.words("subjects")
    if lower[i] in ("do", "have") and lower[i + 1] not in rules.words("people"):
        return False  # "Do it." and "Have that ready." are orders
    if lower[i] in rules.words("modals") and lower[i + 1] in ("you", "we"):
        return False  # a request
    if lower[i] == "were" and lower[i + 1] in ("i", "he", "she", "it"):
        return False  # "Were I young I would go."
    return lower[i + 1] in rules.words("subjects")


def _stop(tokens: Tokens, first: int) -> int | None:
    """The full stop that ends the sentence, if that is what ends it."""
    for i in range(first + 2, min(first + _LONGEST, len(tokens))):
        mark = tokens.lower[i]
        if mark in {"?", "!", "…", "", ";", ":", "—", "–"}:
            return None
        if mark == ".":
            abbreviated = tokens.text[i - 1][0].isupper() and len(tokens.text[i - 1]) < 4
            return (
                None
                if abbreviated or tokens.lower[i + 1] in {".", "?"} or (tokens.glued(i) and tokens.lower[i + 1].isalnum())
                else i
            )
    return None


def _whole(tokens: Tokens, first: int, end: int, rules: Rules) -> bool:
    inside = tokens.lower[first:end]
    if not rules.words("requests").isdisjoint(inside):
        return False
    # "Had we known, we would have left" and "Should you need help, call": a second clause after a comma makes it a condition.
    if "," in inside:
        return False
    return not any(mark in inside for mark in ('"', "“", "”"))
