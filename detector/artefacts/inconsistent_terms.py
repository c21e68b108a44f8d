"""One term rendered in two ways in the same document.

Bad:  ... an “imbalance power” ... later: ... a power of imbalance ...     Good: a coffee cup ... a cup of coffee
Bad:  Kovalenko ... Kovalenko ... later: Kovalenka                         Good: Nielsen ... Olsen

Native text turns compounds round all the time ("land value", "the value of land"), so only terms that the text names as terms
count: in quotation marks, or both with an indefinite article. Variant spellings of a rare name are a note, for two people may
bear them. Deliberately missed: synonyms, and terms that differ by more than order or one letter.
"""

from __future__ import annotations

from collections.abc import Iterator

from detector.document import Document
from detector.language import verb_forms
from detector.language.frequency import zipf
from detector.model import Finding, Tokens
from detector.rulebook import Rules


def detect(document: Document, rules: Rules) -> Iterator[Finding]:
    yield from _two_orders(document, rules)
    yield from _name_variants(document, rules)


def _two_orders(document: Document, rules: Rules) -> Iterator[Finding]:
    tokens = document.tokens
    lower = tokens.lower
    phrases: dict[str, dict[str, list[int]]] = {}  # modifier -> head -> where "head of modifier" starts
    for i in document.words.get("of", ()):
        # Not "shortage of chip supply": the noun after "of" is not the whole term.
        if _noun(tokens, i - 1, rules) and _noun(tokens, i + 1, rules) and _term_ends(lower[i + 2], rules):
            phrases.setdefault(lower[i + 1], {}).setdefault(lower[i - 1], []).append(i - 1)
    for modifier, heads in phrases.items():
        compounds: dict[str, list[int]] = {}
        for k in document.words[modifier]:
            if lower[k + 1] in heads and _term_ends(lower[k + 2], rules):
                compounds.setdefault(lower[k + 1], []).append(k)
        for head, starts in compounds.items():
            pair = _named(tokens, starts, heads[head])
            if pair:
                first, second = tokens.span(pair[0], pair[0] + 1), tokens.span(pair[1], pair[1] + 2)
                texts = {"one": f"{modifier} {head}", "other": f"{head} of {modifier}"}
                yield rules["two-orders"].finding(first, related=(second,), **texts)
                yield rules["two-orders"].finding(second, related=(first,), **texts)


def _noun(tokens: Tokens, i: int, rules: Rules) -> bool:
    word = tokens.text[i]
    return len(word) > 2 and word.isalpha() and word.islower() and word not in rules.words("never_terms")


def _term_ends(after: str, rules: Rules) -> bool:
    """Whether a word cannot belong to the term before it: no word, a function word or a finite verb."""
    forms = verb_forms.table()
    third_person = after.endswith("s") and (after[:-1] in forms.bases or after[:-2] in forms.bases)
    return not after.isalpha() or after in rules.words("after_term") or after in forms.past_not_base or third_person


def _named(tokens: Tokens, compounds: list[int], phrases: list[int]) -> tuple[int, int] | None:
    """A compound and a phrase that the text names as terms: one of the two in quotation marks, or both with "a"."""
    for k in compounds:
        if _quoted(tokens, k, k + 1):
            return k, phrases[0]
    for i in phrases:
        if _quoted(tokens, i, i + 2):
            return compounds[0], i
    singular = [[i for i in starts if tokens.lower[i - 1] in ("a", "an")] for starts in (compounds, phrases)]
    return (singular[0][0], singular[1][0]) if all(singular) else None


def _quoted(tokens: Tokens, first: int, last: int) -> bool:
    """In quotation marks by itself: “land value”, not “Land value rises”."""
    after = tokens.lower[last + 1]
    return tokens.lower[first - 1] in _OPENING and (after in _CLOSING or (after in ",." and tokens.lower[last + 2] in _CLOSING))


_OPENING = frozenset('“"‘')
_CLOSING = frozenset("”\"’'")


def _name_variants(document: Document, rules: Rules) -> Iterator[Finding]:
    rule = rules["name-variant"]
    shortest, most = rule.data["shortest"], rule.data["most_zipf"]
    tokens = document.tokens
    once: dict[str, list[str]] = {}  # names that stand in the text once, by what they share with others: the first letter
    often: list[str] = []
    for name in document.forms:
        if len(name) >= shortest and name[0].isupper() and name.isalpha() and name[1:].islower():
            places = document.words[name.lower()]
            times = sum(tokens.text[i] == name and tokens.lower[i - 1][:1].isalpha() for i in places)  # inside sentences
            if times == len(places) == 1:
                once.setdefault(name[0], []).append(name)
            elif times > 1:
                often.append(name)
    for usual in sorted(name for name in often if name[0] in once and zipf(name.lower()) < most):
        shared = _without_one_letter(usual)
        for variant in sorted(once[usual[0]]):
            alike = abs(len(variant) - len(usual)) < 2 and not shared.isdisjoint(_without_one_letter(variant))
            alike = alike and zipf(variant.lower()) < most and not _inflected(usual, variant)
            if alike and not _together(document, usual, variant):
                i = document.words[variant.lower()][0]
                yield rule.finding(tokens.span(i, i), usual, name=variant, usual=usual)


def _together(document: Document, usual: str, variant: str) -> bool:
    """Two names in one sentence are names of two ("Wardle invented Wordle")."""
    lower = document.tokens.lower
    at = document.words[variant.lower()][0]
    spans = (slice(min(at, i), max(at, i)) for i in document.words[usual.lower()] if abs(at - i) < _LONGEST_SENTENCE)
    return any({".", "?", "!", ""}.isdisjoint(lower[span]) for span in spans)


_LONGEST_SENTENCE = 60  # tokens


def _without_one_letter(name: str) -> set[str]:
    """Two names that differ by one letter other than the first share one of these."""
    return {name, *(name[:k] + name[k + 1 :] for k in range(1, len(name)))}


def _inflected(one: str, other: str) -> bool:
    """Forms of one name ("Adams", "Latvian"), not two spellings of it."""
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    return len(long) > len(short) and long.startswith(short)
