"""May I contact …? A name in, the send check's whole answer out. Nothing is stored but that the file was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.foundation.audit.operations import record_view
from xinqiao.journeys.may_contact import may_contact
from xinqiao.web.access.members import MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter import may_i_words, people_list
from xinqiao.web.recruiter.found import found_candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.capabilities.candidates.models import Candidate

NAMES_AT_MOST: Final = 8
LONGEST: Final = 80


@member_page()
@require_GET
def may_i(request: MemberRequest) -> HttpResponse:
    """The page, or inside another one only the answer. `q` is a name, `who` one of several people of that name."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    who = request.GET.get("who", "").replace("\x00", "")
    found = [found_candidate(who)] if who else _named(request, asked)
    person = _the_one(found, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "several": [] if person else [may_i_words.named(one) for one in found[:NAMES_AT_MOST]],
        "more": not person and len(found) > NAMES_AT_MOST,
    }
    if person is not None:
        record_view(request.actor, person.pk, now=request.now)
        explained = may_contact(person, by=request.member, now=request.now)
        context["answer"] = may_i_words.answer(person, explained, by=request.member, now=request.now)
    if getattr(request, "htmx", False):
        return render(request, "recruiter/may_i/answer.html", {**context, "slug": request.workspace.slug})
    return render_desk(request, "recruiter/may_i/page.html", context, nav="today")


def _named(request: MemberRequest, asked: str) -> Sequence[Candidate]:
    return people_list.page_of(request, ListFilter(text=asked)).candidates if asked else []


def _the_one(found: Sequence[Candidate], asked: str) -> Candidate | None:
    if len(found) == 1:
        return found[0]
    exactly = [one for one in found if one.display_name.casefold() == asked.casefold()]
    return exactly[0] if len(exactly) == 1 else None


urls: list[URLPattern] = [path("may-i/", may_i, name="may_i")]
