"""Work in the background: the list, the tray in the navigation, stopping."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.importing.queries import batches_by_id
from xinqiao.foundation.jobs import queries
from xinqiao.journeys import steps
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.job_words import BULK_ACT, EXPORT, OPEN_STATES, fault_words, state_words, summary, task_words

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch
    from xinqiao.foundation.jobs.models import Job

LISTED: Final = 50
BATCH: Final = "batch_id"
# How long ended work stays in the tray, so that its end is seen.
STAYS_IN_TRAY: Final = timedelta(minutes=1)
# Where work leads that has no page of its own.
PAGES: Final = {EXPORT: "exports", BULK_ACT: "bulk_acts"}


@dataclass(frozen=True)
class JobLine:
    """One piece of work as the pages draw it."""

    public_id: str
    name: str
    subject: str
    url: str
    has_page: bool
    state: str
    state_words: str
    fault: str
    under_way: bool
    can_stop: bool
    done: int
    total: int
    summary: str
    created_at: datetime
    finished_at: datetime | None


@member_page()
@require_GET
def job_list(request: MemberRequest) -> HttpResponse:
    """What runs and what ran, newest first; asked by script, only the list."""
    found = queries.tray(request.workspace.pk, limit=LISTED)
    lines = _lines(request, found)
    context = {"jobs": lines, "live": any(line.under_way for line in lines)}
    if request.headers.get("HX-Request") == "true":
        return fragment(request, "recruiter/jobs/list.html", context)
    return render_desk(request, "recruiter/jobs/page.html", context, nav="jobs")


@member_page()
@require_GET
def jobs_tray(request: MemberRequest) -> HttpResponse:
    """The tray's fragment; 304 while nothing has changed."""
    found = queries.in_tray(request.workspace.pk, ended_after=request.now - STAYS_IN_TRAY)
    lines = _lines(request, found)
    context = {
        "jobs": lines,
        "jobs_running": sum(line.under_way for line in lines),
        "jobs_tray_url": reverse("jobs_tray", args=[request.workspace.slug]),
    }
    return fragment(request, "pages/tray.html", context)


@member_page(WRITERS)
@require_POST
def job_cancel(request: MemberRequest, public_id: str) -> HttpResponse:
    """Asks one job of this workspace to stop at its next safe point."""
    job = queries.shown_job(request.workspace.pk, public_id)
    if job is None:
        raise Http404
    if job.state in OPEN_STATES:
        steps.stop_job(job, by=request.member, now=request.now)
        toast(request, _("Stopping. What is stored already stays."))
    else:
        toast(request, _("It had already ended."))
    return redirect("jobs", slug=request.workspace.slug)


def fragment(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of a page that is asked for again and again: 304 while `context` is what the caller has seen.

    The ETag is made of the values: the form tokens inside the HTML differ each time.
    """
    seen = repr((template, sorted(context.items()), get_language(), request.member.role))
    etag = quote_etag(hashlib.sha256(seen.encode()).hexdigest()[:32])
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = render(request, template, {**context, "slug": request.workspace.slug})
    response.headers["ETag"] = etag
    return response


def _lines(request: MemberRequest, found: list[Job]) -> list[JobLine]:
    # An import may have had several jobs: a dry run, the import, decisions, the way back.
    batches = batches_by_id(job.arguments[BATCH] for job in found if BATCH in job.arguments)
    return [_line(request, job, batches.get(job.arguments.get(BATCH))) for job in found]


def _line(request: MemberRequest, job: Job, batch: ImportBatch | None) -> JobLine:
    slug, may_write = request.workspace.slug, request.member.role in WRITERS
    under_way = job.state in OPEN_STATES
    # Without an address of its own a job leads to the list; import pages are closed to readers.
    own_page = reverse("import_result", args=[slug, batch.public_id]) if batch and may_write else ""
    if job.task in PAGES and may_write:
        own_page = reverse(PAGES[job.task], args=[slug])
    return JobLine(
        public_id=job.public_id,
        name=task_words(job.task),
        subject=batch.file_name if batch else "",
        url=own_page or reverse("jobs", args=[slug]),
        has_page=bool(own_page),
        state=job.state,
        state_words=state_words(job),
        fault=fault_words(job),
        under_way=under_way,
        can_stop=may_write and under_way and not job.cancel_requested,
        done=job.done_count,
        total=job.total_count,
        summary=summary(job),
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


urls: list[URLPattern] = [
    path("jobs/", job_list, name="jobs"),
    path("jobs/tray/", jobs_tray, name="jobs_tray"),
    path("jobs/<str:public_id>/stop/", job_cancel, name="job_cancel"),
]
