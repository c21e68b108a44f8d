"""Phrases put together in English the way another language puts them, and false friends.

Bad:  The museum makes part of the foundation.      Good: The museum is part of the foundation.

Each rule lists phrases of one source language with the native wording. `strength` says how often native English has them:
"strong" never, "medium" hardly ever, "weak" now and then. A weak phrase counts only in company: where others stand within
reach. Deliberately missed: odd collocations that no list has, which need a model or the source.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.language import phrases
from detector.model import Finding, Rule
from detector.rulebook import Rules

_REACH = 300  # words on either side in which others count as company
_COMPANY = 2  # other phrases within reach that a weak one needs


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    found = [match for match in phrases.find(document.tokens, document.words, rules.derived(_table)) if _fits(document, match)]
    found.sort(key=lambda match: (match.first, -match.last))
    for match in found:
        rule = match.owner
        span = document.tokens.span(match.first, match.last)
        text = document.text[span.start : span.end]
        yield rule.finding(span, rule.data["write"], text=text, write=rule.data["write"], source=rule.data["source"])


def _table(rules: Rules) -> dict[str, list[phrases.Phrase[Rule]]]:
    return phrases.index((phrase, rule) for rule in rules.by_id.values() for phrase in rule.data["phrases"])


def _fits(document: Document, match: phrases.Match[Rule]) -> bool:
    """Whether the words beside the phrase allow it."""
    text, data = document.tokens, match.owner.data
    before, after = text.lower[match.first - 1], text.lower[match.last + 1]
    return (
        before not in data.get("not_preceded_by", ())
        and after not in data.get("not_followed_by", ())
        and before in data.get("preceded_by", (before,))
        and after in data.get("followed_by", (after,))
    )
