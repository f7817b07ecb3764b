"""A person asked a colleague for their erasure or their copy: carried out here, and taken back with their words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.privacy.access_copy import CHECKED, record_copy
from xinqiao.privacy.erasing import AlreadyAsked, Ask, NothingToTakeBack, erase, lift_hold, may_take_back, take_back
from xinqiao.privacy.queries import erasure_of, erasures_under_way
from xinqiao.web.access.members import OWNERS, WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.access_copy import copy_as_file
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.candidates_forms import WishForm
from xinqiao.web.recruiter.found import found, found_candidate

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, Erasure

_WAYS = {
    "known_address": gettext_lazy("They wrote from an address that we have had for long"),
    "called_back": gettext_lazy("We called them back on a number that we have had for long"),
    "in_person": gettext_lazy("In person"),
}


class CheckedForm(forms.Form):
    """How a member made sure that it is the person who asks."""

    checked = forms.ChoiceField(
        label=gettext_lazy("How you made sure that it is them"),
        choices=[(one, _WAYS[one]) for one in CHECKED],
        widget=forms.RadioSelect,
    )


@member_page(WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_erase(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes a person out of every use as they asked; destroyed after seven days."""
    person = _kept(request, public_id)
    form = WishForm(request.POST or None, today=localdate(request.now))
    if request.method == "POST" and form.is_valid():
        try:
            erasure = erase(person, Ask(by=request.member, proof=form.proof()), now=request.now)
        except AlreadyAsked:
            toast(request, _("This record is already out of use."))
        else:
            toast(request, _said(erasure))
        return _see_other(reverse("candidates", args=[request.workspace.slug]))
    return _page(request, "recruiter/erasures/erase.html", person, form)


@member_page(OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_full_copy(request: MemberRequest, public_id: str) -> HttpResponse:
    """Everything on a person as one file, for a person who was made sure of."""
    person = found_candidate(public_id)
    form = CheckedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_copy(person, request.actor, now=request.now, checked=form.cleaned_data["checked"])
        # A streamed answer is none in the annotations of Django.
        return cast("HttpResponse", copy_as_file(person, now=request.now, by_member=True))
    return _page(request, "recruiter/erasures/copy.html", person, form)


@member_page(OWNERS)
@require_safe
def erasures(request: MemberRequest) -> HttpResponse:
    """Erasures that can still be taken back or are held, by reference: who it is stays unseen."""
    lines = [
        {
            "reference": one.public_id,
            "by_person": one.asked_by_id is None,
            "at": one.asked_at,
            "until": one.destroy_after,
            "held_for": one.held_for,
            "may_take_back": may_take_back(one, now=request.now),
        }
        for one in erasures_under_way(now=request.now)
    ]
    return render_desk(request, "recruiter/erasures/list.html", {"lines": lines}, nav="settings")


@member_page(OWNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_take_back(request: MemberRequest, reference: str) -> HttpResponse:
    """The person told us to keep them after all: everything comes back."""
    erasure = found(lambda: erasure_of(reference))
    form = WishForm(request.POST or None, today=localdate(request.now))
    if request.method == "POST" and form.is_valid():
        try:
            person = take_back(erasure, now=request.now, by=request.member, proof=form.proof())
        except NothingToTakeBack:
            toast(request, _("There is nothing left to take back."))
            return _see_other(reverse("erasures", args=[request.workspace.slug]))
        toast(request, _("Everything is back as it was."))
        return _see_other(reverse("candidate", args=[request.workspace.slug, person.public_id]))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "reference": reference}
    return render_desk(request, "recruiter/erasures/take_back.html", context, nav="settings", status=status)


@member_page(OWNERS)
@require_POST
def erasure_lift_hold(request: MemberRequest, reference: str) -> HttpResponse:
    """The law no longer holds this person: the destroying goes on."""
    erasure = found(lambda: erasure_of(reference))
    if not lift_hold(erasure, by=request.member, now=request.now):
        raise Http404
    toast(request, _("Lifted. They are destroyed once their time is over."))
    return _see_other(reverse("erasures", args=[request.workspace.slug]))


def _said(erasure: Erasure) -> str:
    if erasure.held_for:
        said = _("Out of use from now on; stored until the legal hold is lifted. Reference: %(reference)s")
    else:
        said = _("Out of use from now on; destroyed in 7 days. Reference for taking it back: %(reference)s")
    return said % {"reference": erasure.public_id}


def _kept(request: MemberRequest, public_id: str) -> Candidate:
    """The person, for those who keep the relationship."""
    person = found_candidate(public_id)
    if not may_see_score(request.member, person.owner_id):
        raise PermissionDenied
    return person


def _page(request: MemberRequest, template: str, person: Candidate, form: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, template, context, nav="candidates", status=status)


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


urls: list[URLPattern] = [
    path("candidates/<str:public_id>/erase/", candidate_erase, name="candidate_erase"),
    path("candidates/<str:public_id>/full-copy/", candidate_full_copy, name="candidate_full_copy"),
    path("erasures/", erasures, name="erasures"),
    path("erasures/<str:reference>/take-back/", erasure_take_back, name="erasure_take_back"),
    path("erasures/<str:reference>/lift-hold/", erasure_lift_hold, name="erasure_lift_hold"),
]
