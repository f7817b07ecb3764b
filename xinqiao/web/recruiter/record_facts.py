"""What else stands on a record: contact points, tags, the team's own fields, papers, and the date by which it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xinqiao.capabilities.candidates import queries
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.sealed import seal
from xinqiao.web.pages.zones import zone_words
from xinqiao.web.recruiter.contact_rows import EXTERNAL, KINDS, LABELS, label_words
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Attachment, Candidate, ContactPoint, CustomField

PAPER_KINDS: Final = {"pdf": gettext_lazy("PDF"), "docx": gettext_lazy("Word document")}


@dataclass(frozen=True)
class PointLine:
    """One contact point. `sealed` stands for it in addresses, `shielded` says that it is never used."""

    sealed: str
    kind: str
    value: str
    label: str
    href: str
    shielded: bool
    may_be_first: bool
    may_go: bool
    dead: bool


@dataclass(frozen=True)
class PaperLine:
    """One paper."""

    public_id: str
    name: str
    kind: str
    size: int
    by: str
    at: datetime


def more_of(candidate: Candidate, *, may_write: bool) -> dict[str, Any]:
    """Everything beside name and place. Contact points and papers are for those who write."""
    points = queries.points_of(candidate)
    return {
        "contact_points": point_lines(candidate, points) if may_write else [],
        "employer_domain": candidate.employer_domain,
        "suggested_domain": queries.suggested_employer_domain(candidate, points) if may_write else "",
        "mail_to": queries.usable_email(candidate, points) if may_write else "",
        "kinds": KINDS.items(),
        "labels": LABELS,
        "skills": candidate.skills,
        "tags": queries.tags_of(candidate),
        "pools": [pool.name for pool in queries.pools_of(candidate)],
        "own_facts": own_facts(candidate, queries.custom_fields()) if candidate.custom else [],
        "papers": [paper_line(one) for one in queries.attachments_of(candidate)] if may_write else [],
        "notice_due_at": candidate.notice_due_at,
        "ways_told": ways_told(),
    }


def point_lines(candidate: Candidate, points: list[ContactPoint]) -> list[PointLine]:
    """Contact points in words, those of the employer marked."""
    lines = []
    for point in points:
        shielded = queries.is_shielded(point, candidate)
        is_foreign = point.kind not in KINDS
        lines.append(
            PointLine(
                sealed=seal(str(point.pk)),
                kind=str(EXTERNAL if is_foreign else KINDS[point.kind]),
                value=point.value,
                label=label_words(point.label),
                href=point.value if point.kind == "link" and point.value.startswith(("https://", "http://")) else "",
                shielded=shielded,
                may_be_first=point.position > 0 and not shielded and not is_foreign,
                may_go=not is_foreign,
                dead=point.dead_at is not None,
            )
        )
    return lines


def own_facts(candidate: Candidate, fields: list[CustomField]) -> list[tuple[str, str]]:
    """The team's own fields with a value."""
    lines = [(field.name, own_words(field, candidate.custom.get(field.public_id))) for field in fields]
    return [line for line in lines if line[1]]


def own_words(field: CustomField, value: Any) -> str:
    """One value in the reader's language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return pgettext("value of a field", "yes") if value else pgettext("value of a field", "no")
    if field.kind == "date":
        return date_format(datetime.fromisoformat(str(value)), "DATE_FORMAT")
    return str(value)


def further_facts(candidate: Candidate) -> list[tuple[str, str]]:
    """How the name is read, and where the person's day is."""
    facts = [
        (_("Read as"), candidate.pinyin),
        (_("Time zone"), zone_words(candidate.time_zone) if candidate.time_zone else ""),
    ]
    return [fact for fact in facts if fact[1]]


def paper_line(paper: Attachment) -> PaperLine:
    """One paper in words."""
    user = paper.added_by.user
    return PaperLine(
        public_id=paper.public_id,
        name=paper.file_name,
        kind=str(PAPER_KINDS[paper.kind]),
        size=paper.size,
        by=user.name or user.email,
        at=paper.added_at,
    )


def ways_told() -> list[tuple[str, str]]:
    """In which ways a person may have been told."""
    return [*((one.id, say(one.label)) for one in playbook().channels), ("in_person", _("In person"))]


def told_words(how: str) -> str:
    """The way in words."""
    return dict(ways_told()).get(how, "")
