"""The one place that says "may this leave now?": loads the facts, asks the domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import read_again, restricted_since
from xinqiao.capabilities.candidates.queries import addresses_of
from xinqiao.capabilities.consent.between import between_us, new_yes_at, quiet_until
from xinqiao.capabilities.consent.impact import unlocks_messages
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.daytime import Daytime, Hours, clipped
from xinqiao.domain.employer_shield import is_with_employer
from xinqiao.domain.levels import UNMEASURED, LevelState
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.send_check import may_leave
from xinqiao.domain.send_facts import Decision, Facts, Kind, NamedReason, PermissionState, Purpose, Rule
from xinqiao.playbook.loader import playbook

EMAIL: Final = "email"
# Whoever gives no zone lives where the product's own calendar is kept.
ZONE: Final = "Asia/Shanghai"


class Refused(Exception):
    """The send check said no; `decision` holds rule, date and what is fine instead."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule)
        self.decision = decision


@dataclass(frozen=True)
class Copy:
    """A text about to be copied, or a call about to begin: what for ("" = nothing with a link), by which channel.

    `tempo` is the person's tempo level. `again`: it belongs to the ask just made, which then counts neither for pace
    nor as an open question. `quiet_until`: the end of a quiet day that the text alone tells of. `sees_answers`: who
    copies may know whether earlier asks were answered. `answers_again_from`: when answers once more would not come too
    soon, for those who may know that there are some. `by`: the member (internal id). `reason`: why they go on after a
    no, or with a text that fails the tone check. `topic`: what it is about, "" for none of those that one can choose.
    """

    purpose: str
    channel: str = ""
    tempo: LevelState = UNMEASURED
    again: bool = False
    quiet_until: datetime | None = None
    sees_answers: bool = True
    answers_again_from: datetime | None = None
    by: int | None = None
    reason: NamedReason | None = None
    topic: str = ""


def check_copy(candidate: Candidate, copy: Copy, *, now: datetime) -> Decision:
    """Whether this text may be copied for this person now. Call it with the person's terms locked."""
    return may_leave(facts_of(candidate, copy, now=now), now)


def facts_of(candidate: Candidate, copy: Copy, *, now: datetime) -> Facts:
    """All that the decision rests on, in at most nine queries; an explanation shows them as they are."""
    read_again(candidate)
    terms = terms_in_force(candidate)
    facts = replace(
        _facts(terms, Purpose(copy.purpose) if copy.purpose else None),
        **_way(candidate, copy.channel, terms),
        topic=copy.topic,
        tempo=copy.tempo,
        restricted_at=candidate.restricted_at,
        assessment_signed=unlocks_messages(now=now),
        answers_again_from=copy.answers_again_from,
        ask_again_reason=copy.reason,
        tone_reason=copy.reason,
    )
    known = between_us(candidate, terms, by=copy.by, sees_answers=copy.sees_answers, now=now)
    known["quiet_until"] = max(filter(None, (copy.quiet_until, known["quiet_until"])), default=None)
    facts = replace(facts, daytime=_daytime(candidate, terms), **known)
    return _before_the_last_ask(facts) if copy.again else facts


def decision_of(
    terms: ContactTerms | None,
    purpose: str,
    *,
    now: datetime,
    tempo: LevelState = UNMEASURED,
    known: Mapping[str, Any] | None = None,
) -> Decision:
    """What a list may promise about many people, from rows that are already loaded: the hour is left out.

    `known`: what happened between us (`between.between_many`).
    """
    return may_leave(replace(_facts(terms, Purpose(purpose)), tempo=tempo, **(known or {})), now)


def require_copy(candidate: Candidate, copy: Copy, *, now: datetime) -> Rule | None:
    """Raises Refused when the text may not leave. Call it inside the transaction that hands the text out.

    Returns the rule that let it pass for the sender's reason alone; that reason then belongs on the timeline.
    """
    facts = facts_of(candidate, copy, now=now)
    decision = may_leave(facts, now)
    if not decision.allowed:
        raise Refused(decision)
    return may_leave(replace(facts, ask_again_reason=None, tone_reason=None), now).rule if copy.reason else None


def require_word(candidate: Candidate, *, now: datetime, channel: str = "") -> None:
    """Raises Refused where a word on a promise may not leave now; no pace binds it: it is neither an ask nor news."""
    read_again(candidate)
    terms = terms_in_force(candidate)
    decision = may_leave(
        replace(
            _facts(terms, Purpose.PERMISSION),
            kind=Kind.PROMISED,
            purpose=None,
            **_way(candidate, channel, terms),
            restricted_at=candidate.restricted_at,
            quiet_until=quiet_until(candidate),
            daytime=_daytime(candidate, terms),
        ),
        now,
    )
    if not decision.allowed:
        raise Refused(decision)


def require_service(
    candidate: Candidate, *, channel: str, asked_at: datetime, now: datetime, to_employers_domain: bool = False
) -> None:
    """Raises Refused where what the person asked for at `asked_at`, by this channel, may not leave now.

    A code that they ask for after a stop still arrives; asked for just now, it comes at any hour.
    """
    terms = terms_in_force(candidate)
    decision = may_leave(
        replace(
            _facts(terms, Purpose.PERMISSION),
            kind=Kind.SERVICE,
            purpose=None,
            channel=channel,
            channels=frozenset(terms.channels) if terms else frozenset(),
            asked_at=asked_at,
            asked_on=channel,
            to_employers_domain=to_employers_domain,
            daytime=_daytime(candidate, terms),
        ),
        now,
    )
    if not decision.allowed:
        raise Refused(decision)


def _way(candidate: Candidate, channel: str, terms: ContactTerms | None) -> dict[str, Any]:
    addresses = addresses_of(candidate, channel)
    shielded = [is_with_employer(key, candidate.employer_domain) for key, _ in addresses] if channel == EMAIL else []
    usable = [dead for at, (_, dead) in enumerate(addresses) if not (shielded and shielded[at])]
    return {
        "channel": channel,
        "channels": frozenset(terms.channels) if terms else frozenset(),
        "to_employers_domain": bool(shielded) and all(shielded),
        "bounced": bool(usable) and all(usable),
    }


def require_yes(candidate: Candidate) -> None:
    """Raises Refused unless the person has said yes, and while their data are only kept.

    That is all that is needed when they themself begin.
    """
    terms = terms_in_force(candidate)
    if terms is None or terms.permission != ContactTerms.Permission.GRANTED:
        stopped = terms is not None and terms.permission == ContactTerms.Permission.STOPPED
        raise Refused(Decision(allowed=False, rule=Rule.STOPPED if stopped else Rule.NO_YES))
    if restricted_since(candidate) is not None:
        raise Refused(Decision(allowed=False, rule=Rule.RESTRICTED))


def _facts(terms: ContactTerms | None, purpose: Purpose | None) -> Facts:
    if terms is None:
        return Facts(kind=Kind.ASK, purpose=purpose)
    asks = tuple(datetime.fromisoformat(text) for text in terms.permission_asks)
    said = terms.permission
    return Facts(
        kind=Kind.ASK,
        purpose=purpose,
        permission=PermissionState.ASKED if said == "none" and asks else PermissionState(said),
        permission_asks=asks,
        said_later_at=terms.decided_at if said == ContactTerms.Permission.LATER else None,
        stopped_at=terms.decided_at if said == ContactTerms.Permission.STOPPED else None,
        granted_at=new_yes_at(terms),
        pace=PaceChoice(terms.pace) if terms.pace else None,
        topics=frozenset(terms.topics),
        paused_until=terms.paused_until,
        our_last_at=max(asks, default=None),
    )


def _before_the_last_ask(facts: Facts) -> Facts:
    """The same without the ask just made; whatever else was said or done since then counts."""
    facts = replace(facts, our_last_at=None, has_open_ask=False, open_ask_until=None)
    if facts.purpose is not Purpose.PERMISSION:
        return facts
    asks, state = facts.permission_asks[:-1], facts.permission
    if state is PermissionState.ASKED and not asks:
        state = PermissionState.NONE
    return replace(facts, permission=state, permission_asks=asks, our_last_at=max(asks, default=None))


def _daytime(candidate: Candidate, terms: ContactTerms | None) -> Daytime:
    zone = candidate.time_zone or ZONE
    hours = playbook().hours_of(terms.day_parts if terms else [])
    excluded: frozenset[int] = frozenset()
    if terms is not None:
        excluded = frozenset(terms.excluded_weekdays)
        if terms.hours_from is not None and terms.hours_to is not None:
            hours = _own_hours(hours, terms.day_parts, terms.hours_from, terms.hours_to)
    return Daytime(ZoneInfo(zone), playbook().calendar_in(zone), hours, excluded)


def _own_hours(hours: tuple[Hours, ...], parts: list[str], first: int, last: int) -> tuple[Hours, ...]:
    """Their own hours within the parts of the day that they chose; without such a part, on workdays."""
    own = (Hours(first, last),)
    return (clipped(hours, first, last) or own) if parts else own
