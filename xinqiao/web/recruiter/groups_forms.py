"""Forms about pools, saved views and tags."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from xinqiao.web.recruiter.candidates_forms import select_field, text_field

NAME_AT_MOST: Final = 80
# What a pool's rule and a view's filters take in the store, as they stand in an address.
FILTERS_AT_MOST: Final = 1_000


class KeepsFilters(forms.Form):
    """A form that keeps filters: those too long to be kept whole are refused, never cut."""

    filters = ""

    def clean(self) -> dict[str, Any] | None:
        """Speaks of the filters, which the form shows but does not ask for."""
        if len(self.filters) > FILTERS_AT_MOST:
            raise forms.ValidationError(
                gettext("These filters are too long to be kept. Shorten the search text or the skill in the list.")
            )
        return super().clean()


class PoolForm(KeepsFilters):
    """A pool's name and what it is for."""

    name = text_field(gettext_lazy("Name"), NAME_AT_MOST, required=True)
    purpose = text_field(
        gettext_lazy("What it is for"), 300, hint=gettext_lazy("One line, so that colleagues put the right people in.")
    )


class ViewForm(KeepsFilters):
    """A view's name and whether colleagues see it."""

    name = text_field(gettext_lazy("Name"), NAME_AT_MOST, required=True)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Show it to the team"),
        required=False,
        help_text=gettext_lazy("Colleagues find it among their views. “Kept by me” then means their own people."),
        widget=forms.CheckboxInput,
    )


class TagForm(forms.Form):
    """Another spelling of a tag."""

    name = text_field(gettext_lazy("Tag"), 40, required=True)


class JoinForm(forms.Form):
    """The tag that stays when two are joined."""

    into = select_field(gettext_lazy("Join into"), required=True)
