"""The company as its own people describe it: the card with what is not good, and stories. Offered, never pushed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from xinqiao.foundation.content.queries.company_card import card_to_read
from xinqiao.foundation.content.queries.stories import published, published_story
from xinqiao.foundation.content.videos import TYPES
from xinqiao.foundation.gateways import file_store
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.page import render_phone
from xinqiao.web.pages.story_sheet import card_sheet, own_language, story_sheet
from xinqiao.web.pages.video import send_captions, send_video, with_player

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import Story
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page()
@require_safe
def company(request: CandidateRequest) -> HttpResponse:
    """The card, who of the team checked it, and the stories that there are."""
    language = own_language()
    found, told = card_to_read(language), published()
    context = {
        "card": card_sheet(found.card, found.checks) if found else None,
        "stories": [story_sheet(one, whole=False) for one in told if one.language == language],
        "others": [story_sheet(one, whole=False) for one in told if one.language != language],
    }
    return render_phone(request, "candidate/company/company.html", context)


@candidate_page()
@require_safe
def story(request: CandidateRequest, story_id: str) -> HttpResponse:
    """One story; nothing of a video is loaded before it is asked for."""
    try:
        found = _published(story_id)
    except Http404:
        return render_phone(request, "candidate/company/gone.html", status=HTTPStatus.NOT_FOUND)
    return with_player(render_phone(request, "candidate/company/story.html", {"story": story_sheet(found)}))


@candidate_page()
@require_safe
def story_video(request: CandidateRequest, story_id: str) -> HttpResponse:
    """The video, in pieces."""
    found = _published(story_id)
    if not found.video_file:
        raise Http404
    try:
        path = file_store.path_of(found.video_file)
    except file_store.FileMissing as missing:
        raise Http404 from missing
    return send_video(request, path, kind=found.video_kind, content_type=TYPES[found.video_kind])


@candidate_page()
@require_safe
def story_captions(request: CandidateRequest, story_id: str) -> HttpResponse:
    """Its captions."""
    found = _published(story_id)
    if not found.video_file:
        raise Http404
    return send_captions(found.captions)


def _published(story_id: str) -> Story:
    # PostgreSQL refuses the character even in a question.
    if "\x00" in story_id:
        raise Http404
    try:
        return published_story(story_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
