"""The desk's lists: where each person stands, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import Reading
from xinqiao.capabilities.assessments.standings import Standing, newest_of
from xinqiao.capabilities.candidates import queries as candidates
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import queries as consent
from xinqiao.capabilities.consent.between import Known, between_many
from xinqiao.capabilities.consent.choices import paused_until
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.domain.send_facts import Decision, Purpose, Rule
from xinqiao.journeys.queries import Measured, Portrait, measured
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.schema import Mechanism

RESTING_STAGES = ("paused", "closed")
# What stands between us, whatever would come next.
HELD_BACK = (
    *(Rule.BROKEN_PROMISE, Rule.AFTER_A_NO, Rule.HANDOVER_REFUSED, Rule.HELD_BY_COLLEAGUE),
    *(Rule.QUIET_DAY, Rule.ASSESSMENT_UNSIGNED),
)


class Permission(StrEnum):
    """Where a person's permission stands, as the desk shows it."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    LATER = "later"
    STOPPED = "stopped"


class Step(StrEnum):
    """What comes next with a person."""

    ASK = "ask"
    REMIND = "remind"
    WAIT = "wait"
    LATER = "later"
    REST = "rest"
    INVITE = "invite"
    INVITED = "invited"
    LOOK = "look"
    ANSWERED = "answered"
    TRY = "try"
    THEY_BEGIN = "they_begin"
    AT_THEIR_PACE = "at_their_pace"
    STOPPED = "stopped"
    RESTRICTED = "restricted"
    RESTING_STAGE = "resting_stage"
    HELD_BACK = "held_back"
    PAUSED = "paused"


_CLOSED = {Rule.STOPPED: Step.STOPPED, Rule.RESTRICTED: Step.RESTRICTED}


@dataclass(frozen=True)
class NextStep:
    """What comes next, from or since when, and for a small try which one. `decision` is the send check's."""

    step: Step
    at: datetime | None = None
    mechanism: Mechanism | None = None
    decision: Decision | None = None


@dataclass(frozen=True)
class Row:
    """One person in a list; `measured` is None for members who may not see the score."""

    candidate: Candidate
    permission: Permission
    next: NextStep
    sees_score: bool
    measured: Measured | None
    last_contact: datetime | None


def permission_of(terms: ContactTerms | None) -> Permission:
    """Where these terms stand."""
    if terms is None or (terms.permission == ContactTerms.Permission.NONE and not terms.permission_asks):
        return Permission.NOT_ASKED
    if terms.permission == ContactTerms.Permission.NONE:
        return Permission.ASKED
    return Permission(terms.permission)


def rows(people: Sequence[Candidate], *, visible: Collection[int], now: datetime, by: int | None = None) -> list[Row]:
    """These people with all that a list shows, in a fixed number of queries. `visible`: whose score may be seen.

    `by`: the member who looks (internal id), so that people whom a colleague keeps in contact are held back.
    """
    ids = [person.pk for person in people]
    terms = consent.terms_by_candidate(ids)
    known = between_many(people, terms, by=by, now=now)
    last = candidates.last_by_candidate(ids, keepers_of=visible)
    newest = newest_of(pk for pk in ids if pk in visible)
    standings = {pk: one.standing for pk, one in newest.items() if one.standing is not None}
    return [
        Row(
            candidate=person,
            permission=permission_of(terms.get(person.pk)),
            next=next_step(
                person,
                terms.get(person.pk),
                invited_at=last[person.pk].invited if person.pk in last else None,
                standing=standings.get(person.pk),
                newest=newest[person.pk].newest if person.pk in newest else None,
                sees_score=person.pk in visible,
                known=known[person.pk],
                now=now,
            ),
            sees_score=person.pk in visible,
            measured=measured(standings[person.pk]) if person.pk in standings else None,
            last_contact=last[person.pk].contact if person.pk in last else None,
        )
        for person in people
    ]


def known_of(portrait: Portrait, *, by: int, now: datetime) -> Known:
    """What happened between us and one person, for this member (internal id)."""
    person = portrait.candidate
    return between_many([person], {person.pk: portrait.terms} if portrait.terms else {}, by=by, now=now)[person.pk]


def next_step_of(portrait: Portrait, *, sees_score: bool, now: datetime, known: Known | None = None) -> NextStep:
    """What comes next with one person; `known` as of `known_of`."""
    person = portrait.candidate
    last = candidates.last_by_candidate([person.pk], keepers_of=())
    return next_step(
        person,
        portrait.terms,
        invited_at=last[person.pk].invited if person.pk in last else None,
        standing=portrait.standing if sees_score else None,
        newest=portrait.readings[-1] if portrait.readings else None,
        sees_score=sees_score,
        known=known,
        now=now,
    )


def next_step(
    candidate: Candidate,
    terms: ContactTerms | None,
    *,
    invited_at: datetime | None,
    standing: Standing | None,
    newest: Reading | None,
    sees_score: bool,
    now: datetime,
    known: Known | None = None,
) -> NextStep:
    """What comes next, from facts that are already loaded.

    `standing` rests on the readings that count, `newest` is the newest of all, which may be a doubtful one; `known` is
    what happened between us.
    """
    known = {**(known or {}), "restricted_at": candidate.restricted_at}
    decision = gate.decision_of(terms, Purpose.PERMISSION, now=now, known=known)
    if decision.rule in _CLOSED:
        return NextStep(_CLOSED[decision.rule], decision=decision)
    if candidate.stage in RESTING_STAGES:
        return NextStep(Step.RESTING_STAGE)
    until = paused_until(terms, now=now)
    if until is not None:
        return NextStep(Step.PAUSED, at=until, decision=gate.decision_of(terms, Purpose.QUESTIONNAIRE, now=now))
    if newest is not None and newest.doubt == Response.Doubt.OPEN:
        return NextStep(Step.LOOK)
    if decision.rule == Rule.ALREADY_GRANTED:
        if standing is None and newest is not None:
            return NextStep(Step.ANSWERED)
        invitation = gate.decision_of(terms, Purpose.QUESTIONNAIRE, now=now, known=known)
        return _after_a_yes(candidate, invitation, invited_at, standing, sees_score=sees_score)
    if decision.allowed:
        return NextStep(Step.REMIND if terms and terms.permission_asks else Step.ASK)
    return NextStep(_resting(terms, decision), at=decision.until, decision=decision)


def _resting(terms: ContactTerms | None, decision: Decision) -> Step:
    if decision.rule in HELD_BACK:
        return Step.HELD_BACK
    if decision.rule != Rule.REMINDER_TOO_SOON:
        return Step.REST
    return Step.LATER if permission_of(terms) == Permission.LATER else Step.WAIT


def _after_a_yes(
    candidate: Candidate,
    invitation: Decision,
    invited_at: datetime | None,
    standing: Standing | None,
    *,
    sees_score: bool,
) -> NextStep:
    if invitation.rule in HELD_BACK:
        return NextStep(Step.HELD_BACK, at=invitation.until, decision=invitation)
    if invitation.rule == Rule.ONLY_WHEN_THEY_ASK:
        return NextStep(Step.THEY_BEGIN)
    if standing is not None:
        return _measured(candidate, standing)
    if invited_at is None and invitation.allowed:
        return NextStep(Step.INVITE)
    if invited_at is None:
        return NextStep(Step.AT_THEIR_PACE, at=invitation.until, decision=invitation)
    # Whoever may not see the score must not learn here whether there is one.
    return NextStep(Step.INVITED if sees_score else Step.AT_THEIR_PACE, at=invited_at)


def _measured(candidate: Candidate, standing: Standing) -> NextStep:
    tempo = standing.tempo
    if playbook().level(tempo).only_when_they_begin:
        return NextStep(Step.THEY_BEGIN)
    family, seniority = candidate.role_family or None, candidate.seniority or None
    return NextStep(Step.TRY, mechanism=playbook().first_mechanism(tempo, family, seniority))
