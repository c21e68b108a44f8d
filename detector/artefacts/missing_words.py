"""Words that the translation left out: subjects that many languages do without, and gaps where a word came out as nothing.

Bad:  "The mill is closed," said.           Good: "The mill is closed," he said.
Bad:  They stayed at home because was late. Good: They stayed at home because it was late.

Spanish, Italian, Polish, Japanese and many others drop the subject; word-for-word engines leave it out in English. Deliberately
missed: clauses whose verb could be an imperative or a noun, questions, notes and diaries, which drop "I" on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.document import Document
from detector.language import verb_forms
from detector.model import Finding, Tokens
from detector.offsets import Span
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    if "  " in document.text:
        yield from _gaps(document, rules)
    yield from _said(document, rules)
    yield from _at_start(document, rules)
    yield from _after_conjunction(document, rules)


_GAP = re.compile(r"  (?<=[^\s.!?:…]  ) ?(?=([a-z]*))(?=\S)")  # not after a sentence, where many type two blanks


def _gaps(document: Document, rules: Rules) -> Iterator[Finding]:
    """Doubled blanks inside sentences, where they are many: an engine that puts an empty word between two blanks."""
    rule = rules["gap"]
    gaps = list(_GAP.finditer(document.text))
    if len(gaps) < max(rule.data["least"], document.word_count / rule.data["words_a_gap"]):
        return
    verbs = verb_forms.table()
    for gap in gaps:
        verb = gap[1]
        if not (verb in rules.words("auxiliaries") or verb in verbs.pasts or verb in verbs.bases - rules.words("also_nouns")):
            yield rules["doubled-blank"].finding(Span(*gap.span()), " ")
        else:
            start = max(document.text.rfind(" ", 0, gap.start()) + 1, document.block_at(gap.start()).span.start)
            yield rule.finding(Span(start, gap.end(1)), text=document.text[start : gap.end(1)])


def _said(document: Document, rules: Rules) -> Iterator[Finding]:
    """“…,” said. and “…,” said at the end of a paragraph, Said: at the start of one: nobody says it."""
    tokens = document.tokens
    for verb in rules.words("said") & document.words.keys():
        for i in document.words[verb]:
            quoted = tokens.lower[i - 1] in _CLOSING and tokens.lower[i - 2] in _BEFORE_CLOSING and tokens.glued(i - 2)
            after = quoted and tokens.lower[i + 1] in {"", "."} and tokens.text[i].islower() and not tokens.glued(i - 1)
            before = tokens.text[i] == "Said" and tokens.lower[i - 1] in {"", "."} and tokens.lower[i + 1] == ":"
            if after or before:
                yield rules["subject-of-said"].finding(tokens.span(i, i), text=tokens.text[i])


_CLOSING = frozenset("\"”'’")
_BEFORE_CLOSING = frozenset(",.!?")


def _at_start(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    for verb in rules.words("finite") & document.words.keys():
        for i in document.words[verb]:
            adverb = tokens.lower[i - 1] in rules.words("adverbs") and tokens.text[i - 1][0].isupper()
            if adverb and tokens.lower[i - 2] in _BEFORE_SENTENCE and _participle_or_place(tokens.lower[i + 1], rules):
                yield rules["subject-at-start"].finding(tokens.span(i - 1, i), text=f"{tokens.text[i - 1]} {tokens.text[i]}")
            if tokens.text[i][0].isupper() and tokens.lower[i - 1] in _BEFORE_SENTENCE and _statement(tokens, i, verb, rules):
                yield rules["subject-at-start"].finding(tokens.span(i, i + 1), text=f"{tokens.text[i]} {tokens.text[i + 1]}")


_BEFORE_SENTENCE = frozenset({"", ".", '"', "“"})
_LONGEST = 40  # tokens; a sentence that has not ended by then is no question either


def _statement(tokens: Tokens, i: int, verb: str, rules: Rules) -> bool:
    """A finite verb with something after it that is no subject, in a sentence that is no question."""
    after = tokens.text[i + 1]
    if not after.islower() or not after.isalpha() or tokens.glued(i) or tokens.lower[i + 1] in rules.words("subjects"):
        return False
    if verb != "am" and not _completes(tokens.lower[i + 1], tokens.lower[i + 2], rules):
        return False
    sentence = tokens.lower[i + 1 : i + _LONGEST]
    for word in sentence:
        if word in {"?", "!", "", "."}:
            return word != "?"
    return False


def _completes(word: str, after: str, rules: Rules) -> bool:
    """Whether a word goes on after "is" or "has" and can be no subject: "is important to", "has given", "was also"."""
    participle = word in verb_forms.table().past_not_base
    return word in rules.words("predicates") or (participle and after in rules.words("after_participle"))


def _participle_or_place(word: str, rules: Rules) -> bool:
    """What goes on after "are" and is no subject: "at", "not", "researching", "closed"."""
    return word in rules.words("after_auxiliary") or word.endswith("ing") or word in verb_forms.table().past_not_base


def _after_conjunction(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    firm, loose = rules.words("conjunctions"), rules.words("loose_conjunctions")
    for conjunction in (firm | loose) & document.words.keys():
        for i in document.words[conjunction]:
            if conjunction in loose and (tokens.text[i][0].isupper() or not _participle_or_place(tokens.lower[i + 2], rules)):
                continue  # "When is the time?", "since had the road been open"
            verb, after = tokens.lower[i + 1], tokens.lower[i + 2]
            if verb in rules.words("auxiliaries") and tokens.text[i + 1].islower() and not tokens.glued(i):
                asked = tokens.lower[i - 1] in rules.words("naming") or after in rules.words("pronouns")
                if not asked and after.isalpha() and tokens.text[i + 2].islower():
                    text = f"{tokens.text[i]} {tokens.text[i + 1]}"
                    yield rules["subject-after-conjunction"].finding(tokens.span(i, i + 1), text=text, word=tokens.text[i])
