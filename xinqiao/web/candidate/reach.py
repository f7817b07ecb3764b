"""The card “how to reach me”: in force at once, and portable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import UNPROCESSABLE, go, listed, render_phone, spoken, who_asks
from xinqiao.web.candidate.reach_form import NOTE_LENGTH, ReachForm

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.web.access.candidates import CandidateRequest

FIELDS = ("pace", "channels", "day_parts", "topics", "reach_note")


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: CandidateRequest) -> HttpResponse:
    """Shows and stores the person's own choice; works on a link past its date too."""
    if request.method == "POST":
        form = ReachForm(request.POST)
        if form.is_valid():
            consent.choose_reach(request.candidate, form.reach(), now=request.now)
            return go(request, "reach", done="saved")
        return _show(request, form, terms_in_force(request.candidate), status=UNPROCESSABLE)
    terms = terms_in_force(request.candidate)
    return _show(request, ReachForm(initial=_chosen(terms)), terms)


def _show(request: CandidateRequest, form: ReachForm, terms: ContactTerms | None, *, status: int = 200) -> HttpResponse:
    context = {
        "text": playbook().candidate_pages.reach_card,
        "cannot_stop": playbook().candidate_pages.cannot_stop,
        "who": who_asks(request),
        "paces": form.options("pace"),
        "channels": form.options("channels"),
        "day_parts": form.options("day_parts"),
        "topics": form.options("topics"),
        "note": form["reach_note"].value() or "",
        "note_length": NOTE_LENGTH,
        "errors": [str(error) for errors in form.errors.values() for error in errors],
        "card": _card(request, terms),
        "notice": notice_of(request) if not form.errors else None,
        "link_is_open": request.link_is_open,
    }
    stopped = terms is not None and terms.permission == consent.STOPPED
    return render_phone(request, "candidate/reach/reach.html", context, status=status, offer_stop=not stopped)


def _chosen(terms: ContactTerms | None) -> dict[str, object]:
    return {name: getattr(terms, name) for name in FIELDS} if terms is not None else {}


@candidate_page(needs_open_link=False)
@require_safe
def reach_text(request: CandidateRequest) -> HttpResponse:
    """The card as a plain text file, for the person to pass on to anyone."""
    card = _card(request, terms_in_force(request.candidate))
    if not card:
        return go(request, "reach")
    return HttpResponse(
        f"{card}\n",
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reach.txt"'},
    )


def _card(request: CandidateRequest, terms: ContactTerms | None) -> str:
    """What the person chose, line by line; empty when nothing was chosen."""
    if terms is None or terms.chosen_at is None:
        return ""
    book, text = playbook(), playbook().candidate_pages.reach_card
    mark = _("{heading}: {choice}")
    lines = [
        (text.pace_heading, [spoken(book.pace(terms.pace).label)] if terms.pace else []),
        (text.channels_heading, [spoken(book.channel(one).label) for one in terms.channels]),
        (text.day_parts_heading, [spoken(book.day_part(one).label) for one in terms.day_parts]),
        (text.topics_heading, [spoken(book.topic(one).label) for one in terms.topics]),
    ]
    day = formats.date_format(timezone.localtime(terms.chosen_at), "DATE_FORMAT")
    return "\n".join(
        [
            mark.format(heading=spoken(text.title), choice=request.candidate.display_name),
            *(mark.format(heading=spoken(heading), choice=listed(words)) for heading, words in lines if words),
            *([terms.reach_note] if terms.reach_note else []),
            mark.format(heading=_("Chosen on"), choice=day),
        ]
    )
