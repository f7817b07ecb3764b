"""One tap each: pace, pause, and the way back. The person's own choices of how to be reached, in force at once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append, set_time_zone
from xinqiao.capabilities.consent.gate import ZONE
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.operations import PERSON, REACH_FIELDS, UNDO, choose_reach, locked_terms, reach_of
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.pauses import pause_end
from xinqiao.foundation.audit.operations import record


class NoFormerChoice(Exception):
    """There is nothing before the last choice, or its 7 days are over."""


def pick_pace(candidate: Candidate, pace: PaceChoice, *, now: datetime) -> None:
    """Another pace; everything else that the person chose stays."""
    with transaction.atomic():
        reach = reach_of(locked_terms(candidate))
        choose_reach(candidate, reach.with_pace(pace), now=now)


def pause(candidate: Candidate, months: int, *, now: datetime) -> datetime:
    """No ask and no news for 1, 3 or 6 months; returns until when. Raises pauses.NoSuchPause."""
    until = pause_end(now, months, ZoneInfo(candidate.time_zone or ZONE))
    with transaction.atomic():
        _set_pause(candidate, until)
        append(candidate, "paused", at=now, direction="in", data={"until": until.isoformat()})
        record(PERSON, "contact_paused", now=now, subject=("candidate", candidate.pk))
    return until


def resume(candidate: Candidate, *, now: datetime) -> bool:
    """Ends a pause before its time; False when there was none any more."""
    with transaction.atomic():
        until = locked_terms(candidate).paused_until
        if until is None or until <= now:
            return False
        _set_pause(candidate, None)
        append(candidate, "resumed", at=now, direction="in")
        record(PERSON, "contact_resumed", now=now, subject=("candidate", candidate.pk))
    return True


def undo_reach(candidate: Candidate, *, now: datetime) -> None:
    """Back to what was chosen before the last choice, within 7 days. Raises NoFormerChoice."""
    with transaction.atomic():
        terms = locked_terms(candidate)
        if not may_undo_reach(terms, now=now):
            raise NoFormerChoice
        former = terms.reach_before
        for name in REACH_FIELDS:
            setattr(terms, name, former[name])
        chosen = former["chosen_at"]
        terms.chosen_at, terms.reach_before = datetime.fromisoformat(chosen) if chosen else None, {}
        terms.save(update_fields=[*REACH_FIELDS, "chosen_at", "reach_before"])
        set_time_zone(candidate, former["time_zone"], now=now)
        append(candidate, "reach_taken_back", at=now, direction="in")
        record(PERSON, "reach_taken_back", now=now, subject=("candidate", candidate.pk))


def may_undo_reach(terms: ContactTerms | None, *, now: datetime) -> bool:
    """Whether the last choice can still be taken back."""
    return bool(terms and terms.reach_before and terms.chosen_at and now - terms.chosen_at < UNDO)


def paused_until(terms: ContactTerms | None, *, now: datetime) -> datetime | None:
    """Until when contact pauses now; None when it does not."""
    until = terms.paused_until if terms else None
    return until if until is not None and until > now else None


def _set_pause(candidate: Candidate, until: datetime | None) -> None:
    terms = locked_terms(candidate)
    terms.paused_until = until
    terms.save(update_fields=["paused_until"])
