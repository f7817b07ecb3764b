"""Places of a curve's drawing: inside its frame, on one axis, and legible at every span."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.journeys.trust_curve import Moment
from xinqiao.web.pages.curve_drawing import (
    CARD,
    MIDDLE,
    OWN,
    PAGE,
    PHONE,
    Drawing,
    Frame,
    Happened,
    Mark,
    Picture,
    Row,
    Span,
    draw,
)

START = date(2026, 3, 2).toordinal()
ZONES = (("静候型", "5–9"), ("深度被动型", "10–14"), ("谨慎型", "15–19"), ("开放型", "20–25"))
FRAMES = (PAGE, MIDDLE, CARD, PHONE, OWN)


def picture(days: list[int], totals: list[float] | None = None, **more: Any) -> Picture:
    values = totals or [15.0] * len(days)
    return Picture(
        today=more.pop("today", START + days[-1]),
        today_label="今天",
        marks=tuple(
            Mark(START + day, total, 2.8, "circle", f"{total:g}", "") for day, total in zip(days, values, strict=True)
        ),
        zones=ZONES,
        tick=lambda day, unit: f"{unit} {day.isoformat()}",
        **more,
    )


def numbers_in(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


@given(
    gaps=st.lists(st.integers(1, 400), min_size=0, max_size=9),
    totals=st.lists(st.floats(5, 25), min_size=10, max_size=10),
    frame=st.sampled_from(FRAMES),
)
def test_everything_stands_inside_the_plot_and_in_order(gaps: list[int], totals: list[float], frame: Frame) -> None:
    days = [sum(gaps[:number]) for number in range(len(gaps) + 1)]
    course = [Moment(START + day, total, 9.0) for day, total in zip(days, totals, strict=False)]
    found = draw(picture(days, totals[: len(days)], course=course, forecast=course[-1:]), frame)
    plot = found.plot
    places = [(mark["x"], mark["y"]) for mark in found.marks]
    for band in [found.line, *found.bands]:
        places += numbers_in(band)
    assert all(plot["left"] <= x <= plot["right"] and plot["top"] <= y <= plot["bottom"] for x, y in places)
    assert [mark["x"] for mark in found.marks] == sorted(mark["x"] for mark in found.marks)
    assert len(found.ticks) <= frame.most_ticks
    assert [tick["x"] for tick in found.ticks] == sorted(tick["x"] for tick in found.ticks)
    assert plot["foot"] < found.height


@pytest.mark.parametrize(("days", "units"), [([0, 20], {"day"}), ([0, 200], {"month"}), ([0, 900], {"month", "year"})])
def test_the_axis_names_days_months_or_years_by_its_span(days: list[int], units: set[str]) -> None:
    found = draw(picture(days), PAGE)
    assert len(found.ticks) >= 3
    assert {tick["label"].split()[0] for tick in found.ticks} == units
    if "month" in units:
        assert all(tick["label"].endswith("-01") for tick in found.ticks)


def test_the_calendars_first_day_has_an_axis_too() -> None:
    assert draw(picture([1 - START, 0]), PAGE).ticks


def test_zones_are_cut_where_the_levels_are() -> None:
    found = draw(picture([0]), PAGE)
    per_point = found.plot["height"] / 20
    assert [round(zone["height"] / per_point, 2) for zone in found.zones] == [4.5, 5, 5, 5.5]
    assert [zone["level"] for zone in found.zones] == ["reserved", "guarded", "cautious", "open"]
    # On paper the gentlest is the densest, the most open blank.
    dense = [zone["hatch"].count("M") for zone in found.zones]
    assert dense == sorted(dense, reverse=True)
    assert dense[-1] == 0


def labels(found: Drawing) -> list[tuple[str, str]]:
    return [(mark["label"], mark["anchor"]) for mark in found.marks]


def test_a_figure_stands_where_there_is_room_for_it() -> None:
    assert labels(draw(picture([0, 60, 120]), PAGE)) == [("15", "start"), ("15", "start"), ("15", "end")]
    # Too close together: the middle one says nothing, its title does.
    crowded = labels(draw(picture([0, 180, 183, 186, 360]), PHONE))
    assert [label for label, _ in crowded] == ["15", "15", "", "15", "15"]


def test_events_lie_on_the_axis_of_the_readings_and_earlier_ones_at_its_edge() -> None:
    rows = (Row("我们联系", "dot", (Happened(START - 3000, "早"), Happened(START + 30, "中"))),)
    found = draw(picture([0, 30, 60], rows=rows), PAGE)
    early, middle = found.rows[0]["happened"]
    assert early["x"] == found.plot["left"]
    assert middle["x"] == found.marks[1]["x"]
    assert found.plot["bottom"] < found.rows[0]["y"] < found.plot["foot"]


def test_stages_follow_each_other_and_a_long_name_stands_before_its_end() -> None:
    spans = (
        Span("触达", START, START + 50, is_current=False),
        Span("验证信任", START + 50, START + 52, is_current=True),
    )
    first, second = draw(picture([0, 52], spans=spans), PAGE).spans
    assert first["x"] + first["width"] <= second["x"]
    assert (first["label"], first["anchor"]) == ("触达", "start")
    assert (second["label"], second["anchor"], second["is_current"]) == ("验证信任", "end", True)
    # Where there is room for one name, the present stage is named.
    squeezed = (
        Span("触达", START, START + 50, is_current=False),
        Span("建立信任", START + 50, START + 51, is_current=False),
        Span("验证信任", START + 51, START + 52, is_current=True),
    )
    assert [one["label"] for one in draw(picture([0, 52], spans=squeezed), PAGE).spans] == ["触达", "", "验证信任"]


def test_today_is_named_on_the_side_that_has_room() -> None:
    later = START + 10 + 30
    with_forecast = draw(picture([0, 10], forecast=[Moment(later, 15, 9)]), PAGE)
    assert with_forecast.today["anchor"] == "start"
    assert draw(picture([0, 400]), PAGE).today["anchor"] == "end"
