"""Chains of "of" where English has compounds and possessives: the word order of Romance, Slavic and Semitic genitives.

Bad:  the secretary of press of state, the chain of supply of shops     Good: the state press secretary, the supply chain of shops

One chain is good English ("the risk of conflict of interest"); where they come in numbers, nobody put the nouns into English
order.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    places = document.words.get("of", [])
    rule = rules["bare-nouns"]
    chains = [i for i in places if _is_chain(document.tokens, i, rules)]
    if len(chains) >= max(rule.data["least"], document.word_count / rule.data["words_a_chain"]):
        for i in chains:
            last = _last(document.tokens, i)
            span = document.tokens.span(i, last)
            yield rule.finding(span, text=document.text[span.start : span.end])


def _is_chain(tokens: Tokens, i: int, rules: Rules) -> bool:
    """Of, a bare noun in the singular, of, and another noun."""
    noun = tokens.lower[i + 1]
    if (
        tokens.lower[i + 2] != "of"
        or not (tokens.text[i + 1].islower() and noun.isalpha())
        or len(noun) < 3
        or noun.endswith("s")
    ):
        return False
    if noun in rules.words("no_noun") or noun in rules.words("measures") or noun.endswith(_OF_AN_ACTION):
        return False
    return tokens.lower[i + 3] not in rules.words("no_noun") and tokens.text[i + 3][:1].isalpha()


# "The date of delivery of the goods" is good English: nouns of actions take their objects with "of".
_OF_AN_ACTION = ("tion", "sion", "ment", "ance", "ence", "al", "ure", "ing", "ery")


def _last(tokens: Tokens, i: int) -> int:
    """The last noun of the chain that starts at an "of"."""
    last = i + 3
    if tokens.lower[last] == "the" and tokens.text[last + 1].isalpha():
        last += 1
    return last
