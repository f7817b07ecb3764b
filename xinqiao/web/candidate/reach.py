"""The card “how to reach me”: pace and pause in one tap, in force at once, and portable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.capabilities.consent import choices
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.pauses import MONTHS, NoSuchPause
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import (
    UNPROCESSABLE,
    go,
    listed,
    refuse_colleague,
    render_phone,
    spoken,
    who_asks,
)
from xinqiao.web.candidate.portal import ways
from xinqiao.web.candidate.reach_form import NOTE_LENGTH, Option, ReachForm
from xinqiao.web.pages.week import WEEKDAYS, hours_words
from xinqiao.web.pages.zones import zone_words

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: CandidateRequest) -> HttpResponse:
    """Shows and stores the person's own choice; works on a link past its date too."""
    terms, zone = terms_in_force(request.candidate), request.candidate.time_zone
    if request.method == "POST":
        form = ReachForm(request.POST, zone=zone, now=request.now, pace=terms.pace if terms else "")
        if form.is_valid():
            chosen = form.cleaned_data["time_zone"] if "time_zone" in request.POST else None
            consent.choose_reach(request.candidate, form.reach(), now=request.now, time_zone=chosen)
            return go(request, "reach", done="saved")
        return _show(request, form, terms, status=UNPROCESSABLE)
    return _show(request, ReachForm(initial=_chosen(request, terms), zone=zone, now=request.now), terms)


@candidate_page(needs_open_link=False)
@require_POST
def pick_pace(request: CandidateRequest) -> HttpResponse:
    """Another pace in one tap; all else stays as it was."""
    pace = request.POST.get("pace", "")
    if pace not in set(PaceChoice):
        return go(request, "reach")
    choices.pick_pace(request.candidate, PaceChoice(pace), now=request.now)
    return go(request, "reach", done="saved")


@candidate_page(needs_open_link=False)
@require_POST
def pause(request: CandidateRequest) -> HttpResponse:
    """No ask and no news for 1, 3 or 6 months, in one tap."""
    months = request.POST.get("months", "")
    try:
        choices.pause(request.candidate, int(months) if months.isdecimal() else 0, now=request.now)
    except NoSuchPause:
        return go(request, "reach")
    return go(request, "reach", done="paused")


@candidate_page(needs_open_link=False)
@require_POST
def resume(request: CandidateRequest) -> HttpResponse:
    """Ends the pause; only the person can."""
    if is_colleague(request):
        return refuse_colleague(request)
    ended = choices.resume(request.candidate, now=request.now)
    return go(request, "reach", done="unpaused" if ended else "no_pause")


@candidate_page(needs_open_link=False)
@require_POST
def undo_reach(request: CandidateRequest) -> HttpResponse:
    """Takes the last choice back, within 7 days."""
    if is_colleague(request):
        return refuse_colleague(request)
    try:
        choices.undo_reach(request.candidate, now=request.now)
    except choices.NoFormerChoice:
        return go(request, "reach", done="nothing_before")
    return go(request, "reach", done="reach_undone")


def _show(request: CandidateRequest, form: ReachForm, terms: ContactTerms | None, *, status: int = 200) -> HttpResponse:
    until = choices.paused_until(terms, now=request.now)
    context = {
        "text": playbook().candidate_pages.reach_card,
        "portal": playbook().portal.pace,
        "cannot_stop": playbook().candidate_pages.cannot_stop,
        "who": who_asks(request),
        "paces": _paces(terms),
        "channels": form.options("channels"),
        "day_parts": form.options("day_parts"),
        "topics": form.options("topics"),
        "weekdays": form.weekdays(),
        "hours_from": form.select("hours_from"),
        "hours_to": form.select("hours_to"),
        "zones": form.select("time_zone"),
        "note": form["reach_note"].value() or "",
        "note_length": NOTE_LENGTH,
        "months": MONTHS,
        "paused_until": until,
        "takes_back": choices.may_undo_reach(terms, now=request.now),
        "errors": [str(error) for errors in form.errors.values() for error in errors],
        "card": _card(request, terms),
        "notice": notice_of(request) if not form.errors else None,
        "link_is_open": request.link_is_open,
        "ways": ways(request, "reach"),
    }
    stopped = terms is not None and terms.permission == consent.STOPPED
    return render_phone(request, "candidate/reach/reach.html", context, status=status, offer_stop=not stopped)


def _paces(terms: ContactTerms | None) -> list[Option]:
    chosen = terms.pace if terms else ""
    return [
        Option(entry.id, spoken(entry.label), spoken(entry.consequence), entry.id == chosen)
        for entry in playbook().paces
    ]


def _chosen(request: CandidateRequest, terms: ContactTerms | None) -> dict[str, object]:
    chosen = {name: getattr(terms, name) for name in consent.REACH_FIELDS} if terms is not None else {}
    return {**chosen, "time_zone": request.candidate.time_zone or "Asia/Shanghai"}


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
    text, mark = playbook().candidate_pages.reach_card, _("{heading}: {choice}")
    day = formats.date_format(timezone.localtime(terms.chosen_at), "DATE_FORMAT")
    return "\n".join(
        [
            mark.format(heading=spoken(text.title), choice=request.candidate.display_name),
            *(mark.format(heading=heading, choice=listed(words)) for heading, words in reach_lines(request, terms)),
            *([terms.reach_note] if terms.reach_note else []),
            mark.format(heading=_("Chosen on"), choice=day),
        ]
    )


def reach_lines(request: CandidateRequest, terms: ContactTerms) -> list[tuple[str, list[str]]]:
    """What the person chose of pace, ways and times, each with its heading; what they left open is missing."""
    book, text = playbook(), playbook().candidate_pages.reach_card
    hours = hours_words(terms.hours_from, terms.hours_to)
    zone = request.candidate.time_zone
    lines = [
        (spoken(text.pace_heading), [spoken(book.pace(terms.pace).label)] if terms.pace else []),
        (spoken(text.channels_heading), [spoken(book.channel(one).label) for one in terms.channels]),
        (spoken(text.day_parts_heading), [spoken(book.day_part(one).label) for one in terms.day_parts]),
        (_("Between"), [hours] if hours else []),
        (_("Never on"), [str(WEEKDAYS[day]) for day in terms.excluded_weekdays]),
        (_("Time zone"), [zone_words(zone)] if zone and zone != "Asia/Shanghai" else []),
        (spoken(text.topics_heading), [spoken(book.topic(one).label) for one in terms.topics]),
    ]
    return [(heading, words) for heading, words in lines if words]
