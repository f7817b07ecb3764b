"""What a person tells us about promises."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT_LENGTH: Final = 300
_TOO_LONG: Final = {"max_length": _("These are more than 300 characters. They are still here; please shorten them.")}


class ReportForm(forms.Form):
    """You promised me …, and by when."""

    text = forms.CharField(
        max_length=TEXT_LENGTH,
        error_messages={**_TOO_LONG, "required": _("Please write what was promised, in a few words.")},
    )
    day = forms.DateField(
        required=False,
        error_messages={"invalid": _("This is no day that we can read. It may also stay empty.")},
    )


class PrivateContactForm(forms.Form):
    """Who wrote, where and when, if the person wants to say."""

    note = forms.CharField(required=False, max_length=TEXT_LENGTH, error_messages=_TOO_LONG)
