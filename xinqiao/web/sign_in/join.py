"""An invitation link: shows where it leads, then joins with the present account or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.utils import complete_signup
from allauth.account.views import SignupView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from xinqiao.foundation.workspaces.operations import InvitationEnded, accept_invitation, find_invitation
from xinqiao.foundation.workspaces.queries import membership
from xinqiao.web.access import errors
from xinqiao.web.access.rate_limits import JOINING, exceeded
from xinqiao.web.pages.roles import ROLE_MEANINGS, ROLE_NAMES

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Invitation, User, Workspace


def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation's page for whoever holds the link."""
    try:
        workspace, invitation = find_invitation(token, now=timezone.now())
    except InvitationEnded:
        return _ended(request)
    facts = _facts(workspace, invitation)
    if request.user.is_authenticated:
        return _join_with_account(request, request.user, token, facts)
    response: HttpResponse = JoinWithNewAccount.as_view(extra_context=facts, initial={"email": invitation.email})(
        request, token=token, slug=workspace.slug
    )
    return response


def _facts(workspace: Workspace, invitation: Invitation) -> dict[str, Any]:
    return {
        "workspace": {"name": workspace.name, "slug": workspace.slug},
        "role": ROLE_NAMES[invitation.role],
        "role_meaning": ROLE_MEANINGS[invitation.role],
        "expires_at": invitation.expires_at,
        "invited_email": invitation.email,
    }


def _ended(request: HttpRequest) -> HttpResponse:
    if exceeded(request, JOINING):
        return errors.too_many_requests()
    return render(request, "account/join_ended.html", status=404)


def _join_with_account(request: HttpRequest, user: User, token: str, facts: dict[str, Any]) -> HttpResponse:
    slug = facts["workspace"]["slug"]
    if membership(user, slug) is not None:
        return redirect("today", slug=slug)
    if request.method == "POST":
        try:
            accept_invitation(token, user=user, now=timezone.now())
        except InvitationEnded:
            return _ended(request)
        return redirect("today", slug=slug)
    other = bool(facts["invited_email"]) and facts["invited_email"] != user.email
    return render(request, "account/join_signed_in.html", {**facts, "written_for_other": other})


class JoinWithNewAccount(SignupView):  # type: ignore[misc]
    """Makes the account and the membership in one act."""

    template_name = "account/join.html"

    def is_open(self) -> bool:
        """The link itself is the permission."""
        return True

    def get_initial(self) -> dict[str, Any]:
        """The address that the invitation names, to be changed freely."""
        return dict(self.initial)

    def get_success_url(self) -> str:
        """Straight into the workspace."""
        return reverse("today", args=[self.kwargs["slug"]])

    def form_valid(self, form: Any) -> HttpResponse:
        """Joins before the address is confirmed, so that the link need not be opened a second time."""
        try:
            with transaction.atomic():
                user, response = form.try_save(self.request)
                if user is not None:
                    accept_invitation(self.kwargs["token"], user=user, now=timezone.now())
        except InvitationEnded:
            return _ended(self.request)
        if user is not None:
            response = complete_signup(self.request, user, None, self.get_success_url())
        answer: HttpResponse = response
        return answer
