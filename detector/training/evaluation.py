"""Measures a verdict: on passages of a year that it was not trained on, and of languages and genres left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from detector.training.fold import Trained, importance, train
from detector.training.languages import Languages
from detector.training.passages import Counted
from detector.verdict import source
from detector.verdict.model import LENGTHS

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]

_RESAMPLES = 200
_ECE_BINS = 10
_FALSE_ALARMS = 0.01  # of the natives that a model was trained on, each judged by a model that had not seen it
_CLEARLY = 0.9


def years(counted: Sequence[Counted]) -> list[dict[str, Any]]:
    """Each year judged by a model of the others; natives without a year are trained on, where their licence allows it."""
    return [
        {"test": year, **_year(train([each for each in counted if _seen(each, year)]), counted, year)} for year in _years(counted)
    ]


def languages_left_out(counted: Sequence[Counted], odds: Vector) -> dict[str, dict[str, float]]:
    """AUC against natives by language and length, from models that had seen neither the language nor its year."""
    kinds, lengths = _columns(counted)
    sources = np.array([each.passage.source for each in counted])
    found: dict[str, dict[str, float]] = {}
    for name in sorted(set(sources[kinds == "mt"].tolist())):
        machine, natives = (kinds == "mt") & (sources == name), kinds == "native"
        here = {str(length): lengths == length for length in LENGTHS}
        found[name] = {length: _auc(odds, machine & same, natives & same) for length, same in here.items()}
    return found


def thresholds(counted: Sequence[Counted], odds: Vector) -> dict[str, dict[str, float]]:
    """By length: the probability that 1% of the natives exceed, and the share of machine translation that does."""
    kinds, lengths = _columns(counted)
    found: dict[str, dict[str, float]] = {}
    for length in LENGTHS:
        frozen = float(np.quantile(odds[(kinds == "native") & (lengths == length)], 1 - _FALSE_ALARMS))
        recall = (odds[(kinds == "mt") & (lengths == length)] > frozen).mean()
        found[str(length)] = {"probability": _share(expit(frozen)), "recall": _share(recall)}
    return found


def spun(counted: Sequence[Counted], odds: Vector) -> dict[str, Any]:
    """AUC of spun text against natives by length, each pivot judged by the lifts of the other."""
    kinds, lengths = _columns(counted)
    return {
        str(length): _interval(counted, odds, (kinds == "spun") & (lengths == length), (kinds == "native") & (lengths == length))
        for length in LENGTHS
    }


Scores = dict[str, float]


def naming(
    counted: Sequence[Counted], models: Iterable[tuple[int, Languages]]
) -> tuple[dict[str, Any], list[tuple[str, Scores]]]:
    """Share of machine translation whose language and family come first, by length; and languages and scores of all of it.

    Each year is named by a model of the others, of languages that this model knows.
    """
    right: dict[str, list[tuple[bool, bool]]] = {str(length): [] for length in LENGTHS}
    scored = []
    for year, model in models:
        tested = [c for c in counted if c.passage.kind == "mt" and c.passage.year == year and c.passage.language in model.names]
        for each, scores in zip(tested, model.scores(tested), strict=True):
            language = str(each.passage.language)
            named = source.decide(scores, {"family": 0.0, "language": 0.0})
            right[str(each.passage.length)].append((named.language == language, named.family == source.family(language)))
            scored.append((language, scores))
    shares = {
        length: {"passages": len(hits), **dict(zip(("language", "family"), np.mean(hits, axis=0).round(3).tolist(), strict=True))}
        for length, hits in right.items()
        if hits
    }
    return shares, scored


def _columns(counted: Sequence[Counted]) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """Kinds and lengths of passages."""
    return np.array([each.passage.kind for each in counted]), np.array([each.passage.length for each in counted])


def _years(counted: Sequence[Counted]) -> list[int]:
    return sorted({each.passage.year for each in counted if each.passage.year and each.passage.kind == "mt"})


def _seen(each: Counted, test: int) -> bool:
    """Whether a model that is tested on a year may train on a passage."""
    return each.passage.year != test and each.passage.free


def _year(model: Trained, counted: Sequence[Counted], year: int) -> dict[str, Any]:
    own_kinds, own_lengths = _columns([each for each in counted if _seen(each, year)])
    tested = [each for each in counted if not _seen(each, year) and each.passage.kind != "spun"]
    odds = model.log_odds(tested)
    kinds, lengths = _columns(tested)
    ofyear = np.array([each.passage.year == year for each in tested])
    found: dict[str, Any] = {}
    for length in LENGTHS:
        here = lengths == length
        machine, human = here & (kinds == "mt"), here & (kinds == "reference")
        natives, genres = here & (kinds == "native") & ofyear, here & (kinds == "native") & ~ofyear
        threshold = float(np.quantile(model.left_out[(own_kinds == "native") & (own_lengths == length)], 1 - _FALSE_ALARMS))
        found[str(length)] = {
            "passages": [int(part.sum()) for part in (machine, natives, genres, human)],
            "auc_native": _interval(tested, odds, machine, natives),
            "auc_genres": _interval(tested, odds, machine, genres),
            "auc_human": _interval(tested, odds, machine, human),
            "threshold": _share(expit(threshold)),
            "recall": _share((odds[machine] > threshold).mean()),
            "false_alarms": _share((odds[natives] > threshold).mean()),
            "false_alarms_genres": _share((odds[genres] > threshold).mean()),
            "brier_ece": _calibration(tested, odds, here),
            "brier_ece_native": _calibration(tested, odds, machine | natives | genres),
            "clearly": {
                name: _share((expit(odds[part]) > _CLEARLY).mean())
                for name, part in (("mt", machine), ("human", human), ("native", natives | genres))
            },
            "clearly_by_genre": _by_genre(tested, expit(odds) > _CLEARLY, here & (kinds == "native")),
        }
    return found


def _by_genre(tested: Sequence[Counted], clearly: Mask, here: Mask) -> dict[str, list[int]]:
    """Natives called machine translation clearly, and all, by genre."""
    found: dict[str, list[int]] = {}
    for each, called, counts in zip(tested, clearly, here, strict=True):
        if counts:
            row = found.setdefault(each.passage.source, [0, 0])
            row[0] += bool(called)
            row[1] += 1
    return found


def _calibration(tested: Sequence[Counted], odds: Vector, here: Mask) -> list[float]:
    """Brier score and expected calibration error with ten bins; translations have half of the weight, as the prior has it."""
    chosen = [each for each, counts in zip(tested, here, strict=True) if counts]
    probabilities = expit(odds[here])
    machine = np.array([each.passage.kind == "mt" for each in chosen])
    shares = importance(chosen)
    shares = np.where(machine, 0.5 * shares / shares[machine].sum(), 0.5 * shares / shares[~machine].sum())
    brier = float((shares * (probabilities - machine) ** 2).sum())
    bins = np.minimum((probabilities * _ECE_BINS).astype(int), _ECE_BINS - 1)
    error = sum(abs((shares * (probabilities - machine))[bins == each].sum()) for each in range(_ECE_BINS))
    return [_share(brier), _share(error)]


def _interval(tested: Sequence[Counted], odds: Vector, positive: Mask, negative: Mask) -> list[float]:
    """AUC with a 95% interval by bootstrap over originals: translations of one original are drawn together."""
    if not positive.any() or not negative.any():
        return []
    where = np.flatnonzero(positive | negative)
    groups: dict[tuple[Any, ...], list[int]] = {}
    for index in where.tolist():
        passage = tested[index].passage
        groups.setdefault((passage.kind == "native", passage.source, passage.year, passage.place), []).append(index)
    clusters = [np.array(members) for members in groups.values()]
    chance = np.random.default_rng(0)
    drawn = []
    for _ in range(_RESAMPLES):
        rows = np.concatenate([clusters[i] for i in chance.integers(0, len(clusters), len(clusters))])
        if positive[rows].any() and negative[rows].any():
            drawn.append(float(roc_auc_score(positive[rows], odds[rows])))
    low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    return [_auc(odds, positive, negative), round(low, 3), round(high, 3)]


def _auc(odds: Vector, positive: Mask, negative: Mask) -> float:
    where = positive | negative
    return round(float(roc_auc_score(positive[where], odds[where])), 3)


def _share(value: Any) -> float:
    return round(float(value), 3)
