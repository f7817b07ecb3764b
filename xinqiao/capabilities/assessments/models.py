"""Answers to TOS-5. What is not shared is invisible to staff and deleted after 7 days."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, ScopedManager, TenantModel, workspace_key


class SharedResponses(ScopedManager["Response"]):
    """What staff may see: shared responses of people who did not stop that response."""

    def get_queryset(self) -> Any:
        """Only what the person released."""
        return super().get_queryset().filter(state=Response.State.SHARED)


class Response(TenantModel):
    """One filling of the questionnaire, stored answer by answer."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ANSWERED = "answered"
        SHARED = "shared"
        CONTACT_ONLY = "contact_only"
        PRIVATE = "private"

    class Mode(models.TextChoices):
        PHONE = "phone"
        VOICE = "voice"
        PAPER = "paper"
        IMPORT = "import"

    class Doubt(models.TextChoices):
        """Where a doubtful response stands: nothing odd, no word yet, and the two words a person can say."""

        NONE = ""
        OPEN = "open"
        ACCEPTED = "accepted"
        ASK_AGAIN = "ask_again"

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="responses", db_constraint=False
    )
    # None for answers that came by hand: from paper or with an import.
    link = models.OneToOneField(
        "candidates.CandidateLink", on_delete=models.CASCADE, related_name="response", db_constraint=False, null=True
    )
    scale_version = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PHONE)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Raw answers 1–5, null where skipped. A column each: two tabs cannot overwrite one another's items.
    item1 = models.PositiveSmallIntegerField(null=True)
    item2 = models.PositiveSmallIntegerField(null=True)
    item3 = models.PositiveSmallIntegerField(null=True)
    item4 = models.PositiveSmallIntegerField(null=True)
    item5 = models.PositiveSmallIntegerField(null=True)
    # When the server took each answer: how fast it went is not for the browser to say.
    item1_at = models.DateTimeField(null=True)
    item2_at = models.DateTimeField(null=True)
    item3_at = models.DateTimeField(null=True)
    item4_at = models.DateTimeField(null=True)
    item5_at = models.DateTimeField(null=True)
    # A total that came without its answers: no key can score it.
    stated_total = models.PositiveSmallIntegerField(null=True)
    # What would hold them back first, a playbook id; empty while skipped or not asked.
    hold_back = models.CharField(max_length=30, blank=True, default="")
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True, default=Doubt.NONE)
    # The furthest item answered or skipped, for coming back later.
    reached = models.PositiveSmallIntegerField(default=0)
    # Binds the result page to the browser that answered: a forwarded link shows nobody else's result.
    browser_key = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # The person's own calendar day; null where it is the day of `finished_at` in the usual zone.
    answered_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    delete_after = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    shared: ClassVar[SharedResponses] = SharedResponses()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("assessments_response"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="assessments_response_candidate"),
            SameWorkspace(field="link", table="candidates_candidatelink", name="assessments_response_link"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"item{n}__gte": 1, f"item{n}__lte": 5}),
                    name=f"assessments_item{n}_range",
                )
                for n in range(1, 6)
            ),
            models.CheckConstraint(
                condition=models.Q(stated_total__gte=5, stated_total__lte=25), name="assessments_stated_range"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="assessments_of_candidate"),
            models.Index(fields=["workspace", "delete_after"], name="assessments_to_delete"),
        ]

    @property
    def answers(self) -> list[int | None]:
        """The five raw answers in order."""
        return [self.item1, self.item2, self.item3, self.item4, self.item5]

    @property
    def seconds(self) -> float | None:
        """How long the form took by the server's clock; None without a time for any answer."""
        times = [at for at in (self.item1_at, self.item2_at, self.item3_at, self.item4_at, self.item5_at) if at]
        return (max(times) - self.started_at).total_seconds() if times else None


class Score(TenantModel):
    """What one scoring key makes of one response: a derived row, never the answers themselves."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores", db_constraint=False)
    scoring_key = models.CharField(max_length=30)
    total = models.FloatField()
    variance = models.FloatField()
    flags = models.JSONField(default=list)
    scored_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("assessments_score"),
            SameWorkspace(field="response", table="assessments_response", name="assessments_score_response"),
            models.UniqueConstraint(fields=["workspace", "response", "scoring_key"], name="assessments_score_once"),
        ]


class HandEntry(TenantModel):
    """Who brought answers in by hand, when, and how the person agreed to share them."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="entry", db_constraint=False)
    entered_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    entered_at = models.DateTimeField()
    # How the person agreed: code of the way, the day, and their words or where they stand.
    agreed_by = models.CharField(max_length=20)
    agreed_on = models.DateField()
    proof = models.CharField(max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("assessments_handentry"),
            SameWorkspace(field="response", table="assessments_response", name="assessments_handentry_response"),
            SameWorkspace(field="entered_by", table="workspaces_member", name="assessments_handentry_member"),
        ]


class DoubtWord(TenantModel):
    """What a member said about a doubtful response, and when; taking it back is a word of its own."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="words", db_constraint=False)
    # accepted, ask_again, or open for "taken back"
    word = models.CharField(max_length=10, choices=Response.Doubt.choices)
    said_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    said_at = models.DateTimeField()

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("assessments_doubtword"),
            SameWorkspace(field="response", table="assessments_response", name="assessments_doubtword_response"),
            SameWorkspace(field="said_by", table="workspaces_member", name="assessments_doubtword_member"),
        ]


class KeySwitch(TenantModel):
    """A change of the workspace's scoring key: asked for, and in force once every response has its new score."""

    scoring_key = models.CharField(max_length=30)
    asked_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    asked_at = models.DateTimeField()
    job_id = models.CharField(max_length=16, blank=True, default="")
    in_force_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("assessments_keyswitch"),
            SameWorkspace(field="asked_by", table="workspaces_member", name="assessments_keyswitch_member"),
        ]
        indexes = [models.Index(fields=["workspace", "in_force_at", "id"], name="assessments_key_in_force")]
