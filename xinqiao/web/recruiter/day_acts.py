"""What becomes of a card of one's own day: done, put off, left out, and back again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.domain.desk_cards import SUGGESTIONS, BadDay, Kind, Wish
from xinqiao.journeys import operations
from xinqiao.journeys.day import today_of
from xinqiao.journeys.operations import CardAway, CardGone, NotDoneHere, Rest
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.toasts import toast

if TYPE_CHECKING:
    from datetime import date

    from xinqiao.journeys.models import DeskCard

CardView = Callable[[MemberRequest, str], HttpResponse]


def _on_a_card(view: CardView) -> CardView:
    """404 for a card that is not on this desk; a second click or window is told that it came second."""

    @wraps(view)
    def acting(request: MemberRequest, card_id: str) -> HttpResponse:
        try:
            return view(request, card_id)
        except CardGone as gone:
            raise Http404 from gone
        except CardAway:
            toast(request, _("It was put away, or brought back, already. Nothing was changed."))
            return _to_today(request)

    return acting


@member_page(WRITERS)
@require_POST
@_on_a_card
def card_done(request: MemberRequest, card_id: str) -> HttpResponse:
    """Finished; a task is done with it."""
    try:
        card = operations.finish_card(request.member, card_id, now=request.now)
    except NotDoneHere:
        toast(request, _("What we owe is done where it is kept. Then the card leaves by itself."))
        return _to_today(request)
    return _put_away(request, card, _("Done."))


@member_page(WRITERS)
@require_POST
@_on_a_card
def card_snooze(request: MemberRequest, card_id: str) -> HttpResponse:
    """Rests until tomorrow, next Monday, or a day of one's own."""
    until = request.POST.get("until", "")
    if until not in list(Wish):
        raise Http404
    rest = Rest(Wish(until), _given_day(request.POST.get("day", "")))
    today = today_of(request.member, request.now)
    try:
        card = operations.snooze_card(request.member, card_id, rest, today=today, now=request.now)
    except BadDay:
        toast(request, _("Please choose a day from tomorrow on, at most a year ahead. The card is still here."))
        return _to_today(request)
    day = date_format(card.until, "MONTH_DAY_FORMAT") if card.until else ""
    return _put_away(request, card, _("It comes back on %(day)s.") % {"day": day})


@member_page(WRITERS)
@require_POST
@_on_a_card
def card_skip(request: MemberRequest, card_id: str) -> HttpResponse:
    """Left out; what is owed comes back tomorrow."""
    card = operations.skip_card(request.member, card_id, now=request.now)
    if card.kind in SUGGESTIONS:
        return _put_away(request, card, _("Left out. It is not suggested again for two weeks."))
    if card.kind == Kind.TASK:
        return _put_away(request, card, _("Left out for today. The task comes back tomorrow."))
    return _put_away(request, card, _("Left out for today. What is owed comes back tomorrow."))


@member_page(WRITERS)
@require_POST
@_on_a_card
def card_undo(request: MemberRequest, card_id: str) -> HttpResponse:
    """The card is on the desk again."""
    operations.bring_card_back(request.member, card_id, now=request.now)
    toast(request, _("It is back."))
    return _to_today(request)


def _given_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _put_away(request: MemberRequest, card: DeskCard, words: str) -> HttpResponse:
    toast(request, words, undo_url=reverse("card_undo", args=[request.workspace.slug, card.public_id]))
    return _to_today(request)


def _to_today(request: MemberRequest) -> HttpResponse:
    address = reverse("today", args=[request.workspace.slug])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


urls: list[URLPattern] = [
    path("today/<str:card_id>/done/", card_done, name="card_done"),
    path("today/<str:card_id>/later/", card_snooze, name="card_snooze"),
    path("today/<str:card_id>/leave-out/", card_skip, name="card_skip"),
    path("today/<str:card_id>/back/", card_undo, name="card_undo"),
]
