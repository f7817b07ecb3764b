"""Where everything of a trust curve's drawing stands. Numbers and words in, coordinates out; the SVG is a template.

Drawn by the server: it prints, needs no script, and a reader of the page's source finds every figure in it. One
drawing keeps its measures; a page shows that of the widths it offers which fits (`curve.css`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from math import sqrt
from typing import Any, Final

from xinqiao.domain.levels import GENTLEST_FIRST, totals_of
from xinqiao.domain.scale import HIGHEST_TOTAL, LOWEST_TOTAL
from xinqiao.journeys.trust_curve import Moment

# Half widths of the bands, in standard deviations: 80 % and 95 %.
INNER: Final = 1.2816
OUTER: Final = 1.96
# Hatches of the zones on paper, the gentlest level the densest: pixels between two lines, none for the most open.
HATCHES: Final = (6, 10, 16, 0)
SHAPES: Final = {"phone": "circle", "voice": "triangle", "paper": "square", "import": "square"}
TOTALS_SHOWN: Final = (5, 10, 15, 20, 25)
LONG_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
# Up to so many days the axis names days instead of months.
SHORT_SPAN: Final = 75
# What a mark and the figure beside it take, and a letter of a name.
LABEL: Final = 34
LETTER: Final = 6.6
HANZI: Final = 12.5


@dataclass(frozen=True)
class Mark:
    """One reading: its total with the half width that covers 80 %."""

    day: int
    total: float
    half_width: float
    shape: str
    label: str
    title: str
    is_hollow: bool = False
    is_dashed: bool = False


@dataclass(frozen=True)
class Happened:
    """One thing on an event row."""

    day: float
    title: str


@dataclass(frozen=True)
class Row:
    """A row of events; `shape` is dot, ring or diamond."""

    label: str
    shape: str
    happened: tuple[Happened, ...]


@dataclass(frozen=True)
class Span:
    """A stage since this day, until the next one or today."""

    label: str
    since: float
    until: float
    is_current: bool


@dataclass(frozen=True)
class Picture:
    """What is to be drawn. `zones` are label and range of each level, the gentlest first; `today_label` its word."""

    today: int
    today_label: str
    marks: tuple[Mark, ...]
    zones: tuple[tuple[str, str], ...]
    tick: Callable[[date, str], str]
    course: Sequence[Moment] = ()
    forecast: Sequence[Moment] = ()
    rows: tuple[Row, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Frame:
    """The measures of one drawing, in pixels. `rows_above`: a row's name stands above it, for want of a gutter."""

    name: str
    width: int
    plot_height: int
    left: int
    right: int
    row_height: int
    most_ticks: int
    rows_above: bool = False


PAGE: Final = Frame("page", 960, 268, 84, 96, 21, 9)
MIDDLE: Final = Frame("middle", 600, 240, 84, 92, 21, 6)
CARD: Final = Frame("card", 600, 200, 30, 92, 21, 6)
PHONE: Final = Frame("phone", 340, 220, 24, 70, 36, 4, rows_above=True)
# With the longer names of the person's own pages.
OWN: Final = Frame("own", 340, 220, 24, 92, 36, 3, rows_above=True)


@dataclass(frozen=True)
class Drawing:
    """Coordinates for `pages/curve.html`."""

    frame: Frame
    height: float
    plot: dict[str, float]
    zones: list[dict[str, Any]]
    totals: list[dict[str, Any]]
    ticks: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    today: dict[str, Any]
    bands: list[str] = field(default_factory=list)
    line: str = ""
    ahead: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class _Axes:
    first: float
    last: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day: float) -> float:
        inside = min(max(day, self.first), self.last)
        return round(self.left + (inside - self.first) / (self.last - self.first) * (self.right - self.left), 1)

    def y(self, total: float) -> float:
        inside = min(max(total, LOWEST_TOTAL), HIGHEST_TOTAL)
        share = (HIGHEST_TOTAL - inside) / (HIGHEST_TOTAL - LOWEST_TOTAL)
        return round(self.top + share * (self.bottom - self.top), 1)


def draw(picture: Picture, frame: Frame) -> Drawing:
    """Places everything; what lies before the first day stands at the edge."""
    top = 30 if picture.spans else 8
    axes = _Axes(*_range(picture), frame.left, frame.width - frame.right, top, top + frame.plot_height)
    foot = axes.bottom + (8 if picture.rows else 0) + frame.row_height * len(picture.rows)
    today, past, ahead = axes.x(picture.today), _lines(picture.course, axes), _lines(picture.forecast, axes)
    return Drawing(
        frame=frame,
        height=foot + 24,
        plot={
            "left": axes.left, "right": axes.right, "top": axes.top, "bottom": axes.bottom, "foot": foot,
            "width": axes.right - axes.left, "height": axes.bottom - axes.top, "axis": foot + 17,
        },
        zones=_zones(picture, axes, frame),
        totals=[{"y": axes.y(total), "label": total} for total in TOTALS_SHOWN],
        ticks=_ticks(picture, axes, frame),
        marks=_marks(picture, axes),
        today={
            "x": today, "label": picture.today_label, "width": round(axes.right - today, 1),
            # A word at the very edge would stick out.
            "anchor": "start" if axes.right - today > 36 else "end", "dx": 4 if axes.right - today > 36 else -4,
        },
        bands=[*past[1:], *ahead[1:]],
        line=past[0] if past else "",
        ahead=ahead[0] if ahead else "",
        rows=_rows(picture, axes, frame),
        spans=_spans(picture, axes),
    )  # fmt: skip


def _range(picture: Picture) -> tuple[float, float]:
    """A little before the first reading, and on to the end of the forecast; at least a month wide."""
    first = float(min(mark.day for mark in picture.marks))
    last = float(max([picture.today, *(mark.day for mark in picture.marks)]))
    last = max([last, *(moment.day for moment in picture.forecast)])
    last += max(3.0, (last - first) * 0.02)
    happened = [one.day for row in picture.rows for one in row.happened]
    lead = max(7.0, (last - first) * 0.1)
    since = max(min([first, *happened]), first - 3 * lead)
    return min(since, first - lead), max(last, first + 30)


def _zones(picture: Picture, axes: _Axes, frame: Frame) -> list[dict[str, Any]]:
    found = []
    for level, (label, totals), gap in zip(GENTLEST_FIRST, picture.zones, HATCHES, strict=True):
        low, high = totals_of(level)
        top, bottom = axes.y(high), axes.y(low)
        middle = (top + bottom) / 2
        found.append(
            {
                "level": str(level),
                "y": top,
                "height": round(bottom - top, 1),
                "label": label,
                "totals": totals,
                "label_y": round(middle - 3 if totals else middle + 4, 1),
                # On paper the wider drawing is printed.
                "hatch": "" if frame.rows_above else _hatch(axes.left, axes.right, top, bottom, gap),
            }
        )
    return found


@cache
def _hatch(left: float, right: float, top: float, bottom: float, gap: int) -> str:
    """Diagonal lines across a zone; every drawing of a frame has the same."""
    if not gap:
        return ""
    rise, found, start = bottom - top, [], left - (bottom - top)
    while start < right:
        begin, end = max(start, left), min(start + rise, right)
        if end > begin:
            found.append(f"M{begin:.1f} {bottom - (begin - start):.1f}L{end:.1f} {bottom - (end - start):.1f}")
        start += gap
    return "".join(found)


def _marks(picture: Picture, axes: _Axes) -> list[dict[str, Any]]:
    found, taken = [], axes.left
    places = [axes.x(mark.day) for mark in picture.marks]
    for at, mark in enumerate(picture.marks):
        x = places[at]
        after = (places[at + 1] if at + 1 < len(places) else axes.right) - x
        # To the right where there is room, else to the left; nowhere between two close neighbours.
        side = 1 if after > LABEL else -1 if x - taken > LABEL else 0
        taken = x + LABEL if side > 0 else x
        found.append(
            {
                "x": x,
                "y": axes.y(mark.total),
                "low": axes.y(mark.total - mark.half_width),
                "high": axes.y(mark.total + mark.half_width),
                "shape": mark.shape,
                "is_hollow": mark.is_hollow,
                "is_dashed": mark.is_dashed,
                "label": mark.label if side else "",
                "label_x": round(x + 9 * side, 1),
                "anchor": "start" if side > 0 else "end",
                "title": mark.title,
            }
        )
    return found


def _lines(moments: Sequence[Moment], axes: _Axes) -> list[str]:
    """The paths of the line, the outer and the inner band; none without moments."""
    if not moments:
        return []
    across = [axes.x(one.day) for one in moments]
    deviations = [sqrt(one.variance) for one in moments]
    found = [_path(across, [axes.y(one.mean) for one in moments])]
    for width in (OUTER, INNER):
        upper = [axes.y(one.mean + width * by) for one, by in zip(moments, deviations, strict=True)]
        lower = [axes.y(one.mean - width * by) for one, by in zip(moments, deviations, strict=True)]
        found.append(f"{_path([*across, *across[::-1]], [*upper, *lower[::-1]])}Z")
    return found


def _path(across: Sequence[float], down: Sequence[float]) -> str:
    return "M" + "L".join([f"{x} {y}" for x, y in zip(across, down, strict=True)])


def _rows(picture: Picture, axes: _Axes, frame: Frame) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(picture.rows):
        top = axes.bottom + 8 + number * frame.row_height
        middle = top + frame.row_height - 10.5
        found.append(
            {
                "label": row.label,
                "label_x": frame.left if frame.rows_above else frame.left - 10,
                "label_y": top + 11 if frame.rows_above else middle + 4,
                "anchor": "start" if frame.rows_above else "end",
                "shape": row.shape,
                "y": middle,
                "bottom": top + frame.row_height,
                "happened": [{"x": axes.x(one.day), "title": one.title} for one in row.happened],
            }
        )
    return found


def _spans(picture: Picture, axes: _Axes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    taken = 0.0
    for span in picture.spans:
        begin, end = axes.x(span.since), axes.x(span.until)
        if end - begin < 2:
            continue
        width = sum(HANZI if letter > "⺀" else LETTER for letter in span.label)
        # A name longer than its bar stands before the bar's end, if the name before leaves room.
        before_end = width > end - begin
        fits = not before_end or end - width > taken or span.is_current
        if found and fits and before_end and end - width <= taken:
            # The present stage is named in any case.
            found[-1]["label"] = ""
        taken = (end if before_end else begin + width) + 10 if fits else taken
        found.append(
            {
                "x": begin,
                "width": round(end - begin - 2, 1),
                "label": span.label if fits else "",
                "label_x": end if before_end else begin,
                "anchor": "end" if before_end else "start",
                "title": span.label,
                "is_current": span.is_current,
            }
        )
    return found


def _ticks(picture: Picture, axes: _Axes, frame: Frame) -> list[dict[str, Any]]:
    days, unit = _tick_days(axes, frame.most_ticks)
    placed = [(axes.x(day.toordinal()), picture.tick(day, "year" if unit == "month" and day.month == 1 else unit))
              for day in days]  # fmt: skip
    # A name at the very edge would stick out.
    return [{"x": x, "label": label} for x, label in placed if axes.left + 8 <= x <= axes.right - 18]


def _tick_days(axes: _Axes, most: int) -> tuple[list[date], str]:
    # The margin reaches past the calendar where somebody answered in its first days.
    first, last = date.fromordinal(max(int(axes.first) + 1, 1)), date.fromordinal(int(axes.last))
    if axes.last - axes.first <= SHORT_SPAN:
        monday = first + timedelta(days=-first.weekday() % 7)
        weeks = [monday + timedelta(weeks=week) for week in range((last - monday).days // 7 + 1)]
        return weeks[:: -(-len(weeks) // most) or 1], "day"
    months = [date(number // 12, number % 12 + 1, 1) for number in range(_month(first) + 1, _month(last) + 1)]
    for step in LONG_STEPS:
        chosen = [day for day in months if (day.month - 1 + 12 * day.year) % step == 0]
        if len(chosen) <= most:
            return chosen, "month"
    return months[:: -(-len(months) // most)], "month"


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
