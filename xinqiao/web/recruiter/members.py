"""Who belongs to the workspace: roles, leaving, invitations."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates.queries import kept_by_counts
from xinqiao.foundation.workspaces import operations, queries
from xinqiao.foundation.workspaces.operations import LastOwner, NotAllowed
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.access.members import MANAGERS, READERS, MemberRequest, member_page
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.roles import ROLE_MEANINGS, ROLE_NAMES
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.invitation_mail import mail_invitation
from xinqiao.web.recruiter.settings_forms import InvitationForm, RoleForm, assignable_roles

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Invitation, Member

View = Callable[..., HttpResponse]


def _refusals(view: View) -> View:
    """The members' operations refuse by exceptions; here they become pages."""

    @wraps(view)
    def answered(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as problem:
            raise Http404 from problem
        except NotAllowed as problem:
            raise PermissionDenied from problem
        except LastOwner:
            return _page(request, last_owner=True, status=409)

    return answered


@member_page(READERS)
def members(request: MemberRequest) -> HttpResponse:
    """Everyone, with role; for owners and admins also the open invitations."""
    return _page(request)


@member_page(MANAGERS)
@require_POST
@_refusals
def member_role(request: MemberRequest, public_id: str) -> HttpResponse:
    """Gives a member another role."""
    member = queries.member_of(request.workspace, public_id)
    form = RoleForm(request.POST, by_owner=_is_owner(request))
    if not form.is_valid():
        raise PermissionDenied
    role = form.cleaned_data["role"]
    if role == member.role:
        return _back(request)
    operations.change_role(member, role, by=request.member, now=request.now)
    toast(request, _("%(name)s: %(role)s.") % {"name": _name(member), "role": ROLE_NAMES[role]})
    return _back(request)


@member_page(MANAGERS)
@require_POST
@_refusals
def member_remove(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes a member out; the toast can undo it."""
    member = queries.member_of(request.workspace, public_id)
    operations.remove_member(member, by=request.member, now=request.now)
    if member.pk == request.member.pk:
        return redirect("home")
    undo = reverse("member_restore", args=[request.workspace.slug, public_id])
    toast(request, _("%(name)s is no longer a member.") % {"name": _name(member)}, undo_url=undo)
    return _back(request)


@member_page(MANAGERS)
@require_POST
@_refusals
def member_restore(request: MemberRequest, public_id: str) -> HttpResponse:
    """Undo of taking a member out."""
    member = queries.former_member_of(request.workspace, public_id)
    operations.restore_member(member, by=request.member, now=request.now)
    toast(request, _("%(name)s is a member again.") % {"name": _name(member)})
    return _back(request)


@member_page(READERS)
@require_POST
@_refusals
def member_leave(request: MemberRequest) -> HttpResponse:
    """Leaves the workspace oneself."""
    operations.remove_member(request.member, by=request.member, now=request.now)
    return redirect("home")


@member_page(MANAGERS)
@require_POST
@_refusals
def member_invite(request: MemberRequest) -> HttpResponse:
    """Makes an invitation link and, where mail works, mails it."""
    form = InvitationForm(request.POST, by_owner=_is_owner(request))
    if not form.is_valid():
        return _page(request, form=form)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    invitation = operations.invite(request.workspace, role=role, email=email, by=request.member, now=request.now)
    if email and settings.MAIL_CONFIGURED:
        mail_invitation(invitation, request.workspace, by=request.member)
        toast(request, _("The invitation is on its way. You can copy the link as well."))
    else:
        toast(request, _("The invitation is ready. Copy the link and send it yourself."))
    return redirect(f"{_address(request)}?new={invitation.public_id}#invitations")


@member_page(MANAGERS)
@require_POST
@_refusals
def invitation_revoke(request: MemberRequest, public_id: str) -> HttpResponse:
    """Ends an open invitation."""
    invitation = queries.invitation_of(public_id)
    operations.revoke_invitation(invitation, by=request.member, now=request.now)
    toast(request, _("The link no longer works."))
    return _back(request)


def _page(
    request: MemberRequest, *, form: InvitationForm | None = None, last_owner: bool = False, status: int = 200
) -> HttpResponse:
    may_manage = request.member.role in MANAGERS
    context = {
        "rows": [_row(member, request) for member in queries.members(request.workspace)],
        "invitations": _invitations(request) if may_manage else [],
        "form": form or InvitationForm(by_owner=_is_owner(request)),
        "roles": [(name, ROLE_MEANINGS[role]) for role, name in ROLE_NAMES.items()],
        "last_owner": last_owner,
        "left_keepers": _left_keepers(request) if _is_owner(request) else [],
        "mail_configured": settings.MAIL_CONFIGURED,
    }
    return render_desk(request, "recruiter/members/members.html", context, nav="settings", status=status)


def _left_keepers(request: MemberRequest) -> list[dict[str, Any]]:
    """Who has left and still keeps people."""
    left = queries.former_members(request.workspace)
    counts = kept_by_counts([member.pk for member in left])
    return [
        {"public_id": member.public_id, "name": _name(member), "count": counts[member.pk]}
        for member in left
        if member.pk in counts
    ]


def _row(member: Member, request: MemberRequest) -> dict[str, Any]:
    may_change = request.member.role in MANAGERS and (member.role != Role.OWNER or _is_owner(request))
    return {
        "public_id": member.public_id,
        "name": _name(member),
        "email": member.user.email,
        "role": member.role,
        "role_name": ROLE_NAMES[member.role],
        "joined_at": member.joined_at,
        "is_me": member.pk == request.member.pk,
        "roles": assignable_roles(by_owner=_is_owner(request)) if may_change else [],
    }


def _invitations(request: MemberRequest) -> list[dict[str, Any]]:
    new = request.GET.get("new", "")
    return [
        {
            "public_id": invitation.public_id,
            "role": ROLE_NAMES[invitation.role],
            "email": invitation.email,
            "expires_at": invitation.expires_at,
            "link": _link(invitation, request),
            "is_new": invitation.public_id == new,
        }
        for invitation in queries.open_invitations()
        if invitation.expires_at > request.now
    ]


def _link(invitation: Invitation, request: MemberRequest) -> str:
    # Whoever reads the link of an owner's invitation could become owner.
    if invitation.role == Role.OWNER and not _is_owner(request):
        return ""
    return public_address("join", operations.invitation_token(invitation))


def _is_owner(request: MemberRequest) -> bool:
    return request.member.role == Role.OWNER


def _name(member: Member) -> str:
    return member.user.name or member.user.email


def _address(request: MemberRequest) -> str:
    return reverse("members", args=[request.workspace.slug])


def _back(request: MemberRequest) -> HttpResponse:
    return redirect(_address(request))


urls = [
    path("members/", members, name="members"),
    path("members/invite/", member_invite, name="member_invite"),
    path("members/leave/", member_leave, name="member_leave"),
    path("members/invitations/<str:public_id>/revoke/", invitation_revoke, name="invitation_revoke"),
    path("members/<str:public_id>/role/", member_role, name="member_role"),
    path("members/<str:public_id>/remove/", member_remove, name="member_remove"),
    path("members/<str:public_id>/restore/", member_restore, name="member_restore"),
]
