"""What the text itself says about having been translated: notices, credits, notes of the translator, buttons of widgets.

Bad:  This article was machine-translated and may contain errors.      Good: Machine translation has come a long way.

A credit does not make a text bad; it says where to look, and keeps translations out of a corpus of native text. Deliberately
missed: "translated by" within running text, which speaks of other texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.language import phrases
from detector.model import Finding, Rule
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    taken = -1
    for match in sorted(rules.derived(_phrases).find(tokens, document.words), key=lambda match: (match.first, -match.last)):
        if match.first > taken and (not match.owner.data.get("opens") or _opens(document, match.first)):
            taken = match.last
            span = tokens.span(match.first, match.last)
            yield match.owner.finding(span, text=document.text[span.start : span.end])


def _phrases(rules: Rules) -> phrases.Phrases[Rule]:
    return phrases.Phrases((phrase, rule) for rule in rules.by_id.values() for phrase in rule.data["phrases"])


def _opens(document: Document, first: int) -> bool:
    """Whether nothing but brackets and marks stands before it in its paragraph."""
    start = document.block_at(document.tokens.start[first]).span.start
    return not any(char.isalnum() for char in document.text[start : document.tokens.start[first]])
