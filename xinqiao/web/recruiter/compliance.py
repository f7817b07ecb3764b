"""The compliance pack: everything that somebody who checks us asks for, to read, to print, or as a PDF."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.consent import impact as operations
from xinqiao.capabilities.consent import keeping, request_queries
from xinqiao.capabilities.consent.law import team_day
from xinqiao.foundation.jobs.queries import last_done
from xinqiao.playbook.loader import playbook
from xinqiao.privacy.impact import present
from xinqiao.privacy.retention import ELSEWHERE
from xinqiao.web.access.members import MANAGERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.printed_forms import LANGUAGES, document_answer
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import impact_words
from xinqiao.web.recruiter.candidates_forms import day_field, past_day
from xinqiao.web.recruiter.impact import assessment_context
from xinqiao.web.recruiter.retention import rule_line, run_lines

RUNS_PRINTED: Final = 40


class DrillForm(forms.Form):
    """A restore that was tried out."""

    done_on = day_field(gettext_lazy("On which day"))
    passed = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[("yes", gettext_lazy("Restored, and the data were there")), ("no", gettext_lazy("Did not work"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Which backup, how long it took, what has to change. No personal data."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["done_on"].initial = today

    def clean_done_on(self) -> date:
        """Not in the future."""
        return past_day(self.cleaned_data["done_on"], today=self.today)


@member_page(MANAGERS)
@require_safe
def compliance(request: MemberRequest) -> HttpResponse:
    """What the pack holds, where to get it, and a place to record a restore drill."""
    return _page(request, DrillForm(today=team_day(request.now)))


@member_page(MANAGERS)
@require_POST
def drill_record(request: MemberRequest) -> HttpResponse:
    """Records a restore drill."""
    form = DrillForm(request.POST, today=team_day(request.now))
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    operations.record_drill(
        done_on=given["done_on"],
        passed=given["passed"] == "yes",
        words=given["words"],
        by=request.member,
        now=request.now,
    )
    toast(request, _("Recorded. It stands in the pack."))
    return redirect("compliance", request.workspace.slug)


def _page(request: MemberRequest, form: forms.Form) -> HttpResponse:
    now = present(now=request.now)
    context = {
        "form": form,
        "standing": assessment_context(now)["standing"],
        "figures": _figures(request),
        "drills": _drills(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/compliance/pack.html", context, nav="settings", status=status)


@member_page(MANAGERS)
@require_safe
def compliance_pack(request: MemberRequest, language: str, form: str) -> HttpResponse:
    """The whole pack in one language, as a page to print or as a PDF."""
    if language not in LANGUAGES or form not in ("page", "pdf"):
        raise Http404
    now = present(now=request.now)
    with override(LANGUAGES[language]):
        context = {
            **assessment_context(now),
            "consents": impact_words.consent_lines(now.content["profile"], company=request.workspace.name),
            "title": _("Compliance pack"),
            "language": LANGUAGES[language],
            "no_pdf": playbook().printed_forms.no_pdf if form == "pdf" else None,
            "workspace_name": request.workspace.name,
            "at": request.now,
            "rules": _rules(),
            "runs": run_lines(limit=RUNS_PRINTED),
            "drills": _drills(),
            "figures": _figures(request),
        }
        return document_answer(
            request,
            "pdf/compliance/pack.html",
            context,
            file_name=f"compliance-{language}.pdf",
            back_url=reverse("compliance", args=[request.workspace.slug]),
            as_page=form == "page",
        )


def _rules() -> list[dict[str, Any]]:
    days, done = keeping.days_kept(), last_done(task for _kept, task in ELSEWHERE.values())
    return [rule_line(rule, days.get(rule.id), done) for rule in playbook().retention.rules]


def _drills() -> list[dict[str, Any]]:
    return [
        {
            "done_on": one.done_on,
            "passed": one.passed,
            "words": one.words,
            "by": one.recorded_by.user.name or one.recorded_by.user.email,
        }
        for one in operations.drills()
    ]


def _figures(request: MemberRequest) -> dict[str, Any]:
    found = request_queries.figures(samples=request.workspace.is_demo)
    return {
        "open": found.open,
        "received": found.received,
        "done": found.closed["done"],
        "refused": found.closed["refused"],
        "withdrawn": found.closed["withdrawn"],
        "late": found.closed_late,
    }


urls: list[URLPattern] = [
    path("settings/compliance/", compliance, name="compliance"),
    path("settings/compliance/drill/", drill_record, name="drill_record"),
    path("settings/compliance/<slug:language>/<slug:form>/", compliance_pack, name="compliance_pack"),
]
