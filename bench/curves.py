"""Trust curves of many people, beside statsmodels' Kalman smoother on a sample of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.scale import DEFAULT_VARIANCE, DRIFT_PER_DAY
from xinqiao.domain.trust_curve import curves, plain_curves

SIZES: Final = (10_000, 100_000, 1_000_000)
SAMPLE: Final = 2_000
REPEATS: Final = 3


@dataclass(frozen=True)
class Readings:
    """Invented people with 3 to 10 readings, 7 to 44 days apart; those with equally many stand together."""

    days: NDArray[np.float64]
    totals: NDArray[np.float64]
    variances: NDArray[np.float64]
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class Result:
    """CPU seconds of one thread; `statsmodels` is extrapolated from `sample` people, of whom the two agree so far."""

    people: int
    plain: float
    averaged: float
    statsmodels: float
    sample: int
    apart: float


def invented(people: int) -> Readings:
    """The same people at every run."""
    dice = np.random.default_rng(20261130)
    counts = np.sort(dice.integers(3, 11, people))
    starts, size = np.cumsum(counts) - counts, int(counts.sum())
    days = np.cumsum(dice.integers(7, 45, size)).astype(np.float64)
    return Readings(days, dice.normal(15, 4, size).clip(5, 25), np.full(size, DEFAULT_VARIANCE), starts)


def run(people: int, *, sample: int = SAMPLE) -> Result:
    """Measures both on the same invented people."""
    given = invented(people)
    columns = (given.days, given.totals, given.variances, given.starts)
    chosen = np.linspace(0, people - 1, min(sample, people)).astype(np.int64)
    ends = np.append(given.starts[1:], len(given.days))
    theirs, seconds = _theirs(given, [slice(given.starts[one], ends[one]) for one in chosen])
    ours = plain_curves(*columns).smoothed_mean
    apart = max(
        float(np.abs(mean - ours[given.starts[one] : ends[one]]).max())
        for mean, one in zip(theirs, chosen, strict=True)
    )
    return Result(
        people=people,
        plain=_cpu(lambda: plain_curves(*columns)),
        averaged=_cpu(lambda: curves(*columns)),
        statsmodels=seconds / len(chosen) * people,
        sample=len(chosen),
        apart=apart,
    )


def _cpu(work: Callable[[], Any]) -> float:
    """The least of a few runs: what other processes take is not ours."""
    found = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def _theirs(given: Readings, people: list[slice]) -> tuple[list[NDArray[np.float64]], float]:
    """Smoothed means by statsmodels, and the CPU seconds of smoothing alone: making its objects is left out."""
    means, seconds = [], 0.0
    for one in people:
        smoother = _smoother(given.days[one], given.totals[one])
        started = time.process_time()
        found = smoother.smooth()
        seconds += time.process_time() - started
        means.append(found.smoothed_state[0])
    return means, seconds


def _smoother(days: NDArray[np.float64], totals: NDArray[np.float64]) -> Any:
    # Its import is slow, and only this needs it.
    from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

    smoother = KalmanSmoother(k_endog=1, k_states=1)
    smoother.bind(totals[:, None])
    for name in ("design", "transition", "selection"):
        smoother[name] = np.eye(1)
    smoother["obs_cov"] = np.full((1, 1), DEFAULT_VARIANCE)
    # The last gap leads nowhere and is not used.
    smoother["state_cov"] = DRIFT_PER_DAY * np.diff(days, append=days[-1] + 1)[None, None]
    smoother.initialize_diffuse()
    return smoother


def lines(sizes: tuple[int, ...]) -> list[str]:
    """The section of the report."""
    found = [
        "## Trust curves",
        "",
        (
            "Invented people with 3 to 10 readings, 7 to 44 days apart, fixed variances, exactly diffuse start. CPU"
            " seconds of one thread; statsmodels' KalmanSmoother (smoothing alone, not the making of its objects)"
            " extrapolated from a sample. Goal at 1,000,000: plain ≤ 0.3 s and ≤ 1/500 of statsmodels, averaged over"
            " jumps ≤ 3 s."
        ),
        "",
        "| people | plain s | averaged s | statsmodels s (sample) | ratio | largest difference |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        one = run(size)
        found.append(
            f"| {size:,} | {one.plain:.3f} | {one.averaged:.3f} | {one.statsmodels:.1f} ({one.sample:,}) |"
            f" 1/{one.statsmodels / one.plain:,.0f} | {one.apart:.0e} |"
        )
    return [*found, ""]
