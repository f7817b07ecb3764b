"""What tests of the list need besides the desk: what one person is like, and jobs that are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.factories import NOW, owner_of
from tests.web.recruiter.desk import Desk
from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import BulkAct, Candidate, Tag
from xinqiao.capabilities.candidates.operations import Kind, Wish, begin_bulk_act, tag_id_of
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

NEVER = float("inf")


def send(desk: Desk, name: str, *args: str, **data: Any) -> Any:
    """Posts a form and opens the page that it leads to."""
    with desk._clock():
        return desk.browser.post(desk.address(name, *args), data, follow=True)


def fresh(candidate: Candidate) -> Candidate:
    """The stored row as it is now."""
    with scope(candidate.owner.workspace_id):
        return Candidate.objects.select_related("owner").get(pk=candidate.pk)


def tags_of(candidate: Candidate) -> list[str]:
    """The names of this person's tags."""
    with scope(candidate.owner.workspace_id):
        return groups.tags_by_candidate([candidate.pk]).get(candidate.pk, [])


def pools_of(candidate: Candidate) -> list[str]:
    """The names of the pools by hand that this person is in."""
    with scope(candidate.owner.workspace_id):
        return groups.pools_by_candidate([candidate.pk]).get(candidate.pk, [])


def tag(workspace: Workspace, name: str, *people: Candidate, by: Member | None = None) -> Tag:
    """A tag, put on these people."""
    with scope(workspace.pk):
        tag_id = tag_id_of(name, now=NOW)
        if people:
            wish = Wish(Kind.TAG_ADD, tag_id, name)
            begin_bulk_act(wish, [one.pk for one in people], by=by or owner_of(workspace), now=NOW)
        return Tag.objects.get(pk=tag_id)


def last_act(workspace: Workspace) -> BulkAct:
    """The newest act on many people."""
    with scope(workspace.pk):
        return BulkAct.objects.select_related("done_by").latest("id")


def untold(candidate: Candidate) -> Candidate:
    """Somebody who does not know of us yet."""
    with scope(candidate.owner.workspace_id):
        Candidate.objects.filter(pk=candidate.pk).update(notice_due_at=NOW + timedelta(days=30))
        search.mark([candidate.pk])
        candidate.refresh_from_db()
    return candidate


def run_jobs() -> None:
    """A worker whose clock stands still runs everything that is due."""
    worker = Worker(clock=lambda: NOW, _next_schedule=NEVER)
    while Job.objects.filter(state="waiting", due_at__lte=NOW).exists():
        worker.run_once()
