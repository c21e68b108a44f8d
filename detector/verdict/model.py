"""The probability that a text is machine translation, from its style and its findings.

Style: a text is the vector of the square roots of the relative frequencies of its symbols and pairs of symbols
(`language.style`), weighed by a logistic regression. Findings: the lift of a rule is a likelihood ratio. Three numbers at each of
three lengths turn both into one probability; they were fitted on texts of languages and genres that the weights had not seen.

Prior: as many translations as texts that people wrote. `mtlint calibrate --verdict` makes rules/verdict.json and .bin.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from detector import scoring
from detector.language import style
from detector.model import SHORTEST, Finding
from detector.words import folder

LENGTHS = (SHORTEST, 300, 600)
"""Words at which probabilities are calibrated. Below the first there is no verdict; beyond the last nothing depends on length."""

SPUN = 0.1
"""Share of spun text among translations that findings are weighed for. A choice, not a measurement: "one in ten"."""

# Of one rule in LENGTHS[-1] words. From 1 to no limit no AUC moves by more than .004; that of spun text wants 3 (2026-11).
_MOST_HITS = 3


@dataclass(frozen=True)
class Counts:
    """What was counted in a stretch of text."""

    buckets: Mapping[int, int]  # symbols and pairs by bucket
    symbols: int
    words: int  # between blanks
    hits: Mapping[tuple[str, str | None], int]  # findings by rule and source language

    @cached_property
    def roots(self) -> list[float]:
        """The square root of how often each bucket was counted, in the order of `buckets`."""
        return list(map(math.sqrt, self.buckets.values()))

    @cached_property
    def known(self) -> float:
        """Share of the words that keep their form, being common ones."""
        words, kept = style.kinds()
        forms = [(bucket, times) for bucket, times in self.buckets.items() if bucket in words]
        return sum(times for bucket, times in forms if bucket in kept) / max(sum(times for _, times in forms), 1)


@dataclass(frozen=True, slots=True)
class Model:
    """What was trained: signed bytes, and all that rules/verdict.json says."""

    weights: Sequence[int]  # one for each bucket of language.style
    languages: Mapping[str, Sequence[int]]  # one for each of the last buckets of a language
    table: Mapping[str, Any]


class Stretch(NamedTuple):
    """A stretch of text as it is counted."""

    buckets: list[int]  # of symbols, lengths of sentences and pairs, each as often as it comes
    symbols: int
    words: int
    hits: list[tuple[str, str | None]]


def stretch(tokens: Iterable[str], words: int, findings: Iterable[Finding]) -> Stretch:
    """Of tokens with an empty one before each block, and of the words that they make."""
    symbols, sentences = style.read(tokens)
    hits = [(finding.rule, finding.source_language) for finding in findings]
    return Stretch([*symbols, *sentences, *style.pairs(symbols)], len(symbols), words, hits)


def counts(stretches: Iterable[Stretch]) -> Counts:
    """Of stretches together; pairs across their borders are missing."""
    buckets: Counter[int] = Counter()
    hits: Counter[tuple[str, str | None]] = Counter()
    symbols = words = 0
    for each in stretches:
        buckets.update(each.buckets)
        hits.update(each.hits)
        symbols, words = symbols + each.symbols, words + each.words
    return Counts(buckets, symbols, words, hits)


def merged(parts: Sequence[Counts]) -> Counts:
    """Counts together."""
    buckets: Counter[int] = Counter()
    hits: Counter[tuple[str, str | None]] = Counter()
    for part in parts:
        buckets.update(part.buckets)
        hits.update(part.hits)
    return Counts(buckets, sum(part.symbols for part in parts), sum(part.words for part in parts), hits)


def probability(counts: Counts) -> float:
    """How much these counts resemble machine translation, 0 to 1."""
    return _logistic(_log_odds(counts))


def style_score(counts: Counts) -> float:
    """What the weights make of the style; means nothing before it is calibrated."""
    table, weights = trained().table, trained().weights
    bias: float = table["bias"]
    scale: float = table["scale"]
    # The sum of roots times weights; most buckets of a section are counted once.
    total: float = sum(map(weights.__getitem__, counts.buckets))
    total += sum((math.sqrt(times) - 1) * weights[bucket] for bucket, times in counts.buckets.items() if times > 1)
    return bias + scale * total / math.sqrt(counts.symbols or 1)


def evidence(counts: Counts, lifts: Mapping[str, float] | None = None) -> dict[str, float]:
    """What the findings say, by rule: natural logarithm of a likelihood ratio."""
    lifts = _shipped_lifts() if lifts is None else lifts
    said: dict[str, float] = {}
    for (rule, _), times in hits_that_count(counts).items():
        said[rule] = said.get(rule, 0.0) + times * lifts.get(rule, lifts.get(rule.split("/")[0], lifts[""]))
    return said


def hits_that_count(counts: Counts) -> dict[tuple[str, str | None], float]:
    """Hits by rule and language: those in LENGTHS[-1] words of a longer text, and of one rule no more than _MOST_HITS."""
    share = min(1.0, LENGTHS[-1] / max(counts.words, 1))
    return {key: min(times * share, _MOST_HITS) for key, times in counts.hits.items()}


def slopes(words: int) -> tuple[float, float, float]:
    """Intercept, slope of style and slope of findings at a length, between those of LENGTHS."""
    parameters: list[tuple[float, float, float]] = trained().table["calibration"]
    at = min(max(words, LENGTHS[0]), LENGTHS[-1])
    above = next(i for i, length in enumerate(LENGTHS) if at <= length)
    if above == 0:
        return parameters[0]
    low, high = LENGTHS[above - 1], LENGTHS[above]
    share = math.log(at / low) / math.log(high / low)
    a, b, c = (x + share * (y - x) for x, y in zip(parameters[above - 1], parameters[above], strict=True))
    return a, b, c


@cache
def trained() -> Model:
    """The model that is shipped."""
    table = json.loads((folder() / "verdict.json").read_text(encoding="utf-8"))
    numbers = (folder() / "verdict.bin").read_bytes()
    languages = list(table["source"]["bias"])
    sizes = [style.BUCKETS, *[table["source"]["buckets"]] * len(languages)]
    starts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    weights, *of_languages = (array("b", numbers[start:end]) for start, end in pairwise(starts))
    return Model(weights, dict(zip(languages, of_languages, strict=True)), table)


def log_lifts(table: Mapping[str, Any]) -> dict[str, float]:
    """Logarithm of the likelihood ratio of each rule of a calibration table, of each detector, and of all under "".

    Never below 0: native writers make some mistakes more often, but a mistake is no proof of a native writer. A rule with few
    native hits leans on its detector, as if one more native hit had been seen at the detector's lift, and a detector on all.
    """
    words, rules = table["words"], table["rules"]

    def lean(members: Iterable[str], prior: float) -> float:
        hits: dict[str, int] = {
            origin: sum(rules[name][origin] for name in members) for origin in ("mt", "spun", "edited", "unedited")
        }
        rate: float = (1 - SPUN) * hits["mt"] / max(words["mt"], 1) + SPUN * hits["spun"] / max(words["spun"], 1)
        native_words: int = words["edited"] + words["unedited"]
        return (rate * native_words + prior) / (hits["edited"] + hits["unedited"] + 1)

    lifts = {"": lean(rules, 1.0)}
    groups: dict[str, list[str]] = {}
    for rule in rules:
        groups.setdefault(rule.split("/")[0], []).append(rule)
    for detector, members in groups.items():
        lifts[detector] = lean(members, lifts[""])
        lifts |= {rule: lean([rule], lifts[detector]) for rule in members}
    return {name: max(math.log(lift), 0.0) for name, lift in lifts.items()}


@cache
def _shipped_lifts() -> dict[str, float]:
    return log_lifts(scoring.calibration())


def _log_odds(counts: Counts) -> float:
    intercept, of_style, of_findings = slopes(counts.words)
    return intercept + of_style * style_score(counts) + of_findings * sum(evidence(counts).values())


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(min(log_odds, 30.0), -30.0)))
