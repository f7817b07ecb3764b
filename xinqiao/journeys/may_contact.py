"""May I contact this person? What the next ask would be, and what the send check says of it."""

from __future__ import annotations

from datetime import datetime

from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.assessments.standings import standing_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import last_by_candidate
from xinqiao.capabilities.consent.explaining import Explanation, explain
from xinqiao.capabilities.consent.gate import Copy
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.send_facts import Purpose
from xinqiao.foundation.workspaces.models import Member
from xinqiao.journeys.queries import tempo_of
from xinqiao.playbook.loader import playbook


def may_contact(candidate: Candidate, *, by: Member, now: datetime) -> Explanation:
    """The answer for every channel, with what it looked at. Reads only, and counts as no contact.

    Before a yes it speaks of the request for one, then of the first invitation, then of any other ask. Whoever does
    not keep the relationship learns nothing of answers from it.
    """
    copy = Copy(
        _next_ask(candidate),
        tempo=tempo_of(standing_of(readings_of(candidate))),
        sees_answers=by.keeps(candidate.owner_id),
        by=by.pk,
    )
    return explain(candidate, copy, [channel.id for channel in playbook().channels], now=now)


def _next_ask(candidate: Candidate) -> str:
    terms = terms_in_force(candidate)
    if terms is None or terms.permission != "granted":
        return Purpose.PERMISSION
    last = last_by_candidate([candidate.pk], keepers_of=()).get(candidate.pk)
    return "" if last is not None and last.invited is not None else Purpose.QUESTIONNAIRE
