"""Papers of a person: taken in, looked at as words, handed out as a download, taken away with an undo."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from django.http import FileResponse, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.operations.attachments import TooManyPapers, note_opened
from xinqiao.capabilities.candidates.papers.kinds import MAX_BYTES
from xinqiao.capabilities.candidates.papers.reading import look_into
from xinqiao.capabilities.candidates.papers.refused import PaperRefused, Why
from xinqiao.foundation.gateways import file_store
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.import_upload import COMPLETE, upload_limited_to, was_over_limit
from xinqiao.web.recruiter.record import record_page
from xinqiao.web.recruiter.record_facts import paper_line
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Attachment, Candidate

MAX_MB: Final = MAX_BYTES // (1024 * 1024)
# Whoever opens the file from our address gets no script, no form and no frame with it.
SANDBOX: Final = "default-src 'none'; sandbox"
REASONS: Final = {
    Why.EMPTY: gettext_lazy("The file is empty."),
    Why.OTHER_KIND: gettext_lazy("This is neither a PDF nor a Word document (.docx), whatever its name says."),
    Why.OLD_WORD: gettext_lazy(
        "This is an old Word file (.doc), or a Word document with a password. Save it as .docx or PDF without password."
    ),
    Why.MACROS: gettext_lazy("This Word document carries macros, small programs. Save it as .docx or PDF."),
    Why.ENCRYPTED: gettext_lazy("This document is protected with a password. Save it without."),
    Why.DAMAGED: gettext_lazy("The file is damaged or was cut off on its way. Open it once, save it and try again."),
    Why.TOO_LARGE_INSIDE: gettext_lazy("Unpacked, this document is larger than any real one. Save it as PDF."),
}


@upload_limited_to(lambda: MAX_BYTES)
@member_page(WRITERS)
@require_POST
def attachment_add(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes a paper in; refused ones leave nothing behind."""
    person = found_candidate(public_id)
    file = request.FILES.get("paper")
    if was_over_limit(request):
        return _refused(request, person, _("The file is larger than %(mb)d MB.") % {"mb": MAX_MB})
    if file is None or file.file is None or COMPLETE not in request.POST:
        return _refused(request, person, _("No file arrived. Please choose it again."))
    try:
        paper = operations.attach(
            person, cast("BinaryIO", file.file), file.name or "", by=request.member, now=request.now
        )
    except PaperRefused as refused:
        return _refused(request, person, str(REASONS[refused.why]))
    except file_store.FileOverLimit:
        return _refused(request, person, _("The file is larger than %(mb)d MB.") % {"mb": MAX_MB})
    except file_store.StoreFull:
        return _refused(request, person, _("There is no room left for files. Nothing else was touched."))
    except TooManyPapers:
        return _refused(request, person, _("A record holds at most 50 papers. Take one away first."))
    except operations.NotToldYet:
        return _refused(request, person, untold_words())
    if look_into(paper).has_password:
        return _back(request, person, _("Stored. It is protected with a password, so its words cannot be shown."))
    return _back(request, person, _("Stored."))


def _refused(request: MemberRequest, person: Candidate, words: str) -> HttpResponse:
    return record_page(request, person, paper_problem=words)


@member_page(WRITERS)
@require_GET
def attachment(request: MemberRequest, public_id: str, paper_id: str) -> HttpResponse:
    """The words of a paper, never the file itself: nothing of it runs on our pages."""
    person, paper = _paper(public_id, paper_id)
    note_opened(paper, by=request.member, now=request.now, downloaded=False)
    try:
        seen: Any = look_into(paper)
    except (PaperRefused, file_store.FileMissing):
        seen = None
    context = {
        "them": {"public_id": person.public_id, "name": person.display_name},
        "paper": paper_line(paper),
        "seen": seen,
    }
    return render_desk(request, "recruiter/attachments/page.html", context, nav="candidates")


@member_page(WRITERS)
@require_GET
def attachment_download(request: MemberRequest, public_id: str, paper_id: str) -> HttpResponse:
    """The file as a download."""
    person, paper = _paper(public_id, paper_id)
    try:
        file = file_store.path_of(paper.stored_file).open("rb")
    except file_store.FileMissing:
        toast(request, _("The file is no longer there."))
        return _to(request, person)
    note_opened(paper, by=request.member, now=request.now, downloaded=True)
    answer = cast("HttpResponse", FileResponse(file, content_type="application/octet-stream"))
    answer.headers["Content-Disposition"] = content_disposition_header(True, paper.file_name) or "attachment"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@member_page(WRITERS)
@require_POST
def attachment_remove(request: MemberRequest, public_id: str, paper_id: str) -> HttpResponse:
    """Takes a paper away; the toast brings it back, for 7 days."""
    person, paper = _paper(public_id, paper_id)
    operations.remove_attachment(paper, by=request.member, now=request.now)
    undo = reverse("attachment_restore", args=[request.workspace.slug, public_id, paper_id])
    return _back(request, person, _("Taken away. The file is deleted in 7 days."), undo_url=undo)


@member_page(WRITERS)
@require_POST
def attachment_restore(request: MemberRequest, public_id: str, paper_id: str) -> HttpResponse:
    """Undo of `attachment_remove`."""
    person = found_candidate(public_id)
    paper = found(lambda: queries.attachment_of(person, paper_id, removed=True))
    operations.restore_attachment(paper, by=request.member, now=request.now)
    return _back(request, person, _("Put back."))


def _paper(public_id: str, paper_id: str) -> tuple[Candidate, Attachment]:
    person = found_candidate(public_id)
    return person, found(lambda: queries.attachment_of(person, paper_id))


def _back(request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    return _to(request, person)


def _to(request: MemberRequest, person: Candidate) -> HttpResponse:
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#papers"})


_PAPERS = "candidates/<str:public_id>/papers"
urls: list[URLPattern] = [
    path(f"{_PAPERS}/", attachment_add, name="attachment_add"),
    path(f"{_PAPERS}/<str:paper_id>/", attachment, name="attachment"),
    path(f"{_PAPERS}/<str:paper_id>/download/", attachment_download, name="attachment_download"),
    path(f"{_PAPERS}/<str:paper_id>/remove/", attachment_remove, name="attachment_remove"),
    path(f"{_PAPERS}/<str:paper_id>/put-back/", attachment_restore, name="attachment_restore"),
]
