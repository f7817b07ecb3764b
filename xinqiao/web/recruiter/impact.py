"""The impact assessment: made from the live settings, read by owners and admins, signed by an owner."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.consent import impact as operations
from xinqiao.domain.impact_assessment import Standing
from xinqiao.playbook.loader import playbook
from xinqiao.privacy.impact import present
from xinqiao.web.access.members import MANAGERS, OWNERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.one_line import one_line
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import impact_words

if TYPE_CHECKING:
    from xinqiao.privacy.impact import Present


class SignForm(forms.Form):
    """The name of the person who signs."""

    name = forms.CharField(
        label=gettext_lazy("Your full name, as your signature"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )


@member_page(MANAGERS)
@require_safe
def assessment(request: MemberRequest) -> HttpResponse:
    """What we process, what it could mean for people, what prevents that; and whether it is signed."""
    return _page(request, SignForm(initial={"name": request.member.user.name}))


@member_page(OWNERS)
@require_POST
def assessment_sign(request: MemberRequest) -> HttpResponse:
    """The owner's signature under what they read; settings that moved meanwhile have to be read again."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    now, name = present(now=request.now), form.cleaned_data["name"]
    try:
        operations.sign(now.content, seen=request.POST.get("seen", ""), name=name, by=request.member, now=request.now)
    except operations.SettingsMoved:
        form.add_error(None, _("Settings have changed while you read. Please read what holds now, then sign."))
        return _page(request, form)
    toast(request, _("Signed. Messages may begin now, as far as the send check allows each one."))
    return redirect("assessment", request.workspace.slug)


def _page(request: MemberRequest, form: forms.Form) -> HttpResponse:
    now = present(now=request.now)
    context = {
        **assessment_context(now),
        "form": form,
        "seen": now.seen,
        "is_signed": now.standing is Standing.SIGNED,
        "former": [impact_words.signature_line(one) for one in operations.signatures(limit=10)][1:],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/compliance/assessment.html", context, nav="settings", status=status)


def assessment_context(now: Present) -> dict[str, Any]:
    """What the page and the printed pack show."""
    security = now.content["security"]
    return {
        "text": playbook().impact_assessment,
        "standing": str(impact_words.STANDINGS[now.standing]),
        "locks_at": now.locks_at,
        "changes": impact_words.change_lines(now.changes),
        "signature": impact_words.signature_line(now.signature) if now.signature else None,
        "lines": impact_words.content_lines(now.content),
        "risks": impact_words.risk_lines(security),
        "categories": impact_words.category_lines(now.content["retention"]),
    }


urls: list[URLPattern] = [
    path("settings/assessment/", assessment, name="assessment"),
    path("settings/assessment/sign/", assessment_sign, name="assessment_sign"),
]
