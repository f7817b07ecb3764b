"""What every page of a candidate has around it: sender, way home, stop, what is held, a quick way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from xinqiao.capabilities.candidates.queries.sender_codes import code_on
from xinqiao.domain.sender_code import spoken as spoken_code
from xinqiao.foundation.workspaces.queries import member_name
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.text import Text
from xinqiao.web.pages.check_place import check_place
from xinqiao.web.pages.phone_addresses import phone_address

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Workspace
    from xinqiao.web.access.candidates import CandidateRequest

UNPROCESSABLE = 422


def render_phone(
    request: CandidateRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    offer_stop: bool = True,
) -> HttpResponse:
    """Renders a page of the candidate; `offer_stop` is off only where the person has stopped already."""
    around = {
        "token": request.token,
        # Between two sentences: Chinese sets none.
        "gap": "" if get_language() == "zh-hans" else " ",
        "sender": sender_of(request.workspace),
        "has_opening": request.candidate.opening_id is not None,
        "icp_number": request.workspace.icp_number,
        "link_home": address(request, "door"),
        "stop_url": address(request, "stop") if offer_stop else "",
        "privacy_url": address(request, "held"),
        "leave_url": address(request, "leave"),
    }
    return render(request, template, {**around, **(context or {})}, status=status)


def sender_of(workspace: Workspace) -> str:
    """Company and team, as they stand at the top of each page."""
    return " · ".join(part for part in (workspace.name, workspace.team_name) if part)


def address(request: CandidateRequest, name: str, *args: object, **query: str) -> str:
    """The address of one of this link's pages."""
    path = phone_address(name, request.token, *args)
    return f"{path}?{urlencode(query)}" if query else path


class SeeOther(HttpResponseRedirect):
    """The next request is a GET, so that a reload repeats nothing."""

    status_code = 303


def go(request: CandidateRequest, name: str, *args: object, **query: str) -> HttpResponse:
    """To another of this link's pages."""
    return SeeOther(address(request, name, *args, **query))


def refuse_colleague(request: CandidateRequest) -> HttpResponse:
    """403 for a member who would say yes or share in the person's place: the ledger must stay true."""
    record = {"slug": request.workspace.slug, "public_id": request.candidate.public_id}
    return render_phone(request, "candidate/link/colleague.html", record, status=403)


def show_elsewhere(request: CandidateRequest) -> HttpResponse:
    """403 for another browser than the one that began: it shows nothing of theirs."""
    context = {
        "not_for_you": playbook().candidate_pages.introduction.not_for_you,
        "recruiter": recruiter_name(request),
    }
    return render_phone(request, "candidate/link/elsewhere.html", context, status=403)


def total_words(total: float) -> str:
    """A prorated total is a multiple of 1.25; one decimal is all that its error allows."""
    return f"{total:.0f}" if total == int(total) else f"{total + 1e-9:.1f}"


def spoken(text: Text, **values: object) -> str:
    """A playbook text in the page's language."""
    return text.fill(get_language() or "zh-hans", **values)


def in_two_lines(text: Text, **values: object) -> list[str]:
    """A greeting and what follows it, each for a line of its own."""
    whole = text.in_language(get_language() or "zh-hans")
    end = "。" if "。" in whole else ". "
    greeting, mark, rest = whole.partition(end)
    # Split before filling in: a name may hold a full stop.
    parts = [f"{greeting}{mark}".strip(), rest] if rest else [whole]
    return [part.format(**values) for part in parts]


def listed(words: list[str]) -> str:
    """Words in a row, in the punctuation of the page's language."""
    return ("，" if get_language() == "zh-hans" else ", ").join(words)


def who_asks(request: CandidateRequest) -> dict[str, str]:
    """The values that the playbook's page texts ask for, and how to check who asks."""
    candidate, workspace = request.candidate, request.workspace
    return {
        "name": candidate.display_name,
        "company": workspace.name,
        "recruiter": recruiter_name(request),
        "source": spoken(playbook().source(candidate.source).phrase),
        "source_detail": candidate.source_detail,
        "switchboard": workspace.switchboard,
        "public_page": workspace.public_page,
        "code": spoken_code(code) if (code := code_on(request.link)) else "",
        "check": check_place() if code else "",
    }


def recruiter_name(request: CandidateRequest) -> str:
    """Who keeps in touch with this person."""
    return member_name(request.candidate.owner_id) or sender_of(request.workspace)
