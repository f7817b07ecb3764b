"""Lost passwords and changed addresses, with and without a mail server."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def mail_configured() -> bool:
    """Templates ask it, at the time of the request."""
    return bool(settings.MAIL_CONFIGURED)


class AskForReset(views.PasswordResetView):  # type: ignore[misc]
    """The page that sends a reset link; without a mail server it says what works instead."""

    extra_context = {"mail_configured": mail_configured}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sends the link. The answer never tells whether the address has an account."""
        if not mail_configured():
            return redirect("account_reset_password")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class ResetPassword(views.PasswordResetFromKeyView):  # type: ignore[misc]
    """The page behind a reset link."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sets the password. Who holds the link reads the address's mail, or was vouched for by the operator."""
        response: HttpResponse = super().form_valid(form)
        for address in EmailAddress.objects.filter(user=self.reset_user, email__iexact=self.reset_user.email):
            address.set_verified()
        return response


class ChangeEmail(views.EmailView):  # type: ignore[misc]
    """The account's address; a new one counts once a mail to it was answered."""

    extra_context = {"mail_configured": mail_configured}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Starts, repeats or gives up a change."""
        if not mail_configured():
            return redirect("account_email")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response
