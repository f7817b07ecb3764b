"""Forms about requests. The person reads the answers, so words of the trade do not get in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.request_deadlines import RequestKind
from xinqiao.web.recruiter.candidates_forms import choose, day_field, long_field, past_day, select_field
from xinqiao.web.recruiter.promise_forms import WordsToThem
from xinqiao.web.recruiter.request_words import IDENTITY_WORDS, kind_label, ways

ANSWER_LENGTH = 1000
REASON_LENGTH = 500


class RequestForm(WordsToThem):
    """A request that came by mail, by telephone or otherwise."""

    kind = select_field(gettext_lazy("What they ask for"), required=True)
    channel = select_field(gettext_lazy("How it came"), required=True)
    received_on = day_field(gettext_lazy("On which day"), hint=gettext_lazy("The time to answer runs from this day."))
    words = long_field(
        gettext_lazy("Their words"), ANSWER_LENGTH, hint=gettext_lazy("As they said it. They can read this.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["words"].required = False
        self.fields["received_on"].initial = today
        choose(self, "kind", [(str(one), kind_label(one)) for one in RequestKind], empty=_("please choose"))
        choose(self, "channel", ways(), empty=_("please choose"))

    def clean_received_on(self) -> date:
        """Not in the future."""
        return past_day(self.cleaned_data["received_on"], today=self.today)


class IdentityForm(forms.Form):
    """How it was made sure that it is them."""

    prefix = "identity"
    how = select_field(gettext_lazy("How we made sure that it is them"), required=True)
    words = forms.CharField(
        label=gettext_lazy("More exactly"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed for “Otherwise”. No numbers of identity papers, please."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "how", [(str(one), str(words)) for one, words in IDENTITY_WORDS.items()], empty=_("please choose"))

    def clean(self) -> dict[str, Any]:
        """Otherwise needs words."""
        given = super().clean() or {}
        if given.get("how") == "other" and not given.get("words", "").strip():
            self.add_error("words", _("Please say how."))
        return given


class DoneForm(WordsToThem):
    """What was done."""

    prefix = "done"
    words = long_field(
        gettext_lazy("What was done"), ANSWER_LENGTH, rows=3, hint=gettext_lazy("They read it on their own page.")
    )


class RefuseForm(WordsToThem):
    """Why not."""

    prefix = "refuse"
    words = long_field(
        gettext_lazy("Why not"),
        ANSWER_LENGTH,
        rows=3,
        hint=gettext_lazy("The reason in law, what can be done instead, and to whom they may complain. They read it."),
    )


class ExtendForm(WordsToThem):
    """Why more time is needed."""

    prefix = "extend"
    words = long_field(
        gettext_lazy("Why more time is needed"),
        REASON_LENGTH,
        rows=2,
        hint=gettext_lazy("Possible once. They read it, with the new day."),
    )
