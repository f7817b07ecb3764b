"""Acts on a person's contact points, one at a time, each with its undo; and the shield against the employer."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.blocking import Blocked
from xinqiao.capabilities.candidates.operations import PointFacts
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.access.sealed import SealBroken, seal, unseal
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.contact_rows import KINDS, UNUSABLE
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.record import record_page
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate


@member_page(WRITERS)
@require_POST
def point_add(request: MemberRequest, public_id: str) -> HttpResponse:
    """One more address, number, WeChat name or page."""
    person = found_candidate(public_id)
    sent = {
        name: " ".join(request.POST.get(name, "").replace("\x00", "").split()) for name in ("kind", "value", "label")
    }
    if sent["kind"] not in KINDS:
        raise Http404
    try:
        operations.add_point(person, PointFacts(**sent), by=request.member, now=request.now)
    except operations.UnusableContact as problem:
        return _came_back(request, person, sent, str(UNUSABLE[problem.field]))
    except operations.AlreadyThere as problem:
        words = _("This stands on the record of %(name)s.") % {"name": problem.candidate.display_name}
        return _came_back(request, person, sent, words, other=problem.candidate)
    except Blocked:
        words = _("This person asked not to be recorded again, so nothing was saved.")
        return _came_back(request, person, sent, words)
    except operations.NotToldYet:
        return _came_back(request, person, sent, untold_words())
    return _back(request, person, _("Added."))


def _came_back(
    request: MemberRequest, person: Candidate, sent: dict[str, str], words: str, *, other: Candidate | None = None
) -> HttpResponse:
    back = {**sent, "error": words, "other": other.public_id if other and other.pk != person.pk else ""}
    return record_page(request, person, point=back)


@member_page(WRITERS)
@require_POST
def point_remove(request: MemberRequest, public_id: str, point: str) -> HttpResponse:
    """Takes one away; the toast puts it back."""
    person = found_candidate(public_id)
    number = _number(point)
    first = {(one.kind, one.value) for one in queries.points_of(person) if one.position == 0}
    try:
        gone = operations.remove_point(person, number, by=request.member, now=request.now)
    except operations.NoSuchPoint:
        return _back(request, person, _("It was gone already."))
    # Sealed, so that no log or history shows the address.
    what = seal(json.dumps([*gone, (gone.kind, gone.value) in first]))
    undo = reverse("candidate_point_restore", args=[request.workspace.slug, public_id, what])
    return _back(request, person, _("Taken away."), undo_url=undo)


@member_page(WRITERS)
@require_POST
def point_restore(request: MemberRequest, public_id: str, what: str) -> HttpResponse:
    """Undo of `point_remove`."""
    person = found_candidate(public_id)
    try:
        kind, value, label, was_first = json.loads(unseal(what))
    except SealBroken as broken:
        raise Http404 from broken
    try:
        row = operations.add_point(person, PointFacts(kind, value, label), by=request.member, now=request.now)
        if was_first:
            operations.make_first(person, row.pk, by=request.member, now=request.now)
    except operations.ShieldedAddress:
        pass
    except (operations.AlreadyThere, operations.UnusableContact, operations.NotToldYet, Blocked):
        return _back(request, person, _("It cannot come back: it stands on a record already."))
    return _back(request, person, _("Put back."))


@member_page(WRITERS)
@require_POST
def point_first(request: MemberRequest, public_id: str, point: str) -> HttpResponse:
    """Puts one before the others of its kind."""
    person = found_candidate(public_id)
    try:
        operations.make_first(person, _number(point), by=request.member, now=request.now)
    except operations.NoSuchPoint:
        return _back(request, person, _("It was gone already."))
    except operations.ShieldedAddress:
        return _back(request, person, _("An address of the present employer is never used, so it is never first."))
    return _back(request, person, _("It is used first from now on."))


@member_page(WRITERS)
@require_POST
def point_dead(request: MemberRequest, public_id: str, point: str, state: str) -> HttpResponse:
    """What was sent there came back, or (`state` "works") that was a mistake."""
    person = found_candidate(public_id)
    if state not in ("came-back", "works"):
        raise Http404
    dead = state == "came-back"
    try:
        operations.mark_dead(person, _number(point), dead=dead, by=request.member, now=request.now)
    except operations.NoSuchPoint:
        return _back(request, person, _("It was gone already."))
    undo = reverse(
        "candidate_point_dead", args=[request.workspace.slug, public_id, point, "works" if dead else "came-back"]
    )
    said = _("Nothing goes there any more.") if dead else _("It may be used again.")
    return _back(request, person, said, undo_url=undo)


@member_page(WRITERS)
@require_POST
def employer_shield(request: MemberRequest, public_id: str, domain: str) -> HttpResponse:
    """Shields the domain that the addresses suggest, or with "none" takes the shield away."""
    person = found_candidate(public_id)
    former = person.employer_domain or "none"
    chosen = "" if domain == "none" else domain
    try:
        operations.shield_employer(person, chosen, by=request.member, now=request.now)
    except operations.UnusableContact as unusable:
        raise Http404 from unusable
    undo = reverse("candidate_shield", args=[request.workspace.slug, public_id, former])
    said = _("Addresses at %(domain)s are never used from now on.") % {"domain": chosen}
    return _back(request, person, said if chosen else _("No employer's domain is set."), undo_url=undo)


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _number(sealed: str) -> int:
    try:
        return int(unseal(sealed))
    except ValueError as broken:
        raise Http404 from broken


def _back(request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#contact-points"})


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/contact-points/", point_add, name="candidate_point_add"),
    path(f"{_PERSON}/contact-points/<str:point>/remove/", point_remove, name="candidate_point_remove"),
    path(f"{_PERSON}/contact-points/<str:point>/first/", point_first, name="candidate_point_first"),
    path(f"{_PERSON}/contact-points/<str:what>/put-back/", point_restore, name="candidate_point_restore"),
    path(f"{_PERSON}/contact-points/<str:point>/mark/<str:state>/", point_dead, name="candidate_point_dead"),
    path(f"{_PERSON}/employer/<str:domain>/", employer_shield, name="candidate_shield"),
]
