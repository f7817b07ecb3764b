"""The form for a contact outside the product: taps only, and one line if wanted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.candidates.operations import Contact
from xinqiao.domain.chat_paste import AT_MOST
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.web.recruiter.candidates_forms import TOO_LONG, past_day, text_field
from xinqiao.web.recruiter.record_facts import ways_told

if TYPE_CHECKING:
    from xinqiao.domain.chat_paste import Proposal

NOTE_AT_MOST: Final = 200
OUTCOMES: Final = {
    Outcome.TALKED: gettext_lazy("We talked"),
    Outcome.INTERVIEWED: gettext_lazy("An interview took place"),
    Outcome.ASKED: gettext_lazy("They asked something"),
    Outcome.PROPOSED: gettext_lazy("They proposed a time"),
    Outcome.NOT_NOW: gettext_lazy("They said: not now"),
    Outcome.NO: gettext_lazy("They said no"),
    Outcome.STOP: gettext_lazy("They asked us to stop"),
    Outcome.WROTE: gettext_lazy("A message, no answer yet"),
    Outcome.NO_ANSWER: gettext_lazy("Nobody answered the call"),
}
BEGAN: Final = {Began.US: gettext_lazy("We did"), Began.THEM: gettext_lazy("They did")}
NOW, EARLIER, ON_A_DAY = "now", "earlier", "day"
# "Earlier today", without a clock: so long ago, but never on the day before.
_SOME_HOURS: Final = timedelta(hours=3)


class ContactForm(forms.Form):
    """Channel, who began, what came of it, when; a line of words if wanted."""

    channel = forms.ChoiceField(label=gettext_lazy("By which way"), widget=forms.RadioSelect)
    began = forms.ChoiceField(
        label=gettext_lazy("Who began"), choices=list(BEGAN.items()), widget=forms.RadioSelect, initial=Began.US
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            (NOW, gettext_lazy("Just now")),
            (EARLIER, gettext_lazy("Earlier today")),
            (ON_A_DAY, gettext_lazy("On another day")),
        ],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    day = forms.DateField(
        label=gettext_lazy("Which day"),
        required=False,
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    note = text_field(
        gettext_lazy("In one line"),
        NOTE_AT_MOST,
        hint=gettext_lazy("The candidate can read every word you write here."),
    )
    told = forms.BooleanField(label=gettext_lazy("I told them that we keep a record of them"), required=False)
    pasted = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, is_untold: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = ways_told()
        if not is_untold:
            del self.fields["told"]

    def clean(self) -> dict[str, Any]:
        """Another day needs its date, and it has come."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") != ON_A_DAY:
            return cleaned
        if cleaned.get("day") is None:
            if "day" not in self.errors:
                self.add_error("day", _("Please give the day."))
            return cleaned
        try:
            past_day(cleaned["day"], today=localtime(self.now).date())
        except forms.ValidationError as problem:
            self.add_error("day", problem)
        return cleaned

    def contact(self) -> Contact:
        """What was filled in; call it when the form is valid."""
        given = self.cleaned_data
        return Contact(
            channel=given["channel"],
            began=Began(given["began"]),
            outcome=Outcome(given["outcome"]),
            at=self._at(given["when"], given.get("day"), Outcome(given["outcome"])),
            note=given["note"],
            told=given.get("told", False),
            pasted=given["pasted"],
        )

    def proof(self) -> str:
        """How and when they said it, in one line."""
        given = self.cleaned_data
        words = [
            dict(ways_told())[given["channel"]],
            f"{localtime(self._at(given['when'], given.get('day'))):%Y-%m-%d}",
        ]
        return " · ".join([*words, given["note"] or str(OUTCOMES[Outcome.STOP])])

    def _at(self, when: str, day: date | None, outcome: Outcome | None = None) -> datetime:
        here = localtime(self.now)
        if when == ON_A_DAY and day is not None and day != here.date():
            if outcome is Outcome.INTERVIEWED:
                # At the latest then, so that its quiet day is not cut short.
                return datetime(day.year, day.month, day.day, 23, 59, tzinfo=get_current_timezone())
            # Noon: of a day alone nobody knows the hour.
            return datetime(day.year, day.month, day.day, 12, tzinfo=get_current_timezone())
        if when == NOW:
            return self.now
        return max(self.now - _SOME_HOURS, here.replace(hour=0, minute=0, second=0, microsecond=0))


class PasteForm(forms.Form):
    """A copied chat. Never stored: it is read once and let go."""

    chat = forms.CharField(
        label=gettext_lazy("The copied chat"),
        max_length=AT_MOST,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 10, "autocomplete": "off"}),
        error_messages=TOO_LONG,
    )


def proposed(found: Proposal, *, now: datetime) -> dict[str, Any]:
    """The form's first values as a chat suggests them; times of the chat are the member's."""
    here = localtime(now)
    values: dict[str, Any] = {"channel": found.channel, "began": found.began, "outcome": found.outcome, "pasted": True}
    if found.at is None or found.at.date() > here.date():
        return {**values, "when": NOW}
    if found.at.date() == here.date():
        return {**values, "when": EARLIER}
    return {**values, "when": ON_A_DAY, "day": found.at.date()}
