"""What people do with us besides answering TOS-5; so far what they say of it afterwards, in three taps."""

from __future__ import annotations

from typing import Final

from django.db import models

from xinqiao.domain.three_taps import QUESTIONS, Tap
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key

_TAPS: Final = ["", *Tap]


class ThreeTapCard(TenantModel):
    """Three questions about one talk or try. It is feedback about us, read by those who keep the relationship."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="cards", db_constraint=False
    )
    link = models.OneToOneField(
        "candidates.CandidateLink", on_delete=models.CASCADE, related_name="card", db_constraint=False
    )
    # What it was about: an occasion of the playbook, on this day of the person.
    occasion = models.CharField(max_length=30)
    happened_on = models.DateField()
    asked_at = models.DateTimeField()
    # Wording and language in which it was answered; empty until then.
    version = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    # A column each: two taps at once cannot overwrite one another. Empty where nothing was tapped.
    satisfied = models.CharField(max_length=6, blank=True, default="")
    understood = models.CharField(max_length=6, blank=True, default="")
    would_go_on = models.CharField(max_length=6, blank=True, default="")
    # Binds the answers to the browser of the first tap: a forwarded link shows them to nobody else.
    browser_key = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("engagement_card"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="engagement_card_candidate"),
            SameWorkspace(field="link", table="candidates_candidatelink", name="engagement_card_link"),
            *(
                models.CheckConstraint(condition=models.Q(**{f"{name}__in": _TAPS}), name=f"engagement_card_{name}")
                for name in QUESTIONS
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=False) | models.Q(satisfied="", understood="", would_go_on=""),
                name="engagement_card_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="engagement_cards_of"),
            models.Index(
                fields=["workspace", "occasion", "-answered_at", "-id"],
                name="engagement_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
        ]

    @property
    def taps(self) -> dict[str, str]:
        """What was tapped, question by question."""
        return {name: getattr(self, name) for name in QUESTIONS}
