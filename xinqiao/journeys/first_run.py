"""The first steps of a new team: answer the five statements yourself, press stop yourself, import, send one message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.assessments import queries as assessments
from xinqiao.capabilities.candidates import operations as candidates
from xinqiao.capabilities.candidates import queries as people
from xinqiao.capabilities.candidates.models import CandidateLink
from xinqiao.capabilities.candidates.operations import PersonFacts
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent import queries as consents
from xinqiao.foundation.audit import queries as audit
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import complete_first_run_step

STEPS: Final = ("answered_self", "pressed_stop", "imported", "sent")
# Stands on the member's own sample record; a member never types it.
PROOF: Final = "自己试填"
ENOUGH_PEOPLE: Final = 10


@dataclass(frozen=True)
class FirstStep:
    """One of the four steps and whether it is done."""

    code: str
    done: bool


def try_yourself(by: Member, *, language: str, now: datetime) -> str:
    """The token of a link on which a member answers as a candidate would.

    The sample record carries the member's own name, and a yes with its proof; after a stop a new one is made.
    """
    with transaction.atomic():
        known = people.candidates_by_id(consents.by_hand_with_proof(PROOF, recorded_by=by.pk))
        terms = consents.terms_by_candidate(known)
        usable = [known[pk] for pk in sorted(known, reverse=True) if terms[pk].permission == consent.GRANTED]
        if usable:
            candidate = usable[0]
        else:
            facts = PersonFacts(
                display_name=by.user.name or by.user.email.split("@")[0],
                source="own_contact",
                legal_basis="consent",
                language=language,
            )
            candidate = candidates.add_many([facts], owner=by, now=now, is_sample=True)[0]
            consent.record_by_hand(candidate, consent.GRANTED, proof=PROOF, by=by, now=now)
        link = candidates.open_link(candidate, CandidateLink.Purpose.QUESTIONNAIRE, by=by, now=now)
    return candidates.token_of(link)


def first_steps(by: Member, *, now: datetime) -> list[FirstStep]:
    """The four steps. What the facts show as done is kept as done, also when its traces go later."""
    done = {step for step in STEPS if step in by.workspace.first_run}
    if len(done) < len(STEPS):
        for step in _shown_by_facts(by, without=done):
            complete_first_run_step(by.workspace, step, now=now)
            done.add(step)
    return [FirstStep(step, step in done) for step in STEPS]


def _shown_by_facts(by: Member, *, without: set[str]) -> list[str]:
    own = consents.by_hand_with_proof(PROOF, recorded_by=by.pk)
    facts = {
        # A stop deletes the answers at once; the decision before it stays on record.
        "answered_self": lambda: assessments.any_finished(own) or audit.happened("result_decided", candidate_ids=own),
        "pressed_stop": lambda: consents.ever_stopped(own),
        "imported": lambda: people.has_at_least(ENOUGH_PEOPLE),
        "sent": people.has_handed_out_a_link,
    }
    return [step for step, is_shown in facts.items() if step not in without and is_shown()]
