"""allauth's forms with our labels, hints and field styles."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xinqiao.web.pages.one_line import one_line

PASSWORD_HINT = _("At least 10 characters. A few words that only you would put together are best.")
CODE_HINT = _("Six digits from the app, or one of your recovery codes.")


class Dressed:
    """Mix-in: labels and hints of ours, no placeholders (they vanish while one types)."""

    labels: ClassVar[dict[str, Any]] = {}
    hints: ClassVar[dict[str, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs["class"] = "form-control"


class SignInForm(Dressed, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels = {"login": _("E-mail address"), "password": _("Password")}


class SignUpForm(Dressed, account.SignupForm):  # type: ignore[misc]
    """Name, address and password of a new account."""

    name = forms.CharField(max_length=80, validators=[one_line], widget=forms.TextInput(attrs={"autocomplete": "name"}))
    labels = {"name": _("Your name"), "email": _("E-mail address"), "password1": _("Password")}
    hints = {"name": _("As your team and candidates know you."), "password1": PASSWORD_HINT}
    field_order = ["name", "email", "password1"]


class ChangeEmailForm(Dressed, account.AddEmailForm):  # type: ignore[misc]
    """A new address; it counts once it is confirmed."""

    labels = {"email": _("New address")}


class ChangePasswordForm(Dressed, account.ChangePasswordForm):  # type: ignore[misc]
    """The present password and the new one, twice."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(Dressed, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""

    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": PASSWORD_HINT}


class AskForResetForm(Dressed, account.ResetPasswordForm):  # type: ignore[misc]
    """The address that a reset link goes to."""

    labels = {"email": _("E-mail address")}


class ResetPasswordForm(Dressed, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, behind a reset link."""

    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": PASSWORD_HINT}


class ConfirmPasswordForm(Dressed, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, once more, before something that matters."""

    labels = {"password": _("Password")}


class SecondStepForm(Dressed, second_step.AuthenticateForm):  # type: ignore[misc]
    """A code while signing in."""

    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class ConfirmCodeForm(Dressed, second_step.ReauthenticateForm):  # type: ignore[misc]
    """A code before something that matters."""

    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class ActivateAppForm(Dressed, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    labels = {"code": _("Code that the app shows now")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="6")


class AddPasskeyForm(Dressed, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """The name of a new passkey and whether it alone signs in."""

    labels = {
        "name": pgettext_lazy("of a passkey", "Name"),
        "passwordless": _("Sign in with it alone, without password"),
    }
    hints = {
        "name": _("So that you tell it apart later, for example: work laptop."),
        "passwordless": _("The device checks that it is you, by fingerprint, face or PIN."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Dressed, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """A passkey's name."""

    labels = {"name": pgettext_lazy("of a passkey", "Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = "60"
