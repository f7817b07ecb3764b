"""The parts of a person's record, as plain values. What a reader may not see is left out here, not in a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinqiao.playbook.loader import playbook
from xinqiao.web.pages.week import WEEKDAYS, hours_words
from xinqiao.web.recruiter import badges
from xinqiao.web.recruiter.consent_words import event_words
from xinqiao.web.recruiter.words import in_a_row, joined, language_label, say, sentences

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, Sign
    from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
    from xinqiao.journeys.queries import Advice, Measured, Portrait
    from xinqiao.playbook.schema import Level, Mechanism, Strategy, Technique

DECISION_WORDS: Final = {
    "granted": gettext_lazy("Yes to contact"),
    "later": gettext_lazy("Perhaps later"),
    "stopped": gettext_lazy("Asked us to stop"),
    "undone": gettext_lazy("Took the last decision back"),
    "resumed": gettext_lazy("Opened the door again"),
    "objected": gettext_lazy("Objects to the use of their answers"),
}
PURPOSE_WORDS: Final = {
    "permission": gettext_lazy("Permission"),
    "questionnaire": gettext_lazy("Five statements"),
    "three_taps": gettext_lazy("Three taps"),
}
# A proof is kept as "way · day · words"; only that day is rewritten, never a day among the words.
_PROOF_DAY: Final = re.compile(r"(?<= · )\d{4}-\d\d-\d\d(?= · )")


@dataclass(frozen=True)
class LevelSheet:
    """The measured level, for those who keep the relationship."""

    badge: dict[str, Any]
    figure: str
    latest: str
    band: badges.Band
    scale: list[dict[str, Any]]
    reading: str
    notes: list[str]
    printed: str
    at: datetime
    readings: int


@dataclass(frozen=True)
class MethodSheet:
    """What follows for these people: portrait, strategy, tries and techniques of the playbook."""

    level: Level | None
    strategy: Strategy
    first_step: str
    tries: tuple[Mechanism, ...]
    techniques: tuple[Technique, ...]
    window: str


@dataclass(frozen=True)
class SignLine:
    """One sign, with what it changes and when it lapses."""

    public_id: str
    label: str
    advice: str
    tell: str
    observed_on: date
    expires_on: date


@dataclass(frozen=True)
class ConsentLine:
    """One decision with its proof."""

    at: datetime
    words: str
    proof: str


@dataclass(frozen=True)
class LinkLine:
    """One door, as far as staff may know it."""

    words: str
    state: str
    until: datetime
    is_open: bool


def level_sheet(measured: Measured, advice: Advice) -> LevelSheet:
    """Badge, band, words and the literal sum."""
    return LevelSheet(
        badge=badges.badge(measured),
        figure=badges.figure(measured),
        latest=badges.latest_figure(measured),
        band=badges.band(measured),
        scale=badges.scale_words(measured),
        reading=sentences(badges.probabilities(measured) + _("."), badges.error_sentence(measured)),
        notes=[
            note
            for note in (
                badges.readings_sentence(measured),
                badges.key_sentence(measured),
                badges.tempo_sentence(measured, advice.strategy.id),
                *badges.flag_sentences(measured),
            )
            if note
        ],
        printed="" if measured.printed is None else badges.one_decimal(measured.printed),
        at=measured.at,
        readings=measured.readings,
    )


def method_sheet(portrait: Portrait) -> MethodSheet:
    """Portrait of the level, strategy and window of the tempo. Unmeasured people have the strategy alone."""
    advice = portrait.advice
    is_measured = portrait.measured is not None
    # Unmeasured, the first step is asking leave; after an answer it is behind us.
    asked = portrait.terms is not None and portrait.terms.permission != "none"
    return MethodSheet(
        level=portrait.level_entry if is_measured else None,
        strategy=advice.strategy,
        first_step=say(advice.strategy.first_step) if is_measured or not asked else "",
        tries=advice.mechanisms if is_measured else (),
        techniques=advice.techniques if is_measured else (),
        window=say(playbook().level(advice.strategy.id).window_note),
    )


def tempo_words(advice: Advice) -> str:
    """The interval between contacts, which everyone on the team may read."""
    if advice.interval_days is None:
        return _("No request from us; they begin.")
    days = advice.interval_days
    words = ngettext("At least %d day between two contacts", "At least %d days between two contacts", days) % days
    end = _(", as they chose themselves.") if advice.own_choice else _(".")
    return f"{words}{end}"


def tone_advice(advice: Advice) -> list[str]:
    """How to speak with this person, without a word on the level behind it."""
    return [say(text) for text in playbook().level(advice.strategy.id).advice_for_interviewers]


def sign_lines(signs: list[Sign]) -> list[SignLine]:
    """Signs in words."""
    lines = []
    for sign in signs:
        entry = playbook().sign(sign.kind)
        expires_on = sign.observed_on + timedelta(days=entry.expires_after_days)
        lines.append(
            SignLine(
                public_id=sign.public_id,
                label=say(entry.label),
                advice=say(entry.advice),
                tell=say(entry.tell_candidate),
                observed_on=sign.observed_on,
                expires_on=expires_on,
            )
        )
    return lines


def person_facts(candidate: Candidate) -> list[tuple[str, str]]:
    """Who the person is and how we know them; empty facts are left out."""
    book = playbook()
    source = book.source(candidate.source)
    facts = [
        (_("Now"), joined([candidate.title, candidate.company, candidate.city])),
        (_("Field of work"), say(book.role_family(candidate.role_family).label) if candidate.role_family else ""),
        (_("Seniority"), say(book.seniority(candidate.seniority).label) if candidate.seniority else ""),
        (_("Written to in"), language_label(candidate.language)),
        (_("How we know them"), joined([say(source.label), candidate.source_detail])),
        (_("Legal basis"), say(book.legal_basis(candidate.legal_basis).label)),
        (_("Keeps the record"), candidate.owner.user.name or candidate.owner.user.email),
    ]
    return [fact for fact in facts if fact[1]]


def reach_facts(terms: ContactTerms | None) -> list[tuple[str, str]]:
    """Pace, channels, times and topics that the person chose; empty until they did."""
    if terms is None or terms.chosen_at is None:
        return []
    book = playbook()
    facts = [
        (_("Pace"), say(book.pace(terms.pace).label) if terms.pace else ""),
        (_("By"), in_a_row([say(book.channel(code).label) for code in terms.channels])),
        (_("When"), in_a_row([say(book.day_part(code).label) for code in terms.day_parts])),
        (_("Hours"), hours_words(terms.hours_from, terms.hours_to)),
        (_("Not on"), in_a_row([str(WEEKDAYS[day]) for day in terms.excluded_weekdays])),
        (_("About"), in_a_row([say(book.topic(code).label) for code in terms.topics])),
        (_("In their words"), terms.reach_note),
    ]
    return [fact for fact in facts if fact[1]]


def consent_lines(events: list[ConsentEvent]) -> list[ConsentLine]:
    """Every decision with how it came and its proof."""
    lines = []
    for event in events:
        if event.channel == "by_hand":
            writer = event.recorded_by
            name = writer.user.name or writer.user.email if writer else ""
            # No comma after the person's own words, which bring their own full stop.
            by = _("written down by %(name)s") % {"name": name} if name else ""
            proof = " · ".join(part for part in (_PROOF_DAY.sub(_day_words, event.proof, count=1), by) if part)
        else:
            proof = joined([_("by their own tap on a link"), language_label(event.language)])
        is_contact = event.purpose == "contact"
        words = str(DECISION_WORDS.get(event.decision, event.decision)) if is_contact else event_words(event)
        lines.append(ConsentLine(at=event.at, words=words, proof=proof))
    return lines


def _day_words(found: re.Match[str]) -> str:
    try:
        return date_format(date.fromisoformat(found.group()), "DATE_FORMAT")
    except ValueError:
        return found.group()


def link_lines(links: list[CandidateLink], *, now: datetime) -> list[LinkLine]:
    """The doors of a person. Whether one was opened is nobody's business and not known here."""
    lines = []
    for link in links:
        is_open = link.revoked_at is None and link.expires_at > now
        state = _("open") if is_open else _("closed") if link.revoked_at else _("ended")
        words = str(PURPOSE_WORDS[link.purpose])
        until = link.revoked_at or link.expires_at
        lines.append(LinkLine(words=words, state=state, until=until, is_open=is_open))
    return lines
