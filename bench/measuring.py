"""Alpha and item-rest correlations of many answers that lie in memory as bytes, a column an item; beside pingouin."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.reliability import count_patterns, cronbach_alpha, item_rest, moments_of_patterns
from xinqiao.domain.scale import TOS5_KEYED

ROUNDS = 9
LOADING = 0.6
CUTS = (-1.2, -0.4, 0.4, 1.2)

Figures = tuple[float, tuple[float, ...]]


@dataclass(frozen=True)
class Row:
    """Median CPU seconds at one size: ours from the answers, ours from counts that are kept, pingouin's."""

    answers: int
    seconds: float
    kept_seconds: float
    pingouin_seconds: float


def lines(sizes: tuple[int, ...]) -> list[str]:
    """The section of the report: a row a size."""
    return [
        "## Alpha and item-rest correlations",
        "",
        (
            "Five answers each, one byte an answer, column by column in memory (generated); alpha and the five"
            f" item-rest correlations, CPU time, median of {ROUNDS}. pingouin gets the keyed answers as a"
            " pandas table; its figures are compared with ours. Goal at 1,000,000: ≤ 10 ms, and ≤ 1/15 of pingouin."
        ),
        "",
        "| answers | ms | from kept counts, ms | pingouin, ms | pingouin : ours |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.answers:,} | {row.seconds * 1000:.2f} | {row.kept_seconds * 1000:.2f} |"
            f" {row.pingouin_seconds * 1000:.1f} | {row.pingouin_seconds / row.seconds:.0f} |"
            for row in _grow(sizes)
        ),
        "",
    ]


def _grow(sizes: tuple[int, ...]) -> Iterator[Row]:
    import pandas
    import pingouin

    def theirs(table: pandas.DataFrame) -> Figures:
        alpha, _ = pingouin.cronbach_alpha(data=table)
        rest = table.sum(axis=1)
        return float(alpha), tuple(float(table[item].corr(rest - table[item])) for item in table)

    for size in sizes:
        columns = answers(size)
        counts, keyed = count_patterns(columns), np.where(np.array(TOS5_KEYED.signs)[:, None] > 0, columns, 6 - columns)
        table = pandas.DataFrame(dict(enumerate(keyed.astype(np.float64))))
        _compare(figures(columns), theirs(table))
        yield Row(
            size,
            _seconds(lambda columns=columns: figures(columns)),
            _seconds(lambda counts=counts: figures_of_counts(counts)),
            _seconds(lambda table=table: theirs(table)),
        )


def answers(size: int) -> NDArray[np.uint8]:
    """Raw answers 5 × size of people under one factor, items 1 to 4 turned round as TOS-5 words them."""
    dice = np.random.default_rng(20261128)
    factor = dice.standard_normal(size, dtype=np.float32) * np.float32(LOADING)
    columns = np.empty((5, size), dtype=np.uint8)
    for item, sign in enumerate(TOS5_KEYED.signs):
        latent = factor + dice.standard_normal(size, dtype=np.float32) * np.float32((1 - LOADING**2) ** 0.5)
        keyed = np.digitize(latent, CUTS).astype(np.uint8) + 1
        columns[item] = keyed if sign > 0 else 6 - keyed
    return columns


def figures(columns: NDArray[np.uint8]) -> Figures:
    """Alpha and item-rest correlations from the answers."""
    return figures_of_counts(count_patterns(columns))


def figures_of_counts(counts: NDArray[np.int64]) -> Figures:
    """The same from the counts of the patterns, which cost the same at every size."""
    covariances = moments_of_patterns(counts, TOS5_KEYED).covariances
    return cronbach_alpha(covariances), item_rest(covariances)


def _compare(ours: Figures, theirs: Figures) -> None:
    if not np.allclose([ours[0], *ours[1]], [theirs[0], *theirs[1]], atol=1e-9):
        raise RuntimeError(f"not the same figures: {ours} and {theirs}")


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return median(times)
