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
    bases, pasts, participles = {"be", "have", "do"}, {"was", "were", "had", "did"}, {"been", "had", "done"}
    for line in word_list("language/irregular-verbs"):
        base, _, past, participle, _ = line.split()
        bases.add(base)
        pasts.update(past.split("/"))
        participles.update(participle.split("/"))
    doubling = frozenset(word_list("language/doubling-verbs"))
    for base in word_list("language/regular-verbs"):
        bases.add(base)
        regular = _regular_past(base, base in doubling)
        pasts.update(regular)
        participles.update(regular)
    return VerbForms(
        bases=frozenset(bases),
        pasts=frozenset(pasts),
        participles=frozenset(participles),
        only_past=frozenset(pasts - participles - bases),
        past_not_base=frozenset((pasts | participles) - bases),
    )


def _regular_past(base: str, doubles: bool) -> list[str]:
    if base.endswith("e"):
        return [base + "d"]
    if base.endswith("y") and base[-2] not in "aeiou":
        return [base[:-1] + "ied"]
    if base.endswith("c"):
        return [base + "ked"]
    return [base + "ed", base + base[-1] + "ed"] if doubles else [base + "ed"]  # travelled and traveled
