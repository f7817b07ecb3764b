"""The card “how to reach me” as a form. Everything may stay empty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.consent.operations import Reach
from xinqiao.domain.daytime import DEFAULT_HOURS, Daytime, Hours, clipped, next_daytime
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.schema import Choice
from xinqiao.web.candidate.page import spoken
from xinqiao.web.pages.week import WEEKDAYS
from xinqiao.web.pages.zones import zone_choices

NOTE_LENGTH: Final = 300
_HOURS: Final = range(25)


@dataclass(frozen=True)
class Option:
    """One radio or box with its words."""

    id: str
    label: str
    hint: str
    chosen: bool


def _ids(entries: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(entry.id, entry.id) for entry in entries]


class ReachForm(forms.Form):
    """Channels, parts of the day, hours, weekdays, zone, topics, a line of their own; the pace where it is sent too."""

    pace = forms.ChoiceField(required=False)
    channels = forms.MultipleChoiceField(required=False)
    day_parts = forms.MultipleChoiceField(required=False)
    topics = forms.MultipleChoiceField(required=False)
    excluded_weekdays = forms.TypedMultipleChoiceField(
        required=False, coerce=int, choices=[(str(day), str(day)) for day in range(7)]
    )
    hours_from = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    hours_to = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    time_zone = forms.ChoiceField(required=False)
    reach_note = forms.CharField(
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": gettext_lazy("Your line is longer than 300 characters. It is still here; please shorten it."),
        },
    )

    def __init__(self, *args: Any, zone: str, now: datetime, pace: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book, self.now, self.zone, self.present_pace = playbook(), now, zone, pace
        hours = [(str(hour), f"{hour}:00") for hour in _HOURS]
        for name, choices in (
            ("pace", _ids(book.paces)),
            ("channels", _ids(book.channels)),
            ("day_parts", _ids(book.day_parts)),
            ("topics", _ids(book.topics)),
            ("hours_from", hours[:-1]),
            ("hours_to", hours[1:]),
            ("time_zone", zone_choices(zone)),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hours come in pairs, and some hour of some day has to be left."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("hours_from"), given.get("hours_to")
        if (first is None) != (last is None) or (first is not None and last is not None and first >= last):
            raise forms.ValidationError(_("Please give both hours, the earlier one first, or neither."))
        if not self.errors and self._leaves_no_hour(given):
            raise forms.ValidationError(
                _("That leaves no hour at all. If you want to hear nothing, choose a pause or stop; both are fine.")
            )
        return given

    def reach(self) -> Reach:
        """The checked values; the present pace where the form came without one."""
        values = {name: self.cleaned_data[name] for name in Reach.__dataclass_fields__}
        return Reach(**{**values, "pace": values["pace"] if "pace" in self.data else self.present_pace})

    def options(self, name: str) -> list[Option]:
        """What the page offers for a field, in the order of the playbook."""
        entries: tuple[Choice, ...] = getattr(playbook(), name)
        chosen = self[name].value() or []
        return [Option(entry.id, spoken(entry.label), "", entry.id in chosen) for entry in entries]

    def weekdays(self) -> list[Option]:
        """The seven days, those that are left out marked."""
        chosen = {str(day) for day in self["excluded_weekdays"].value() or []}
        return [Option(str(day), str(words), "", str(day) in chosen) for day, words in enumerate(WEEKDAYS)]

    def select(self, name: str) -> list[Option]:
        """What a list to choose from offers."""
        value = self[name].value()
        chosen = "" if value is None else str(value)
        choices: list[tuple[str, str]] = self.fields[name].choices  # type: ignore[attr-defined]
        return [Option(code, words, "", code == chosen) for code, words in choices]

    def _leaves_no_hour(self, given: dict[str, Any]) -> bool:
        hours: tuple[Hours, ...] = playbook().hours_of(given["day_parts"])
        first, last = given.get("hours_from"), given.get("hours_to")
        if first is not None and last is not None:
            hours = clipped(hours, first, last) if given["day_parts"] else (Hours(first, last),)
        zone = given.get("time_zone") or self.zone or "Asia/Shanghai"
        days = frozenset(given["excluded_weekdays"])
        daytime = Daytime(ZoneInfo(zone), playbook().calendar_in(zone), hours or DEFAULT_HOURS, days)
        return not hours or next_daytime(self.now, daytime) is None
