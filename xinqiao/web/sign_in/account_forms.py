"""What a person sets for their own account, and the name of a new workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xinqiao.domain.digest import Often
from xinqiao.web.access.language import CHOICES
from xinqiao.web.pages.one_line import one_line
from xinqiao.web.sign_in.time_zones import time_zone_groups

# Each language names itself, so that it is found by those who read it.
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
assert [code for code, _name in LANGUAGES] == list(CHOICES)


OFTEN = [
    (Often.DAILY.value, _("On workdays, in the morning, when there is something")),
    (Often.WEEKLY.value, _("On the first workday of the week, when there is something")),
    (Often.NEVER.value, _("Never")),
]


class AccountForm(forms.Form):
    """Name, language, time zone, single keys, the letter about the day."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, widget=forms.Select(attrs={"class": "form-select"})
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your pages show times in it. A candidate's day always follows the candidate's own zone."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    keys_enabled = forms.BooleanField(
        label=_("Single keys work as shortcuts"),
        help_text=_("J and K move, X selects, ? lists them all. They never work while you write."),
        required=False,
    )

    digest = forms.ChoiceField(
        label=_("A letter about your day"),
        choices=OFTEN,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digest"].help_text = (
            _("Figures and a link, never a name. One mail a day at most, in your language.")
            if settings.MAIL_CONFIGURED
            else _("No mail server is set up here, so no letter leaves. Your choice is kept for later.")
        )
        zones = self.fields["time_zone"]
        assert isinstance(zones, forms.ChoiceField)
        zones.choices = time_zone_groups()


class WorkspaceForm(forms.Form):
    """The name of a new workspace."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=80,
        validators=[one_line],
        help_text=_("Usually the company. Candidates read it on every page."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "organization"}),
    )
