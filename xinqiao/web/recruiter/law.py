"""The law that the team works under: what it asks, and switching it. For the owner alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.foundation.workspaces.operations import switch_law
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import OWNERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.words import in_a_row, say

if TYPE_CHECKING:
    from xinqiao.playbook.consent_schema import LawProfile


@member_page(OWNERS)
@require_safe
def law(request: MemberRequest) -> HttpResponse:
    """Each law with its grounds, clocks and separate consents; the one in force first."""
    present = request.workspace.law_profile
    profiles = sorted(playbook().law_profiles, key=lambda one: one.id != present)
    context = {"laws": [_shown(one, is_present=one.id == present) for one in profiles]}
    return render_desk(request, "recruiter/settings/law.html", context, nav="settings")


def _shown(profile: LawProfile, *, is_present: bool) -> dict[str, Any]:
    book, months = playbook(), profile.retention_months
    consents = [
        _("%(consent)s (%(article)s)") % {"consent": say(book.separate_consent(one.id).label), "article": say(one.law)}
        for one in profile.separate_consents
    ]
    return {
        "id": profile.id,
        "label": say(profile.label),
        "hint": say(profile.hint),
        "is_present": is_present,
        "facts": [
            (_("Legal bases offered"), in_a_row([say(book.legal_basis(code).label) for code in profile.bases])),
            (_("Telling people of their record"), say(profile.notice.words)),
            (_("Requests"), say(profile.requests.words)),
            (
                _("Kept, unless you choose less"),
                ngettext("%(n)d month after the last contact", "%(n)d months after the last contact", months)
                % {"n": months},
            ),
        ],
        "consents": consents,
    }


@member_page(OWNERS)
@require_POST
def law_switch(request: MemberRequest, code: str) -> HttpResponse:
    """Puts the team under this law; the toast switches back."""
    try:
        chosen, former = playbook().law_profile(code), request.workspace.law_profile
    except UnknownPlaybookEntry as unknown:
        raise Http404 from unknown
    if chosen.id != former:
        switch_law(request.workspace, chosen.id, by=request.member, now=request.now)
        words = _("In force for new records: %(law)s. Everybody who is here keeps what holds for them.")
        undo = reverse("law_switch", args=[request.workspace.slug, former])
        toast(request, words % {"law": say(chosen.label)}, undo_url=undo)
    answer = redirect("law", slug=request.workspace.slug)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


urls: list[URLPattern] = [
    path("settings/law/", law, name="law"),
    path("settings/law/<str:code>/", law_switch, name="law_switch"),
]
