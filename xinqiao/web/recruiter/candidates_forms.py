"""Forms about a person: a note, a sign, the stage, and a decision written down by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.candidates.queries import SIGN_LIFE
from xinqiao.playbook.loader import playbook
from xinqiao.web.pages.one_line import one_line
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

PROOF_AT_MOST: Final = 500
TOO_LONG: Final = {"max_length": gettext_lazy("At most %(limit_value)s characters; these are %(show_value)s.")}
# As in lists: 0202 is somebody's 2026.
EARLIEST_YEAR: Final = 1900


def text_field(label: Any, length: int, *, required: bool = False, hint: Any = "", kind: str = "") -> forms.CharField:
    """One line of text in the desk's style."""
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **({"type": kind} if kind else {})})
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        widget=widget,
        validators=[one_line],
        error_messages=TOO_LONG,
    )


def select_field(label: Any, *, required: bool = False, hint: Any = "") -> forms.ChoiceField:
    """A choice whose options are filled in when the form is made."""
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, required=required, help_text=hint, widget=widget)


def long_field(label: Any, length: int, *, rows: int = 3, hint: Any = "") -> forms.CharField:
    """Several required lines of text."""
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=length, help_text=hint, widget=widget, error_messages=TOO_LONG)


def day_field(label: Any, *, hint: Any = "") -> forms.DateField:
    """A required calendar day."""
    widget = forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget)


def choose(form: forms.Form, name: str, entries: Iterable[tuple[str, str]], *, empty: str = "") -> None:
    """Fills the options of a select."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", empty)] if empty else []), *entries]


class NoteForm(forms.Form):
    """A note on the timeline."""

    text = long_field(
        gettext_lazy("Note"), 2000, rows=3, hint=gettext_lazy("The candidate can read every word you write here.")
    )


class SignForm(forms.Form):
    """An observable act of the person, with its day."""

    kind = select_field(gettext_lazy("What they did"), required=True)
    observed_on = day_field(gettext_lazy("On which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["observed_on"].initial = today
        choose(self, "kind", [(one.id, say(one.label)) for one in playbook().signs], empty=_("please choose"))

    def clean_observed_on(self) -> date:
        """Neither in the future nor already expired."""
        return past_day(self.cleaned_data["observed_on"], today=self.today, at_most=SIGN_LIFE)


class StageForm(forms.Form):
    """Another stage."""

    stage = select_field(gettext_lazy("Stage"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stage", [(one.id, say(one.label)) for one in playbook().stages])


class WishForm(forms.Form):
    """What a person told us otherwise than on their own page: how, when, and in which words."""

    way = select_field(gettext_lazy("How they said it"), required=True)
    said_on = day_field(gettext_lazy("When they said it"))
    words = long_field(
        gettext_lazy("Their words"), 400, hint=gettext_lazy("As they said it. They can read this and object to it.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        ways = [(one.id, say(one.label)) for one in playbook().channels]
        choose(self, "way", [*ways, ("in_person", _("In person"))], empty=_("please choose"))

    def clean_said_on(self) -> date:
        """Not in the future."""
        return past_day(self.cleaned_data["said_on"], today=self.today)

    def proof(self) -> str:
        """How, when and in which words, in one line."""
        way = dict(self.fields["way"].choices)[self.cleaned_data["way"]]  # type: ignore[attr-defined]
        said_on = date_format(self.cleaned_data["said_on"], "SHORT_DATE_FORMAT")
        return f"{way} · {said_on} · {self.cleaned_data['words']}"[:PROOF_AT_MOST]


class DecisionForm(WishForm):
    """What a person said about being contacted, written down with its proof."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What they said"),
        choices=[
            ("granted", gettext_lazy("Yes, contact is fine")),
            ("later", gettext_lazy("Perhaps later")),
            ("stopped", gettext_lazy("Do not contact me again")),
        ],
        widget=forms.RadioSelect,
    )
    field_order: tuple[str, ...] = ("decision", "way", "said_on", "words")


def past_day(day: date, *, today: date, at_most: timedelta | None = None) -> date:
    """The day itself; refuses the future, half a year number, and what lies further back than `at_most`."""
    if day.year < EARLIEST_YEAR:
        raise forms.ValidationError(_("Please check the year."))
    if day > today:
        raise forms.ValidationError(_("This day has not come yet."))
    if at_most is not None and today - day >= at_most:
        raise forms.ValidationError(
            _("This was more than %(days)d days ago and would have expired.") % {"days": at_most.days}
        )
    return day
