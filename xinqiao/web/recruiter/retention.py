"""How long what is kept: rules, what the next run would delete and who stays, and what former runs left as proof."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.consent import keeping
from xinqiao.domain.retention import Hold, NotOffered
from xinqiao.foundation.jobs.queries import last_done
from xinqiao.playbook.loader import playbook
from xinqiao.privacy.retention import ELSEWHERE, next_run, preview
from xinqiao.web.access.members import MANAGERS, OWNERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.candidates_forms import long_field
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.playbook.rights_schema import RetentionRule
    from xinqiao.privacy.retention import Due, Preview

HOLD_WORDS: Final = {
    Hold.LEGAL: gettext_lazy("stays: a legal hold"),
    Hold.REQUEST: gettext_lazy("stays: a request waits for its answer"),
    Hold.PROMISE: gettext_lazy("stays: a promise to them is open"),
}
RUNS_SHOWN: Final = 15


class HoldForm(forms.Form):
    """Why a record has to stay."""

    reason = long_field(
        gettext_lazy("Why it has to stay"),
        300,
        rows=2,
        hint=gettext_lazy("The law or the dispute. They can read it. Until it is lifted, no run deletes the record."),
    )


@member_page(MANAGERS)
@require_safe
def retention(request: MemberRequest) -> HttpResponse:
    """The rules with the days in force, the preview of the next run, holds, and proofs."""
    days = keeping.days_kept()
    done = last_done(task for _kept, task in ELSEWHERE.values())
    previews = preview(now=request.now)
    context = {
        "rules": [rule_line(rule, days.get(rule.id), done) for rule in playbook().retention.rules],
        "next_run": next_run(request.now),
        "previews": [_preview(one) for one in previews],
        "holds": [
            {
                "public_id": one.public_id,
                "person": one.candidate.display_name,
                "person_id": one.candidate.public_id,
                "reason": one.reason,
                "since": one.set_at,
            }
            for one in keeping.holds()
        ],
        "runs": run_lines(limit=RUNS_SHOWN),
    }
    return render_desk(request, "recruiter/compliance/retention.html", context, nav="settings")


def rule_line(rule: RetentionRule, days: int | None, done: dict[str, Any]) -> dict[str, Any]:
    """One rule in words; `done` is when tasks last ended."""
    return {
        "id": rule.id,
        "label": say(rule.label),
        "what": say(rule.what),
        "why": say(rule.why),
        "days": days,
        "kept": kept_words(rule, days),
        "choices": [(one, days_words(one), one == days) for one in rule.choices],
        "last": done.get(ELSEWHERE[rule.id][1]) if rule.id in ELSEWHERE else None,
    }


def kept_words(rule: RetentionRule, days: int | None) -> str:
    """How long, in words."""
    if days is not None:
        return days_words(days)
    return _("as long as the record") if rule.runs == "with_person" else _("as long as the workspace")


def days_words(days: int) -> str:
    """Days, or whole years where they are."""
    if days % 365 == 0:
        return ngettext("%d year", "%d years", days // 365) % (days // 365)
    return ngettext("%d day", "%d days", days) % days


def run_lines(*, limit: int) -> list[dict[str, Any]]:
    """What former runs left: when, by which rule, how many, and the hash."""
    rules = playbook().retention
    return [
        {
            "at": run.at,
            "rule": say(rules.rule(run.rule).label),
            "days": days_words(run.days),
            "count": run.count,
            "held_back": run.held_back,
            "digest": run.digest,
        }
        for run in keeping.runs(limit=limit)
    ]


def _preview(one: Preview) -> dict[str, Any]:
    rule = playbook().retention.rule(one.rule)
    return {
        "label": say(rule.label),
        "kept": days_words(one.days),
        "count": one.count,
        "people": [_due(due) for due in one.people],
        "more": one.count - len(one.people),
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "public_id": due.candidate.public_id,
        "name": due.candidate.display_name,
        "since": due.since,
        "hold": str(HOLD_WORDS[due.hold]) if due.hold else "",
        "may_hold": due.hold is not Hold.LEGAL,
    }


@member_page(OWNERS)
@require_POST
def retention_choose(request: MemberRequest, rule: str) -> HttpResponse:
    """Another number of days, one of those that the rule offers."""
    if rule not in {one.id for one in playbook().retention.rules if one.choices}:
        raise Http404
    try:
        keeping.choose_days(rule, int(request.POST.get("days", "")), by=request.member, now=request.now)
    except (ValueError, NotOffered) as unknown:
        raise Http404 from unknown
    toast(request, _("In force from the next run on. The preview below shows what that means."))
    return redirect("retention", request.workspace.slug)


@member_page(OWNERS)
def legal_hold(request: MemberRequest, public_id: str) -> HttpResponse:
    """Asks why a record has to stay past its time, and keeps it."""
    person = found_candidate(public_id)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keeping.hold(person, form.cleaned_data["reason"], by=request.member, now=request.now)
        toast(request, _("It stays until this is lifted."))
        return redirect("retention", request.workspace.slug)
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/compliance/hold.html", context, nav="settings", status=status)


@member_page(OWNERS)
@require_POST
def legal_hold_lift(request: MemberRequest, hold_id: str) -> HttpResponse:
    """Lifts a hold; the record's time runs as before."""
    if not keeping.lift(hold_id, by=request.member, now=request.now):
        raise Http404
    toast(request, _("Lifted. The record's time runs as before."))
    return redirect("retention", request.workspace.slug)


urls: list[URLPattern] = [
    path("settings/retention/", retention, name="retention"),
    path("settings/retention/<slug:rule>/days/", retention_choose, name="retention_choose"),
    path("settings/retention/holds/<str:hold_id>/lift/", legal_hold_lift, name="legal_hold_lift"),
    path("candidates/<str:public_id>/legal-hold/", legal_hold, name="legal_hold"),
]
