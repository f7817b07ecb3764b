"""Writes on stories: shown only with the person's consent to exactly these words, and gone once it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import BinaryIO, Final, TypedDict, Unpack

from django.db import transaction

from xinqiao.domain.captions import read_captions
from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.content import videos
from xinqiao.foundation.content.models import ColleagueLink, Story, StoryConsent
from xinqiao.foundation.content.operations.company_card import COLLEAGUE, LinkOver
from xinqiao.foundation.content.queries.stories import consent_in_force, was_declined, was_taken_back
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

WITHDRAWAL_UNDO: Final = timedelta(days=7)
SHOWN: Final = ("language", "title", "shown_as", "was", "became", "months", "helped", "hard", "text", "link")


class StoryFacts(TypedDict):
    """What a story says, and for whom it may help."""

    language: str
    title: str
    shown_as: str
    was: str
    became: str
    months: int | None
    helped: str
    hard: str
    text: str
    link: str
    role_family: str
    stage: str
    owner: Member


class NoConsent(Exception):
    """The person has not consented to the words as they stand."""


class ConsentTakenBack(Exception):
    """The person said no, or took their consent back; only they can bring the story back."""


class NothingToShow(Exception):
    """A story without words, link and video."""


class ChangedMeanwhile(Exception):
    """The words are no longer those that the person read."""


def add_story(kind: str, *, by: Member, now: datetime, is_sample: bool = False, **facts: Unpack[StoryFacts]) -> Story:
    """A draft; nobody outside the team sees it."""
    with transaction.atomic():
        story = Story.objects.create(kind=kind, created_by=by, created_at=now, is_sample=is_sample, **facts)
        record(actor_of(by), "story_added", now=now, subject=("story", story.pk))
    return story


def change_story(
    story: Story, *, by: Member, now: datetime, seen: int | None = None, **facts: Unpack[StoryFacts]
) -> None:
    """Replaces the facts. A change of what is shown makes it a draft again: the consent was to the former words.

    `seen`: the revision that the member had before them; raises ChangedMeanwhile when a later one stands there.
    """
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        if seen is not None and row.revision != seen:
            raise ChangedMeanwhile
        is_other = any(getattr(row, field) != facts[field] for field in SHOWN)
        for field, value in facts.items():
            setattr(row, field, value)
        row.save(update_fields=list(facts))
        if is_other:
            _next_revision(row)
        record(actor_of(by), "story_changed", now=now, subject=("story", story.pk))


def put_video(story: Story, file: BinaryIO, captions: str, *, by: Member, now: datetime) -> None:
    """Stores a video with its captions in place of the former one; the story is a draft again.

    Raises videos.NotAVideo, domain.captions.CaptionsBad, file_store.FileOverLimit or StoreFull and keeps nothing then.
    """
    read_captions(captions)
    kind = videos.kind_of(file)
    stored = videos.store(file)
    try:
        size = file_store.path_of(stored).stat().st_size
        with transaction.atomic():
            row = Story.objects.select_for_update().get(pk=story.pk)
            _forget_file_later(row.video_file)
            row.video_file, row.video_kind, row.video_size, row.captions = stored, kind, size, captions
            row.save(update_fields=["video_file", "video_kind", "video_size", "captions"])
            _next_revision(row)
            record(actor_of(by), "story_video_stored", now=now, subject=("story", story.pk))
    except BaseException:
        file_store.delete(stored)
        raise


def remove_video(story: Story, *, by: Member, now: datetime) -> None:
    """Deletes the video with its captions; the story is a draft again."""
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        _forget_file_later(row.video_file)
        row.video_file, row.video_kind, row.video_size, row.captions = "", "", 0, ""
        row.save(update_fields=["video_file", "video_kind", "video_size", "captions"])
        _next_revision(row)
        record(actor_of(by), "story_video_removed", now=now, subject=("story", story.pk))


def consent_by_hand(
    story: Story, *, given_by: str, given_at: datetime, text_version: str, proof: str, by: Member, now: datetime
) -> StoryConsent:
    """Writes down that the person agreed to the story as it stands, with what shows it.

    Raises ConsentTakenBack after a no of theirs: no colleague speaks a yes for them then.
    """
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        if was_taken_back(row) or was_declined(row):
            raise ConsentTakenBack
        if (present := consent_in_force(row)) is not None:
            return present
        consent = StoryConsent.objects.create(
            story=row,
            revision=row.revision,
            given_by=given_by,
            given_at=given_at,
            text_version=text_version,
            language=row.language,
            recorded_by=by,
            proof=proof,
        )
        record(actor_of(by), "story_consent_recorded", now=now, subject=("story", story.pk))
    return consent


def consent_by_link(
    link: ColleagueLink, *, revision: int, text_version: str, language: str, now: datetime
) -> StoryConsent:
    """The person agrees to the revision that they read. Raises LinkOver or ChangedMeanwhile."""
    assert link.story is not None
    if link.expires_at <= now:
        raise LinkOver
    with transaction.atomic():
        story = Story.objects.select_for_update().get(pk=link.story.pk)
        if story.revision != revision:
            raise ChangedMeanwhile
        if (present := consent_in_force(story)) is not None:
            return present
        if story.state == Story.State.WITHDRAWN:
            # What the team withdrew is not the person's to bring back.
            if not was_taken_back(story):
                raise LinkOver
            story.state, story.withdrawn_at = Story.State.DRAFT, None
            story.save(update_fields=["state", "withdrawn_at"])
        consent = StoryConsent.objects.create(
            story=story,
            revision=revision,
            given_by=link.for_whom,
            given_at=now,
            text_version=text_version,
            language=language,
            link=link,
        )
        # On whichever of their links they said no before.
        ColleagueLink.objects.filter(story=story).update(declined_at=None)
        record(COLLEAGUE, "story_consent_given", now=now, subject=("story", story.pk))
    return consent


def decline_by_link(link: ColleagueLink, *, now: datetime) -> bool:
    """The person's no: takes back every consent that stands, also one that a member wrote down. True when one stood."""
    assert link.story is not None
    with transaction.atomic():
        # Held, so that no consent is written down by a colleague at the same moment.
        Story.objects.select_for_update().get(pk=link.story.pk)
        ColleagueLink.objects.filter(pk=link.pk).update(declined_at=now)
        if StoryConsent.objects.filter(story=link.story, withdrawn_at=None).exists():
            withdraw_consent(link.story, by=None, now=now)
            return True
        record(COLLEAGUE, "story_consent_declined", now=now, subject=("story", link.story.pk))
    return False


def withdraw_consent(story: Story, *, by: Member | None, now: datetime) -> None:
    """Takes every consent back and the story off all pages at once; `by` is None for the person themselves.

    Text and file are deleted 7 days later.
    """
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        StoryConsent.objects.filter(story=row, withdrawn_at=None).update(withdrawn_at=now)
        _withdraw(row, now=now)
        actor: Actor = COLLEAGUE if by is None else actor_of(by)
        record(actor, "story_consent_withdrawn", now=now, subject=("story", story.pk))


def publish(story: Story, *, by: Member, now: datetime) -> None:
    """Shows the story to people. Raises NothingToShow or NoConsent."""
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        if row.kind == Story.Kind.CULTURE and not (row.text or row.link or row.video_file):
            raise NothingToShow
        if row.state == Story.State.WITHDRAWN or consent_in_force(row) is None:
            raise NoConsent
        row.state, row.published_at = Story.State.PUBLISHED, now
        row.save(update_fields=["state", "published_at"])
        record(actor_of(by), "story_published", now=now, subject=("story", story.pk))


def hide(story: Story, *, by: Member, now: datetime) -> None:
    """A draft again; consent and words stay."""
    with transaction.atomic():
        Story.objects.filter(pk=story.pk, state=Story.State.PUBLISHED).update(state=Story.State.DRAFT)
        record(actor_of(by), "story_hidden", now=now, subject=("story", story.pk))


def withdraw(story: Story, *, by: Member, now: datetime) -> None:
    """Takes the story off all pages; it is deleted 7 days later."""
    with transaction.atomic():
        _withdraw(Story.objects.select_for_update().get(pk=story.pk), now=now)
        record(actor_of(by), "story_withdrawn", now=now, subject=("story", story.pk))


def put_back(story: Story, *, by: Member, now: datetime) -> None:
    """Undo of `withdraw`: a draft again. Raises ConsentTakenBack where the person withdrew it."""
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        if was_taken_back(row):
            raise ConsentTakenBack
        row.state, row.withdrawn_at = Story.State.DRAFT, None
        row.save(update_fields=["state", "withdrawn_at"])
        record(actor_of(by), "story_put_back", now=now, subject=("story", story.pk))


def delete_withdrawn(*, now: datetime) -> list[str]:
    """Deletes stories withdrawn 7 days ago, in the current workspace; returns the files that may go."""
    old = Story.objects.filter(state=Story.State.WITHDRAWN, withdrawn_at__lte=now - WITHDRAWAL_UNDO)
    names = list(old.exclude(video_file="").values_list("video_file", flat=True))
    old.delete()
    return names


def remove_sample_stories() -> None:
    """Deletes the sample stories of the current workspace."""
    Story.objects.filter(is_sample=True).delete()


def _withdraw(story: Story, *, now: datetime) -> None:
    if story.state == Story.State.WITHDRAWN:
        return
    story.state, story.withdrawn_at = Story.State.WITHDRAWN, now
    story.save(update_fields=["state", "withdrawn_at"])


def _next_revision(story: Story) -> None:
    story.revision += 1
    if story.state == Story.State.PUBLISHED:
        story.state = Story.State.DRAFT
    story.save(update_fields=["revision", "state"])


def _forget_file_later(name: str) -> None:
    """The row must have let go of it first: a file without row is swept up, a row without file is a broken page."""
    if name:
        transaction.on_commit(_deletion_of(name))


def _deletion_of(name: str) -> Callable[[], None]:
    def delete() -> None:
        file_store.delete(name)

    return delete
