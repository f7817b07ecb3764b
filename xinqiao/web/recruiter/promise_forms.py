"""Forms about promises. The person reads every word of them, so words of the trade do not get in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.promises import AHEAD_AT_MOST, OURS
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.candidates_forms import choose, day_field, long_field, select_field
from xinqiao.web.recruiter.promise_words import ORIGIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xinqiao.foundation.workspaces.models import Member

TEXT_LENGTH: Final = 300
WORDS_LENGTH: Final = 500


def read_by_them(text: str) -> str:
    """The text, if a person may read it as it is."""
    found = playbook().forbidden_words.found_in(text)
    if found:
        raise forms.ValidationError(
            _("They read this. Please say it without %(words)s.") % {"words": ", ".join(dict.fromkeys(found))}
        )
    return text


def _check_day(day: date, *, today: date) -> date:
    if day < today:
        raise forms.ValidationError(_("Where they live, this day has gone by."))
    if day > today + AHEAD_AT_MOST:
        raise forms.ValidationError(_("At most a year ahead."))
    return day


class PromiseForm(forms.Form):
    """A promise of ours."""

    text = long_field(
        gettext_lazy("What was promised"),
        TEXT_LENGTH,
        rows=3,
        hint=gettext_lazy("In words that they understand; they can read it from now on."),
    )
    due_on = day_field(gettext_lazy("By which day"), hint=gettext_lazy("Until the end of this day where they live."))
    origin = select_field(gettext_lazy("Where it was promised"), required=True)
    owner = select_field(gettext_lazy("Who answers for it"), required=True)

    def __init__(self, *args: Any, today: date, keepers: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        choose(self, "origin", [(one, str(ORIGIN_WORDS[one])) for one in OURS])
        choose(self, "owner", [(one.public_id, one.user.name or one.user.email) for one in keepers])

    def clean_text(self) -> str:
        """Without words of the trade."""
        return read_by_them(self.cleaned_data["text"])

    def clean_due_on(self) -> date:
        """Neither past where they live nor far ahead."""
        return _check_day(self.cleaned_data["due_on"], today=self.today)


class WordsToThem(forms.Form):
    """A form whose words the person reads."""

    def clean_words(self) -> str:
        """Without words of the trade."""
        return read_by_them(self.cleaned_data["words"])


class KeepForm(WordsToThem):
    """What shows that it was kept."""

    prefix = "keep"
    words = long_field(
        gettext_lazy("What shows it"),
        WORDS_LENGTH,
        rows=2,
        hint=gettext_lazy("What was sent, done or said, and when. They read it and can object."),
    )


class WordsForm(WordsToThem):
    """An answer in words."""

    prefix = "words"
    words = long_field(
        gettext_lazy("Our answer"),
        WORDS_LENGTH,
        rows=3,
        hint=gettext_lazy(
            "What we know, what we do about it, and what we cannot do. They say whether that settles it."
        ),
    )


class NewDayForm(WordsToThem):
    """Another day, with words."""

    prefix = "day"
    day = day_field(gettext_lazy("Another day"))
    words = long_field(
        gettext_lazy("Words to them"),
        WORDS_LENGTH,
        rows=2,
        hint=gettext_lazy("Why, and what they can count on. Until they accept, the old day stands."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["day"].widget.attrs["min"] = today.isoformat()

    def clean_day(self) -> date:
        """Neither past where they live nor far ahead."""
        return _check_day(self.cleaned_data["day"], today=self.today)


class OwnerForm(forms.Form):
    """Who answers for it from now on."""

    prefix = "owner"
    owner = select_field(gettext_lazy("Who answers for it"), required=True)

    def __init__(self, *args: Any, keepers: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", [(one.public_id, one.user.name or one.user.email) for one in keepers])
