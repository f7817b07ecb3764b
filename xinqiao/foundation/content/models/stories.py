"""Growth stories and culture material, and the consent of the person each is of."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class Story(TenantModel):
    """A colleague's real way here, or something of how we work: words, a link, a captioned video."""

    class Kind(models.TextChoices):
        GROWTH = "growth"
        CULTURE = "culture"

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    # Name or role, as the person wants to be called.
    shown_as = models.CharField(max_length=80)
    # Of a growth story.
    was = models.CharField(max_length=120, blank=True, default="")
    became = models.CharField(max_length=120, blank=True, default="")
    months = models.PositiveSmallIntegerField(null=True)
    helped = models.TextField(max_length=1500, blank=True, default="")
    hard = models.TextField(max_length=1500, blank=True, default="")

    text = models.TextField(max_length=6000, blank=True, default="")
    link = models.URLField(max_length=300, blank=True, default="")
    video_file = models.CharField(max_length=80, blank=True, default="")
    video_kind = models.CharField(max_length=4, blank=True, default="")
    video_size = models.PositiveBigIntegerField(default=0)
    # WebVTT; no video without.
    captions = models.TextField(blank=True, default="")

    # For suggesting it to whom it may help; not part of what the person consents to.
    role_family = models.CharField(max_length=40, blank=True, default="")
    stage = models.CharField(max_length=20, blank=True, default="")

    # Counts up with each change of what is shown; a consent is for one of them.
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    owner = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_story"),
            SameWorkspace(field="owner", table="workspaces_member", name="content_story_owner"),
            SameWorkspace(field="created_by", table="workspaces_member", name="content_story_creator"),
            models.CheckConstraint(
                condition=models.Q(video_file="") | ~models.Q(captions=""), name="content_story_video_has_captions"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-id"], name="content_story_newest")]


class StoryConsent(TenantModel):
    """The person's yes to one revision of a story; taken back, the story is nowhere."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="consents", db_constraint=False)
    given_by = models.CharField(max_length=80)
    revision = models.PositiveIntegerField()
    # Of the playbook's text that they read, and in which language.
    text_version = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    link = models.ForeignKey(
        "content.ColleagueLink", on_delete=models.CASCADE, null=True, related_name="consents", db_constraint=False
    )
    recorded_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    proof = models.CharField(max_length=300, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_storyconsent"),
            SameWorkspace(field="story", table="content_story", name="content_storyconsent_story"),
            SameWorkspace(field="link", table="content_colleaguelink", name="content_storyconsent_link"),
            SameWorkspace(field="recorded_by", table="workspaces_member", name="content_storyconsent_member"),
            models.UniqueConstraint(
                fields=["workspace", "story", "revision"],
                condition=models.Q(withdrawn_at=None),
                name="content_storyconsent_one",
            ),
        ]
