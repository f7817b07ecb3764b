"""Promises at the desk: the team's list, making one, and one promise with everything that can be done about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.candidates.operations import NotToldYet
from xinqiao.capabilities.promises import operations, queries
from xinqiao.capabilities.promises.queries import Shelf
from xinqiao.domain.promises import Offer, Origin, State, day_of, offers_open, our_word_keeps
from xinqiao.domain.shares import wilson
from xinqiao.foundation.workspaces.queries import member_of, members
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import promise_words
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.promise_forms import KeepForm, NewDayForm, OwnerForm, PromiseForm, WordsForm
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from django.forms import Form

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.promises.models import Promise, PromiseEvent
    from xinqiao.foundation.workspaces.models import Member

TABS: Final = {
    Shelf.DUE: gettext_lazy("To keep"),
    Shelf.MISSED: gettext_lazy("Missed"),
    Shelf.WAITING: gettext_lazy("Waiting for them"),
    Shelf.CLOSED: gettext_lazy("Kept and settled"),
}
EMPTY: Final = {
    Shelf.DUE: gettext_lazy(
        "Nothing is owed at present. Make a promise on a person's record; they can read it at once."
    ),
    Shelf.MISSED: gettext_lazy(
        "Nothing is missed. A promise counts as missed at the end of its day where the person lives."
    ),
    Shelf.WAITING: gettext_lazy("Nothing waits for anybody's word."),
    Shelf.CLOSED: gettext_lazy("Nothing is closed yet. Kept promises stand here with what shows it."),
}
OVERTAKEN: Final = gettext_lazy(
    "Something has happened to this promise meanwhile. Nothing was changed; please look again."
)


@member_page()
@require_GET
def promises(request: MemberRequest) -> HttpResponse:
    """The team's promises: to keep, missed, waiting for the person, closed; and how many were kept in time."""
    shelf = _shelf(request.GET.get("show", ""))
    mine = request.GET.get("mine") == "1"
    samples = request.workspace.is_demo
    page = queries.page_of(
        shelf,
        owned_by=request.member.pk if mine else None,
        samples=samples,
        after=request.GET.get("after", "").replace("\x00", "")[:16],
    )
    more = "&mine=1" if mine else ""
    context = {
        "tabs": [(f"?show={one}{more}", str(words), one == shelf) for one, words in TABS.items()],
        "rows": [promise_words.line(one, now=request.now) for one in page.promises],
        "empty": str(EMPTY[shelf]),
        "next_url": f"?show={shelf}{more}&after={page.after}" if page.after else "",
        "mine": mine,
        "mine_url": f"?show={shelf}" + ("" if mine else "&mine=1"),
        "rate": _rate(*queries.kept_on_time(samples=samples)),
    }
    return render_desk(request, "recruiter/promises/list.html", context, nav="promises")


def _shelf(code: str) -> Shelf:
    return Shelf(code) if code in list(Shelf) else Shelf.DUE


def _rate(kept: int, of: int) -> dict[str, Any]:
    shares = wilson([kept], [of])
    low, high = (round(float(end[0]) * 100) for end in (shares.low, shares.high))
    return {"kept": kept, "of": of, "share": round(100 * kept / of) if of else None, "low": low, "high": high}


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def promise_add(request: MemberRequest, public_id: str) -> HttpResponse:
    """A new promise; with `look` the form comes filled from a note or a copied text, to be looked at first."""
    person = found_candidate(public_id)
    today, keepers = day_of(request.now, person.time_zone), _keepers(request)
    initial = {"owner": request.member.public_id, "origin": str(Origin.TALK)}
    if request.method != "POST" or "look" in request.POST:
        initial |= {name: request.POST[name] for name in ("text", "origin") if name in request.POST}
        return _add_page(request, person, PromiseForm(initial=initial, today=today, keepers=keepers))
    form = PromiseForm(request.POST, today=today, keepers=keepers)
    if not form.is_valid():
        return _add_page(request, person, form)
    given = operations.Given(form.cleaned_data["text"], form.cleaned_data["due_on"], form.cleaned_data["origin"])
    owner = found(lambda: member_of(request.workspace, form.cleaned_data["owner"]))
    try:
        promise = operations.make(person, given, owner=owner, by=request.member, now=request.now)
    except NotToldYet:
        form.add_error(None, untold_words())
        return _add_page(request, person, form)
    made = queries.events_of(promise)[-1]
    return _done(request, promise, made, _("Written down. They can read it."))


def _add_page(request: MemberRequest, person: Candidate, form: Form) -> HttpResponse:
    context = {"form": form, "them": _them(person)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/promises/new.html", context, nav="candidates", status=status)


@member_page()
@require_GET
def promise(request: MemberRequest, public_id: str, promise_id: str) -> HttpResponse:
    """One promise, its history, and what can be done about it."""
    return _page(request, *_found(public_id, promise_id))


@member_page(WRITERS)
@require_POST
def promise_keep(request: MemberRequest, public_id: str, promise_id: str) -> HttpResponse:
    """Kept, with what shows it; after its day, and for what they reported, they are asked first."""
    person, one = _found(public_id, promise_id)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _page(request, person, one, keep=form)
    try:
        event = operations.keep(
            one, form.cleaned_data["words"], by=request.member, now=request.now, seen=_seen(request)
        )
    except (operations.Overtaken, operations.NotOpenToUs):
        return _again(request, person, one)
    words = _("Kept. They can read what shows it.") if event.kind == "kept" else _it_waits()
    return _done(request, one, event, words)


@member_page(WRITERS)
@require_POST
def promise_offer(request: MemberRequest, public_id: str, promise_id: str, kind: str) -> HttpResponse:
    """Puts another day or an answer before the person; only their word changes anything."""
    person, one = _found(public_id, promise_id)
    today = day_of(request.now, person.time_zone)
    form: Form = NewDayForm(request.POST, today=today) if kind == Offer.NEW_DAY else WordsForm(request.POST)
    name = "day" if kind == Offer.NEW_DAY else "words"
    if not form.is_valid():
        return _page(request, person, one, **{name: form})
    day = form.cleaned_data.get("day")
    try:
        event = operations.offer(
            one, kind, form.cleaned_data["words"], day=day, by=request.member, now=request.now, seen=_seen(request)
        )
    except operations.BadDay:
        form.add_error("day", _("This is the day that stands already."))
        return _page(request, person, one, **{name: form})
    except (operations.Overtaken, operations.NotOpenToUs):
        return _again(request, person, one)
    return _done(request, one, event, _it_waits())


def _it_waits() -> str:
    return _("It is before them now. Until they accept, nothing has changed.")


@member_page(WRITERS)
@require_POST
def promise_owner(request: MemberRequest, public_id: str, promise_id: str) -> HttpResponse:
    """Another member answers for it."""
    person, one = _found(public_id, promise_id)
    form = OwnerForm(request.POST, keepers=_keepers(request))
    if not form.is_valid():
        return _page(request, person, one, owner=form)
    owner = found(lambda: member_of(request.workspace, form.cleaned_data["owner"]))
    try:
        event = operations.hand_over(one, owner, by=request.member, now=request.now, seen=_seen(request))
    except operations.Overtaken:
        return _again(request, person, one)
    return _done(request, one, event, _("%(name)s answers for it now.") % {"name": owner.user.name or owner.user.email})


@member_page(WRITERS)
@require_POST
def promise_undo(request: MemberRequest, public_id: str, promise_id: str, seen: str) -> HttpResponse:
    """Takes the member's own last step back, within 15 minutes."""
    person, one = _found(public_id, promise_id)
    try:
        undone = operations.take_back_ours(one, by=request.member, now=request.now, seen=seen)
    except operations.NothingToTakeBack:
        toast(request, _("A step can be taken back for 15 minutes, by whoever took it. It stays."))
        return _to(request, person, one)
    except operations.Overtaken:
        return _again(request, person, one)
    toast(request, _("Taken back."))
    if undone.kind == "made":
        return redirect("candidate", request.workspace.slug, person.public_id)
    return _to(request, person, one)


def _page(request: MemberRequest, person: Candidate, one: Promise, **forms: Form) -> HttpResponse:
    """The page, with a form that came back in place of its empty one."""
    events = queries.events_of(one)
    context = {
        "them": _them(person),
        "line": promise_words.line(one, now=request.now),
        "origin": one.origin,
        "said_day": one.said_day,
        "offer": {"words": one.offer_words, "day": one.offered_day} if one.offer else None,
        "events": promise_words.event_lines(one, events),
        "seen": events[-1].public_id,
        "may_undo": _may_undo(request, events[-1]),
        **(_forms(request, person, one, forms) if request.member.role in WRITERS else {}),
    }
    failed = any(form.errors for form in forms.values())
    context["came_back"] = failed
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render_desk(request, "recruiter/promises/page.html", context, nav="promises", status=status)


def _forms(request: MemberRequest, person: Candidate, one: Promise, sent: dict[str, Form]) -> dict[str, Any]:
    state, origin = State(one.state), Origin(one.origin)
    offers, today, keepers = offers_open(state, origin), day_of(request.now, person.time_zone), _keepers(request)
    closes = our_word_keeps(state, origin)
    owner = next((member.public_id for member in keepers if member.pk == one.owner_id), "")
    return {
        "closes": closes,
        "keep_form": (sent.get("keep") or KeepForm()) if closes or Offer.DONE in offers else None,
        "day_form": (sent.get("day") or NewDayForm(today=today)) if Offer.NEW_DAY in offers else None,
        "words_form": (sent.get("words") or WordsForm()) if Offer.WORDS in offers else None,
        "owner_form": sent.get("owner") or OwnerForm(initial={"owner": owner}, keepers=keepers),
    }


def _may_undo(request: MemberRequest, event: PromiseEvent) -> bool:
    own = event.by_id == request.member.pk and event.kind != "taken_back"
    return own and request.now - event.at <= operations.UNDO_OURS


def _keepers(request: MemberRequest) -> list[Member]:
    return [member for member in members(request.workspace) if member.role in WRITERS]


def _them(person: Candidate) -> dict[str, str]:
    return {"public_id": person.public_id, "name": person.display_name}


def _found(public_id: str, promise_id: str) -> tuple[Candidate, Promise]:
    person = found_candidate(public_id)
    return person, found(lambda: queries.promise_of(person, promise_id))


def _seen(request: MemberRequest) -> str:
    return request.POST.get("seen", "")


def _done(request: MemberRequest, one: Promise, event: PromiseEvent, words: str) -> HttpResponse:
    person = one.candidate
    undo = [request.workspace.slug, person.public_id, one.public_id, event.public_id]
    toast(request, words, undo_url=reverse("promise_undo", args=undo))
    return _to(request, person, one)


def _again(request: MemberRequest, person: Candidate, one: Promise) -> HttpResponse:
    toast(request, str(OVERTAKEN))
    return _to(request, person, one)


def _to(request: MemberRequest, person: Candidate, one: Promise) -> HttpResponse:
    address = reverse("promise", args=[request.workspace.slug, person.public_id, one.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_OF = "candidates/<str:public_id>/promises"
_ONE = f"{_OF}/<str:promise_id>"
urls: list[URLPattern] = [
    path("promises/", promises, name="promises"),
    path(f"{_OF}/new/", promise_add, name="promise_add"),
    path(f"{_ONE}/", promise, name="promise"),
    path(f"{_ONE}/keep/", promise_keep, name="promise_keep"),
    path(f"{_ONE}/offer/new-day/", promise_offer, {"kind": Offer.NEW_DAY}, name="promise_new_day"),
    path(f"{_ONE}/offer/words/", promise_offer, {"kind": Offer.WORDS}, name="promise_words"),
    path(f"{_ONE}/owner/", promise_owner, name="promise_owner"),
    path(f"{_ONE}/take-back/<str:seen>/", promise_undo, name="promise_undo"),
]
