"""Answers to TOS-5. What is not shared is invisible to staff and deleted after 7 days."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import ScopedManager, TenantModel, workspace_key


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

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="responses", db_constraint=False
    )
    link = models.OneToOneField(
        "candidates.CandidateLink", on_delete=models.CASCADE, related_name="response", db_constraint=False
    )
    scale_version = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    mode = models.CharField(max_length=10, default="phone")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Raw answers 1–5, null where skipped. A column each: two tabs cannot overwrite one another's items.
    item1 = models.PositiveSmallIntegerField(null=True)
    item2 = models.PositiveSmallIntegerField(null=True)
    item3 = models.PositiveSmallIntegerField(null=True)
    item4 = models.PositiveSmallIntegerField(null=True)
    item5 = models.PositiveSmallIntegerField(null=True)
    # The furthest item answered or skipped, for coming back later.
    reached = models.PositiveSmallIntegerField(default=0)
    # Binds the result page to the browser that answered: a forwarded link shows nobody else's result.
    browser_key = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
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
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="assessments_of_candidate"),
            models.Index(fields=["workspace", "delete_after"], name="assessments_to_delete"),
        ]

    @property
    def answers(self) -> list[int | None]:
        """The five raw answers in order."""
        return [self.item1, self.item2, self.item3, self.item4, self.item5]


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
