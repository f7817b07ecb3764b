"""The workspace's scoring key: what another one would change, and switching. For the owner alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.assessments import key_switching
from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.domain.key_switch import Preview
from xinqiao.domain.levels import GENTLEST_FIRST
from xinqiao.domain.scale import KEYS, TOS5_KEYED, TOS5_PRINTED, UnknownKey
from xinqiao.web.access.members import OWNERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import badges
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.job_words import summary

NAMES: Final = {
    TOS5_KEYED.id: gettext_lazy("Reversed key"),
    TOS5_PRINTED.id: gettext_lazy("Plain sum"),
}
COUNTS_AS: Final = {
    TOS5_KEYED.id: gettext_lazy(
        "Statements 1 to 4 count as 6 minus the answer, statement 5 as the answer itself. "
        "It is the only reading in which everything the method says of the five statements holds together."
    ),
    TOS5_PRINTED.id: gettext_lazy(
        "All five answers are added up as they stand. Whoever agrees with every statement then reads as very open, "
        "although four of the five speak for caution."
    ),
}


@member_page(OWNERS)
@require_safe
def scoring_key(request: MemberRequest) -> HttpResponse:
    """The key in force, and for the other one how many people would read as another level."""
    present = team_key()
    under_way = key_switching.switch_under_way(request.workspace.pk)
    others = [_other(key_id, samples=request.workspace.is_demo) for key_id in KEYS if key_id != present.id]
    context = {
        "present": {"name": NAMES[present.id], "counts_as": COUNTS_AS[present.id], "since": present.since},
        "others": others,
        "under_way": _progress(under_way) if under_way else None,
    }
    return render_desk(request, "recruiter/settings/scoring_key.html", context, nav="settings")


def _other(key_id: str, *, samples: bool) -> dict[str, Any]:
    seen = key_switching.switch_preview(key_id, samples=samples)
    return {
        "id": key_id,
        "name": NAMES[key_id],
        "counts_as": COUNTS_AS[key_id],
        "people": seen.people,
        "sentence": _sentence(seen),
        "levels": [
            {
                "code": str(level),
                "stones": badges.STONES[level],
                "label": badges.label(level),
                "before": seen.before(level),
                "after": seen.after(level),
            }
            for level in reversed(GENTLEST_FIRST)
        ],
    }


def _sentence(seen: Preview) -> str:
    words = ngettext(
        "%(people)d person has a result; %(changed)d would read as another level.",
        "%(people)d people have a result; %(changed)d of them would read as another level.",
        seen.people,
    )
    return words % {"people": seen.people, "changed": seen.changed}


def _progress(under_way: tuple[Any, Any]) -> dict[str, Any]:
    switch, job = under_way
    return {
        "id": switch.public_id,
        "name": NAMES[switch.scoring_key],
        "summary": summary(job),
        "done": job.done_count,
        "total": job.total_count,
    }


@member_page(OWNERS)
@require_POST
def scoring_key_switch(request: MemberRequest, key: str) -> HttpResponse:
    """Begins to re-score for this key; the toast takes it back."""
    try:
        switch = key_switching.ask_switch(key, by=request.member, now=request.now)
    except UnknownKey as unknown:
        raise Http404 from unknown
    except key_switching.AlreadyInForce:
        return _back(request, _("This key is in force already."))
    except key_switching.SwitchUnderWay:
        return _back(request, _("A switch is under way. Wait until it is done, or stop it."))
    undo = reverse("scoring_key_undo", args=[request.workspace.slug, switch.public_id])
    words = _("Answers are being scored anew. Until that is done the present key stays in force.")
    return _back(request, words, undo_url=undo)


@member_page(OWNERS)
@require_POST
def scoring_key_undo(request: MemberRequest, switch_id: str) -> HttpResponse:
    """Stops this switch while it is under way, or switches back; a second tap does nothing more."""
    switch = found(lambda: key_switching.switch_of(switch_id))
    try:
        key_switching.take_back_switch(switch, by=request.member, now=request.now)
    except key_switching.NothingToTakeBack:
        return _back(request, _("There is no switch to take back."))
    return _back(request, _("The former key holds, at once or as soon as its scores are checked."))


def _back(request: MemberRequest, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    answer = redirect("scoring_key", slug=request.workspace.slug)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


urls: list[URLPattern] = [
    path("settings/scoring-key/", scoring_key, name="scoring_key"),
    path("settings/scoring-key/back/<str:switch_id>/", scoring_key_undo, name="scoring_key_undo"),
    path("settings/scoring-key/<str:key>/", scoring_key_switch, name="scoring_key_switch"),
]
