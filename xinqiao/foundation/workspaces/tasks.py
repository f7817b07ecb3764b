"""Entries for the schedule."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command

from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces import check_pages, queries
from xinqiao.foundation.workspaces.models import Invitation


def delete_ended_invitations(lease: Lease) -> None:
    """Forgets invitations (they hold an address) once nobody can use them any more."""
    for workspace_id in queries.workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            ended = Invitation.objects.filter(expires_at__lt=now)
            hashes = [link_hash(public_id) for public_id in ended.values_list("public_id", flat=True)]
            LinkAddress.objects.filter(link_hash__in=hashes).delete()
            ended.delete()


def clear_sessions(lease: Lease) -> None:
    """Deletes ended sign-in sessions, and what was kept of their places (address and browser)."""
    with lease.transaction():
        call_command("clearsessions")
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def look_at_check_page(lease: Lease) -> dict[str, str]:
    """Looks at the page on the company's own domain and stores how it is."""
    page = check_pages.registered_page(lease.workspace_id)
    if page is None:
        return {}
    state = check_pages.look(page)
    with lease.transaction() as now:
        check_pages.note_look(page, state, now=now)
    return {"state": state}


def look_at_check_pages(lease: Lease) -> dict[str, int]:
    """Has every such page looked at, each in a job of its own: one slow host keeps no other waiting."""
    pages = check_pages.registered_pages()
    with lease.transaction() as now:
        for page in pages:
            enqueue(check_pages.LOOK, now=now, workspace_id=page.workspace_id)
    return {"pages": len(pages)}
