"""Sentences cut in two by a full stop that does not belong there.

Bad:  She met him during the holiday. holiday in 2019 was short.      Good: He moved to Acme Inc. in 2019.
Bad:  They left the hall. because it was late.                        Good: the whole page is in lower case. like this.

Abbreviations, quoted fragments, transcripts and pages that do not care about capitals stay silent. Deliberately missed: fragments
that start with a capital, since native writers use them for effect.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.language.frequency import zipf
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    lower, text = tokens.lower, tokens.text
    stops = [i for i in document.words.get(".", ()) if text[i + 1].isalpha() and not tokens.glued(i)]
    small = [i for i in stops if text[i + 1].islower() and _full_stop(tokens, i, rules)]
    # Where lower case after a stop is a habit, it says nothing: at most every tenth sentence may start so.
    if not small or len(small) > max(1, len(stops) * rules["lower-case-start"].data["most_share"]):
        return
    if any(text[i] == "i" for i in document.words.get("i", ())):
        return
    for i in small:
        content = lower[i + 1] not in rules.words("continuations") | rules.words("determiners")
        again = next((k for k in (i - 1, i - 2) if content and lower[k] == lower[i + 1]), None)
        if again is not None:  # "holiday. holiday", "summer holiday. summer"
            yield rules["word-on-both-sides"].finding(tokens.span(again, i + 1), text=text[i + 1])
        elif lower[i + 1] in rules.words("continuations"):
            parted = document.text[tokens.start[i - 1] : tokens.end[i + 1]]
            yield rules["lower-case-start"].finding(tokens.span(i, i + 1), f" {text[i + 1]}", text=parted)


def _full_stop(tokens: Tokens, i: int, rules: Rules) -> bool:
    """A stop that ends a plain word, not an abbreviation, an initial, an ellipsis or a quoted title."""
    before = tokens.lower[i - 1]
    return (
        tokens.glued(i - 1)
        and before.isalpha()
        and len(before) > 3
        and tokens.text[i - 1].islower()
        and before not in rules.words("abbreviations")
        and tokens.lower[i - 2] not in {".", ""}
        and zipf(before) > 0
    )
