"""Articles and prepositions with nothing to hold on to: leftovers of the source's word order.

Bad:  “It was planned,” a said a spokesman.     Good: “It was planned,” said a spokesman.
Bad:  Several the of members left.              Good: She had lived in in-between places.

Deliberately missed: missing articles, wrong prepositions, and pairs of prepositions that native English uses ("from behind",
"logged on at the desk").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.language import frequency, verb_forms
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    lower = tokens.lower
    suspicious = rules.derived(_suspicious)
    for article, wrong_sounds in (("a", "aeiou18"), ("an", "bcdfghjklmnpqrstvwyz12345679"), ("the", "")):
        for i in document.words.get(article, ()):
            if lower[i + 1] in suspicious or lower[i + 1][:1] in wrong_sounds:
                yield from _after_article(tokens, i, rules)
    for first, seconds in rules.derived(_pairs).items():
        for i in document.words.get(first, ()):
            if tokens.lower[i + 1] in seconds:
                yield from _prepositions(tokens, i, rules)


def _suspicious(rules: Rules) -> frozenset[str]:
    return rules.words("reporting_verbs") | rules.words("determiners") | rules.words("no_noun")


def _pairs(rules: Rules) -> dict[str, frozenset[str]]:
    pairs = rules["two-prepositions"].data["pairs"]
    return {first: frozenset(seconds.split()) for first, seconds in pairs.items()}


def _after_article(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    lower, text = tokens.lower, tokens.text
    article, word, after = lower[i], lower[i + 1], lower[i + 2]
    if not _free(tokens, i) or (article == "a" and text[i] == "A" and lower[i - 1]):  # "vitamin A to", "A is"
        return
    if word in rules.words("reporting_verbs") and after in ("a", "an", "the"):
        yield rules["article-around-verb"].finding(
            tokens.span(i, i + 2), " ".join(text[i + 1 : i + 3]), text=" ".join(text[i : i + 3])
        )
    elif word in rules.words("determiners"):
        if word != article and text[i + 1].islower() and not (word == "a" and after in {".", ")", "la", "cappella"}):
            if not (tokens.glued(i + 1) and after in {"-", "'", "’", ")", ".", "*"}):
                yield rules["two-determiners"].finding(tokens.span(i, i + 1), text=" ".join(text[i : i + 2]))
    elif word in rules.words("no_noun"):
        if text[i + 1].islower() and after != "yet" and not (tokens.glued(i + 1) and after in {"-", "'", "’", ".", ")", "/"}):
            yield rules["article-without-noun"].finding(tokens.span(i, i + 1), text=" ".join(text[i : i + 2]))
    elif article != "the":
        name = text[i] == "An" and text[i + 1][0].isupper()  # the mayor An Jing
        wrong = None if name else _wrong_article(article, text[i + 1], rules)
        part = tokens.glued(i + 1) and (after == "/" or (after in {".", "'", "’", "-"} and len(word) < 3 and word.isalpha()))
        if wrong and not part:  # not in "an 1/8 share", "a U-turn"
            yield rules["a-an"].finding(tokens.span(i, i + 1), f"{wrong} {text[i + 1]}", text=" ".join(text[i : i + 2]))


def _free(tokens: Tokens, i: int) -> bool:
    """Not part of "a/the", "the-", "(a)", a quoted letter or a list mark."""
    return not tokens.glued(i) and not (tokens.glued(i - 1) and tokens.lower[i - 1] in {"-", "/", "'", "’", ".", "&", "‘"})


def _wrong_article(article: str, word: str, rules: Rules) -> str | None:
    """The article that the sound of the word asks for, if it is the other one. Only plain, common, unambiguous words."""
    number = _NUMBER.match(word)
    if number:
        right = _before_number(number[0])
        return right if right != article else None
    if not _PLAIN.fullmatch(word):
        return None
    lower = word.lower()
    if lower in rules.words("sounded_h"):
        return "a" if article == "an" else None
    vowel = lower[0] in "aeio" or (lower[0] == "u" and not lower.startswith(tuple(rules.data["you_sounds"])))
    if lower[0] == "h" or lower in rules.words("foreign") or lower.startswith(tuple(rules.data["exceptions"])):
        return None
    if frequency.zipf(lower) < rules["a-an"].data["min_zipf"]:
        return None
    right = "an" if vowel else "a"
    return right if right != article else None


_NUMBER = re.compile(r"\d{1,3}(?![\d.,:/])")


def _before_number(digits: str) -> str:
    """An 8, an 11, an 18, an 80; a 1, a 35, a 180."""
    return "an" if digits[0] == "8" or digits in ("11", "18") else "a"


_PLAIN = re.compile(r"[A-Z]?[a-z]{3,}")  # no acronyms, whose letters have sounds of their own


def _prepositions(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    lower, text = tokens.lower, tokens.text
    if lower[i + 2] not in rules.words("determiners") | {"the", "a", "an"} or not text[i + 1].islower():
        return
    before = lower[i - 1]
    if not text[i - 1].islower() or before in rules.words("before_particle") or tokens.glued(i - 1) or tokens.glued(i):
        return
    forms = verb_forms.table()
    if lower[i] in rules.words("particles"):
        # After a noun it may be the particle of a verb further back ("turned the lights on at the desk"): only verbs count,
        # and not those that take particles ("came on in the second half").
        wrong = before in forms.past_not_base and before not in rules.words("verbs_with_particle")
    else:
        # After a verb it may be stranded ("the hall they met at in the spring").
        verb = before in forms.bases or before in forms.past_not_base or before.removesuffix("s") in forms.bases
        wrong = not verb and not before.endswith("ing")
    if wrong:
        yield rules["two-prepositions"].finding(tokens.span(i, i + 1), text=" ".join(text[i : i + 2]))
