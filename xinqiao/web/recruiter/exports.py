"""Lists taken out as files: what goes into one, its history, its download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xinqiao.capabilities.candidates.exporting import operations, queries
from xinqiao.capabilities.candidates.exporting.columns import ALWAYS, COLUMNS, CUSTOM
from xinqiao.capabilities.candidates.exporting.operations import KEEP_FILE, NeverLeaves, Wish
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.workspaces.queries import members
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.job_words import fault_words
from xinqiao.web.recruiter.jobs import fragment
from xinqiao.web.recruiter.list_query import Choices, choices, in_words
from xinqiao.web.recruiter.planning import stays_here

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.exporting.queries import ExportLine

FORMATS: Final = {
    "csv": (gettext_lazy("CSV, UTF-8"), gettext_lazy("For present programs and for other systems.")),
    "csv_gb": (
        gettext_lazy("CSV, GB18030"),
        gettext_lazy(
            "For Excel on older Chinese Windows. Characters that it lacks, such as emoji, become a black bar."
        ),
    ),
    "xlsx": (gettext_lazy("Excel (XLSX)"), gettext_lazy("Every cell is text, never a formula.")),
    "vcard": (gettext_lazy("vCard 3.0"), gettext_lazy("For address books: names, roles, ways to reach them, tags.")),
}
ENDINGS: Final = {"csv": "csv", "csv_gb": "csv", "xlsx": "xlsx", "vcard": "vcf"}
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "csv_gb": "text/csv; charset=gb18030",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcard": "text/vcard; charset=utf-8",
}
STATES: Final = {
    "queued": gettext_lazy("waiting its turn"),
    "running": gettext_lazy("being written"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("stopped by a fault"),
    "cancelled": gettext_lazy("stopped"),
}


@dataclass(frozen=True)
class ExportRow:
    """An export as the pages draw it."""

    public_id: str
    format: str
    filters: list[str]
    state: str
    fault: str
    under_way: bool
    done: int
    people: int
    size: str
    by: str
    created_at: datetime
    kept_until: datetime
    may_download: bool
    is_gone: bool


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def export_new(request: MemberRequest) -> HttpResponse:
    """Format and columns of the list that the address carries; then the work begins."""
    query = request.POST.get("query", request.GET.urlencode()).replace("\x00", "")[:2000]
    try:
        operations.require_plain_list(query)
    except NeverLeaves:
        return stays_here(request)
    if request.method == "POST" and request.POST.get("format") in FORMATS:
        wish = Wish(
            query=query,
            format=request.POST["format"],
            language=get_language() or "zh-hans",
            columns=[name for name in request.POST.getlist("columns") if name in COLUMNS or name == CUSTOM],
        )
        operations.start_export(wish, by=request.member, now=request.now)
        return redirect("exports", request.workspace.slug)
    chosen = ListFilter.from_query(query)
    context = {
        "query": query,
        "filter_words": in_words(chosen, choices(members(request.workspace), chosen)),
        "formats": [(code, str(label), str(hint)) for code, (label, hint) in FORMATS.items()],
        "column_choices": [
            *((name, str(column.heading)) for name, column in COLUMNS.items() if name != ALWAYS),
            (CUSTOM, _("Your own fields")),
        ],
        "back": reverse("candidates", args=[request.workspace.slug]) + (f"?{query}" if query else ""),
    }
    return render_desk(request, "recruiter/exports/new.html", context, nav="candidates")


@member_page(WRITERS)
@require_GET
def exports(request: MemberRequest) -> HttpResponse:
    """Who took which list when; asked by script, only the list."""
    page = queries.exports(after=request.GET.get("after", "").replace("\x00", "")[:16])
    offered = choices(members(request.workspace), ListFilter())
    rows = [_row(request, line, offered) for line in page.lines]
    context: dict[str, Any] = {
        "exports": rows,
        "live": any(row.under_way for row in rows),
        "after": page.after,
        "keep_days": KEEP_FILE.days,
    }
    if request.headers.get("HX-Request") == "true":
        return fragment(request, "recruiter/exports/rows.html", context)
    return render_desk(request, "recruiter/exports/list.html", context, nav="candidates")


@member_page(WRITERS)
@require_GET
def export_download(request: MemberRequest, public_id: str) -> HttpResponse:
    """The file, for seven days, to its maker and to those who run the workspace."""
    export = found(lambda: queries.export_of(public_id))
    if not operations.may_download(export, request.member):
        raise PermissionDenied
    if not export.stored_file or request.now - export.created_at >= KEEP_FILE:
        raise Http404
    try:
        stored = file_store.path_of(export.stored_file).open("rb")
    except file_store.FileMissing as missing:
        raise Http404 from missing
    operations.note_download(export, by=request.member, now=request.now)
    day = localtime(export.created_at).strftime("%Y-%m-%d")
    name = f"{_('Candidates')} {day}.{ENDINGS[export.format]}"
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=TYPES[export.format])
    response.headers["Cache-Control"] = "no-store"
    # A streamed answer is no HttpResponse by type, but everything around a view treats it as one.
    return cast("HttpResponse", response)


def _row(request: MemberRequest, line: ExportLine, offered: list[Choices]) -> ExportRow:
    export = line.export
    under_way = line.state in queries.UNDER_WAY
    return ExportRow(
        public_id=export.public_id,
        format=str(FORMATS[export.format][0]),
        filters=in_words(ListFilter.from_query(export.query), offered),
        state=str(STATES[line.state]),
        fault=fault_words(line.job) if line.state == "failed" and line.job else "",
        under_way=under_way,
        done=line.job.done_count if under_way and line.job else 0,
        people=export.people,
        size=filesizeformat(export.size) if export.size else "",
        by=export.created_by.user.name or export.created_by.user.email,
        created_at=export.created_at,
        kept_until=export.created_at + KEEP_FILE,
        may_download=bool(export.stored_file)
        and request.now - export.created_at < KEEP_FILE
        and operations.may_download(export, request.member),
        is_gone=line.state == "done" and request.now - export.created_at >= KEEP_FILE,
    )


urls: list[URLPattern] = [
    path("exports/", exports, name="exports"),
    path("exports/new/", export_new, name="export_new"),
    path("exports/<str:public_id>/file/", export_download, name="export_download"),
]
