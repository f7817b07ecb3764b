"""When to ask a person for their answers once more: the facts of every capability, the plan of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import answered_at
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import LINK_LIFE
from xinqiao.capabilities.candidates.queries import Moment, moments_of
from xinqiao.domain.pace import ContactSpacing
from xinqiao.domain.retest import WINDOW, Event, Happening, RetestFacts, RetestPlan, again_from, plan
from xinqiao.journeys.desk import RESTING_STAGES
from xinqiao.journeys.queries import Portrait

INVITED: Final = "questionnaire_invited"
STAGE_CHANGED: Final = "stage_changed"
# A three-tap card goes out after something took place; what, is named in it.
TOOK_PLACE: Final = "card_asked"
# What ends the waiting for a card: its taps, or that we took the question back.
CARD_CLOSED: Final = ("card_answered", "card_taken_back", "links_revoked")
OCCASIONS: Final = {
    "interview": Happening.TALK,
    "call": Happening.TALK,
    "light_talk": Happening.TALK,
    "project_module": Happening.TRY,
    "sharing_session": Happening.TRY,
    "workshop": Happening.TRY,
}
_LASTS: Final = LINK_LIFE[CandidateLink.Purpose.QUESTIONNAIRE]
_CARD_LASTS: Final = LINK_LIFE[CandidateLink.Purpose.THREE_TAPS]


def retest_plan(portrait: Portrait, *, now: datetime) -> RetestPlan:
    """The next useful answer of one person, in two queries. Only for members who may see scores."""
    return plan(_facts(portrait, now=now), now)


def answers_again_from(candidate: Candidate, *, now: datetime) -> datetime | None:
    """From when on the send check lets a person be asked for their answers once more; None where there are none.

    Only for members who may see scores: the refusal tells that there are answers.
    """
    invited = moments_of(candidate, (INVITED,), since=now - WINDOW - _LASTS)
    return again_from(answered_at(candidate), [moment.at for moment in invited])


def _facts(portrait: Portrait, *, now: datetime) -> RetestFacts:
    person, terms, advice = portrait.candidate, portrait.terms, portrait.advice
    # Older than this nothing counts: neither towards three in 90 days nor as an open invitation.
    moments = moments_of(person, (INVITED, STAGE_CHANGED, TOOK_PLACE, *CARD_CLOSED), since=now - WINDOW - _LASTS)
    ours = [moment.at for moment in moments if moment.direction == "out"]
    return RetestFacts(
        permission=terms.permission if terms is not None else "none",
        is_at_rest=person.stage in RESTING_STAGES,
        answered_at=answered_at(person),
        invited_at=[moment.at for moment in moments if moment.kind == INVITED],
        invitation_lasts=_LASTS,
        card_open_until=_card_open_until(moments),
        last_contact=ours[-1] if ours else None,
        spacing=ContactSpacing(advice.interval_days, advice.interval_days, chosen=advice.own_choice),
        ask_again=bool(portrait.readings) and portrait.readings[-1].doubt == Response.Doubt.ASK_AGAIN,
        events=[event for moment in moments if (event := _event(moment)) is not None],
    )


def _card_open_until(moments: list[Moment]) -> datetime | None:
    of_cards = [moment for moment in moments if moment.kind in (TOOK_PLACE, *CARD_CLOSED)]
    return of_cards[-1].at + _CARD_LASTS if of_cards and of_cards[-1].kind == TOOK_PLACE else None


def _event(moment: Moment) -> Event | None:
    if moment.kind == STAGE_CHANGED:
        return Event(Happening.STAGE, moment.at)
    happening = OCCASIONS.get(moment.data.get("occasion", "")) if moment.kind == TOOK_PLACE else None
    return None if happening is None else Event(happening, moment.at)
