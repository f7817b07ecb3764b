"""How people check that a message is ours: one's own code, and the page on the company's own domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.candidates.operations.sender_codes import end_own_code, renew_own_code
from xinqiao.capabilities.candidates.queries.sender_codes import own_code_of, own_codes
from xinqiao.domain.check_page import FILE_NAME, NotAnAddress, PageState, page_address
from xinqiao.domain.sender_code import spoken
from xinqiao.foundation.workspaces import check_pages
from xinqiao.foundation.workspaces.operations import NotAllowed
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.demonstration import not_in_demonstration
from xinqiao.web.access.members import OWNERS, WRITERS, MemberRequest, member_page
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import CheckPage

SANDBOX: Final = "default-src 'none'; sandbox"
# Title and what to do, for each way that the page was found.
STATES: Final[dict[str, tuple[Promise, Promise]]] = {
    "": (gettext_lazy("Not looked at yet"), gettext_lazy("The worker looks within a minute.")),
    PageState.FOUND: (
        gettext_lazy("Found"),
        gettext_lazy("Messages name this page from now on. It is looked at once a day."),
    ),
    PageState.NOT_FOUND: (
        gettext_lazy("Our mark is not there"),
        gettext_lazy("Upload the file to this address, or put the line into the page, and look again."),
    ),
    PageState.OTHER_TEAM: (
        gettext_lazy("It carries another workspace's mark"),
        gettext_lazy("Download the file here once more and put it in place of the one that stands there."),
    ),
    PageState.UNREACHABLE: (
        gettext_lazy("Could not be reached"),
        gettext_lazy(
            "The address must be public and use https. If this server cannot reach the internet, this is no error."
        ),
    ),
}


class CheckPageForm(forms.Form):
    """The address of the page on the company's own domain."""

    address = forms.CharField(
        label=gettext_lazy("Your domain, or the page's whole address"),
        max_length=300,
        help_text=gettext_lazy("For example www.example.com. With a domain alone, the file stands at its top."),
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "url", "autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        """As it is stored: https, a host name, a path."""
        try:
            return page_address(self.cleaned_data["address"])
        except NotAnAddress as refused:
            raise forms.ValidationError(
                _("It must be a public domain with https, without port or question mark, such as www.example.com.")
            ) from refused


@member_page(OWNERS)
@require_POST
@not_in_demonstration
def sender_page_set(request: MemberRequest) -> HttpResponse:
    """Names the page and has it looked at. Not in a demonstration: it would fetch what strangers name."""
    form = CheckPageForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    check_pages.set_check_page(form.cleaned_data["address"], by=request.member, now=request.now)
    toast(request, _("Saved. The page will be looked at within a minute."))
    return redirect("sender_proof", request.workspace.slug)


@member_page(WRITERS)
@require_GET
def sender_proof(request: MemberRequest) -> HttpResponse:
    """One's own code for whoever writes; the page of the domain for owners, its state for all."""
    page = check_pages.check_page()
    return _page(request, CheckPageForm(initial={"address": page.address if page else ""}))


def _page(request: MemberRequest, form: CheckPageForm, *, status: int = 200) -> HttpResponse:
    page, codes = check_pages.check_page(), own_codes(now=request.now)
    context: dict[str, Any] = {
        "form": form if request.member.role == Role.OWNER else None,
        "page": _shown(page) if page else None,
        "file_name": FILE_NAME,
        "check_url": public_address("check"),
        "mine": next((_code(one) for one in codes if one.member_id == request.member.pk), None),
        "others": [_code(one) for one in codes if one.member_id != request.member.pk],
    }
    return render_desk(request, "recruiter/sender/page.html", context, nav="settings", status=status)


def _code(code: Any) -> dict[str, Any]:
    user = code.member.user
    return {
        "id": code.public_id,
        "code": spoken(code.code),
        "name": user.name or user.email,
        "until": code.expires_at,
    }


def _shown(page: CheckPage) -> dict[str, Any]:
    title, advice = STATES[page.state]
    address = f"{public_address('check_embedded')}?team={page.public_id}"
    return {
        "address": page.address,
        "state": page.state,
        "title": title,
        "advice": advice,
        "looked_at": page.looked_at,
        "line": f'<iframe src="{address}" title="{_("Checking a sender")}" width="100%" height="720" loading="lazy">'
        "</iframe>",
    }


@member_page(OWNERS)
@require_GET
def sender_file(request: MemberRequest) -> HttpResponse:
    """The file for the company's own domain, as a download."""
    page = check_pages.check_page()
    if page is None:
        raise Http404
    context = {
        "marker": page.public_id,
        "company": request.workspace.name,
        "check_url": public_address("check"),
        "answer_url": public_address("check_answer"),
        "text": playbook().sender_check,
        "never_ask": playbook().candidate_pages.never_ask,
    }
    file = render(request, "recruiter/sender/file.html", context)
    file.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    file.headers["Content-Security-Policy"] = SANDBOX
    return file


@member_page(OWNERS)
@require_POST
def sender_page_look(request: MemberRequest) -> HttpResponse:
    """Has the page looked at now."""
    page = check_pages.check_page()
    if page is None:
        raise Http404
    check_pages.ask_for_look(page, now=request.now)
    toast(request, _("The page will be looked at within a minute."))
    return redirect("sender_proof", request.workspace.slug)


@member_page(OWNERS)
@require_POST
def sender_page_drop(request: MemberRequest) -> HttpResponse:
    """Forgets the page; messages name ours again."""
    check_pages.drop_check_page(by=request.member, now=request.now)
    toast(request, _("Messages no longer name this page."))
    return redirect("sender_proof", request.workspace.slug)


@member_page(WRITERS)
@require_POST
def sender_code_renew(request: MemberRequest) -> HttpResponse:
    """A new code of one's own; the former one ends."""
    renew_own_code(by=request.member, now=request.now)
    toast(request, _("Your code is ready."))
    return redirect("sender_proof", request.workspace.slug)


@member_page(WRITERS)
@require_POST
def sender_code_end(request: MemberRequest, public_id: str) -> HttpResponse:
    """Ends a code: one's own, or as the owner a colleague's."""
    code = found(lambda: own_code_of(public_id))
    try:
        end_own_code(code, by=request.member, now=request.now)
    except NotAllowed as refused:
        raise PermissionDenied from refused
    toast(request, _("The code has ended."))
    return redirect("sender_proof", request.workspace.slug)


urls: list[URLPattern] = [
    path("settings/sender/", sender_proof, name="sender_proof"),
    path("settings/sender/page/", sender_page_set, name="sender_page_set"),
    path(f"settings/sender/{FILE_NAME}", sender_file, name="sender_file"),
    path("settings/sender/look/", sender_page_look, name="sender_page_look"),
    path("settings/sender/drop/", sender_page_drop, name="sender_page_drop"),
    path("settings/sender/code/", sender_code_renew, name="sender_code_renew"),
    path("settings/sender/code/<str:public_id>/end/", sender_code_end, name="sender_code_end"),
]
