"""Entries for the schedule."""

from __future__ import annotations

from django.core.management import call_command

from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces import queries
from xinqiao.foundation.workspaces.models import Invitation


def delete_ended_invitations(lease: Lease) -> None:
    """Forgets invitations (they hold an address) once nobody can use them any more."""
    for workspace_id in queries.workspace_ids():
        with lease.transaction() as now, scope(workspace_id):
            Invitation.objects.filter(expires_at__lt=now).delete()


def clear_sessions(lease: Lease) -> None:
    """Deletes ended sign-in sessions."""
    with lease.transaction():
        call_command("clearsessions")
