"""A word written twice in a row: decoders and glued fragments repeat themselves.

Bad:  They agreed to to wait.        Good: He said that that day would come.

Deliberately missed: doublings that native English uses ("had had", "very very", "log in in the morning"), words with a comma
between them, names that are doubled themselves ("Bora Bora"), and whatever stands in a transcript of speech ("um", "uh").
"""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterator

from detector.document import Document
from detector.language import frequency
from detector.model import Finding, Tokens
from detector.rulebook import Rules

_QUOTES = frozenset("“”\"‘’'")
# A syllable of Chinese in pinyin: names that double one are common (Han Han, Fang Fang).
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:a|ai|an|ang|ao|e|ei|en|eng|i|ia|ian|iang|iao|ie|in|ing|iong|iu|o|ong|ou|u|ua|uai|uan|uang|ue|ui|un|uo)"
)
_CLAUSE_ENDS = frozenset({"", ".", ",", ";", ":", "!", "?", ")", '"', "”"})


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    lower = tokens.lower
    spoken = not rules.words("disfluencies").isdisjoint(document.words)
    for i in itertools.compress(itertools.count(), map(operator.eq, lower, lower[1:])):
        if lower[i][:1].isalnum() and _once_only(tokens, i):
            rule = _rule(tokens, i, rules)
            if rule in ("content-word", "name") and _is_term(document, i):
                continue
            if rule and not (spoken and rule in ("function-word", "content-word")):
                gap = document.text[tokens.end[i] : tokens.start[i + 1]]
                if "\n" in gap or "\r" in gap:
                    rule = "over-line-break"
                yield rules[rule].finding(tokens.span(i, i + 1), tokens.text[i], word=tokens.text[i])


def _is_term(document: Document, i: int) -> bool:
    """Doubled elsewhere too ("low power power line" in a list of parts): a name or a habit, not a slip."""
    lower, word = document.tokens.lower, document.tokens.lower[i]
    return any(lower[k + 1] == word and k != i for k in document.words[word][:_LOOK_UP])


_LOOK_UP = 200  # places; a word that is more frequent says little


def _once_only(tokens: Tokens, i: int) -> bool:
    """Two copies side by side, no more (loops belong to duplicated phrases) and nothing glued on ("A-A", "3.3.3", "#a a")."""
    lower = tokens.lower
    return (
        lower[i - 1] != lower[i] != lower[i + 2]
        and not tokens.glued(i)
        and not (tokens.glued(i - 1) and lower[i - 1] in {"-", "–", "—", "'", "’", "/", "#", "@", "$", "_", "*"})
        and not (tokens.glued(i + 1) and lower[i + 2] in {"-", "'", "’", "/", "_", "*"})
    )


def _rule(tokens: Tokens, i: int, rules: Rules) -> str | None:
    word, before, after = tokens.lower[i], tokens.lower[i - 1], tokens.lower[i + 2]
    first, second = tokens.text[i], tokens.text[i + 1]
    opens_quotation = after == '"' and not tokens.glued(i + 1)
    ends_clause = after in _CLAUSE_ENDS and not opens_quotation
    if word in rules.words("interjections") or ("'" in word and not word.endswith("'s")):
        return None
    if word in rules.words("intensifiers") and not ends_clause:
        return None
    if word in rules.words("function_words"):
        if not ends_clause and word in rules.words("particles") and before in rules.words("verbs_with_particle"):
            return None  # "log in in the morning"
        if not ends_clause and word in rules.words("only_before_determiner") and after not in rules.words("determiners"):
            return None
        if word == "is" and not rules.words("clause_openers").isdisjoint(tokens.lower[max(i - 8, 0) : i]):
            return None  # "what it is is a matter of taste"
        return None if second[0].isupper() else "function-word"  # the band The The, "Who Who" in a title
    if word[0].isdigit():
        return "number" if ends_clause and (len(word) > 1 or after == ".") else None
    if tokens.lower[i - 1] in _QUOTES and after in _QUOTES:
        return None  # a sound or a title
    if first[0].isupper():
        if not second[0].isupper() or word in rules.words("doubled_names") or (len(word) < 4 and not first.isupper()):
            return None
        if _SYLLABLE.fullmatch(word) or before in rules.words("before_doubled_name"):
            return None  # Han Han; Dr Bashir Bashir; "what makes Paris Paris"
        common = first.isupper() or frequency.zipf(word) >= rules["name"].data["min_zipf"]
        return "name" if ends_clause or (common and not tokens.text[i + 2][:1].isupper()) else None
    if len(word) < 3 or second[0].isupper() or before in ("who", "that", "which"):
        return None  # "those who voted voted against it"
    return "content-word" if frequency.zipf(word) > 0 else None  # not in "Gorilla gorilla gorilla"
