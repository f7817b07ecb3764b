"""The form of an opening: a fact sheet, every line of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.web.recruiter.candidates_forms import day_field, long_field, past_day, text_field

if TYPE_CHECKING:
    from datetime import date

    from xinqiao.foundation.content.models import Opening
    from xinqiao.foundation.content.operations import OpeningFacts


class OpeningForm(forms.Form):
    """The facts that a person gets whether or not they answer anything."""

    title = text_field(gettext_lazy("Title"), 120, required=True)
    team = text_field(gettext_lazy("Team"), 120)
    city = text_field(gettext_lazy("City"), 60)
    pay_range = text_field(
        gettext_lazy("Pay range"), 120, required=True, hint=gettext_lazy("Both ends, and per month or per year.")
    )
    reports_to = text_field(
        gettext_lazy("Reports to"), 120, required=True, hint=gettext_lazy("A position, not a person's name.")
    )
    scope = long_field(
        gettext_lazy("What the work is"), 1000, rows=4, hint=gettext_lazy("Facts, with figures where there are any.")
    )
    drawback = long_field(
        gettext_lazy("One real drawback"),
        600,
        hint=gettext_lazy(
            "Required: a sheet of praise is no fact sheet. "
            "Whoever finds the drawback here need not find it after joining."
        ),
    )
    vouched_by = text_field(
        gettext_lazy("Who vouches for it"), 120, required=True, hint=gettext_lazy("Name and position. They read this.")
    )
    vouched_on = day_field(gettext_lazy("As of"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_vouched_on(self) -> date:
        """Nobody can vouch for the future."""
        return past_day(self.cleaned_data["vouched_on"], today=self.today)

    def clean_drawback(self) -> str:
        """A word or two are no drawback."""
        drawback: str = self.cleaned_data["drawback"]
        if len(drawback) < 4:
            raise forms.ValidationError(_("Please write one drawback in a whole sentence."))
        return drawback

    def facts(self) -> OpeningFacts:
        """The values as they are stored."""
        return {
            "title": self.cleaned_data["title"],
            "team": self.cleaned_data["team"],
            "city": self.cleaned_data["city"],
            "pay_range": self.cleaned_data["pay_range"],
            "reports_to": self.cleaned_data["reports_to"],
            "scope": self.cleaned_data["scope"],
            "drawback": self.cleaned_data["drawback"],
            "vouched_by": self.cleaned_data["vouched_by"],
            "vouched_on": self.cleaned_data["vouched_on"],
        }


def opening_values(opening: Opening) -> dict[str, Any]:
    """An opening as the initial values of `OpeningForm`."""
    return {field: getattr(opening, field) for field in OpeningForm.base_fields}
