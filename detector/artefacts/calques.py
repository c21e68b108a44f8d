"""Phrases put together in English the way another language puts them, and false friends.

Bad:  The museum makes part of the foundation.      Good: The museum is part of the foundation.

Each rule lists phrases of one source language with the native wording. `strength` says how often native English has them:
"strong" never, "medium" hardly ever, "weak" now and then. Phrases in company, where others stand within reach, are surer than one
alone; both are measured. Deliberately missed: odd collocations that no list has, which need a model or the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from detector.document import Document
from detector.language import phrases
from detector.language.names import language_name
from detector.model import Finding, Rule
from detector.rulebook import Rules

# Policy: two others within about a page. With these, weak phrases were right 101 of 124 times in company, 600 of 833 alone.
_REACH = 300  # words on either side
_COMPANY = 2  # other phrases

Match = phrases.Match[Rule]


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    found = rules.derived(Rules.phrases).find(document.tokens, document.words)
    matches = (Match(match.first, match.last, rules.by_id[match.owner]) for match in found)
    places = list(_places(_longest(match for match in matches if _fits(document, match))))
    for place, company in zip(places, _company(document, places), strict=True):
        for match in place:
            rule = match.owner
            sources = [
                f"{language_name(other.owner.language or '')} “{other.owner.data['source']}”" for other in _alike(match, place)
            ]
            grade = rule.data["strength"] + (" in company" if company >= _COMPANY else "")
            span = document.tokens.span(match.first, match.last)
            text, write = document.text[span.start : span.end], rule.data["write"]
            finding = rule.finding(span, write, grade=grade, text=text, write=write, source=" or ".join(sources))
            yield finding if len(sources) == 1 else replace(finding, source_language=None)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """The matches in order; of those of one rule that overlap, the first and longest."""
    kept: list[Match] = []
    ends: dict[str, int] = {}
    for match in sorted(matches, key=lambda match: (match.first, -match.last, match.owner.id)):
        if match.first > ends.get(match.owner.id, -1):
            kept.append(match)
            ends[match.owner.id] = match.last
    return kept


def _places(found: list[Match]) -> Iterator[list[Match]]:
    """Matches that overlap, as one place: several languages may have the same expression."""
    place: list[Match] = []
    end = -1
    for match in found:
        if match.first > end and place:
            yield place
            place = []
        place.append(match)
        end = max(end, match.last)
    if place:
        yield place


def _alike(match: Match, place: list[Match]) -> list[Match]:
    """A match and those of other languages that start at the same word."""
    others = (other for other in place if other.first == match.first and other.owner.language != match.owner.language)
    return [match, *{other.owner.language: other for other in others}.values()]


def _company(document: Document, places: list[list[Match]]) -> Iterator[int]:
    """For each place the number of other phrases within reach; the same words again are no company."""
    lower = document.tokens.lower
    wording = [" ".join(lower[place[0].first : place[0].last + 1]) for place in places]
    starts = [place[0].first for place in places]
    near: Counter[str] = Counter()
    left = right = 0
    for start in starts:
        while right < len(places) and starts[right] <= start + _REACH:
            near[wording[right]] += 1
            right += 1
        while starts[left] < start - _REACH:
            near[wording[left]] -= 1
            if not near[wording[left]]:
                del near[wording[left]]
            left += 1
        yield len(near) - 1


def _fits(document: Document, match: Match) -> bool:
    """Whether the words beside the phrase allow it."""
    text, data = document.tokens, match.owner.data
    before, after = text.lower[match.first - 1], text.lower[match.last + 1]
    return (
        before not in data.get("not_preceded_by", ())
        and after not in data.get("not_followed_by", ())
        and before in data.get("preceded_by", (before,))
        and after in data.get("followed_by", (after,))
    )
