"""Everything that is known about one person, gathered for that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinqiao.capabilities.assessments import queries as assessments
from xinqiao.capabilities.candidates import queries as candidates
from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateLink,
    ContactPoint,
    CustomField,
    Pool,
    Sign,
    TimelineEntry,
)
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.consent.queries import history_of
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.capabilities.engagement.queries import cards_of
from xinqiao.capabilities.promises.queries import promises_of
from xinqiao.domain.occasions import day_of
from xinqiao.domain.promises import CLOSED
from xinqiao.foundation.audit.queries import View, views_of
from xinqiao.journeys.desk import NextStep, known_of, next_step_of
from xinqiao.journeys.models import Task
from xinqiao.journeys.queries import Portrait, portrait
from xinqiao.journeys.task_queries import tasks_of
from xinqiao.playbook.loader import playbook

TIMELINE = 200
LOOKS = 50


@dataclass(frozen=True)
class Held:
    """What is stored, who looked, and what comes next. Nothing is left out because it is unpleasant.

    `timeline` is the newest 200 entries; `answers` counts fillings, shared or not.
    """

    points: list[ContactPoint]
    tags: list[str]
    pools: list[Pool]
    own_fields: list[tuple[CustomField, object]]
    papers: list[Attachment]
    tasks: list[Task]
    signs: list[Sign]
    timeline: list[TimelineEntry]
    links: list[CandidateLink]
    decisions: list[ConsentEvent]
    cards: list[ThreeTapCard]
    answers: int
    has_shared: bool
    promises_open: int
    promises_all: int
    views: list[View]
    terms: ContactTerms | None
    portrait: Portrait
    next: NextStep


def held_about(candidate: Candidate, *, now: datetime) -> Held:
    """All of it, for the person themself."""
    seen = portrait(candidate, sees_score=True, book=playbook())
    # That the team has yet to sign its assessment is no word of the person's and no promise to them.
    known = {**known_of(seen, by=candidate.owner_id, now=now), "assessment_signed": True}
    promises = promises_of(candidate)
    values, states = candidate.custom, assessments.own_states(candidate)
    return Held(
        points=candidates.points_of(candidate),
        tags=candidates.tags_of(candidate),
        pools=candidates.pools_of(candidate),
        own_fields=[(field, values[field.public_id]) for field in _fields(values) if field.public_id in values],
        papers=candidates.attachments_of(candidate),
        tasks=tasks_of(candidate),
        signs=candidates.signs_of(candidate, today=day_of(now)),
        timeline=candidates.timeline_of(candidate, limit=TIMELINE),
        links=candidates.links_of(candidate),
        decisions=history_of(candidate),
        cards=cards_of(candidate),
        answers=len(states),
        has_shared="shared" in states,
        promises_open=sum(one.state not in CLOSED for one in promises),
        promises_all=len(promises),
        views=views_of(candidate.pk, limit=LOOKS),
        terms=seen.terms,
        portrait=seen,
        next=next_step_of(seen, sees_score=True, now=now, known=known),
    )


def _fields(values: dict[str, object]) -> list[CustomField]:
    return [*candidates.custom_fields(), *candidates.custom_fields(archived=True)] if values else []
