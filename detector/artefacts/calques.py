"""Phrases put together in English the way another language puts them, and false friends.

Bad:  The museum makes part of the foundation.      Good: The museum is part of the foundation.

Each rule lists phrases of one source language with the native wording. `strength` says how often native English has them:
"strong" never, "medium" hardly ever, "weak" now and then. Phrases in company, where others stand within reach, are surer than one
alone; both are measured. Deliberately missed: odd collocations that no list has, which need a model or the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from detector.document import Document
from detector.language import phrases
from detector.model import Finding, Rule
from detector.rulebook import Rules

_REACH = 300  # words on either side in which others count as company
_COMPANY = 2  # that many other phrases within reach


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    matches = rules.derived(_phrases).find(document.tokens, document.words)
    found = _longest(match for match in matches if _fits(document, match))
    for match, company in zip(found, _company(found), strict=True):
        rule = match.owner
        grade = rule.data["strength"] + (" in company" if company >= _COMPANY else "")
        span = document.tokens.span(match.first, match.last)
        text, write = document.text[span.start : span.end], rule.data["write"]
        yield rule.finding(span, write, grade=grade, text=text, write=write, source=rule.data["source"])


def _longest(matches: Iterable[phrases.Match[Rule]]) -> list[phrases.Match[Rule]]:
    """The matches in order; of those of one rule that overlap, the first and longest."""
    kept: list[phrases.Match[Rule]] = []
    ends: dict[str, int] = {}
    for match in sorted(matches, key=lambda match: (match.first, -match.last)):
        if match.first > ends.get(match.owner.id, -1):
            kept.append(match)
            ends[match.owner.id] = match.last
    return kept


def _company(found: list[phrases.Match[Rule]]) -> Iterator[int]:
    """For each match the number of other rules that match within reach."""
    near: Counter[str] = Counter()
    left = right = 0
    for match in found:
        while right < len(found) and found[right].first <= match.first + _REACH:
            near[found[right].owner.id] += 1
            right += 1
        while found[left].first < match.first - _REACH:
            near[found[left].owner.id] -= 1
            if not near[found[left].owner.id]:
                del near[found[left].owner.id]
            left += 1
        yield len(near) - 1


def _phrases(rules: Rules) -> phrases.Phrases[Rule]:
    return phrases.Phrases((phrase, rule) for rule in rules.by_id.values() for phrase in rule.data["phrases"])


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
