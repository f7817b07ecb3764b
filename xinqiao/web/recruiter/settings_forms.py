"""What a team sets for its workspace, and whom it invites."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.pages.one_line import one_line
from xinqiao.web.pages.roles import ROLE_NAMES


def _text(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", **attrs})


class WorkspaceSettingsForm(forms.Form):
    """The workspace's names, and how a candidate can check who asks."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=80,
        validators=[one_line],
        help_text=_("Usually the company. Candidates read it on every page."),
        widget=_text(),
    )
    team_name = forms.CharField(
        label=_("Team"),
        max_length=80,
        required=False,
        validators=[one_line],
        help_text=_("Stands beside the name, for example: talent team."),
        widget=_text(),
    )
    switchboard = forms.CharField(
        label=_("Switchboard"),
        max_length=40,
        required=False,
        validators=[RegexValidator(r"^[0-9+() \-]{5,40}$", _("Only digits, spaces, brackets, + and -."))],
        help_text=_("A number that candidates find elsewhere too, so that they can call and ask for you."),
        widget=_text(inputmode="tel"),
    )
    public_page = forms.URLField(
        label=_("Public page"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("A page on your own domain that names your team. It must begin with https://."),
        widget=forms.URLInput(attrs={"class": "form-control"}),
    )
    icp_number = forms.CharField(
        label=_("ICP number"),
        max_length=40,
        required=False,
        help_text=_("As it stands at the foot of your website, if you have one."),
        widget=_text(),
    )

    def clean_public_page(self) -> str:
        """Only https: a candidate is to trust this address."""
        address: str = self.cleaned_data["public_page"]
        if address and not address.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."), code="not_https")
        return address


class InvitationForm(forms.Form):
    """A role, and the address of the person if it is known."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs={"class": "form-select"}))
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, by_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = assignable_roles(by_owner=by_owner)
        role.initial = Role.RECRUITER


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField()

    def __init__(self, *args: Any, by_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = assignable_roles(by_owner=by_owner)


def assignable_roles(*, by_owner: bool) -> list[tuple[str, Any]]:
    """The roles that this member may give: only owners make owners."""
    return [(role, name) for role, name in ROLE_NAMES.items() if by_owner or role != Role.OWNER]
