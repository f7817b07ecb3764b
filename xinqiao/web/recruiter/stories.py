"""Growth stories and culture material: written, agreed to by the person, shown, withdrawn."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.foundation.content import videos
from xinqiao.foundation.content.operations import stories as operations
from xinqiao.foundation.content.operations.colleague_links import link_address, make_link
from xinqiao.foundation.content.queries import stories as content
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.workspaces.queries import members
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.access.public_address import public_address
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.story_sheet import family_label, stage_label, story_sheet
from xinqiao.web.pages.toasts import toast
from xinqiao.web.pages.video import send_captions, send_video, with_player
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.stories_forms import ConsentForm, LinkForm, StoryForm, story_values

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import Story

KINDS: Final = {"growth": gettext_lazy("Growth story"), "culture": gettext_lazy("How we work")}
STATES: Final = {
    "draft": gettext_lazy("Draft"),
    "published": gettext_lazy("Shown"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


@member_page()
@require_GET
def stories(request: MemberRequest) -> HttpResponse:
    """All of them, newest first, with where they stand."""
    rows = [
        {
            "id": one.public_id,
            "title": one.title,
            "kind": KINDS[one.kind],
            "shown_as": one.shown_as,
            "state": STATES[one.state],
            "is_shown": one.state == "published",
            "owner": one.owner.user.name or one.owner.user.email,
            "is_sample": one.is_sample,
        }
        for one in content.stories()
    ]
    return render_desk(request, "recruiter/stories/list.html", {"stories": rows, "kinds": KINDS}, nav="stories")


@member_page()
@require_GET
def story(request: MemberRequest, public_id: str) -> HttpResponse:
    """The story as people read it, the consent, and what can be done."""
    return story_page(request, found_story(public_id))


def story_page(
    request: MemberRequest, shown: Story, *, consent: ConsentForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page of a story, with what was wrong with a form sent from it."""
    slug, public_id = request.workspace.slug, shown.public_id
    context = {
        "story": story_sheet(shown),
        "state": shown.state,
        "state_label": STATES[shown.state],
        "kind": KINDS[shown.kind],
        "is_sample": shown.is_sample,
        "owner": shown.owner.user.name or shown.owner.user.email,
        "for_field": family_label(shown.role_family),
        "for_stage": stage_label(shown.stage),
        "withdrawn_at": shown.withdrawn_at,
        "taken_back": content.was_taken_back(shown),
        **_consents(request, shown),
        "consent_form": consent or ConsentForm(today=localdate(request.now), initial={"given_by": shown.shown_as}),
        "link_form": LinkForm(initial={"for_whom": shown.shown_as}),
        "problem": problem,
        "max_mb": videos.MAX_BYTES // (1024 * 1024),
        "video_url": reverse("story_video", args=[slug, public_id]),
        "captions_url": reverse("story_captions", args=[slug, public_id]),
    }
    return with_player(render_desk(request, "recruiter/stories/page.html", context, nav="stories", status=status))


def _consents(request: MemberRequest, shown: Story) -> dict[str, Any]:
    agreed = content.consent_in_force(shown)
    lines = [
        {
            "by": one.given_by,
            "at": one.given_at,
            "revision": one.revision,
            "version": one.text_version,
            "proof": one.proof,
            "recorded_by": one.recorded_by and (one.recorded_by.user.name or one.recorded_by.user.email),
            "withdrawn_at": one.withdrawn_at,
            "is_in_force": agreed is not None and one.pk == agreed.pk,
        }
        for one in content.consents_of(shown)
    ]
    links = [
        {
            "id": one.public_id,
            "for_whom": one.for_whom,
            "until": one.expires_at,
            "is_open": one.expires_at > request.now,
            "declined_at": one.declined_at,
            "address": public_address("colleague", link_address(one)),
        }
        for one in content.links_of_story(shown)
    ]
    return {"consents": lines, "has_consent": agreed is not None, "links": links, "revision": shown.revision}


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def story_add(request: MemberRequest, kind: str) -> HttpResponse:
    """A new draft."""
    if kind not in KINDS:
        raise Http404
    initial = {"language": "zh", "owner": request.member.public_id}
    form = StoryForm(request.POST or None, kind=kind, members=members(request.workspace), initial=initial)
    if request.method == "POST" and form.is_valid():
        added = operations.add_story(kind, by=request.member, now=request.now, **form.facts())
        toast(request, _("Saved as a draft. Nobody sees it before the person agreed."))
        return redirect("story", request.workspace.slug, added.public_id)
    return _form_page(request, form, title=str(KINDS[kind]), back=reverse("stories", args=[request.workspace.slug]))


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def story_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Changes the facts; changed words need a new consent."""
    changed = found_story(public_id)
    people = members(request.workspace)
    if changed.owner.public_id not in {one.public_id for one in people}:
        people = [*people, changed.owner]
    form = StoryForm(request.POST or None, kind=changed.kind, members=people, initial=story_values(changed))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_story(changed, by=request.member, now=request.now, seen=_seen(request), **form.facts())
            toast(request, _("Saved."))
            return redirect("story", request.workspace.slug, public_id)
        except operations.ChangedMeanwhile:
            form.add_error(
                None, _("It was changed meanwhile. Your words are still here; saved again, they replace the others.")
            )
    back = reverse("story", args=[request.workspace.slug, public_id])
    return _form_page(request, form, title=changed.title, back=back, revision=changed.revision)


def _seen(request: MemberRequest) -> int:
    """The revision that the sent form was opened with; 0, which none is, where it names none."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0


def _form_page(request: MemberRequest, form: StoryForm, *, title: str, back: str, revision: int = 0) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    is_growth = form.kind == "growth"
    context = {"form": form, "title": title, "back": back, "is_growth": is_growth, "revision": revision}
    return render_desk(request, "recruiter/stories/form.html", context, nav="stories", status=status)


@member_page(WRITERS)
@require_POST
def story_publish(request: MemberRequest, public_id: str) -> HttpResponse:
    """Shows it to people, with the person's consent."""
    shown = found_story(public_id)
    try:
        operations.publish(shown, by=request.member, now=request.now)
    except operations.NoConsent:
        words = _(
            "The person has not agreed to the words as they stand. Send them a link, or write their consent down."
        )
        return story_page(request, shown, problem=words, status=HTTPStatus.CONFLICT)
    except operations.NothingToShow:
        words = _("There is nothing to show yet: write a text, name a link or store a video.")
        return story_page(request, shown, problem=words, status=HTTPStatus.CONFLICT)
    return _back(request, public_id, _("People can see it now."), undo="story_hide")


@member_page(WRITERS)
@require_POST
def story_hide(request: MemberRequest, public_id: str) -> HttpResponse:
    """A draft again."""
    operations.hide(found_story(public_id), by=request.member, now=request.now)
    return _back(request, public_id, _("A draft again. Nobody outside the team sees it."), undo="story_publish")


@member_page(WRITERS)
@require_POST
def story_withdraw(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes it away; deleted in 7 days."""
    operations.withdraw(found_story(public_id), by=request.member, now=request.now)
    words = _("Withdrawn. It is deleted with its file in 7 days.")
    return _back(request, public_id, words, undo="story_put_back")


@member_page(WRITERS)
@require_POST
def story_put_back(request: MemberRequest, public_id: str) -> HttpResponse:
    """Undo of the withdrawal, where it was ours."""
    shown = found_story(public_id)
    try:
        operations.put_back(shown, by=request.member, now=request.now)
    except operations.ConsentTakenBack:
        words = _("The person took their consent back. Only they can bring the story back, on their link.")
        return story_page(request, shown, problem=words, status=HTTPStatus.CONFLICT)
    return _back(request, public_id, _("A draft again."))


@member_page(WRITERS)
@require_POST
def story_consent(request: MemberRequest, public_id: str) -> HttpResponse:
    """Writes a consent down that was given elsewhere."""
    shown = found_story(public_id)
    form = ConsentForm(request.POST, today=localdate(request.now))
    if not form.is_valid():
        return story_page(request, shown, consent=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        operations.consent_by_hand(
            shown,
            given_by=form.cleaned_data["given_by"],
            given_at=form.given_at(),
            text_version=playbook().story_consent.version,
            proof=form.cleaned_data["proof"],
            by=request.member,
            now=request.now,
        )
    except operations.ConsentTakenBack:
        words = _("The person said no. Only they can change that, on their link.")
        return story_page(request, shown, problem=words, status=HTTPStatus.CONFLICT)
    return _back(request, public_id, _("Written down."))


@member_page(WRITERS)
@require_POST
def story_consent_withdraw(request: MemberRequest, public_id: str) -> HttpResponse:
    """The person took it back elsewhere: off all pages at once."""
    operations.withdraw_consent(found_story(public_id), by=request.member, now=request.now)
    return _back(request, public_id, _("Off all pages. It is deleted with its file in 7 days."))


@member_page(WRITERS)
@require_POST
def story_link(request: MemberRequest, public_id: str) -> HttpResponse:
    """A link on which the person reads it and agrees or not."""
    shown, form = found_story(public_id), LinkForm(request.POST)
    if not form.is_valid():
        words = _("Please say for whom the link is.")
        return story_page(request, shown, problem=words, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    make_link(shown, for_whom=form.cleaned_data["for_whom"], by=request.member, now=request.now)
    return _back(request, public_id, _("The link is ready. Copy it and send it yourself."))


@member_page()
@require_GET
def story_video(request: MemberRequest, public_id: str) -> HttpResponse:
    """The video, in pieces."""
    shown = found_story(public_id)
    try:
        place = file_store.path_of(shown.video_file)
    except file_store.FileMissing as missing:
        raise Http404 from missing
    return send_video(request, place, kind=shown.video_kind, content_type=videos.TYPES[shown.video_kind])


@member_page()
@require_GET
def story_captions(request: MemberRequest, public_id: str) -> HttpResponse:
    """Its captions."""
    shown = found_story(public_id)
    if not shown.captions:
        raise Http404
    return send_captions(shown.captions)


def found_story(public_id: str) -> Story:
    """The story of this address."""
    return found(lambda: content.story_of(public_id))


def _back(request: MemberRequest, public_id: str, words: str, *, undo: str = "") -> HttpResponse:
    slug = request.workspace.slug
    toast(request, words, undo_url=reverse(undo, args=[slug, public_id]) if undo else "")
    return redirect("story", slug, public_id)


_ONE = "stories/<str:public_id>"
urls: list[URLPattern] = [
    path("stories/", stories, name="stories"),
    path("stories/new/<str:kind>/", story_add, name="story_add"),
    path(f"{_ONE}/", story, name="story"),
    path(f"{_ONE}/edit/", story_edit, name="story_edit"),
    path(f"{_ONE}/publish/", story_publish, name="story_publish"),
    path(f"{_ONE}/hide/", story_hide, name="story_hide"),
    path(f"{_ONE}/withdraw/", story_withdraw, name="story_withdraw"),
    path(f"{_ONE}/put-back/", story_put_back, name="story_put_back"),
    path(f"{_ONE}/consent/", story_consent, name="story_consent"),
    path(f"{_ONE}/consent/withdraw/", story_consent_withdraw, name="story_consent_withdraw"),
    path(f"{_ONE}/link/", story_link, name="story_link"),
    path(f"{_ONE}/video/", story_video, name="story_video"),
    path(f"{_ONE}/captions.vtt", story_captions, name="story_captions"),
]
