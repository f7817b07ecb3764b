"""Everything under /account/: allauth's pages that we use, under allauth's names, and our own."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import urls as second_step
from allauth.mfa.recovery_codes import urls as recovery_codes
from allauth.mfa.totp import urls as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView

from xinqiao.web.access.demonstration import not_in_demonstration
from xinqiao.web.access.sealed import SealedNumberConverter
from xinqiao.web.sign_in.account import account_settings, workspace_new
from xinqiao.web.sign_in.devices import end_session, sessions
from xinqiao.web.sign_in.join import join
from xinqiao.web.sign_in.passwords import AskForReset, ChangeEmail, ResetPassword

register_converter(SealedNumberConverter, "sealed")

own_pages = [
    path("", RedirectView.as_view(pattern_name="account_settings")),
    path("me/", account_settings, name="account_settings"),
    path("workspaces/new/", not_in_demonstration(workspace_new), name="workspace_new"),
    path("join/<str:token>/", join, name="join"),
    path("sessions/", sessions, name="usersessions_list"),
    path("sessions/end/", end_session, name="session_end"),
]

doors = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

addresses = [
    path("email/", not_in_demonstration(ChangeEmail.as_view()), name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", account.confirm_email, name="account_confirm_email"),
]

passwords = [
    path("password/change/", not_in_demonstration(account.password_change), name="account_change_password"),
    path("password/set/", not_in_demonstration(account.password_set), name="account_set_password"),
    path("password/reset/", AskForReset.as_view(), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        ResetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]

# As allauth's own list, but a passkey's number does not show in the address.
passkeys = [
    path("", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("<sealed:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("<sealed:pk>/rename/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

urlpatterns = [
    *own_pages,
    *doors,
    *addresses,
    *passwords,
    path("two-step/", include(second_step)),
    path("two-step/app/", include(totp)),
    path("two-step/recovery-codes/", include(recovery_codes)),
    path("two-step/passkeys/", include(passkeys)),
]
