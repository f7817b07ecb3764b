"""The one place that says "may this leave now?": loads the facts, asks the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import has_only_employers_address
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.send_check import CopyFacts, Decision, Instead, PermissionState, Purpose, Rule, may_copy

EMAIL: Final = "email"


class Refused(Exception):
    """The send check said no; `decision` holds rule, date and what is fine instead."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule)
        self.decision = decision


def check_copy(candidate: Candidate, purpose: str, *, now: datetime, channel: str = "") -> Decision:
    """Whether a text with a link of this purpose may be copied for this person now, to go by this channel."""
    facts = _facts(terms_in_force(candidate), Purpose(purpose))
    return may_copy(replace(facts, only_employers_address=_is_with_employer(candidate, channel)), now)


def decision_of(terms: ContactTerms | None, purpose: str, *, now: datetime) -> Decision:
    """As `check_copy`, for terms that are already loaded: what a list may promise about many people."""
    return may_copy(_facts(terms, Purpose(purpose)), now)


def require_copy(candidate: Candidate, purpose: str, *, now: datetime, channel: str = "") -> None:
    """Raises Refused when the text may not leave. Call it inside the transaction that hands the text out."""
    decision = check_copy(candidate, purpose, now=now, channel=channel)
    if not decision.allowed:
        raise Refused(decision)


def require_way(candidate: Candidate, channel: str) -> None:
    """Raises Refused where this way alone is closed: e-mail, when every address lies with the present employer."""
    if _is_with_employer(candidate, channel):
        raise Refused(Decision(allowed=False, rule=Rule.EMPLOYERS_ADDRESS, instead=Instead.ANOTHER_WAY))


def require_word(candidate: Candidate, *, channel: str = "") -> None:
    """Raises Refused where a word on a promise may not leave: after a stop, and to addresses of the employer.

    Pace binds requests and news; what was promised is neither.
    """
    terms = terms_in_force(candidate)
    if terms is not None and terms.permission == ContactTerms.Permission.STOPPED:
        raise Refused(Decision(allowed=False, rule=Rule.STOPPED, instead=Instead.ANSWER_IF_THEY_WRITE))
    require_way(candidate, channel)


def require_yes(candidate: Candidate) -> None:
    """Raises Refused unless the person has said yes: all that is needed when they themself begin."""
    terms = terms_in_force(candidate)
    if terms is None or terms.permission != ContactTerms.Permission.GRANTED:
        stopped = terms is not None and terms.permission == ContactTerms.Permission.STOPPED
        raise Refused(Decision(allowed=False, rule=Rule.STOPPED if stopped else Rule.NO_YES))


def _is_with_employer(candidate: Candidate, channel: str) -> bool:
    return channel == EMAIL and has_only_employers_address(candidate)


def _facts(terms: ContactTerms | None, purpose: Purpose) -> CopyFacts:
    if terms is None:
        return CopyFacts(purpose=purpose, permission=PermissionState.NONE, stopped=False)
    asks = tuple(datetime.fromisoformat(text) for text in terms.permission_asks)
    said = terms.permission
    state = PermissionState.ASKED if said == "none" and asks else PermissionState(said)
    return CopyFacts(
        purpose=purpose,
        permission=state,
        stopped=said == ContactTerms.Permission.STOPPED,
        permission_asks=asks,
        said_later_at=terms.decided_at if said == ContactTerms.Permission.LATER else None,
        only_when_they_ask=terms.pace == PaceChoice.ONLY_WHEN_I_ASK,
    )
