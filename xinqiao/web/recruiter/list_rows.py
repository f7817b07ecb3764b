"""The rows of the list as its template puts them down: what is the same in all of them is put together once a page.

Fifty rows are most of what the list costs, and each variable of a template costs as much as a whole cell here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any, Final
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinqiao.web.pages.templatetags.once import once
from xinqiao.web.recruiter.list_columns import Cell, Heading, ListedPerson

_PLACE: Final = "0" * 16
_PARTS: Final = ("public_id", "choose", "held", "url", "name", "tags", "now", "cells", "peek_url", "look")
# More than all levels with all their percentages that one page shows.
_BADGES: Final = 500


@dataclass
class Drawing:
    """What is the same in all rows of one page.

    `picks`: whether people can be chosen; `list_query`: the view that the rows stand in.
    """

    slug: str
    shown: Sequence[Heading]
    picks: bool = False
    list_query: str = ""
    _days: dict[datetime, SafeString] = field(default_factory=dict)

    def rows(self, people: Iterable[ListedPerson]) -> Iterator[SafeString]:
        """The rows of these people."""
        query = f"?list={quote(self.list_query, safe='')}"
        # From the right: a workspace may be called like the place.
        record, _place, record_end = reverse("candidate", args=[self.slug, _PLACE]).rpartition(_PLACE)
        peek, _place, peek_end = reverse("candidate_peek", args=[self.slug, _PLACE]).rpartition(_PLACE)
        choose, look = _("Choose %(name)s"), _("Quick look at %(name)s")
        openings = [_opening(heading) for heading in self.shown]
        row = _row_to_fill(picks=self.picks)
        for person in people:
            parts = {
                "public_id": person.public_id,
                "choose": choose % {"name": person.name},
                "held": _held(person),
                "url": f"{record}{person.public_id}{record_end}{query}",
                "name": person.name,
                "tags": _tags(person),
                "now": person.now,
                "cells": self._cells(openings, person.cells),
                "peek_url": f"{peek}{person.public_id}{peek_end}{query}",
                "look": look % {"name": person.name},
            }
            yield mark_safe(
                row % {name: part if isinstance(part, SafeString) else escape(part) for name, part in parts.items()}
            )

    def _cells(self, openings: Sequence[str], cells: Sequence[Cell]) -> SafeString:
        drawn = (f"{opening}{self._inside(cell)}</td>" for opening, cell in zip(openings, cells, strict=True))
        return mark_safe("".join(drawn))

    def _inside(self, cell: Cell) -> str:
        if cell.heading.key == "level":
            return _badge(cell.badge)
        if cell.heading.is_day:
            return self._day(cell)
        if cell.sub:
            return f'<div>{escape(cell.text)}<span class="sub">{escape(cell.sub)}</span></div>'
        return escape(cell.text)

    def _day(self, cell: Cell) -> str:
        if cell.day is None:
            missing = _("none yet") if cell.heading.key == "last_contact" else ""
            return format_html('<span class="faint">{}</span>', missing) if missing else ""
        if cell.day not in self._days:
            day = localtime(cell.day)
            words = date_format(day, "MONTH_DAY_FORMAT")
            self._days[cell.day] = format_html('<time datetime="{}">{}</time>', day.isoformat(), words)
        return self._days[cell.day]


def _held(person: ListedPerson) -> str:
    """Why acts on many people leave this one as they are, as the batch bar counts it."""
    if person.is_restricted:
        return "restricted"
    told = "" if person.is_told else "notice"
    return told if person.may_hand_over else f"keeper {told}"


def _tags(person: ListedPerson) -> SafeString:
    drawn = once(
        "recruiter/people/row_tags.html",
        is_sample=person.is_sample,
        is_told=person.is_told,
        is_restricted=person.is_restricted,
    )
    return mark_safe(drawn)


def _row_to_fill(*, picks: bool) -> str:
    """The row's template as a format with a place for each part."""
    drawn = render_to_string(
        "recruiter/people/row.html", {"picks": picks, **{name: f"\x02{name}\x03" for name in _PARTS}}
    )
    return drawn.replace("%", "%%").replace("\x02", "%(").replace("\x03", ")s")


def _opening(heading: Heading) -> str:
    classes = " ".join(name for name, wanted in (("num", heading.is_day), ("in-look", heading.leaves)) if wanted)
    return format_html('<td class="{}" data-label="{}">', classes, heading.label)


def _badge(badge: dict[str, Any] | None) -> str:
    if badge is None:
        return format_html('<span class="faint" aria-label="{}">—</span>', _("not shown to you"))
    facts = tuple((name, _frozen(value)) for name, value in badge.items())
    return _badge_in(get_language(), facts)


def _frozen(value: Any) -> Any:
    return tuple(tuple(one.items()) for one in value) if isinstance(value, list) else value


@lru_cache(maxsize=_BADGES)
def _badge_in(language: str | None, facts: tuple[tuple[str, Any], ...]) -> str:
    badge = {name: [dict(one) for one in value] if name == "two" else value for name, value in facts}
    return render_to_string("pages/level_badge.html", {"badge": badge})
