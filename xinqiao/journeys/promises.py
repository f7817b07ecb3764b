"""Giving a person the way to what was promised to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import append, note_copy, open_link, require_told, token_of
from xinqiao.capabilities.candidates.operations.sender_codes import sender_code
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.promises.queries import has_promises
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.journeys.steps import Door


class NothingPromised(Exception):
    """There is no promise to read: such a text would be an ask or news that no pace binds."""


def hand_out_promises(candidate: Candidate, *, by: Member, now: datetime, channel: str = "") -> Door:
    """Asks the send check, then gives a link on which the person reads what was promised, and notes that it went out.

    It asks nothing of them, so it counts neither as a request nor as news. Raises NothingPromised, gate.Refused,
    and NotToldYet: the link would lead somebody to decide who never read what we hold.
    """
    with transaction.atomic():
        # Locked: a stop said at the same moment is seen.
        consent.locked_terms(candidate)
        require_told(Candidate.objects.get(pk=candidate.pk))
        if not has_promises(candidate):
            raise NothingPromised
        gate.require_word(candidate, now=now, channel=channel)
        # Its first page is the quiet one: after a yes it invites to nothing.
        link = open_link(candidate, CandidateLink.Purpose.PERMISSION, by=by, now=now)
        entry = append(candidate, "promises_link_copied", at=now, direction="out", by=by)
        note_copy(candidate, "promise_word", channel=channel, entry=entry, kind=entry.kind, by=by, now=now)
        record(actor_of(by), "promises_link_copied", now=now, subject=("candidate", candidate.pk))
        code = sender_code(link, by=by, now=now)
    return Door(link, token_of(link), link.purpose, code)
