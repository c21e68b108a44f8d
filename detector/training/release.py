"""Makes rules/verdict.json and rules/verdict.bin: `mtlint calibrate --verdict`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector import labelled
from detector.model import PRIOR
from detector.reading import InputError
from detector.training import evaluation, fitting, fold, languages
from detector.training.passages import Counted, counted, cut
from detector.verdict.model import LENGTHS

_MOST = 400  # passages of machine translation of each language, year and length
_TYPICAL = 0.012  # root of the frequency from which a symbol or pair is usual: one in 7,000, a choice that keeps the list short


def make(corpora: Path) -> tuple[str, bytes]:
    """The model as JSON and bytes. Raises InputError for corpora that a verdict cannot be learned from."""
    passages = cut(labelled.texts(corpora), _MOST)
    missing = {"mt", "reference", "native"} - {passage.kind for passage in passages if passage.free}
    if missing:
        raise InputError(f"{corpora}: no {' and no '.join(sorted(missing))} text of {LENGTHS[0]} words; see docs/measuring.md")
    known = counted(passages)
    free = [each for each in known if each.passage.free]
    model, named = fold.train(free), languages.train(free)
    weights, scale = _bytes(model.weights)
    of_languages, language_scale = _bytes(named.weights.T.ravel())
    card, margins = _card(known, free, model)
    table = {
        "scale": scale,
        "bias": model.bias,
        "calibration": model.calibration,
        "source": {
            "buckets": languages.BUCKETS,
            "scale": language_scale,
            "bias": dict(zip(named.names, named.bias.tolist(), strict=True)),
            "findings": named.findings,
            "margins": margins,
        },
        "typical": _typical(free),
        "card": card,
    }
    return _layout(table), weights + of_languages


def _bytes(values: NDArray[np.float64]) -> tuple[bytes, float]:
    """Numbers as signed bytes, and what to multiply them with."""
    scale = float(np.abs(values).max()) / 127 or 1.0
    return np.round(values / scale).astype(np.int8).tobytes(), scale


def _typical(free: Sequence[Counted]) -> dict[str, float]:
    """The mean square root of the frequency in native text of the most usual buckets."""
    natives = [each for each in free if each.passage.kind == "native"]
    rows = fitting.matrix([each.counts for each in natives])
    shares = fold.importance(natives)
    means = np.asarray(rows.T @ (shares / shares.sum())).ravel()
    return {str(bucket): round(float(means[bucket]), 4) for bucket in np.flatnonzero(means > _TYPICAL)}


def _card(known: Sequence[Counted], free: Sequence[Counted], model: fold.Trained) -> tuple[dict[str, Any], dict[str, float]]:
    """What the model was made of, and every figure that was measured; and the margins below which no language is named."""
    years = sorted({each.passage.year for each in free if each.passage.year})
    others = [(year, languages.train([each for each in free if each.passage.year != year])) for year in years if len(years) > 1]
    named, scored = evaluation.naming(known, others)
    card = {
        "years": years,
        "words": _words(free),
        "languages": sorted({str(each.passage.language) for each in free if each.passage.kind == "mt"}),
        "genres": sorted({each.passage.name for each in free if each.passage.kind == "native"} - {"native"}),
        "prior": PRIOR,
        "shares": fold.SHARES,
        "between_years": evaluation.years(known) if len(years) > 1 else [],
        "left_out": evaluation.languages_left_out(free, model.left_out),
        "thresholds": evaluation.thresholds(free, model.left_out),
        "spun": evaluation.spun(free, model.left_out),
        "naming": named,
    }
    return card, languages.margins(scored)


def _words(free: Sequence[Counted]) -> dict[str, int]:
    """Trained on, by kind: passages of the three lengths are cut from the same text, so that the largest sum is the text."""
    return {
        kind: max(sum(e.counts.words for e in free if e.passage.kind == kind and e.passage.length == n) for n in LENGTHS)
        for kind in fold.SHARES
    }


def _layout(table: dict[str, Any]) -> str:
    """JSON with a line for each part and each figure of the card, so that a diff shows what changed."""
    card = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in table["card"].items())
    parts = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in table.items() if key != "card"]
    return "{" + ",\n".join([*parts, f'"card": {{\n{card}\n}}']) + "}\n"
