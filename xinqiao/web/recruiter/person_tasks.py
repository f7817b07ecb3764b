"""Small tasks about a person: written on the record, done there or at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.candidates.operations import NotToldYet
from xinqiao.domain.desk_cards import AHEAD_AT_MOST
from xinqiao.foundation.workspaces.queries import member_of, members
from xinqiao.journeys import operations, task_queries
from xinqiao.journeys.day import today_of
from xinqiao.journeys.task_queries import DONE_SHOWN
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.candidates_forms import choose, day_field, select_field, text_field
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.promise_forms import read_by_them
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member
    from xinqiao.journeys.models import Task

TEXT_LENGTH = 200


class TaskForm(forms.Form):
    """What, by which day, and who does it."""

    text = text_field(
        gettext_lazy("What is to be done"), TEXT_LENGTH, required=True, hint=gettext_lazy("They can read it.")
    )
    due_on = day_field(gettext_lazy("On which day"))
    owner = select_field(gettext_lazy("Who does it"), required=True)

    def __init__(self, *args: Any, today: date, doers: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        choose(self, "owner", [(one.public_id, one.user.name or one.user.email) for one in doers])

    def clean_text(self) -> str:
        """Without words of the trade: they may read it."""
        return read_by_them(self.cleaned_data["text"])

    def clean_due_on(self) -> date:
        """Today or later, within a year."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day has gone by."))
        if day > self.today + AHEAD_AT_MOST:
            raise forms.ValidationError(_("At most a year ahead."))
        return day


@dataclass(frozen=True)
class TaskLine:
    """One task as a row."""

    public_id: str
    text: str
    day: date
    owner: str
    is_done: bool


def record_part(person: Candidate) -> dict[str, Any]:
    """The tasks on a record: all open ones, and the last few that are done."""
    found_ones = task_queries.tasks_of(person)
    still = [one for one in found_ones if one.done_at is None]
    done = [one for one in found_ones if one.done_at is not None]
    return {"tasks": [_line(one) for one in [*still, *done[:DONE_SHOWN]]]}


def seen_part(person: Candidate) -> list[TaskLine]:
    """All of them, as the person may see them."""
    return [_line(one) for one in task_queries.tasks_of(person)]


def _line(task: Task) -> TaskLine:
    name = task.owner.user.name or task.owner.user.email
    return TaskLine(task.public_id, task.text, task.due_on, name, is_done=task.done_at is not None)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def task_add(request: MemberRequest, public_id: str) -> HttpResponse:
    """Something to do about this person; the toast takes it back."""
    person = found_candidate(public_id)
    today = today_of(request.member, request.now)
    doers = [one for one in members(request.workspace) if one.role in WRITERS]
    if request.method != "POST":
        initial = {"owner": request.member.public_id, "due_on": today}
        return _page(request, person, TaskForm(initial=initial, today=today, doers=doers))
    form = TaskForm(request.POST, today=today, doers=doers)
    if not form.is_valid():
        return _page(request, person, form)
    given = form.cleaned_data
    owner = found(lambda: member_of(request.workspace, given["owner"]))
    try:
        task = operations.add_task(
            person, given["text"], due_on=given["due_on"], owner=owner, by=request.member, now=request.now
        )
    except NotToldYet:
        form.add_error(None, untold_words())
        return _page(request, person, form)
    return _back(request, person, _("Noted. They can read it."), undo="task_take_back", task=task)


def _page(request: MemberRequest, person: Candidate, form: TaskForm) -> HttpResponse:
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/tasks/new.html", context, nav="candidates", status=status)


@member_page(WRITERS)
@require_POST
def task_done(request: MemberRequest, public_id: str, task_id: str) -> HttpResponse:
    """It is done."""
    person, task = _found(public_id, task_id)
    if not operations.finish_task(task, by=request.member, now=request.now):
        return _back(request, person, _("It is done already."))
    return _back(request, person, _("Done."), undo="task_reopen", task=task)


@member_page(WRITERS)
@require_POST
def task_reopen(request: MemberRequest, public_id: str, task_id: str) -> HttpResponse:
    """It is to be done after all."""
    person, task = _found(public_id, task_id)
    operations.reopen_task(task, by=request.member, now=request.now)
    return _back(request, person, _("It is open again."))


@member_page(WRITERS)
@require_POST
def task_take_back(request: MemberRequest, public_id: str, task_id: str) -> HttpResponse:
    """The undo of writing it."""
    person, task = _found(public_id, task_id)
    try:
        operations.take_back_task(task, by=request.member, now=request.now)
    except operations.TaskStays:
        return _back(request, person, _("A task can be taken back for 15 minutes, by whoever wrote it. It stays."))
    return _back(request, person, _("Taken back."))


def _found(public_id: str, task_id: str) -> tuple[Candidate, Task]:
    person = found_candidate(public_id)
    return person, found(lambda: task_queries.task_of(person, task_id))


def _back(
    request: MemberRequest, person: Candidate, words: str, *, undo: str = "", task: Task | None = None
) -> HttpResponse:
    slug = request.workspace.slug
    undo_url = reverse(undo, args=[slug, person.public_id, task.public_id]) if task and undo else ""
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_OF = "candidates/<str:public_id>/tasks"
urls: list[URLPattern] = [
    path(f"{_OF}/new/", task_add, name="task_add"),
    path(f"{_OF}/<str:task_id>/done/", task_done, name="task_done"),
    path(f"{_OF}/<str:task_id>/open/", task_reopen, name="task_reopen"),
    path(f"{_OF}/<str:task_id>/take-back/", task_take_back, name="task_take_back"),
]
