"""After an import: downloads, what a person has to decide, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.importing import deciding, operations, queries, undoing
from xinqiao.capabilities.importing.deciding import NotDecidable, Verdict
from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.formats import UnreadableFile
from xinqiao.capabilities.importing.operations import NotStartable
from xinqiao.capabilities.importing.undoing import NotUndoable
from xinqiao.foundation.gateways.file_store import FileMissing
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.import_download import fates_as_csv, refused_as_csv
from xinqiao.web.recruiter.import_pages import batch_summary, decision_lines
from xinqiao.web.recruiter.import_words import figure
from xinqiao.web.recruiter.imports import NAV, batch_or_404, row_number

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch

# As many rows as one page shows; their numbers stand in the address of the undo.
_AT_ONCE: Final = queries.PAGE_SIZE


@member_page(WRITERS)
@require_GET
def import_download(request: MemberRequest, public_id: str) -> HttpResponse:
    """How every row ended, as CSV."""
    batch = batch_or_404(public_id)
    operations.note_download(batch, by=request.member, now=request.now)
    # A streamed answer is no HttpResponse by type, but everything around a view treats it as one.
    return cast("HttpResponse", fates_as_csv(batch))


@member_page(WRITERS)
@require_GET
def import_refused(request: MemberRequest, public_id: str) -> HttpResponse:
    """The refused rows as they were, with a column that says why: corrected, the file can come back."""
    batch = batch_or_404(public_id)
    try:
        answer = refused_as_csv(batch)
    except (FileMissing, UnreadableFile):
        toast(request, _("The file was deleted; the list of rows still says why each was refused."))
        return redirect("import_result", slug=request.workspace.slug, public_id=public_id)
    operations.note_download(batch, by=request.member, now=request.now)
    return cast("HttpResponse", answer)


@member_page(WRITERS)
@require_POST
def import_undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes the whole import back, in the background."""
    batch = batch_or_404(public_id)
    try:
        undoing.start_undo(batch, by=request.member, now=request.now)
    except NotUndoable:
        toast(request, _("This import can no longer be taken back."))
    else:
        toast(request, _("The import is being taken back. You can leave this page."))
    return redirect("import_result", slug=request.workspace.slug, public_id=public_id)


@member_page(WRITERS)
@require_POST
def import_forget(request: MemberRequest, public_id: str) -> HttpResponse:
    """Forgets the columns remembered for headings like these."""
    batch, slug = batch_or_404(public_id), request.workspace.slug
    try:
        operations.forget_columns(batch)
    except NotStartable:
        return redirect("import_result", slug=slug, public_id=public_id)
    except (FileMissing, UnreadableFile):
        return redirect("import_columns", slug=slug, public_id=public_id)
    toast(request, _("Forgotten. The columns are guessed again."))
    return redirect("import_columns", slug=slug, public_id=public_id)


@member_page(WRITERS)
@require_GET
def import_decisions(request: MemberRequest, public_id: str) -> HttpResponse:
    """Rows that may be somebody who is there, beside the record in question."""
    batch = batch_or_404(public_id)
    page = queries.rows_page(batch, fate=Fate.PROBABLE, after=row_number(request.GET.get("after", "")))
    context: dict[str, Any] = {
        "batch": batch_summary(queries.line_of(batch)),
        "rows": decision_lines(page.rows, batch, request.workspace.slug),
        "after": page.after,
    }
    return render_desk(request, "recruiter/imports/decisions.html", context, nav=NAV)


@member_page(WRITERS)
@require_POST
def import_decide(request: MemberRequest, public_id: str) -> HttpResponse:
    """Carries out what was decided for the chosen rows, or for all that wait."""
    batch, slug = batch_or_404(public_id), request.workspace.slug
    back = redirect("import_decisions", slug=slug, public_id=public_id)
    verdict = request.POST.get("verdict", "")
    if batch.state != "done":
        return _not_any_more(request, public_id)
    if verdict not in set(Verdict):
        toast(request, _("Choose what these rows are."))
        return back
    if "all" in request.POST:
        deciding.decide_all(batch, Verdict(verdict), by=request.member, now=request.now)
        toast(request, _("All rows that wait are decided in the background."))
        return redirect("import_result", slug=slug, public_id=public_id)
    numbers = _numbers(request, "row")
    if not numbers:
        toast(request, _("Choose the rows first."))
        return back
    try:
        done = deciding.decide(batch, numbers, Verdict(verdict), by=request.member, now=request.now)
    except NotDecidable:
        return _not_any_more(request, public_id)
    _say(request, batch, [row.number for row in done], Verdict(verdict), waiting=len(numbers) - len(done))
    return back


def _say(request: MemberRequest, batch: ImportBatch, done: list[int], verdict: Verdict, *, waiting: int) -> None:
    if waiting:
        words = ngettext(
            "%(n)s row still waits: decide first who the row above is, or whether its address is somebody’s already.",
            "%(n)s rows still wait: decide first who the row above is, or whether an address is somebody’s already.",
            waiting,
        )
        toast(request, words % {"n": figure(waiting)})
    if not done:
        return
    if verdict is Verdict.SAME:
        text = ngettext("%(n)s row went into its record.", "%(n)s rows went into their records.", len(done))
    else:
        text = ngettext("%(n)s new person came in.", "%(n)s new people came in.", len(done))
    undo = reverse("import_take_back", args=[request.workspace.slug, batch.public_id])
    query = "&".join(f"row={number}" for number in done)
    toast(request, text % {"n": figure(len(done))}, undo_url=f"{undo}?{query}")


@member_page(WRITERS)
@require_POST
def import_take_back(request: MemberRequest, public_id: str) -> HttpResponse:
    """Makes decided rows wait again."""
    batch = batch_or_404(public_id)
    numbers = [row_number(text) for text in request.GET.getlist("row")[:_AT_ONCE]]
    try:
        count = deciding.take_back(batch, numbers, by=request.member, now=request.now)
    except NotDecidable:
        return _not_any_more(request, public_id)
    words = ngettext("%(n)s row waits again.", "%(n)s rows wait again.", count)
    toast(request, words % {"n": figure(count)})
    return redirect("import_decisions", slug=request.workspace.slug, public_id=public_id)


def _not_any_more(request: MemberRequest, public_id: str) -> HttpResponse:
    toast(request, _("Nothing of this import is decided any more. Nothing was changed."))
    return redirect("import_result", slug=request.workspace.slug, public_id=public_id)


def _numbers(request: MemberRequest, name: str) -> list[int]:
    found = (row_number(text) for text in request.POST.getlist(name)[:_AT_ONCE])
    return [number for number in found if number]


urls: list[URLPattern] = [
    path("imports/<str:public_id>/rows.csv", import_download, name="import_download"),
    path("imports/<str:public_id>/refused.csv", import_refused, name="import_refused"),
    path("imports/<str:public_id>/undo/", import_undo, name="import_undo"),
    path("imports/<str:public_id>/forget/", import_forget, name="import_forget"),
    path("imports/<str:public_id>/decisions/", import_decisions, name="import_decisions"),
    path("imports/<str:public_id>/decide/", import_decide, name="import_decide"),
    path("imports/<str:public_id>/take-back/", import_take_back, name="import_take_back"),
]
