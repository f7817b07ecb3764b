"""A colleague's page behind a signed link, without account: checking the company card, or consenting to a story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.foundation.content.operations import company_card, stories
from xinqiao.foundation.content.operations.colleague_links import LinkUnknown, open_link, workspace_of_link
from xinqiao.foundation.content.queries.company_card import said_through
from xinqiao.foundation.content.queries.stories import consent_in_force, was_taken_back
from xinqiao.foundation.content.videos import TYPES
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook
from xinqiao.web.access import errors
from xinqiao.web.access.rate_limits import WRONG_LINKS, exceeded
from xinqiao.web.pages.one_line import one_line
from xinqiao.web.pages.story_sheet import card_sheet, story_sheet
from xinqiao.web.pages.video import send_captions, send_video, with_player

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import ColleagueLink

LinkView = Callable[[HttpRequest, "ColleagueLink", str, datetime], HttpResponse]
WITHDRAWN: Final = "withdrawn"
# Digits of a revision that a form may send; more cannot be one.
LONGEST_REVISION: Final = 8
DONE: Final = ("thanks", "taken_back", "agreed", "declined", "withdrawn")


class CheckForm(forms.Form):
    """What a colleague says of the card."""

    shown_as = forms.CharField(
        label=gettext_lazy("Shown as"),
        max_length=80,
        validators=[one_line],
        help_text=gettext_lazy("Your name, or only your role."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    agrees = forms.ChoiceField(
        label=gettext_lazy("Your word"),
        choices=[("yes", gettext_lazy("I agree")), ("no", gettext_lazy("I see it otherwise"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=600,
        required=False,
        help_text=gettext_lazy("Needed where you see it otherwise."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def clean(self) -> dict[str, object]:
        """Another view needs its words."""
        cleaned = super().clean() or {}
        if cleaned.get("agrees") == "no" and not cleaned.get("words"):
            self.add_error("words", _("Please say in a sentence what you see otherwise."))
        return cleaned


def _behind_link(view: LinkView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Checks the link's signature, then its row; unknown or forged is 404 and counted."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        try:
            workspace_id, link_id = workspace_of_link(token)
            with scope(workspace_id):
                return view(request, open_link(link_id), token, timezone.now())
        except LinkUnknown:
            if exceeded(request, WRONG_LINKS):
                return errors.too_many_requests()
            return errors.not_found(request, Http404())

    # The address is the key and no cookie adds rights, so there is nothing for a forged form to ride on.
    exempt: Callable[[HttpRequest, str], HttpResponse] = csrf_exempt(guarded)
    return transaction.non_atomic_requests(exempt)


@_behind_link
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, link: ColleagueLink, token: str, now: datetime) -> HttpResponse:
    """GET shows what it is about; POST stores the word, the consent, or takes it back."""
    page = _card if link.card_id else _story
    return page(request, link, token, now)


def _card(request: HttpRequest, link: ColleagueLink, token: str, now: datetime) -> HttpResponse:
    said, card = said_through(link), link.card
    assert card is not None
    if request.method == "POST" and "take_back" in request.POST:
        company_card.take_back_own(link, now=now)
        return _done(token, "taken_back")
    before = {"shown_as": said.shown_as, "agrees": "yes" if said.agrees else "no", "words": said.words} if said else {}
    form = CheckForm(request.POST if request.method == "POST" else None, initial=before)
    is_over = link.expires_at <= now or not card.is_latest
    if request.method == "POST" and not is_over and form.is_valid():
        if _store_check(link, form.cleaned_data, now=now):
            return _done(token, "thanks")
        is_over = True
    context = {
        "text": playbook().card_reading,
        "card": card_sheet(card),
        "said": said,
        "form": None if is_over else form,
        "has_changed": not card.is_latest,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _drawn(request, link, "pages/colleague/card.html", context, status=status)


def _store_check(link: ColleagueLink, said: dict[str, Any], *, now: datetime) -> bool:
    """Whether it was stored; not where the card has changed meanwhile."""
    try:
        company_card.check_by_link(
            link,
            shown_as=said["shown_as"],
            agrees=said["agrees"] == "yes",
            words=said["words"],
            said_on=timezone.localdate(now),
            now=now,
        )
    except company_card.CardChanged:
        return False
    return True


def _story(request: HttpRequest, link: ColleagueLink, token: str, now: datetime) -> HttpResponse:
    story = link.story
    assert story is not None
    problem = ""
    if request.method == "POST":
        if request.POST.get("choice") in ("decline", "withdraw"):
            return _done(token, "withdrawn" if stories.decline_by_link(link, now=now) else "declined")
        try:
            stories.consent_by_link(
                link,
                revision=_revision(request.POST.get("revision", "")),
                text_version=playbook().story_consent.version,
                language=get_language() or "",
                now=now,
            )
            return _done(token, "agreed")
        except (stories.ChangedMeanwhile, company_card.LinkOver):
            problem = _("The text has changed meanwhile, or the link is over. Nothing was stored; please read it anew.")
    context: dict[str, object] = {
        "text": playbook().story_consent,
        "story": story_sheet(story) if _may_read(link, now=now) else None,
        "revision": story.revision,
        "agreed": consent_in_force(story),
        "is_over": _is_over(link, now=now),
        "problem": problem,
        "video_url": reverse("colleague_video", args=[token]),
        "captions_url": reverse("colleague_captions", args=[token]),
    }
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    return with_player(_drawn(request, link, "pages/colleague/story.html", context, status=status))


def _revision(text: str) -> int:
    """The wording that the page showed; 0, which none is, where the page does not say."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_REVISION else 0


def _is_over(link: ColleagueLink, *, now: datetime) -> bool:
    """Past its date, or of a story that the team withdrew: nothing can be agreed to any more."""
    assert link.story is not None
    return link.expires_at <= now or (link.story.state == WITHDRAWN and not was_taken_back(link.story))


def _may_read(link: ColleagueLink, *, now: datetime) -> bool:
    """While something can be agreed to, or to see what one agreed to: an ended link, which may be in other hands by
    then, shows no draft and no video."""
    return link.story is not None and (consent_in_force(link.story) is not None or not _is_over(link, now=now))


@_behind_link
@require_safe
def colleague_video(request: HttpRequest, link: ColleagueLink, token: str, now: datetime) -> HttpResponse:
    """The video of the person's own story."""
    if link.story is None or not link.story.video_file or not _may_read(link, now=now):
        raise Http404
    try:
        path = file_store.path_of(link.story.video_file)
    except file_store.FileMissing as missing:
        raise Http404 from missing
    kind = link.story.video_kind
    return send_video(request, path, kind=kind, content_type=TYPES[kind])


@_behind_link
@require_safe
def colleague_captions(request: HttpRequest, link: ColleagueLink, token: str, now: datetime) -> HttpResponse:
    """Its captions."""
    if link.story is None or not link.story.captions or not _may_read(link, now=now):
        raise Http404
    return send_captions(link.story.captions)


def _done(token: str, what: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"{reverse('colleague', args=[token])}?done={what}")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _drawn(
    request: HttpRequest, link: ColleagueLink, template: str, context: dict[str, object], *, status: int
) -> HttpResponse:
    done = request.GET.get("done", "")
    notice = getattr(context["text"], done, None) if done in DONE else None
    workspace = link.workspace
    sender = " · ".join(part for part in (workspace.name, workspace.team_name) if part)
    answer = render(request, template, {"sender": sender, "notice": notice, **context}, status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


urls: list[URLPattern] = [
    path("colleague/<str:token>/", colleague, name="colleague"),
    path("colleague/<str:token>/video/", colleague_video, name="colleague_video"),
    path("colleague/<str:token>/captions.vtt", colleague_captions, name="colleague_captions"),
]
