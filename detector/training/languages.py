"""Trains the model of source languages on machine and human translation, and the margins below which it says nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.training import fitting
from detector.training.passages import Counted
from detector.verdict import source
from detector.verdict.model import LENGTHS

BUCKETS = 1 << 14

# Both are the best for languages between the years 2021 and 2022 in both directions, of .1 to 3 and of 0 to no limit (2026-11).
_FREEDOM = 1.0
_MOST = 1.5  # that one finding lifts a language; the rules were written with the corpora at hand

_RIGHT = 0.85  # of the languages and families that are named, so many should be right: a choice


@dataclass(frozen=True, slots=True)
class Languages:
    """Weights (buckets, languages), biases, and the logarithms by which findings lift a language and its family."""

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    findings: dict[str, list[float]]

    def scores(self, counted: Sequence[Counted]) -> list[dict[str, float]]:
        """Of each passage, by language, findings included."""
        rows = fitting.matrix([each.counts for each in counted], BUCKETS) @ self.weights + self.bias
        return [
            source.with_findings(dict(zip(self.names, row.tolist(), strict=True)), each.counts, self.findings)
            for row, each in zip(rows, counted, strict=True)
        ]


def train(counted: Sequence[Counted]) -> Languages:
    """A model of these passages; natives only say what register is."""
    known = [each for each in counted if each.passage.kind in ("mt", "reference") and each.passage.free]
    natives = [each for each in counted if each.passage.kind == "native" and each.passage.free]
    names = sorted({str(each.passage.language) for each in known})
    classes = np.array([names.index(str(each.passage.language)) for each in known])
    importance = len(known) / len(names) / np.bincount(classes)[classes]
    rows = fitting.matrix([each.counts for each in known], BUCKETS)
    apart = fitting.matrix([each.counts for each in natives], BUCKETS)
    weights, bias = fitting.fit(rows, classes, importance, apart, _FREEDOM)
    return Languages(tuple(names), weights, bias, _lifts(known, names))


def margins(tested: Sequence[tuple[str, dict[str, float]]]) -> dict[str, float]:
    """The least margin of the first language, and of the first family, from which _RIGHT of those named are right.

    Of languages that passages come from, and the scores that they got.
    """
    found = {}
    for what in ("language", "family"):
        led = []
        for language, scores in tested:
            shares = _shares(scores, what)
            first, second = sorted(shares.values(), reverse=True)[:2]
            named = max(shares, key=lambda name: shares[name])
            led.append((first - second, named == (language if what == "language" else source.family(language))))
        led.sort(reverse=True)
        right = np.cumsum([hit for _, hit in led]) / np.arange(1, len(led) + 1)
        enough = [margin for (margin, _), share in zip(led, right, strict=True) if share >= _RIGHT]
        found[what] = 0.0 if len(enough) == len(led) else math.ceil(100 * min(enough, default=1.0)) / 100
    return found


def _shares(scores: dict[str, float], what: str) -> dict[str, float]:
    highest = max(scores.values())
    total = sum(math.exp(score - highest) for score in scores.values())
    shares: dict[str, float] = {}
    for language, score in scores.items():
        name = language if what == "language" else source.family(language)
        shares[name] = shares.get(name, 0.0) + math.exp(score - highest) / total
    return shares


def _lifts(known: Sequence[Counted], names: Sequence[str]) -> dict[str, list[float]]:
    """How much more often rules fire in text from the language that they name, and from another of its family, than elsewhere.

    Natural logarithms for each detector whose rules name languages, and for all under ""; one hit is added to each side.
    """
    hits: dict[str, dict[str, float]] = {}
    words = dict.fromkeys(("same", "alike", "other"), 0.0)
    for passage, counts in known:
        if passage.kind != "mt" or passage.length != LENGTHS[1]:
            continue
        language = str(passage.language)
        for name in names:
            words[_relation(name, language)] += counts.words
        for (rule, named), times in counts.hits.items():
            if named and named in names:
                for group in ("", rule.split("/")[0]):
                    hits.setdefault(group, dict.fromkeys(words, 0.0))[_relation(named, language)] += times
    none = dict.fromkeys(words, 0.0)
    return {
        group: [round(_ratio(counts, words, relation), 2) for relation in ("same", "alike")]
        for group, counts in ({"": none} | hits).items()
    }


def _ratio(hits: dict[str, float], words: dict[str, float], relation: str) -> float:
    if not words["other"] or not words[relation]:
        return 0.0
    lift = math.log((hits[relation] + 1) / words[relation] / ((hits["other"] + 1) / words["other"]))
    return min(max(lift, 0.0), _MOST)


def _relation(named: str, language: str) -> str:
    if named == language:
        return "same"
    return "alike" if source.family(named) == source.family(language) != "other" else "other"
