"""When to ask a person for their answers once more: the facts of every capability, the plan of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import answered_at
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import LINK_LIFE
from xinqiao.capabilities.candidates.queries import Moment, moments_of
from xinqiao.capabilities.consent import gate
from xinqiao.domain.pace import ContactSpacing
from xinqiao.domain.retest import WINDOW, Event, Happening, Rest, RetestFacts, RetestPlan, permitted, plan
from xinqiao.domain.send_check import Decision, Instead, Rule
from xinqiao.journeys.desk import RESTING_STAGES
from xinqiao.journeys.queries import Portrait
from xinqiao.journeys.queries import portrait as portrait_of
from xinqiao.playbook.loader import playbook

INVITED: Final = "questionnaire_invited"
STAGE_CHANGED: Final = "stage_changed"
# A three-tap card goes out after something took place; what, is named in it.
TOOK_PLACE: Final = "card_asked"
OCCASIONS: Final = {
    "interview": Happening.TALK,
    "call": Happening.TALK,
    "light_talk": Happening.TALK,
    "project_module": Happening.TRY,
    "sharing_session": Happening.TRY,
    "workshop": Happening.TRY,
}
_LASTS: Final = LINK_LIFE[CandidateLink.Purpose.QUESTIONNAIRE]


def retest_plan(portrait: Portrait, *, now: datetime) -> RetestPlan:
    """The next useful answer of one person, in two queries. Only for members who may see scores."""
    return plan(_facts(portrait, now=now), now)


def require_permitted(candidate: Candidate, *, now: datetime) -> None:
    """Raises gate.Refused where asking a person for their answers once more breaks a rule of `domain.retest`.

    Only for members who may see scores: the refusal tells that there are answers.
    """
    found = permitted(_facts(portrait_of(candidate, sees_score=True, book=playbook()), now=now), now)
    if found.rest is Rest.NEVER_ANSWERED or found.is_due(now):
        return
    until = found.at or found.until
    raise gate.Refused(Decision(allowed=False, rule=Rule.ANSWERED_LATELY, until=until, instead=Instead.WAIT_FOR_THEM))


def _facts(portrait: Portrait, *, now: datetime) -> RetestFacts:
    person, terms, advice = portrait.candidate, portrait.terms, portrait.advice
    # Older than this nothing counts: neither towards three in 90 days nor as an open invitation.
    moments = moments_of(person, (INVITED, STAGE_CHANGED, TOOK_PLACE), since=now - WINDOW - _LASTS)
    ours = [moment.at for moment in moments if moment.direction == "out"]
    return RetestFacts(
        permission=terms.permission if terms is not None else "none",
        is_at_rest=person.stage in RESTING_STAGES,
        answered_at=answered_at(person),
        invited_at=[moment.at for moment in moments if moment.kind == INVITED],
        invitation_lasts=_LASTS,
        last_contact=ours[-1] if ours else None,
        spacing=ContactSpacing(advice.interval_days, advice.interval_days, chosen=advice.own_choice),
        ask_again=bool(portrait.readings) and portrait.readings[-1].doubt == Response.Doubt.ASK_AGAIN,
        events=[event for moment in moments if (event := _event(moment)) is not None],
    )


def _event(moment: Moment) -> Event | None:
    if moment.kind == STAGE_CHANGED:
        return Event(Happening.STAGE, moment.at)
    happening = OCCASIONS.get(moment.data.get("occasion", "")) if moment.kind == TOOK_PLACE else None
    return None if happening is None else Event(happening, moment.at)
