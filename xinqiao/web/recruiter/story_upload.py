"""A story's video with its captions: taken in together or not at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xinqiao.domain.captions import LONGEST, CaptionsBad, Flaw
from xinqiao.foundation.content import videos
from xinqiao.foundation.content.operations.stories import put_video, remove_video
from xinqiao.foundation.gateways import file_store
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.import_upload import COMPLETE, upload_limited_to, was_over_limit
from xinqiao.web.recruiter.stories import found_story, story_page

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from xinqiao.foundation.content.models import Story

MAX_MB: Final = videos.MAX_BYTES // (1024 * 1024)
FLAWS: Final = {
    Flaw.NOT_WEBVTT: gettext_lazy("The captions are no WebVTT file: its first line is WEBVTT."),
    Flaw.TOO_LONG: gettext_lazy("The captions are too long for a page."),
    Flaw.NO_LINES: gettext_lazy("There is no line in the captions."),
    Flaw.BAD_TIME: gettext_lazy("A line of the captions has no usable time (00:01.000 --> 00:04.000)."),
    Flaw.OUT_OF_ORDER: gettext_lazy("A line of the captions begins before the one above it."),
}


@upload_limited_to(lambda: videos.MAX_BYTES)
@member_page(WRITERS)
@require_POST
def story_video_put(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes both in; refused ones leave nothing behind."""
    story = found_story(public_id)
    problem = _problem_of(request, story)
    if problem:
        return story_page(request, story, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    toast(request, _("Stored. The person has to agree to the story with its video."))
    return redirect("story", request.workspace.slug, public_id)


def _problem_of(request: MemberRequest, story: Story) -> str:
    """Stores both, or says why not."""
    video, captions = request.FILES.get("video"), request.FILES.get("captions")
    if was_over_limit(request):
        return _("The file is larger than %(mb)d MB.") % {"mb": MAX_MB}
    if video is None or video.file is None or COMPLETE not in request.POST:
        return _("No file arrived. Please choose it again.")
    if captions is None:
        return _("A video needs captions: whoever cannot hear it, or may not just now, reads them.")
    return _stored(request, story, cast("BinaryIO", video.file), captions)


def _stored(request: MemberRequest, story: Story, video: BinaryIO, captions: UploadedFile[Any]) -> str:
    try:
        text = captions.read(4 * LONGEST + 4).decode("utf-8-sig")
        # As the standard reads it; PostgreSQL refuses the character.
        text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
        put_video(story, video, text, by=request.member, now=request.now)
    except UnicodeDecodeError:
        return _("The captions are not in UTF-8. Save them as UTF-8 and try again.")
    except CaptionsBad as bad:
        where = _(" Line %(line)d.") % {"line": bad.line} if bad.line else ""
        return f"{FLAWS[bad.flaw]}{where}"
    except videos.NotAVideo:
        return _("This is neither an MP4 nor a WebM video, whatever its name says.")
    except file_store.FileOverLimit:
        return _("The file is larger than %(mb)d MB.") % {"mb": MAX_MB}
    except file_store.StoreFull:
        return _("There is no room left for files. Nothing else was touched.")
    return ""


@member_page(WRITERS)
@require_POST
def story_video_remove(request: MemberRequest, public_id: str) -> HttpResponse:
    """Deletes the video with its captions."""
    remove_video(found_story(public_id), by=request.member, now=request.now)
    toast(request, _("The video is deleted."))
    return redirect("story", request.workspace.slug, public_id)


urls: list[URLPattern] = [
    path("stories/<str:public_id>/video/put/", story_video_put, name="story_video_put"),
    path("stories/<str:public_id>/video/remove/", story_video_remove, name="story_video_remove"),
]
