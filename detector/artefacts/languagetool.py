"""What a LanguageTool server found: slips that translations make more often than native writers, or that are real ones.

Bad:  It is a good news for a citizen of USA.      Good: It is good news for a citizen of the USA.

Nearly all of LanguageTool's thousands of rules fire as often on native text as on translation; rules/languagetool.toml has those
that do not, in our words. The others are off, and speak for themselves if they are selected. The asking is done before
(`detector.languagetool`): without a server there is nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.model import PLACEHOLDER, Finding
from detector.rulebook import Rules

_MOST_SUGGESTIONS = 3


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    patterns = rules.derived(_patterns)
    for match in document.matches:
        text = document.text[match.span.start : match.span.end]
        wanted = patterns.get(match.rule)
        if PLACEHOLDER in text or (wanted and not wanted.fullmatch(text)):  # inline code was sent as a word
            continue
        suggestions = match.replacements[:_MOST_SUGGESTIONS]
        yield rules[match.rule].finding(match.span, *suggestions, text=text, said=match.message)


def _patterns(rules: Rules) -> dict[str, re.Pattern[str]]:
    """What must be marked for a rule of LanguageTool to count, where it is right about some of its matches only."""
    return {id_.split("/")[1]: re.compile(rule.data["marked"]) for id_, rule in rules.by_id.items() if "marked" in rule.data}
