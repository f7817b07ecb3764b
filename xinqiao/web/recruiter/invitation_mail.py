"""The mail that carries an invitation link, in the language of the one who invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.workspaces.operations import invitation_token
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.roles import ROLE_NAMES

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Invitation, Member, Workspace


def mail_invitation(invitation: Invitation, workspace: Workspace, *, by: Member) -> None:
    """Hands the link over to the mail server once the invitation is stored."""
    context = {
        "workspace": workspace.name,
        "inviter": by.user.name or by.user.email,
        "role": ROLE_NAMES[invitation.role],
        "link": public_address("join", invitation_token(invitation)),
        "expires_at": invitation.expires_at,
    }
    # In one line: a mail whose subject is broken by a name cannot be sent.
    subject = " ".join(render_to_string("email/invitation_subject.txt", context).split())
    text = render_to_string("email/invitation_message.txt", context).strip() + "\n"
    mail_out.send_after_commit(EmailMessage(subject, text, to=[invitation.email]))
