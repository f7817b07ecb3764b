"""Quantiles of the F distribution, and of Student's through it, without SciPy."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt


def f_quantile(share: float, one: float, other: float) -> float:
    """Below which value this share of an F distribution lies: Newton's steps, halved where they would leave the way."""
    a, b = one / 2, other / 2
    low, high, middle = 0.0, 1.0, a / (a + b)
    for _ in range(200):
        away = _beta_share(middle, a, b) - share
        low, high = (middle, high) if away < 0 else (low, middle)
        step = away / exp(_log_beta_density(middle, a, b))
        moved = middle - step
        if abs(step) <= 1e-11 * middle:
            break
        middle = moved if low < moved < high else (low + high) / 2
    return other * middle / (one * (1 - middle))


def student_quantile(coverage: float, freedom: float) -> float:
    """Within how many standard errors of its mean this share of Student's distribution lies."""
    return sqrt(f_quantile(coverage, 1, freedom))


def _log_beta_density(x: float, a: float, b: float) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x)


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz's continued fraction (Numerical Recipes, 3rd ed., 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    front = exp(_log_beta_density(x, a, b)) * x * (1 - x) / a
    tiny = 1e-300
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1), tiny)
    found = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _off_zero(1 + even * d, tiny), _off_zero(1 + even / c, tiny)
        found *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _off_zero(1 + odd * d, tiny), _off_zero(1 + odd / c, tiny)
        found *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return front * found


def _off_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
