"""The team's own fields on every record: owners and admins add, rename, order, put away and bring back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.operations.custom_fields import CHOICES_AT_MOST
from xinqiao.web.access.members import MANAGERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.candidates_forms import text_field
from xinqiao.web.recruiter.found import found

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import CustomField

KINDS: Final = {
    "text": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "date": gettext_lazy("Day"),
    "yes_no": gettext_lazy("Yes or no"),
    "choice": gettext_lazy("One of several"),
    "link": gettext_lazy("Page address"),
}


class FieldForm(forms.Form):
    """Name, kind, and the options of a choice."""

    name = text_field(
        gettext_lazy("Name of the field"), 60, required=True, hint=gettext_lazy("They can read what stands in it.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=list(KINDS.items()),
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=gettext_lazy("Stays as it is, so that what people have keeps its meaning."),
    )
    choices = forms.CharField(
        label=gettext_lazy("Options"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
        help_text=gettext_lazy("One a line, for “one of several” only."),
    )

    def __init__(self, *args: Any, field: CustomField | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind_now = field.kind if field else ""
        if field is not None:
            del self.fields["kind"]
            if field.kind != "choice":
                del self.fields["choices"]

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        values = super().clean() or {}
        lines = [" ".join(line.split()) for line in values.get("choices", "").splitlines()]
        values["choices"] = list(dict.fromkeys(line for line in lines if line))
        if (self.kind_now or values.get("kind")) == "choice":
            if not 2 <= len(values["choices"]) <= CHOICES_AT_MOST:
                self.add_error("choices", _("From 2 to 50 options, one a line."))
            elif any(len(line) > 100 for line in values["choices"]):
                self.add_error("choices", _("At most 100 characters an option."))
        return values


@member_page(MANAGERS)
@require_http_methods(["GET", "POST"])
def custom_fields(request: MemberRequest) -> HttpResponse:
    """The fields in use and those put away; adding one."""
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            operations.add_field(
                values["name"], values["kind"], choices=values["choices"], by=request.member, now=request.now
            )
        except (operations.NameTaken, operations.TooManyFields) as problem:
            form.add_error("name", _why(problem))
        else:
            toast(request, _("Added to every record."))
            return redirect("custom_fields", request.workspace.slug)
    context = {
        "form": form,
        "fields": [_line(one) for one in queries.custom_fields()],
        "archived": [_line(one) for one in queries.custom_fields(archived=True)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/custom_fields/list.html", context, nav="settings", status=status)


@member_page(MANAGERS)
@require_http_methods(["GET", "POST"])
def custom_field(request: MemberRequest, field_id: str) -> HttpResponse:
    """Another name, other options."""
    field = _field(field_id)
    initial = {"name": field.name, "choices": "\n".join(field.choices)}
    form = FieldForm(request.POST or None, initial=initial, field=field)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            operations.change_field(
                field, name=values["name"], choices=values["choices"], by=request.member, now=request.now
            )
        except operations.NameTaken as problem:
            form.add_error("name", _why(problem))
        else:
            toast(request, _("Saved."))
            return redirect("custom_fields", request.workspace.slug)
    context = {"form": form, "field": _line(field)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/custom_fields/field.html", context, nav="settings", status=status)


@member_page(MANAGERS)
@require_POST
def custom_field_move(request: MemberRequest, field_id: str, way: str) -> HttpResponse:
    """One place up or down."""
    operations.move_field(_field(field_id), up=way == "up", by=request.member, now=request.now)
    return redirect("custom_fields", request.workspace.slug)


@member_page(MANAGERS)
@require_POST
def custom_field_archive(request: MemberRequest, field_id: str) -> HttpResponse:
    """Puts a field away; the toast brings it back."""
    field = _field(field_id)
    operations.archive_field(field, by=request.member, now=request.now)
    undo = reverse("custom_field_restore", args=[request.workspace.slug, field_id])
    toast(request, _("Put away. What people have in it stays kept."), undo_url=undo)
    return redirect("custom_fields", request.workspace.slug)


@member_page(MANAGERS)
@require_POST
def custom_field_restore(request: MemberRequest, field_id: str) -> HttpResponse:
    """Brings a field back with its values."""
    try:
        operations.restore_field(_field(field_id), by=request.member, now=request.now)
    except operations.TooManyFields as problem:
        toast(request, _why(problem))
    else:
        toast(request, _("Brought back with its values."))
    return redirect("custom_fields", request.workspace.slug)


def _field(public_id: str) -> CustomField:
    return found(lambda: queries.custom_field_of(public_id))


def _why(problem: Exception) -> str:
    if isinstance(problem, operations.TooManyFields):
        return _("A record holds at most 40 fields of your own. Put one away first.")
    if isinstance(problem, operations.NameTaken) and problem.archived:
        return _("A field of this name was put away. Bring it back below, with its values.")
    return _("There is a field of this name already.")


def _line(field: CustomField) -> dict[str, Any]:
    return {
        "public_id": field.public_id,
        "name": field.name,
        "kind": str(KINDS[field.kind]),
        "choices": field.choices,
    }


_FIELD = "settings/fields/<str:field_id>"
urls: list[URLPattern] = [
    path("settings/fields/", custom_fields, name="custom_fields"),
    path(f"{_FIELD}/", custom_field, name="custom_field"),
    path(f"{_FIELD}/move/<str:way>/", custom_field_move, name="custom_field_move"),
    path(f"{_FIELD}/archive/", custom_field_archive, name="custom_field_archive"),
    path(f"{_FIELD}/restore/", custom_field_restore, name="custom_field_restore"),
]
