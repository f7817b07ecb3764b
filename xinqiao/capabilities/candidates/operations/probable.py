"""Writes on pairs of records that may be one person: found by rule, decided by a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates import twins
from xinqiao.capabilities.candidates.models import Candidate, ProbableDuplicate
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

NAME_AND_COMPANY: Final = "name_company"
# Beyond so many of the same name in one company the name says nothing any more.
MOST_TWINS: Final = 5
_State = ProbableDuplicate.State


class AlreadyDecided(Exception):
    """A colleague was faster, or one of the two records is gone; `state` is what holds now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def note_twins(candidate: Candidate, *, now: datetime) -> int:
    """Puts the pairs of a stored person with their probable twins on the list; returns how many are new.

    Sample people stand beside samples only.
    """
    traits = twins.traits(candidate)
    if traits is None:
        return 0
    found = twins.twins_of(traits, without=candidate.pk, limit=MOST_TWINS)
    return note_pairs([(candidate.pk, other) for other in found], now=now) if found else 0


def note_pairs(pairs: Iterable[tuple[int, int]], *, now: datetime) -> int:
    """Pairs of people (internal ids) onto the list, unless they stand there, decided or not; returns the new ones."""
    ordered = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    firsts = {first for first, _ in ordered}
    known = set(ProbableDuplicate.objects.filter(candidate__in=firsts).values_list("candidate_id", "other_id"))
    samples = dict(
        Candidate.objects.filter(pk__in={pk for pair in ordered for pk in pair}).values_list("pk", "is_sample")
    )
    new = [
        (one, other)
        for one, other in sorted(ordered - known)
        if one in samples and samples[one] == samples.get(other)
    ]  # fmt: skip
    ProbableDuplicate.objects.bulk_create(
        [
            ProbableDuplicate(candidate_id=one, other_id=other, reason=NAME_AND_COMPANY, found_at=now)
            for one, other in new
        ],
        ignore_conflicts=True,
    )
    return len(new)


def decide_two_people(pair: ProbableDuplicate, *, by: Member, now: datetime) -> None:
    """They are two people: never asked again. Raises AlreadyDecided."""
    with transaction.atomic():
        _settle(pair, _State.OPEN, _State.DIFFERENT, by=by, now=now)
        for one in (pair.candidate, pair.other):
            append(one, "two_people", at=now, by=by)
            record(actor_of(by), "two_people", now=now, subject=("candidate", one.pk))


def undo_two_people(pair: ProbableDuplicate, *, by: Member, now: datetime) -> None:
    """Back onto the list of open pairs. Raises AlreadyDecided when it stands there."""
    with transaction.atomic():
        _settle(pair, _State.DIFFERENT, _State.OPEN, by=None, now=None)
        for one in (pair.candidate, pair.other):
            append(one, "two_people_taken_back", at=now, by=by)
            record(actor_of(by), "two_people_taken_back", now=now, subject=("candidate", one.pk))


def _settle(pair: ProbableDuplicate, former: str, state: str, *, by: Member | None, now: datetime | None) -> None:
    changed = ProbableDuplicate.objects.filter(pk=pair.pk, state=former).update(
        state=state, decided_by=by, decided_at=now
    )
    if not changed:
        present = ProbableDuplicate.objects.filter(pk=pair.pk).values_list("state", flat=True).first()
        raise AlreadyDecided(present or _State.MERGED)
    pair.state, pair.decided_by, pair.decided_at = state, by, now
