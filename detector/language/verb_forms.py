"""Forms of English verbs, from the two lists in rules/language and the spelling rules for regular verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detector.words import word_list


@dataclass(frozen=True, slots=True)
class VerbForms:
    """Sets of lower-case forms. A form may be in several: "put" is base, past and participle."""

    bases: frozenset[str]
    pasts: frozenset[str]
    participles: frozenset[str]  # past participles
    only_past: frozenset[str]  # nothing but a finite past: "went", not "wanted" (participle too) or "cut" (base too)
    past_not_base: frozenset[str]  # "went", "wanted", "gone"


@cache
def table() -> VerbForms:
    """All verbs mtlint knows."""
    bases: set[str] = set()
    pasts: set[str] = set()
    participles: set[str] = set()
    for line in word_list("language/irregular-verbs"):
        base, _, past, participle, _ = line.split()
        bases.add(base)
        pasts.update(past.split("/"))
        participles.update(participle.split("/"))
    for base in word_list("language/regular-verbs"):
        bases.add(base)
        regular = _regular_past(base, base in _doubling())
        pasts.update(regular)
        participles.update(regular)
    return VerbForms(
        bases=frozenset(bases),
        pasts=frozenset(pasts),
        participles=frozenset(participles),
        only_past=frozenset(pasts - participles - bases),
        past_not_base=frozenset((pasts | participles) - bases),
    )


@cache
def _irregular() -> dict[str, frozenset[str]]:
    lines = word_list("language/irregular-verbs")
    return {line.split()[0]: frozenset(line.replace("/", " ").split()) for line in lines}


@cache
def _doubling() -> frozenset[str]:
    return frozenset(word_list("language/doubling-verbs"))


@cache
def of(base: str) -> frozenset[str]:
    """All forms of a verb: "make" gives make, makes, made, making. A verb that the lists do not have is taken for regular."""
    if base in _irregular():
        return _irregular()[base]
    doubled = base in _doubling()
    ending = "es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
    third = base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeiou" else base + ending
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else base
    participles = [stem + "ing", base + base[-1] + "ing"] if doubled else [stem + "ing"]
    return frozenset([base, third, *_regular_past(base, doubled), *participles])


def _regular_past(base: str, doubles: bool) -> list[str]:
    if base.endswith("e"):
        return [base + "d"]
    if base.endswith("y") and base[-2] not in "aeiou":
        return [base[:-1] + "ied"]
    if base.endswith("c"):
        return [base + "ked"]
    return [base + "ed", base + base[-1] + "ed"] if doubles else [base + "ed"]  # travelled and traveled
