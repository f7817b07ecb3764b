"""What is held about me: after a code everything, in plain words. Without one the page names kinds only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xinqiao.domain.separate_consents import Purpose
from xinqiao.journeys.held import held_about
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.candidate.consents import consent_words
from xinqiao.web.candidate.notices import label_of
from xinqiao.web.candidate.page import listed, recruiter_name, spoken, who_asks
from xinqiao.web.candidate.reach import reach_lines
from xinqiao.web.pages.zones import zone_words

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import CandidateLink, CustomField, TimelineEntry
    from xinqiao.capabilities.consent.models import ConsentEvent
    from xinqiao.journeys.held import Held
    from xinqiao.playbook.portal_schema import HeldTexts
    from xinqiao.web.access.candidates import CandidateRequest

HAPPENED: Final = 25
ROLES: Final = {
    "owner": gettext_lazy("head of the team"),
    "admin": gettext_lazy("administrator"),
    "recruiter": gettext_lazy("recruiter"),
    "interviewer": gettext_lazy("interviewer"),
    "viewer": gettext_lazy("colleague"),
}
_POINTS: Final = {
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "wechat": gettext_lazy("WeChat"),
    "link": gettext_lazy("Public page"),
    "external": gettext_lazy("Number in another system"),
}
_PURPOSES: Final = {
    "permission": gettext_lazy("Whether we may write to you"),
    "questionnaire": gettext_lazy("The five statements"),
    "three_taps": gettext_lazy("Three taps"),
}
_DECISIONS: Final = {
    "undone": gettext_lazy("Took the last decision back"),
    "resumed": gettext_lazy("Contact was taken up again"),
    "restricted": gettext_lazy("Your data are only kept"),
    "lifted": gettext_lazy("They may be used again"),
    "objected": gettext_lazy("Do not use my answers to set the manner"),
}
_STORED: Final = {"granted": "allow", "later": "later", "stopped": "stop"}


@dataclass(frozen=True)
class Line:
    """A fact with what stands beside it, and perhaps a longer text below."""

    label: str
    value: str
    quote: str = ""


def everything(request: CandidateRequest) -> dict[str, Any]:
    """The whole page as plain values."""
    held, text = held_about(request.candidate, now=request.now), playbook().portal.held
    return {
        "text": text,
        **_about_them(request, held, text),
        **_between_us(request, held),
        **_planned(held, text),
        "cannot_stop": playbook().candidate_pages.cannot_stop,
        "who": who_asks(request),
        "recruiter": recruiter_name(request),
        "others_by_hand": spoken(text.others_by_hand, recruiter=recruiter_name(request)),
    }


def _about_them(request: CandidateRequest, held: Held, text: HeldTexts) -> dict[str, Any]:
    return {
        "facts": _facts(request),
        "points": [Line(_point_label(one.kind, one.label), one.value) for one in held.points],
        "employer": spoken(text.employer, domain=domain) if (domain := request.candidate.employer_domain) else "",
        "groups": _groups(held),
        "reach": [Line(heading, listed(words)) for heading, words in _reach(request, held)],
        "signs": [_sign(one.kind, one.observed_on) for one in held.signs],
        "papers": [Line(_day(one.added_at), one.file_name) for one in held.papers],
    }


def _between_us(request: CandidateRequest, held: Held) -> dict[str, Any]:
    return {
        "tasks": [Line(_date(one.due_on), one.text, _("done") if one.done_at else "") for one in held.tasks],
        "notes": [_note(one) for one in held.timeline if "text" in one.data],
        "answers": held.answers,
        "has_shared": held.has_shared,
        "cards": [Line(_date(one.happened_on), spoken(playbook().occasion(one.occasion).label)) for one in held.cards],
        "promises": held.promises_all,
        "promises_open": held.promises_open,
        "decisions": [_decision(one) for one in held.decisions],
        "links": [_link(one, request.now) for one in held.links],
        "happened": [_happened(one) for one in held.timeline[:HAPPENED]],
        "further": max(len(held.timeline) - HAPPENED, 0),
        "looked": [Line(_moment(one.at), str(ROLES.get(one.role, _("colleague")))) for one in held.views],
    }


def roles_that_looked(roles: list[str]) -> str:
    """By role alone, each once."""
    return listed([str(ROLES[role]) for role in dict.fromkeys(roles) if role in ROLES])


def _facts(request: CandidateRequest) -> list[Line]:
    one, book = request.candidate, playbook()
    source = book.source(one.source)
    facts = [
        (_("Name"), one.display_name),
        (_("Read as"), one.pinyin),
        (_("Position"), one.title),
        (_("Company"), one.company),
        (_("City"), one.city),
        (_("Field of work"), spoken(book.role_family(one.role_family).label) if one.role_family else ""),
        (_("Seniority"), spoken(book.seniority(one.seniority).label) if one.seniority else ""),
        (_("Skills"), listed([str(skill) for skill in one.skills])),
        (_("Written to in"), str(dict(settings.LANGUAGES).get(one.language, one.language))),
        (_("Time zone"), zone_words(one.time_zone) if one.time_zone else ""),
        (_("How we know you"), " · ".join(part for part in (spoken(source.phrase), one.source_detail) if part)),
        (_("Held since"), _day(one.created_at)),
        (_("On what ground"), spoken(book.legal_basis(one.legal_basis).tell_candidate)),
        (_("Last contact"), _day(one.last_contact_at) if one.last_contact_at else ""),
        (_("Keeps in touch with you"), recruiter_name(request)),
        (_("Opening"), one.opening.title if one.opening else ""),
        (_("Where we are"), spoken(book.stage(one.stage).candidate_label)),
    ]
    return [Line(label, value) for label, value in facts if value]


def _groups(held: Held) -> list[Line]:
    groups = [
        (_("Tags"), listed(held.tags)),
        (_("Lists"), listed([pool.name for pool in held.pools])),
        *((field.name, _own_value(field, value)) for field, value in held.own_fields),
    ]
    return [Line(label, value) for label, value in groups if value]


def _own_value(field: CustomField, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return pgettext("value of a field", "yes") if value else pgettext("value of a field", "no")
    return _date(date.fromisoformat(str(value)[:10])) if field.kind == "date" else str(value)


def _reach(request: CandidateRequest, held: Held) -> list[tuple[str, list[str]]]:
    if held.terms is None:
        return []
    own = [(_("A line of your own"), [held.terms.reach_note])] if held.terms.reach_note else []
    return [*reach_lines(request, held.terms), *own]


def _point_label(kind: str, label: str) -> str:
    return " · ".join(part for part in (str(_POINTS[kind]), label) if part)


def _note(entry: TimelineEntry) -> Line:
    # By role, as who looked.
    by = ROLES.get(entry.by.role, _("colleague")) if entry.by else ""
    return Line(_moment(entry.at), str(by), str(entry.data.get("text", "")))


def _sign(kind: str, day: date) -> Line:
    try:
        return Line(_date(day), spoken(playbook().sign(kind).tell_candidate))
    except UnknownPlaybookEntry:
        return Line(_date(day), spoken(playbook().portal.happened_text("sign")))


def _decision(event: ConsentEvent) -> Line:
    words = _decided(event)
    how = _("written down by a colleague") if event.channel == "by_hand" else _("your own tap")
    return Line(_moment(event.at), f"{words or event.decision} · {how}", event.proof)


def _decided(event: ConsentEvent) -> str:
    if event.purpose in set(Purpose):
        to = str(event.recipient.get("name", ""))
        return " · ".join(filter(None, (consent_words(event.purpose, event.decision), to)))
    return label_of(event.decision) if event.decision in _STORED else str(_DECISIONS.get(event.decision, ""))


def _link(link: CandidateLink, now: datetime) -> Line:
    open_until = _("open until {day}").format(day=_day(link.expires_at))
    is_open = link.revoked_at is None and link.expires_at > now
    words = str(_PURPOSES.get(link.purpose, _("A link")))
    return Line(_day(link.created_at), f"{words} · {open_until if is_open else _('over')}")


def _happened(entry: TimelineEntry) -> Line:
    return Line(_moment(entry.at), spoken(playbook().portal.happened_text(entry.kind)))


def _planned(held: Held, text: HeldTexts) -> dict[str, Any]:
    """What comes next in plain words, when at the earliest, and why in this manner."""
    step, advice, level = held.next, held.portrait.advice, held.portrait.level_entry
    words = [spoken(playbook().portal.planned_text(step.step))]
    if step.mechanism is not None:
        words.append(spoken(step.mechanism.tell_candidate))
    until = step.decision.until if step.decision is not None else None
    if until is not None:
        words.append(spoken(text.earliest, day=_day(until)))
    elif step.step != "stopped" and advice.interval_days is not None:
        words.append(spoken(text.at_least, days=advice.interval_days))
    plans = [level.tell_candidate, advice.strategy.tell_candidate] if level and step.step != "stopped" else []
    return {"planned": words, "plans": [spoken(plan) for plan in plans]}


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")


def _date(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
