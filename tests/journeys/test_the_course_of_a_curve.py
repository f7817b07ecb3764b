"""What is drawn between readings and after them, and what of it each day knew."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from xinqiao.capabilities.assessments.queries import Reading
from xinqiao.domain.scale import DRIFT_PER_DAY
from xinqiao.domain.trust_curve import curves
from xinqiao.journeys.trust_curve import FORECAST_DAYS, TrustCurve, course_of, curve_of, forecast_of

FIRST = date(2026, 3, 2)
DAYS = (0, 20, 90)
TOTALS = (12.0, 11.0, 18.0)


def curve(*doubtful: int, readings: int = 3, today: int = 100) -> TrustCurve | None:
    found = []
    for number, (after, total) in enumerate(zip(DAYS[:readings], TOTALS, strict=False)):
        day = FIRST + timedelta(days=after)
        at = datetime.combine(day, time(9), UTC)
        found.append(Reading(number, 1, at, total, 4.84, None, (), "phone", doubtful=number in doubtful, day=day))
    return curve_of(found, today=FIRST + timedelta(days=today))


def test_points_hold_what_was_known_then_and_what_is_known_now() -> None:
    found = curve()
    assert found is not None
    drawn = curves(DAYS, TOTALS, [4.84] * 3, [0])
    assert [point.then.mean for point in found.points] == list(drawn.plain.filtered_mean)
    assert [point.now.variance for point in found.points] == list(drawn.averaged_variance)
    assert [point.jump for point in found.points] == list(drawn.jump_probability)
    for point in found.points:
        assert sum(point.levels.values()) == pytest.approx(1)
        assert point.now.half_width == pytest.approx(1.96 * sqrt(point.now.variance), abs=1e-3)


def test_the_line_goes_through_the_points_and_its_band_is_wider_between_them() -> None:
    found = curve()
    assert found is not None
    course = course_of(found)
    by_day = {moment.day - FIRST.toordinal(): moment for moment in course}
    for point, after in zip(found.points, DAYS, strict=True):
        assert (by_day[after].mean, by_day[after].variance) == pytest.approx((point.now.mean, point.now.variance))
    middle = by_day[55]
    assert middle.mean == pytest.approx((by_day[20].mean + by_day[90].mean) / 2)
    assert middle.variance > (by_day[20].variance + by_day[90].variance) / 2
    # After the last reading the band widens by drift, and the forecast goes on from there.
    assert by_day[100].variance == pytest.approx(by_day[90].variance + 10 * DRIFT_PER_DAY)
    ahead = forecast_of(found)
    assert (ahead[0].day, ahead[0].variance) == (course[-1].day, pytest.approx(course[-1].variance))
    assert ahead[-1].day - ahead[0].day == FORECAST_DAYS
    assert all(later.variance > earlier.variance for earlier, later in pairwise(ahead))


def test_what_each_day_knew_stays_until_the_next_reading() -> None:
    found = curve()
    assert found is not None
    course = course_of(found, then=True)
    assert [moment.day for moment in course] == sorted(moment.day for moment in course)
    second = FIRST.toordinal() + 20
    before, after = [moment for moment in course if moment.day == second]
    assert before.mean == TOTALS[0]
    assert after.mean == found.points[1].then.mean
    assert np.all(np.diff([moment.variance for moment in course if moment.day < second]) > 0)


def test_fewer_than_three_readings_have_no_line_and_a_doubtful_one_does_not_count() -> None:
    two = curve(readings=2)
    assert two is not None
    assert (course_of(two), forecast_of(two)) == ([], [])
    waiting = curve(2)
    assert waiting is not None
    assert (len(waiting.points), len(waiting.waiting), waiting.has_line) == (2, 1, False)
    assert curve(0, 1, 2) is None
