"""Trains a model on some passages and calibrates it on passages of languages and genres that it had not seen."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from detector.training import fitting
from detector.training.passages import Counted, Passage
from detector.verdict.model import LENGTHS, SPUN, evidence, log_lifts

Vector = NDArray[np.float64]
Indexes = NDArray[np.intp]

SHARES = {"mt": 0.5 * (1 - SPUN), "spun": 0.5 * SPUN, "native": 0.2, "reference": 0.3}
"""What the probabilities are for: as many translations as texts that people wrote, three in five of these translated by people.

A choice: with as many natives as human translations, more of the latter came above .9 and hardly more of the former below .5."""

_FOLDS = 3
# Chosen between the years 2021 and 2022 (2026-11), of .01 to 3: human translation wants more of it, native text less.
_FREEDOM = 0.05


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights of style, lifts of rules, and the numbers that make probabilities of both."""

    weights: Vector  # by bucket
    bias: float
    lifts: Mapping[str, float]
    calibration: tuple[tuple[float, float, float], ...]  # at each of LENGTHS: intercept, slope of style, slope of findings
    left_out: Vector  # log odds of the training passages in order, from models that had not seen their source

    def log_odds(self, counted: Sequence[Counted]) -> Vector:
        """Of passages of any length."""
        return _log_odds(counted, _evidence(counted, self.weights, self.bias, self.lifts), self.calibration)


def train(counted: Sequence[Counted]) -> Trained:
    """A model of these passages."""
    rows = np.zeros((len(counted), 3))
    for out, kept in _folds([each.passage for each in counted]):
        seen = [counted[i] for i in kept]
        rows[out] = _evidence([counted[i] for i in out], *_weights(seen), _lifts(seen))
    shares = importance(counted)
    calibration = tuple(_platt(counted, rows, shares, length) for length in LENGTHS)
    return Trained(*_weights(counted), _lifts(counted), calibration, _log_odds(counted, rows, calibration))


def _folds(passages: Sequence[Passage]) -> Iterator[tuple[Indexes, Indexes]]:
    """Passages to score and passages to train on, which have none of their languages and genres, nor their year."""
    groups: dict[str, set[str]] = {"native": set(), "spun": set(), "": set()}
    for passage in passages:
        groups.get(passage.kind, groups[""]).add(passage.source)
    fold_of = {source: number % _FOLDS for group in groups.values() for number, source in enumerate(sorted(group))}
    folds = np.array([fold_of[passage.source] for passage in passages])
    years = sorted({passage.year for passage in passages if passage.year}) or [0]
    year = np.array([passage.year or 0 for passage in passages])
    # Texts without a year may be in any model but one of their own fold.
    asked = np.where(year > 0, year, np.array(years)[folds % len(years)])
    for fold, left in itertools.product(range(_FOLDS), years):
        out = np.flatnonzero((folds == fold) & (asked == left))
        if len(out):
            yield out, np.flatnonzero((folds != fold) & ((year != left) | (len(years) == 1)))


def importance(counted: Sequence[Counted]) -> Vector:
    """How much each passage counts: kinds by SHARES, sources within a kind by the root of their size; 1 on average."""
    sizes = Counter((each.passage.kind, each.passage.source) for each in counted)
    roots = np.array([sizes[each.passage.kind, each.passage.source] ** -0.5 for each in counted])
    kinds = np.array([each.passage.kind for each in counted])
    for kind in set(kinds.tolist()):
        roots[kinds == kind] *= SHARES[kind] / roots[kinds == kind].sum()
    return np.asarray(roots * len(counted) / roots.sum())


def _weights(counted: Sequence[Counted]) -> tuple[Vector, float]:
    """Of style: machine translation against everything that people wrote. Spun text has the style of its native original."""
    known = [each for each in counted if each.passage.kind != "spun" and each.passage.free]
    rows = fitting.matrix([each.counts for each in known])
    machine = np.array([each.passage.kind == "mt" for each in known], dtype=np.int64)
    natives = rows[[i for i, each in enumerate(known) if each.passage.kind == "native"]]
    weights, bias = fitting.fit(rows, machine, importance(known), natives, _FREEDOM)
    return np.asarray(weights[:, 1] - weights[:, 0]), float(bias[1] - bias[0])


def _lifts(counted: Iterable[Counted]) -> dict[str, float]:
    """Of rules, from passages of one length, so that no hit counts twice."""
    words: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    for passage, counts in counted:
        if passage.length == LENGTHS[1]:
            origin = "edited" if passage.kind == "native" else passage.kind
            words[origin] += counts.words
            for (rule, _), times in counts.hits.items():
                rules.setdefault(rule, Counter())[origin] += times
    return log_lifts({"words": words, "rules": rules})


def _evidence(counted: Sequence[Counted], weights: Vector, bias: float, lifts: Mapping[str, float]) -> NDArray[np.float64]:
    """Columns: 1, what style says, what findings say."""
    of_style = fitting.matrix([each.counts for each in counted]) @ weights + bias
    of_findings = [sum(evidence(each.counts, lifts).values()) for each in counted]
    return np.column_stack([np.ones(len(counted)), of_style, of_findings])


def _log_odds(counted: Sequence[Counted], rows: NDArray[np.float64], calibration: Sequence[Sequence[float]]) -> Vector:
    """What the numbers for each passage's length make of its evidence."""
    chosen = np.array(calibration)[[LENGTHS.index(each.passage.length) for each in counted]]
    return np.asarray((chosen * rows).sum(1))


def _platt(counted: Sequence[Counted], rows: Any, shares: Vector, length: int) -> tuple[float, float, float]:
    """Intercept and slopes at one length."""
    here = np.array([each.passage.length == length for each in counted])
    machine = np.array([each.passage.kind in ("mt", "spun") for each in counted])
    fitted = LogisticRegression(C=1000).fit(rows[here, 1:], machine[here], sample_weight=shares[here])
    return float(fitted.intercept_[0]), float(fitted.coef_[0, 0]), float(fitted.coef_[0, 1])
