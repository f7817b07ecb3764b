"""The answer to "may I contact them?" in words: by which way, until when, what instead, and what was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinqiao.domain.daytime import is_daytime
from xinqiao.domain.pace import effective_interval
from xinqiao.domain.send_facts import OWNERSHIP_HOLDS, Handover, Purpose
from xinqiao.journeys.desk import permission_of
from xinqiao.playbook.loader import playbook
from xinqiao.web.pages.roles import ROLE_NAMES
from xinqiao.web.pages.week import WEEKDAYS
from xinqiao.web.pages.zones import zone_words
from xinqiao.web.recruiter.refusals import refusal
from xinqiao.web.recruiter.words import PERMISSION_WORDS, in_a_row, joined, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.consent.explaining import Explanation, Way
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.domain.daytime import Daytime
    from xinqiao.domain.send_facts import Facts
    from xinqiao.foundation.workspaces.models import Member
    from xinqiao.web.recruiter.refusals import Refusal

ASKS: Final = {
    Purpose.PERMISSION: gettext_lazy("asking for permission"),
    Purpose.QUESTIONNAIRE: gettext_lazy("inviting them to the five statements"),
    "": gettext_lazy("asking them for something, such as a talk"),
}
FREE: Final = gettext_lazy("nothing stands in the way")


@dataclass(frozen=True)
class Named:
    """One of several people of that name."""

    public_id: str
    name: str
    about: str


@dataclass(frozen=True)
class WayGroup:
    """Channels with one answer; `refusal` is None where they are fine."""

    channels: str
    refusal: Refusal | None


@dataclass(frozen=True)
class Answer:
    """All that the page shows about one person."""

    public_id: str
    name: str
    about: str
    is_sample: bool
    verdict: str
    speaks_of: str
    ways: list[WayGroup]
    looked_at: list[tuple[str, str]]


def named(person: Candidate) -> Named:
    """Enough to tell namesakes apart."""
    return Named(person.public_id, person.display_name, joined([person.title, person.company]))


def answer(person: Candidate, explained: Explanation, *, by: Member, now: datetime) -> Answer:
    """The verdict, each way, and the facts in plain words."""
    free = [one for one in explained.ways if one.decision.allowed]
    one = named(person)
    return Answer(
        public_id=one.public_id,
        name=one.name,
        about=one.about,
        is_sample=person.is_sample,
        verdict=_verdict(free, explained.ways),
        speaks_of=_("This is about %(ask)s, right now.") % {"ask": str(ASKS[explained.purpose])},
        ways=_groups(explained.ways),
        looked_at=_looked_at(person, explained, by=by, now=now),
    )


def _verdict(free: Sequence[Way], ways: Sequence[Way]) -> str:
    if len(free) == len(ways):
        return _("Yes, by any way.")
    if free:
        return _("Yes, by %(ways)s.") % {"ways": _channels(free)}
    untils = [one.decision.until for one in ways]
    if any(until is None for until in untils):
        return _("Not now.")
    first = min(until for until in untils if until is not None)
    return _("Not yet: from %(day)s on.") % {"day": date_format(localtime(first), "SHORT_DATETIME_FORMAT")}


def _groups(ways: Sequence[Way]) -> list[WayGroup]:
    """Those with one answer together, what is fine first."""
    alike: dict[tuple[object, ...], list[Way]] = {}
    for way in sorted(ways, key=lambda one: not one.decision.allowed):
        one = way.decision
        alike.setdefault((one.allowed, one.rule, one.until, one.instead), []).append(way)
    return [
        WayGroup(
            _("By any way") if len(same) == len(ways) else _channels(same),
            None if same[0].decision.allowed else refusal(same[0].decision),
        )
        for same in alike.values()
    ]


def _channels(ways: Sequence[Way]) -> str:
    return in_a_row([say(playbook().channel(way.channel).label) for way in ways])


def _looked_at(person: Candidate, explained: Explanation, *, by: Member, now: datetime) -> list[tuple[str, str]]:
    facts, terms = explained.facts, explained.terms
    chosen = in_a_row([say(playbook().channel(code).label) for code in terms.channels]) if terms else ""
    return [
        (_("Permission"), _permission(explained)),
        (_("Pace"), _pace(facts)),
        (_("Our last contact"), _last(explained)),
        (_("Open question"), _open(facts, now)),
        (_("Promises"), _("one is missed and not made good") if facts.has_broken_promise else _("none is missed")),
        (_("Ways"), _("%(ways)s, chosen by them") % {"ways": chosen} if chosen else _("they have ruled none out")),
        (_("Where they live"), _daytime(facts.daytime, now, chosen=_chose_hours(terms))),
        (_("Pause"), _until(facts.paused_until, now)),
        (_("Quiet day"), _until(facts.quiet_until, now)),
        (_("Who keeps the relationship"), _ownership(person, facts, by=by, now=now)),
    ]


def _chose_hours(terms: ContactTerms | None) -> bool:
    return terms is not None and bool(terms.day_parts or terms.excluded_weekdays or terms.hours_from is not None)


def _permission(explained: Explanation) -> str:
    words = str(PERMISSION_WORDS[permission_of(explained.terms)])
    said = explained.terms.decided_at if explained.terms else None
    return joined([words, _day(said)]) if said else words


def _pace(facts: Facts) -> str:
    spacing = effective_interval(facts.pace, facts.tempo)
    whose = _("chosen by them") if spacing.chosen else _("our default, they have chosen none")
    if spacing.ask_days is None:
        return joined([_("only once they begin"), whose])
    days = ngettext("at least %d day between requests", "at least %d days between requests", spacing.ask_days)
    return joined([days % spacing.ask_days, whose])


def _last(explained: Explanation) -> str:
    last = explained.last
    if last is None:
        return _("none so far")
    return joined([_day(last.at), str(ROLE_NAMES[last.role]) if last.role in ROLE_NAMES else ""])


def _open(facts: Facts, now: datetime) -> str:
    if not facts.has_open_ask:
        return _("none")
    return _until(facts.open_ask_until, now) if facts.open_ask_until else _("one waits for their answer")


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None or moment <= now:
        return _("none")
    return _("until %(day)s") % {"day": date_format(localtime(moment), "SHORT_DATETIME_FORMAT")}


def _daytime(daytime: Daytime | None, now: datetime, *, chosen: bool) -> str:
    if daytime is None:
        return str(FREE)
    there = now.astimezone(daytime.zone)
    zone = daytime.zone.key if isinstance(daytime.zone, ZoneInfo) else ""
    hours = in_a_row([_hours(one.from_hour, one.to_hour, weekend=one.weekend) for one in daytime.hours])
    inside = _("inside their hours") if is_daytime(now, daytime) else _("outside their hours")
    whose = _("chosen by them") if chosen else _("our default")
    clock = _("%(weekday)s %(time)s there (%(zone)s)") % {
        "weekday": date_format(there, "l"),
        "time": there.strftime("%H:%M"),
        "zone": zone_words(zone),
    }
    never = in_a_row([str(WEEKDAYS[day]) for day in sorted(daytime.excluded_weekdays)])
    kept = _("%(words)s (%(way)s)") % {"words": hours, "way": whose}
    return joined([clock, inside, kept, _("never on %(days)s") % {"days": never} if never else ""])


def _hours(first: int, last: int, *, weekend: bool) -> str:
    words = _("weekends %(first)d–%(last)d") if weekend else _("workdays %(first)d–%(last)d")
    return words % {"first": first, "last": last}


def _ownership(person: Candidate, facts: Facts, *, by: Member, now: datetime) -> str:
    owner = _("you") if person.owner_id == by.pk else person.owner.user.name or person.owner.user.email
    held = facts.two_way_at is not None and now < facts.two_way_at + OWNERSHIP_HOLDS
    if facts.by_owner or not held or facts.two_way_at is None:
        return owner
    if facts.handover is Handover.INTRODUCED:
        return joined([owner, _("they know of the hand-over")])
    until = facts.two_way_at + OWNERSHIP_HOLDS
    return joined([owner, _("in contact, so it is theirs until %(day)s") % {"day": _day(until)}])


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
