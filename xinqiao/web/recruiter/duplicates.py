"""Records that may be one person: the list of pairs, "already here?" while typing, and two people after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.access.rate_limits import Limit, exceeded
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xinqiao.capabilities.candidates.models import Candidate, ProbableDuplicate

# A form asks at every pause of typing; ten people typed in a row stay far below.
TYPING: Final = Limit("twins", 400, 600)
TEXT_AT_MOST: Final = 300
VALUES_AT_MOST: Final = 10


@dataclass(frozen=True)
class Brief:
    """Who is meant, in one line; nothing that rests on a result."""

    public_id: str
    name: str
    now: str
    keeper: str
    added_at: datetime


@dataclass(frozen=True)
class PairLine:
    """Two records side by side."""

    one: Brief
    other: Brief

    @property
    def sides(self) -> tuple[Brief, Brief]:
        """Both, for drawing."""
        return self.one, self.other


def brief(person: Candidate) -> Brief:
    """A person in one line."""
    return Brief(
        public_id=person.public_id,
        name=person.display_name,
        now=joined([person.title, person.company, person.city]),
        keeper=person.owner.user.name or person.owner.user.email,
        added_at=person.created_at,
    )


@member_page(WRITERS)
@require_GET
def duplicates(request: MemberRequest) -> HttpResponse:
    """Pairs that wait for a decision."""
    page = queries.open_pairs(after=request.GET.get("after", "").replace("\x00", ""))
    context = {
        "pairs": [PairLine(brief(pair.candidate), brief(pair.other)) for pair in page.pairs],
        "after": page.after,
        "is_first_page": not request.GET.get("after"),
    }
    return render_desk(request, "recruiter/duplicates/list.html", context, nav="candidates")


@member_page(WRITERS)
@require_GET
def candidate_twins(request: MemberRequest) -> HttpResponse:
    """Who is here already, while a form is being filled in; without script a page that asks by itself.

    Reads `display_name` or `name`, `company`, `title`, `city`, and every value whose name begins with `email`,
    `phone` or `link`; `without` is the record being changed.
    """
    fragment = bool(getattr(request, "htmx", False))
    if exceeded(request, TYPING):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    typed = _typed(request)
    here = queries.already_here(typed, without=_text(request, "without"))
    context = {
        "exact": [_named(person) for person in here.exact],
        "probable": [_named(person) for person in here.probable],
        "typed": {
            "name": typed.name,
            "company": typed.company,
            "email": " ".join(typed.emails),
            "phone": " ".join(typed.phones),
            "link": " ".join(typed.links),
        },
        "asked": any((typed.name and typed.company, typed.emails, typed.phones, typed.links)),
    }
    template = "recruiter/duplicates/twins.html" if fragment else "recruiter/duplicates/twins_page.html"
    return render_desk(request, template, context, nav="candidates")


@member_page(WRITERS)
@require_POST
def two_people(request: MemberRequest, public_id: str, other_id: str) -> HttpResponse:
    """They are two; the toast takes it back."""
    pair = _pair(public_id, other_id)
    try:
        operations.decide_two_people(pair, by=request.member, now=request.now)
    except operations.AlreadyDecided:
        return _to_list(request, _("This pair was decided meanwhile. Nothing was changed."))
    undo = reverse("two_people_undo", args=[request.workspace.slug, public_id, other_id])
    return _to_list(request, _("Two people. Nobody will be asked about them again."), undo_url=undo)


@member_page(WRITERS)
@require_POST
def two_people_undo(request: MemberRequest, public_id: str, other_id: str) -> HttpResponse:
    """Back onto the list."""
    pair = _pair(public_id, other_id)
    try:
        operations.undo_two_people(pair, by=request.member, now=request.now)
    except operations.AlreadyDecided:
        return _to_list(request, _("This pair was decided meanwhile. Nothing was changed."))
    return _to_list(request, _("The pair is on the list again."))


def _pair(public_id: str, other_id: str) -> ProbableDuplicate:
    pair = queries.pair_of(found_candidate(public_id), found_candidate(other_id))
    if pair is None:
        raise Http404
    return pair


def _to_list(request: MemberRequest, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("duplicates", args=[request.workspace.slug])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def _named(person: Candidate) -> dict[str, Any]:
    return {
        "public_id": person.public_id,
        "name": person.display_name,
        "now": joined([person.title, person.company]),
    }


def _typed(request: MemberRequest) -> queries.Typed:
    return queries.Typed(
        name=_text(request, "display_name") or _text(request, "name"),
        company=_text(request, "company"),
        title=_text(request, "title"),
        city=_text(request, "city"),
        emails=_values(request, "email"),
        phones=_values(request, "phone"),
        links=_values(request, "link"),
    )


def _text(request: MemberRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:TEXT_AT_MOST]


def _values(request: MemberRequest, begins: str) -> tuple[str, ...]:
    def texts() -> Iterator[str]:
        for name, values in request.GET.lists():
            if name.startswith(begins):
                yield from (str(value).replace("\x00", "").strip()[:TEXT_AT_MOST] for value in values)

    return tuple(text for text in texts() if text)[:VALUES_AT_MOST]


_PAIR = "candidates/<str:public_id>/merge/<str:other_id>"
urls: list[URLPattern] = [
    path("candidates/duplicates/", duplicates, name="duplicates"),
    path("candidates/already-here/", candidate_twins, name="candidate_twins"),
    path(f"{_PAIR}/two-people/", two_people, name="two_people"),
    path(f"{_PAIR}/two-people/take-back/", two_people_undo, name="two_people_undo"),
]
