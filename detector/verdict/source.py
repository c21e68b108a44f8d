"""From which language a text would be translated: style and findings together.

The style model knows the languages that it was trained on. Findings of rules for other languages can still name those: such a
language starts with the mean score of the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from operator import mul
from typing import Any, NamedTuple

from detector.language import style
from detector.verdict.model import Counts, hits_that_count, trained
from detector.words import word_list


class Source(NamedTuple):
    """Family and language, None where another is nearly as probable."""

    family: str | None
    language: str | None
    margin: float  # probability of the first language less that of the second


def guess(counts: Counts) -> Source:
    """The most probable family and language."""
    table: Mapping[str, Any] = trained().table["source"]
    return decide(with_findings(style_scores(counts), counts, table["findings"]), table["margins"])


def decide(scores: Mapping[str, float], margins: Mapping[str, float]) -> Source:
    """From log-probabilities of languages, up to a constant."""
    highest = max(scores.values())
    shares = {language: math.exp(score - highest) for language, score in scores.items()}
    families: dict[str, float] = {}
    for language, share in shares.items():
        families[family(language)] = families.get(family(language), 0.0) + share
    total = sum(shares.values())
    language, margin = _first(shares, total)
    kind, lead = _first(families, total)
    return Source(kind if lead >= margins["family"] else None, language if margin >= margins["language"] else None, margin)


def with_findings(scores: Mapping[str, float], counts: Counts, lifts: Mapping[str, list[float]]) -> dict[str, float]:
    """Scores with what findings add: for the language that their rule names, and less for its family.

    `lifts` has the two logarithms for a detector, or for any under "".
    """
    known = dict(scores)
    neutral = sum(scores.values()) / len(scores)
    for (rule, language), times in hits_that_count(counts).items():
        if language is None:
            continue
        same, alike = lifts.get(rule.split("/")[0], lifts[""])
        known.setdefault(language, neutral)
        for other in known:
            if other == language:
                known[other] += times * same
            elif family(other) == family(language) != "other":
                known[other] += times * alike
    return known


def style_scores(counts: Counts) -> dict[str, float]:
    """Log-probability of each language that the style model knows, up to a constant."""
    table: Mapping[str, Any] = trained().table["source"]
    columns = list(map(style.folded(table["buckets"]).__getitem__, counts.buckets))
    scale = table["scale"] / math.sqrt(counts.symbols or 1)
    return {
        language: table["bias"][language] + scale * sum(map(mul, counts.roots, map(weights.__getitem__, columns)))
        for language, weights in trained().languages.items()
    }


def family(language: str) -> str:
    """Of a language code: one of those in rules/language/families.txt."""
    return _families().get(language, "other")


@cache
def _families() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in word_list("language/families"))


def _first(shares: Mapping[str, float], total: float) -> tuple[str, float]:
    """The largest, and by how much of the total it leads."""
    ordered = sorted(shares.values(), reverse=True)
    second = ordered[1] if len(ordered) > 1 else 0.0
    return max(shares, key=lambda name: shares[name]), (ordered[0] - second) / total
