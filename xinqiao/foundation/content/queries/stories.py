"""Reads on stories. What candidates see goes through `published` and `published_story` alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from xinqiao.foundation.content.models import ColleagueLink, Story, StoryConsent
from xinqiao.foundation.content.queries.company_card import cards
from xinqiao.foundation.tenancy.prepared import PreparedSelect

AT_MOST = 60
# Asked on the first page of every link.
_ANY = PreparedSelect(lambda: _shown().only("id", "workspace_id"))


def stories() -> list[Story]:
    """Every story of the workspace, newest first, with its owner."""
    return list(Story.objects.select_related("owner__user").order_by("-id")[:AT_MOST])


def story_of(public_id: str) -> Story:
    """One story of the current workspace, in any state; raises Story.DoesNotExist for any other."""
    return Story.objects.select_related("owner__user").get(public_id=public_id)


def published() -> list[Story]:
    """What people may see, newest first; the long texts are not read."""
    return list(_shown().defer("captions", "text", "helped", "hard").order_by("-published_at", "-id")[:AT_MOST])


def published_story(public_id: str) -> Story:
    """One story that people may see; raises Story.DoesNotExist for drafts and withdrawn ones too."""
    return _shown().get(public_id=public_id)


def tells_company() -> bool:
    """Whether people find anything at all on the company's page: its card or a story."""
    return bool(cards()) or _ANY.find() is not None


def consent_in_force(story: Story) -> StoryConsent | None:
    """The person's consent to the story as it stands."""
    return StoryConsent.objects.filter(story=story, revision=story.revision, withdrawn_at=None).first()


def consents_of(story: Story) -> list[StoryConsent]:
    """All consents to it, newest first."""
    return list(StoryConsent.objects.filter(story=story).select_related("recorded_by__user").order_by("-id"))


def was_taken_back(story: Story) -> bool:
    """Whether the person's last word was to take their consent back."""
    last = StoryConsent.objects.filter(story=story).order_by("-id").first()
    return last is not None and last.withdrawn_at is not None


def was_declined(story: Story) -> bool:
    """Whether the person said no on a link of theirs and not yes since."""
    return ColleagueLink.objects.filter(story=story, declined_at__isnull=False).exists()


def links_of_story(story: Story) -> list[ColleagueLink]:
    """The links given for consent, newest first."""
    return list(ColleagueLink.objects.filter(story=story).order_by("-id"))


def stored_files() -> set[str]:
    """The files of stories that the current workspace still needs."""
    return set(Story.objects.exclude(video_file="").values_list("video_file", flat=True))


def _shown() -> QuerySet[Story]:
    # The state alone would do; the consent is asked for as well, so that no slip elsewhere shows a story without one.
    agreed = StoryConsent.objects.filter(story=OuterRef("pk"), revision=OuterRef("revision"), withdrawn_at=None)
    return Story.objects.filter(Exists(agreed), state=Story.State.PUBLISHED)
