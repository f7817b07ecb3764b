"""A code that a person asked for where nothing can be mailed: whoever keeps in touch reads it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates.operations import digits_of, note_read_out
from xinqiao.capabilities.candidates.queries import code_to_read_out
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter.found import found_candidate

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate


def record_part(request: MemberRequest, person: Candidate) -> dict[str, Any]:
    """Whether a code waits, for those who keep the relationship; its digits only on request."""
    if request.member.role not in WRITERS or not may_see_score(request.member, person.owner_id):
        return {}
    waiting = code_to_read_out(person, now=request.now)
    return {"code_until": waiting.ends_at} if waiting else {}


@member_page(WRITERS)
@require_POST
def candidate_code(request: MemberRequest, public_id: str) -> HttpResponse:
    """Shows the digits; the audit log keeps who looked."""
    person = found_candidate(public_id)
    if not may_see_score(request.member, person.owner_id):
        raise PermissionDenied
    waiting = code_to_read_out(person, now=request.now)
    context: dict[str, Any] = {"them": {"public_id": person.public_id, "name": person.display_name}}
    if waiting is not None:
        note_read_out(waiting, by=request.member, now=request.now)
        digits = digits_of(waiting)
        context |= {"code": f"{digits[:3]} {digits[3:]}", "until": waiting.ends_at}
    return render_desk(request, "recruiter/candidates/read_out.html", context, nav="candidates")


urls: list[URLPattern] = [path("candidates/<str:public_id>/code/", candidate_code, name="candidate_code")]
