"""Attributions of statements built as in the source language.

Bad:  The talks were useful, indicated the ministry.           Good: The ministry indicated that talks were useful.
Bad:  She said in a conversation with the newspaper that ...   Good: She told the newspaper that ...
Bad:  ..., said the Kremlin. “We will see,” he added.          Good: ..., the Kremlin said, adding ...

Verb before an institution after a quotation is at home in French, German and Slavic news prose; English inverts only "said" and a
few more, and seldom before an institution. Deliberately missed: inversion with "said", which native writers use.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for word in rules.words("inverted_verbs") & document.words.keys():
        for i in document.words[word]:
            yield from _inverted(tokens, i, rules)
    for i in document.words.get("conversation", ()):
        yield from _conversation(tokens, i, rules)
    for word in rules.words("institutions") & document.words.keys():
        for i in document.words[word]:
            yield from _institution_he(tokens, i, rules)


def _inverted(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    """”, indicated the ministry."""
    lower = tokens.lower
    quoted = lower[i - 1] in _MARKS or (lower[i - 1] == "," and lower[i - 2] in _MARKS)
    if not (quoted or lower[i - 1] == ",") or lower[i + 1] not in ("the", "a", "an") or not tokens.text[i].islower():
        return
    for last in range(i + 2, i + 6):  # the ministry; the Czech foreign ministry
        if lower[last] in rules.words("speakers") or (lower[last] in rules.words("institutions") and lower[last + 1] in _ENDS):
            relative = lower[last + 1] == "," and lower[last + 2] in ("who", "which", "whose", "where")
            # Without a quotation before it, "..., announced the director of the line, and left" is a second deed.
            ends = lower[last + 1] in (_ENDS | {"for", "of", "in", "on"} if quoted else {".", ""})
            if ends and not relative:
                more = " …" if lower[last + 1] in _LINKS else ""  # "the head of the harbour police"
                subject = " ".join(tokens.text[i + 1 : last + 1]) + more
                yield rules["inverted"].finding(tokens.span(i, i), verb=tokens.text[i], subject=subject)
            return
        if not lower[last].isalpha() or lower[last] in _LINKS:  # "declared a success by the council"
            return


_MARKS = frozenset({'"', "”", "’", "'", "»", "“"})
_QUOTE_ENDS = _MARKS | {","}
_LINKS = frozenset({"by", "of", "for", "in", "on", "to", "with", "and"})
_ENDS = frozenset({".", ",", "", ";", "“", '"', "—", "–", "on", "in"})


def _conversation(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    """said in a conversation with"""
    lower = tokens.lower
    spoken = lower[i - 3] in rules.words("saying") and lower[i - 2] == "in" and lower[i - 1] == "a" and lower[i + 1] == "with"
    if spoken and not rules.words("media").isdisjoint(lower[i + 2 : i + 8]):
        yield rules["in-conversation-with"].finding(tokens.span(i - 3, i + 1), "told")


def _institution_he(tokens: Tokens, i: int, rules: Rules) -> Iterator[Finding]:
    """... indicated the ministry. “We will see”, he added."""
    lower = tokens.lower
    says = rules.words("inverted_verbs") | rules.words("saying")
    # The institution speaks: "said the ministry", "the ministry said".
    spoke = not says.isdisjoint(lower[max(i - 4, 0) : i]) and lower[i + 1] in _ENDS
    if not spoke or (lower[i - 1] not in ("the", "a") and lower[i - 2] != "the"):
        return
    # The next attribution comes from "he", with no person named between.
    for k in range(i + 1, min(i + 1 + _REACH, len(tokens) - 2)):
        if lower[k] in ("he", "she") and lower[k - 1] in _QUOTE_ENDS and lower[k + 1] in says:
            yield rules["institution-as-person"].finding(
                tokens.span(k, k), "it", pronoun=tokens.text[k], institution=tokens.text[i]
            )
            return
        named = tokens.text[k][:1].isupper() and lower[k] not in ("the", "it", "we", "i", "this", "in", "he", "she", "they")
        sentence_start = lower[k - 1] in {".", "”", "“", '"', "", "?", "!"}
        if (named and not sentence_start) or lower[k] in rules.words("speakers") or lower[k] in says:
            return


_REACH = 60  # words; a pronoun further away has another antecedent
