"""Importing a list: upload, columns and preview, progress, and how every row ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.importing import operations, queries
from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.formats import Kind, UnreadableFile
from xinqiao.capabilities.importing.formats.limits import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.operations import BasisMissing, NotStartable
from xinqiao.capabilities.importing.people import detail_of
from xinqiao.capabilities.importing.preview import Preview, preview
from xinqiao.capabilities.importing.remembered import CORRECTED, REMEMBERED
from xinqiao.foundation.gateways.file_store import FileMissing, FileOverLimit, StoreFull
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.import_forms import ACCEPTED, ColumnsForm, ReadingForm, UploadForm
from xinqiao.web.recruiter.import_pages import (
    batch_summary,
    column_lines,
    fate_lines,
    preview_lines,
    reading_words,
)
from xinqiao.web.recruiter.import_upload import COMPLETE, limited_upload, was_over_limit
from xinqiao.web.recruiter.import_words import FATES, left_out_words, profile_words, unreadable
from xinqiao.web.recruiter.jobs import fragment

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch

NAV: Final = "candidates"
UNPROCESSABLE: Final = 422
TOO_LARGE: Final = 413
NO_ROOM: Final = 507


class _Refused(Exception):
    """An upload that is not taken: the words, and the status of the answer."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words, self.status = words, status


@member_page(WRITERS)
@require_GET
def import_list(request: MemberRequest) -> HttpResponse:
    """The history of imports, newest first."""
    page = queries.batches(after=request.GET.get("after", "").replace("\x00", ""))
    context = {"batches": [batch_summary(line) for line in page.lines], "after": page.after}
    return render_desk(request, "recruiter/imports/list.html", context, nav=NAV)


@limited_upload
@member_page(WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: MemberRequest) -> HttpResponse:
    """The upload. A script that shows its progress asks for JSON; without one the form posts."""
    form, problem, status = UploadForm(), "", 200
    if request.method == "POST":
        try:
            batch = _receive(request)
            return _answer(request, url=reverse("import_columns", args=[request.workspace.slug, batch.public_id]))
        except _Refused as refused:
            problem, status = refused.words, refused.status
    if problem and _wants_json(request):
        return JsonResponse({"error": problem}, status=status)
    context = {
        "form": form,
        "problem": problem,
        "accepted": ACCEPTED,
        "complete": COMPLETE,
        "limit_bytes": MAX_FILE_BYTES,
        "limit_mb": MAX_FILE_BYTES // (1024 * 1024),
        "limit_rows": MAX_ROWS,
        "limit_columns": MAX_COLUMNS,
    }
    return render_desk(request, "recruiter/imports/new.html", context, nav=NAV, status=status)


def _receive(request: MemberRequest) -> ImportBatch:
    form = UploadForm(request.POST, request.FILES)
    too_large = unreadable("too_large", {"limit": MAX_FILE_BYTES})
    if was_over_limit(request):
        raise _Refused(too_large, TOO_LARGE)
    if COMPLETE not in request.POST:
        raise _Refused(_("The upload was cut off on its way. Please try again."), UNPROCESSABLE)
    if not form.is_valid():
        raise _Refused(unreadable("nothing_chosen"), UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        return operations.upload_file(file.chunks(), file_name=file.name, by=request.member, now=request.now)
    except FileOverLimit as problem:
        raise _Refused(too_large, TOO_LARGE) from problem
    except StoreFull as problem:
        raise _Refused(unreadable("store_full"), NO_ROOM) from problem
    except UnreadableFile as problem:
        raise _Refused(unreadable(problem.code, problem.detail), UNPROCESSABLE) from problem


def _wants_json(request: MemberRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _answer(request: MemberRequest, *, url: str) -> HttpResponse:
    return JsonResponse({"url": url}) if _wants_json(request) else redirect(url)


@member_page(WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: MemberRequest, public_id: str) -> HttpResponse:
    """Columns, source, legal basis and preview of an upload; POST stores the choices or reads the file anew."""
    batch = batch_or_404(public_id)
    if not operations.is_changeable(batch):
        return redirect("import_result", slug=request.workspace.slug, public_id=public_id)
    if request.method != "POST":
        return _columns_page(request, batch)
    if "read_again" in request.POST:
        return _read_again(request, batch)
    form = _columns_form(request, batch, request.POST)
    if not form.is_valid():
        return _columns_page(request, batch, form=form, status=UNPROCESSABLE)
    try:
        operations.choose_columns(batch, form.choices())
    except NotStartable:
        return redirect("import_result", slug=request.workspace.slug, public_id=public_id)
    return redirect(reverse("import_columns", args=[request.workspace.slug, public_id]) + "#preview")


@member_page(WRITERS)
@require_POST
def import_start(request: MemberRequest, public_id: str) -> HttpResponse:
    """Starts an upload with the choices of the form, or lets a stopped import go on; or only checks every row."""
    batch, slug = batch_or_404(public_id), request.workspace.slug
    dry_run = "dry_run" in request.POST
    form = (
        _columns_form(request, batch, request.POST) if "source" in request.POST or batch.state == "uploaded" else None
    )
    if form is not None and not form.is_valid():
        return _columns_page(request, batch, form=form, status=UNPROCESSABLE)
    try:
        choices = form.choices() if form else None
        operations.start(batch, by=request.member, now=request.now, choices=choices, dry_run=dry_run)
    except BasisMissing:
        return redirect("import_columns", slug=slug, public_id=public_id)
    except NotStartable:
        toast(request, _("This import is under way or has ended already."))
    else:
        running = (
            _("The dry run has begun. Nothing is stored.")
            if dry_run
            else _("The import runs. You can leave this page.")
        )
        toast(request, running)
    return redirect("import_result", slug=slug, public_id=public_id)


@member_page(WRITERS)
@require_POST
def import_discard(request: MemberRequest, public_id: str) -> HttpResponse:
    """Deletes an upload that was never started."""
    batch, slug = batch_or_404(public_id), request.workspace.slug
    try:
        operations.discard(batch, by=request.member, now=request.now)
    except NotStartable:
        return redirect("import_result", slug=slug, public_id=public_id)
    toast(request, _("The file is deleted. Nobody was imported."))
    return redirect("imports", slug=slug)


@member_page(WRITERS)
@require_GET
def import_result(request: MemberRequest, public_id: str) -> HttpResponse:
    """Progress while it runs, then how every row ended; asked by script, only the changing part."""
    batch, slug = batch_or_404(public_id), request.workspace.slug
    if batch.state == "uploaded":
        return redirect("import_columns", slug=slug, public_id=public_id)
    summary = batch_summary(queries.line_of(batch))
    fate = request.GET.get("fate", "")
    fate = fate if fate in set(Fate) else ""
    start = row_number(request.GET.get("after", ""))
    page = queries.rows_page(batch, fate=fate, after=start)
    context = {
        "batch": summary,
        "rows": fate_lines(page.rows, slug),
        "start": start,
        "after": page.after,
        "fate": fate,
        "fates": [(code.value, str(words)) for code, words in FATES.items()],
        "left_out": left_out_words(batch) if not batch.people_know else (),
    }
    if request.headers.get("HX-Request") == "true":
        return fragment(request, "recruiter/imports/result_body.html", context)
    return render_desk(request, "recruiter/imports/result.html", context, nav=NAV)


def batch_or_404(public_id: str) -> ImportBatch:
    """One import of the workspace."""
    try:
        return queries.batch_of(public_id)
    except queries.UnknownBatch as problem:
        raise Http404 from problem


def row_number(text: str) -> int:
    """The row number in an address; 0 for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _columns_form(request: MemberRequest, batch: ImportBatch, data: Any = None) -> ColumnsForm:
    initial = {
        "source": batch.source or "imported_list",
        "source_detail": detail_of(batch),
        "legal_basis": batch.legal_basis,
        "update_mode": batch.update_mode,
        "not_told": not batch.people_know,
    }
    mapping, law = ColumnMapping.from_json(batch.mapping), request.workspace.law_profile
    return ColumnsForm(data, mapping=mapping, law=law, initial=initial)


def _reading_form(batch: ImportBatch, shown: Preview, data: Any = None) -> ReadingForm:
    initial = {"encoding": batch.encoding, "sheet": batch.sheet, "header_row": batch.header_row}
    is_text = shown.table.kind is Kind.TEXT
    return ReadingForm(data, initial=initial, sheets=shown.table.sheet_names, is_text=is_text)


def _read_again(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    try:
        form = _reading_form(batch, preview(batch, now=request.now), request.POST)
    except (FileMissing, UnreadableFile):
        return _columns_page(request, batch)
    if not form.is_valid():
        return _columns_page(request, batch, reading=form, status=UNPROCESSABLE)
    wanted = form.cleaned_data
    try:
        operations.read_again(
            batch,
            encoding=wanted.get("encoding", ""),
            sheet=wanted.get("sheet", batch.sheet),
            header_row=wanted["header_row"],
        )
    except UnreadableFile as problem:
        form.add_error(None, unreadable(problem.code, problem.detail))
        return _columns_page(request, batch, reading=form, status=UNPROCESSABLE)
    except NotStartable:
        return redirect("import_result", slug=request.workspace.slug, public_id=batch.public_id)
    toast(request, _("Read anew. The columns are guessed again."))
    return redirect("import_columns", slug=request.workspace.slug, public_id=batch.public_id)


def _columns_page(
    request: MemberRequest,
    batch: ImportBatch,
    *,
    form: ColumnsForm | None = None,
    reading: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"batch": batch_summary(queries.line_of(batch))}
    try:
        shown = preview(batch, now=request.now)
    except (FileMissing, UnreadableFile) as problem:
        context["gone"] = unreadable(problem.code if isinstance(problem, UnreadableFile) else "file_gone")
        return render_desk(request, "recruiter/imports/gone.html", context, nav=NAV)
    form = form or _columns_form(request, batch)
    context |= {
        "form": form,
        "reading": reading or _reading_form(batch, shown),
        "reading_words": reading_words(shown.table, batch.rows_total),
        "columns": column_lines(shown.columns, form),
        "rows": preview_lines(shown.rows, request.workspace.slug),
        "rows_total": batch.rows_total,
        "profile": profile_words(batch.profile),
        "remembered": bool(batch.mapping.get(REMEMBERED)),
        "corrected": bool(batch.mapping.get(CORRECTED)),
        "left_out": left_out_words(batch) if not batch.people_know else (),
    }
    return render_desk(request, "recruiter/imports/columns.html", context, nav=NAV, status=status)


urls: list[URLPattern] = [
    path("imports/", import_list, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/<str:public_id>/", import_columns, name="import_columns"),
    path("imports/<str:public_id>/start/", import_start, name="import_start"),
    path("imports/<str:public_id>/discard/", import_discard, name="import_discard"),
    path("imports/<str:public_id>/result/", import_result, name="import_result"),
]
