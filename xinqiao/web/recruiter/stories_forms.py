"""The forms of a story: its facts, a consent written down, a link for the person, a video."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.validators import URLValidator
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.candidates_forms import choose, day_field, long_field, past_day, select_field, text_field
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.foundation.content.models import Story
    from xinqiao.foundation.content.operations.stories import StoryFacts
    from xinqiao.foundation.workspaces.models import Member

GROWTH: Final = "growth"
LANGUAGES: Final = (("zh", "中文"), ("en", "English"))
_OF_GROWTH: Final = ("was", "became", "months", "helped", "hard")


def _optional(field: Any) -> Any:
    field.required = False
    return field


class StoryForm(forms.Form):
    """A growth story needs its way, a piece of culture what it shows."""

    title = text_field(gettext_lazy("Title"), 120, required=True)
    shown_as = text_field(
        gettext_lazy("Whose it is"), 80, required=True, hint=gettext_lazy("Name or role, as the person wants it shown.")
    )
    language = select_field(gettext_lazy("Language of the text"), required=True)
    was = text_field(gettext_lazy("Where they began"), 120, required=True)
    became = text_field(gettext_lazy("Where they are now"), 120, required=True)
    months = forms.IntegerField(
        label=gettext_lazy("Months in between"),
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    helped = long_field(gettext_lazy("What helped"), 1500)
    hard = long_field(
        gettext_lazy("What was hard"), 1500, hint=gettext_lazy("Required: a way without trouble is an advertisement.")
    )
    text = _optional(long_field(gettext_lazy("Text"), 6000, rows=8))
    link = _optional(text_field(gettext_lazy("Link"), 300, hint=gettext_lazy("It must begin with https://.")))
    role_family = select_field(gettext_lazy("May help people of this field"))
    stage = select_field(gettext_lazy("May help at this stage"))
    owner = select_field(
        gettext_lazy("Who looks after it"),
        required=True,
        hint=gettext_lazy("Keeps it true."),
    )

    def __init__(self, *args: Any, kind: str, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.members = kind, {member.public_id: member for member in members}
        choose(self, "language", LANGUAGES)
        choose(self, "role_family", _named(playbook().role_families), empty=_("everybody"))
        choose(self, "stage", _named(playbook().stages), empty=_("any time"))
        choose(self, "owner", [(one.public_id, one.user.name or one.user.email) for one in members])
        if kind != GROWTH:
            for name in _OF_GROWTH:
                del self.fields[name]

    def clean_link(self) -> str:
        """Only https: a candidate is to trust this address."""
        address: str = self.cleaned_data["link"]
        if address:
            URLValidator(schemes=["https"], message=_("The address must begin with https://."))(address)
        return address

    def facts(self) -> StoryFacts:
        """The values as they are stored."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "shown_as": given["shown_as"],
            "language": given["language"],
            "was": given.get("was", ""),
            "became": given.get("became", ""),
            "months": given.get("months"),
            "helped": given.get("helped", ""),
            "hard": given.get("hard", ""),
            "text": given["text"],
            "link": given["link"],
            "role_family": given["role_family"],
            "stage": given["stage"],
            "owner": self.members[given["owner"]],
        }


def story_values(story: Story) -> dict[str, Any]:
    """A story as the initial values of `StoryForm`."""
    return {name: getattr(story, name) for name in StoryForm.base_fields if name != "owner"} | {
        "owner": story.owner.public_id
    }


class ConsentForm(forms.Form):
    """A consent that the person gave elsewhere, with what shows it."""

    given_by = text_field(gettext_lazy("Who agreed"), 80, required=True)
    given_on = day_field(gettext_lazy("When"))
    proof = text_field(
        gettext_lazy("What shows it"),
        300,
        required=True,
        hint=gettext_lazy("For example: their mail of that day, or the signed sheet in the safe."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["given_on"].initial = today

    def clean_given_on(self) -> date:
        """Nobody agreed in the future."""
        return past_day(self.cleaned_data["given_on"], today=self.today)

    def given_at(self) -> datetime:
        """Noon of that day where the member lives: the hour is not known."""
        return datetime.combine(self.cleaned_data["given_on"], time(12), tzinfo=get_current_timezone())


class LinkForm(forms.Form):
    """Whom a link is for."""

    for_whom = text_field(gettext_lazy("For whom"), 80, required=True)


def _named(entries: Sequence[Any]) -> list[tuple[str, str]]:
    return [(one.id, say(one.label)) for one in entries]
