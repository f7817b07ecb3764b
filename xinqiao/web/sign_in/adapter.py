"""How allauth behaves here: who may sign up, what its mails carry, how second factors are kept."""

from __future__ import annotations

import base64
import logging
import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.workspaces.queries import any_account
from xinqiao.web.access.public_address import public_address
from xinqiao.web.access.sealed import SealBroken, seal, unseal

log = logging.getLogger("xinqiao.sign_in")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts: the first by the installation's owner, all others by invitation."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been switched off."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _("This address and this password do not belong together."),
        "email_taken": _("There is already an account with this address. Sign in with it instead."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code does not fit. Codes change every 30 seconds; take the newest one."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
        "same_as_current": _("This is already the address of your account."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open for the very first account of an empty installation, closed ever after."""
        return not any_account()

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The first account goes on to name its workspace."""
        return reverse("workspace_new")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account's settings."""
        return reverse("account_settings")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Signed in: back to the address; otherwise on to sign-in."""
        return reverse("account_email" if self.request.user.is_authenticated else "account_login")

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> AbstractBaseUser:
        """Stores the account with its name and the language that the person read when making it."""
        user.name = form.cleaned_data["name"]
        user.language = get_language() or ""
        saved: AbstractBaseUser = super().save_user(request, user, form, commit)
        return saved

    def is_safe_url(self, url: str) -> bool:
        """Whether `?next=` stays on this site."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders now, in the reader's language, and hands over outside the request; without a server, nothing."""
        if not settings.MAIL_CONFIGURED:
            return
        sign_in = public_address("account_login")
        mail_out.send_after_commit(
            self.render_mail(template_prefix, email, {"email": email, "sign_in_url": sign_in, **context})
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where the reset mail leads."""
        uid, _dash, token = key.partition("-")
        return public_address("account_reset_password_from_key", uid, token)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Where the confirmation mail leads."""
        return public_address("account_confirm_email", emailconfirmation.key)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tells the owner of an address that somebody tried to make a second account with it."""
        reset_url = public_address("account_reset_password")
        self.send_mail("account/email/account_already_exists", email, {"password_reset_url": reset_url})

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove oneself again, in our words."""
        words = {
            "reauthenticate": _("With your password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed in the database, the product's name on the authenticator."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Codes change every 30 seconds; take the newest one."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes come with an authenticator app or a passkey. Set up one of them first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not yield anybody's codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; under another secret key a random one, so that no code ever fits."""
        try:
            return unseal(encrypted_text)
        except SealBroken:
            log.error("a second factor was sealed with another SECRET_KEY")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """What a new passkey is called until its owner renames it."""
        return gettext("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as the browser's dialogue names it."""
        return {**super().get_public_key_credential_rp_entity(), "name": "信桥 Xinqiao"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """The person as the browser's dialogue names them."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name or user.email}
