"""The plain curve is that of statsmodels' local level, whose import is slow: here only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinqiao.domain.trust_curve import Model, Prior, plain_curves


@settings(max_examples=25, deadline=None)
@given(
    gaps=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    totals=st.lists(st.floats(5, 25), min_size=7, max_size=7),
    noise=st.floats(1, 12),
    drift=st.floats(0.001, 0.5),
    prior=st.one_of(st.none(), st.builds(Prior, st.floats(8, 20), st.floats(1, 30))),
)
def test_filtered_and_smoothed_levels_are_those_of_statsmodels(
    gaps: list[int], totals: list[float], noise: float, drift: float, prior: Prior | None
) -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    days = np.concatenate([[0], np.cumsum(gaps)])
    values = totals[: len(days)]
    # Theirs is a day a step, without a total on days without a reading.
    daily = np.full(days[-1] + 1, np.nan)
    daily[days] = values
    model = UnobservedComponents(daily, "llevel", use_exact_diffuse=True)
    if prior is not None:
        model.ssm.initialize_known(np.array([prior.mean]), np.array([[prior.variance]]))
    theirs = model.smooth([noise, drift])
    ours = plain_curves(days, values, np.full(len(days), noise), [0], Model(drift, prior))
    assert ours.filtered_mean == pytest.approx(theirs.filtered_state[0, days], abs=1e-8)
    assert ours.filtered_variance == pytest.approx(theirs.filtered_state_cov[0, 0, days], abs=1e-8)
    assert ours.smoothed_mean == pytest.approx(theirs.smoothed_state[0, days], abs=1e-8)
    assert ours.smoothed_variance == pytest.approx(theirs.smoothed_state_cov[0, 0, days], abs=1e-8)
    innovations = theirs.standardized_forecasts_error[0, days]
    known = slice(0 if prior else 1, None)
    assert ours.innovations[known] == pytest.approx(innovations[known], abs=1e-8)
