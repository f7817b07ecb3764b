"""One common factor fitted to correlations by maximum likelihood.

For given unique variances the loadings follow from the first eigenvector (Lawley 1940), so only the unique variances
are sought: Jöreskog 1967, with the exact second derivatives of Clarke 1970, on their logarithms.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# A unique variance below this share of an item's own would say that the item has no error (Heywood case).
LEAST_UNIQUE: Final = 0.005
_MOST_STEPS: Final = 200
_CLOSE: Final = 1e-9
# Below this a curvature says nothing: the step would leave the page.
_LEAST_CURVATURE: Final = 1e-3
_HALVINGS: Final = 40


class _Fit(NamedTuple):
    """Misfit at these unique variances (a constant left out), and what its derivatives need."""

    misfit: float
    values: Floats
    vectors: Floats


def one_factor(correlations: Floats) -> Floats:
    """Loadings of k ≥ 3 items on one factor, their sum not below zero; no unique variance is below LEAST_UNIQUE."""
    items = len(correlations)
    start = (1 - 0.5 / items) / np.diag(np.linalg.pinv(correlations))
    logs = np.log(np.clip(start, LEAST_UNIQUE, 1))
    fit = _fitted(correlations, logs)
    for _ in range(_MOST_STEPS):
        moved, better = _step(correlations, logs, fit)
        done = np.abs(moved - logs).max() < _CLOSE
        logs, fit = moved, better
        if done:
            break
    loadings: Floats = np.exp(logs / 2) * fit.vectors[:, -1] * np.sqrt(max(float(fit.values[-1]) - 1, 0.0))
    return loadings if loadings.sum() >= 0 else -loadings


def _fitted(correlations: Floats, logs: Floats) -> _Fit:
    scale = np.exp(logs / 2)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    # The logarithms of the small eigenvalues, by way of the determinant: they may be nought.
    return _Fit(float(values[:-1].sum() + logs.sum() + np.log(values[-1])), values, vectors)


def _step(correlations: Floats, logs: Floats, fit: _Fit) -> tuple[Floats, _Fit]:
    """The next unique variances: Newton's step inside the bounds, halved until the misfit falls, doubled while it does.

    Doubled because on a plain nearly level, as weak loadings make one, curvature says too little of how far to go.
    """
    slope, curvature = _derivatives(fit)
    lowest = np.log(LEAST_UNIQUE)
    free = ~(((logs <= lowest) & (slope > 0)) | ((logs >= 0) & (slope < 0)))
    way = np.zeros_like(logs)
    if free.any():
        bent, axes = np.linalg.eigh(curvature[np.ix_(free, free)])
        # Downhill also where the surface is a saddle.
        way[free] = -axes @ (axes.T @ slope[free] / np.maximum(np.abs(bent), _LEAST_CURVATURE))
    for _ in range(_HALVINGS):
        moved = np.clip(logs + way, lowest, 0.0)
        found = _fitted(correlations, moved)
        if found.misfit <= fit.misfit:
            return _further(correlations, logs, way, (moved, found))
        way /= 2
    return logs, fit


def _further(correlations: Floats, logs: Floats, way: Floats, reached: tuple[Floats, _Fit]) -> tuple[Floats, _Fit]:
    """As far as the same way leads on downhill, in steps that double."""
    while True:
        way = 2 * way
        moved = np.clip(logs + way, np.log(LEAST_UNIQUE), 0.0)
        found = _fitted(correlations, moved)
        if not found.misfit < reached[1].misfit:
            return reached
        reached = moved, found


def _derivatives(fit: _Fit) -> tuple[Floats, Floats]:
    first, others = float(fit.values[-1]), fit.values[:-1]
    lead, rest = fit.vectors[:, -1:], fit.vectors[:, :-1]
    slope = rest**2 @ (1 - others)
    weights = (1 - others) * (others + first) / np.maximum(first - others, 1e-12)
    curvature = ((rest * others) @ rest.T) * (rest @ rest.T) + ((rest * weights) @ rest.T) * (lead @ lead.T)
    return slope, curvature
