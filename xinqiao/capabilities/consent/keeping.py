"""How long what is kept here: the team's choices, legal holds, and what each run left behind as proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.consent.law import law_profile
from xinqiao.capabilities.consent.models import LegalHold, RetentionChoice, RetentionRun
from xinqiao.domain.retention import days_in_force, proof_of, require_offered
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.playbook.loader import playbook


class ReasonMissing(ValueError):
    """A record that stays past its time needs a reason."""


def days_kept() -> dict[str, int]:
    """Every rule that counts days, with the days in force, in the playbook's order."""
    chosen = dict(RetentionChoice.objects.values_list("rule", "days"))
    profile = law_profile()
    return {
        rule.id: days_in_force(rule.days.of(profile), rule.choices, chosen.get(rule.id))
        for rule in playbook().retention.rules
        if rule.days is not None
    }


def choose_days(rule: str, days: int, *, by: Member, now: datetime) -> int:
    """Another number of days, one that the rule offers; returns the former one. Raises NotOffered."""
    require_offered(playbook().retention.rule(rule).choices, days)
    with transaction.atomic():
        former = days_kept()[rule]
        values = {"days": days, "chosen_by": by, "chosen_at": now}
        RetentionChoice.objects.update_or_create(rule=rule, defaults=values)
        record(actor_of(by), "retention_changed", now=now, detail={"rule": rule, "days": days, "former": former})
    return former


def note_run(rule: str, days: int, public_ids: Iterable[str], *, held_back: int, now: datetime) -> RetentionRun:
    """The proof of one run of one rule, in the transaction that deleted."""
    ids = list(public_ids)
    return RetentionRun.objects.create(
        at=now, rule=rule, days=days, count=len(ids), held_back=held_back, digest=proof_of(ids)
    )


def runs(*, limit: int) -> list[RetentionRun]:
    """What runs deleted, newest first."""
    return list(RetentionRun.objects.order_by("-id")[:limit])


def hold(candidate: Candidate, reason: str, *, by: Member, now: datetime) -> None:
    """The record stays past its time until somebody lifts this. Raises ReasonMissing, or PersonGone."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        # Held, so that nobody erases or deletes them at the same moment.
        Candidate.objects.select_for_update().get(pk=candidate.pk)
        LegalHold.objects.create(candidate=candidate, reason=reason.strip(), set_by=by, set_at=now)
        append(candidate, "legal_hold_set", at=now, by=by)
        record(actor_of(by), "legal_hold_set", now=now, subject=("candidate", candidate.pk))


def lift(public_id: str, *, by: Member, now: datetime) -> bool:
    """Lifts one hold; False when it is lifted already or unknown."""
    with transaction.atomic():
        row = LegalHold.objects.select_related("candidate").filter(public_id=public_id, lifted_at=None).first()
        if row is None:
            return False
        row.lifted_at = now
        row.save(update_fields=["lifted_at"])
        append(row.candidate, "legal_hold_lifted", at=now, by=by)
        record(actor_of(by), "legal_hold_lifted", now=now, subject=("candidate", row.candidate_id))
    return True


def holds() -> list[LegalHold]:
    """Holds in force with their people, newest first."""
    return list(LegalHold.objects.filter(lifted_at=None).select_related("candidate", "set_by__user").order_by("-id"))


def hold_reasons(candidate: Candidate) -> list[str]:
    """Why this person's record has to stay, a reason for each hold in force; empty when it does not."""
    rows = LegalHold.objects.filter(candidate=candidate, lifted_at=None).order_by("id")
    return list(rows.values_list("reason", flat=True))


def with_hold(ids: Iterable[int]) -> set[int]:
    """Which of these people (internal ids) have to stay."""
    rows = LegalHold.objects.filter(candidate_id__in=list(ids), lifted_at=None)
    return set(rows.values_list("candidate_id", flat=True))
