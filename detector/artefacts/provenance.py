"""What the text or its markup says about having been translated: notices, credits, notes of the translator, marks of tools.

Bad:  This article was machine-translated and may contain errors.      Good: Machine translation has come a long way.
Bad:  <html class="translated-ltr">, saved from a browser              Good: <html class="no-js">

A credit does not make a text bad; it says where to look, and keeps translations out of a corpus of native text. Of the marks in
markup, each rule is reported once, at the first, since a page has thousands. Deliberately missed: "translated by" within running
text, which speaks of other texts; `lang` that does not fit the text, which careless sites have too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from detector.document import Document
from detector.model import Finding, Rule, Tag
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    yield from _in_text(document, rules)
    yield from _in_markup(document, rules)


def _in_text(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    taken = -1
    found = rules.derived(Rules.phrases).find(tokens, document.words)
    for match in sorted(found, key=lambda match: (match.first, -match.last)):
        rule = rules.by_id[match.owner]
        if match.first > taken and (not rule.data.get("opens") or _opens(document, match.first)):
            taken = match.last
            span = tokens.span(match.first, match.last)
            yield rule.finding(span, text=document.text[span.start : span.end])


def _opens(document: Document, first: int) -> bool:
    """Whether nothing but brackets and marks stands before it in its paragraph."""
    start = document.block_at(document.tokens.start[first]).span.start
    return not any(char.isalnum() for char in document.text[start : document.tokens.start[first]])


class _Mark(NamedTuple):
    """One entry of `markup`: an attribute with a value that fits, in one of these elements (none: in any)."""

    elements: frozenset[str]
    value: re.Pattern[str]
    rule: Rule


def _in_markup(document: Document, rules: Rules) -> Iterator[Finding]:
    """One finding for each rule, at its first mark, with the number of tags that have one."""
    marks = rules.derived(_marks) if document.tags else {}
    found: dict[str, tuple[Rule, Tag, str]] = {}
    counts: dict[str, int] = {}
    for tag in document.tags:
        for id_, (rule, text) in _marked(tag, marks).items():
            found.setdefault(id_, (rule, tag, text))
            counts[id_] = counts.get(id_, 0) + 1
    for id_, (rule, tag, text) in found.items():
        times = "once" if counts[id_] == 1 else f"{counts[id_]:,} times"
        yield replace(rule.finding(Span(0, 0), text=text, times=times), markup=tag.span)


def _marked(tag: Tag, marks: dict[str, list[_Mark]]) -> dict[str, tuple[Rule, str]]:
    """The rules that a tag speaks for, by id, and what in it does."""
    return {
        mark.rule.id: (mark.rule, match[0].strip() or attribute)
        for attribute in tag.attributes
        if attribute in marks
        for mark in marks[attribute]
        if not mark.elements or tag.name in mark.elements
        if (match := mark.value.search(tag.attributes[attribute]))
    }


def _marks(rules: Rules) -> dict[str, list[_Mark]]:
    """The marks of all rules by the attribute that they are about."""
    index: dict[str, list[_Mark]] = {}
    for rule in rules.by_id.values():
        for entry in rule.data.get("markup", ()):
            mark = _Mark(frozenset(entry.get("elements", "").split()), re.compile(entry.get("value", ""), re.IGNORECASE), rule)
            for attribute in entry["attributes"].split():
                index.setdefault(attribute, []).append(mark)
    return index
