"""Fits the weights of style and of source languages, and the numbers that turn them into probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.decomposition import PCA

from detector.language import style
from detector.verdict.model import Counts

Vector = NDArray[np.float64]
Matrix = Any  # scipy.sparse.csr_matrix, rows by buckets

# Chosen by AUC between the years 2021 and 2022 in both directions (2026-11): 0 to 100 directions were tried.
_DIRECTIONS = 20
_STEPS = 300


def matrix(counts: Sequence[Counts], buckets: int = style.BUCKETS) -> Matrix:
    """Square roots of relative frequencies, a row a text. Fewer buckets: pairs are folded into those there are."""
    ends, columns, values = [0], [], []
    place = np.array(style.folded(buckets))
    for each in counts:
        row = np.fromiter(each.buckets, np.int64, len(each.buckets))
        times = np.fromiter(each.buckets.values(), np.float64, len(each.buckets))
        columns.append(place[row])
        values.append(np.sqrt(times / each.symbols))
        ends.append(ends[-1] + len(row))
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(counts), buckets))


def fit(
    rows: Matrix, classes: NDArray[np.int64], importance: Vector, natives: Matrix, freedom: float
) -> tuple[NDArray[np.float64], Vector]:
    """Multinomial logistic regression: weights (buckets, classes) and biases. `freedom` is the inverse of the L2 penalty.

    Frequent buckets weigh less (they are scaled by the root of their inverse document frequency), and the directions in which
    native texts differ most among themselves weigh nothing: register and subject are no sign of translation.
    """
    frequency = np.bincount(rows.indices, minlength=rows.shape[1])
    scale = np.sqrt(np.log((1 + rows.shape[0]) / (1 + frequency)) + 1)
    scaled = sparse.csr_matrix(rows.multiply(scale))
    transposed = scaled.T.tocsr()
    away = _directions(sparse.csr_matrix(natives.multiply(scale)))
    count = int(classes.max()) + 1
    wanted = np.eye(count)[classes]

    def project(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(weights - away.T @ (away @ weights))

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(-1, count)
        inner, bias = weights[:-1], weights[-1]
        logs = log_softmax(scaled @ project(inner) + bias, axis=1)
        slope = importance[:, None] * (np.exp(logs) - wanted)
        value = -(importance * (logs * wanted).sum(1)).sum() + 0.5 / freedom * (inner**2).sum()
        inward = project(transposed @ slope) + inner / freedom
        return value, np.vstack([inward, slope.sum(0)]).ravel()

    start = np.zeros((rows.shape[1] + 1) * count)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 20})
    weights = found.x.reshape(-1, count)
    return project(weights[:-1]) * scale[:, None], weights[-1]


def _directions(natives: Matrix) -> NDArray[np.float64]:
    """The first principal components of native text, orthonormal rows."""
    size = min(_DIRECTIONS, min(natives.shape) - 1)
    return np.asarray(PCA(size, svd_solver="arpack", random_state=0).fit(natives).components_)
