"""The columns of the list: which there are, which are shown unless said otherwise, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.capabilities.candidates.queries import groups
from xinqiao.foundation.workspaces.queries import names_of_members
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter import badges, next_words
from xinqiao.web.recruiter.words import in_a_row, joined, permission_words, say, stage_label

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Workspace
    from xinqiao.journeys.desk import Row

COLUMNS: Final[dict[str, Promise]] = {
    "level": _("Level"),
    "permission": _("Permission"),
    "stage": _("Stage"),
    "next": _("Next step"),
    "last_contact": _("Last contact"),
    "owner": _("Kept by"),
    "company": _("Company"),
    "title": _("Position"),
    "city": _("City"),
    "skills": _("Skills"),
    "tags": _("Tags"),
    "pools": _("Pools"),
    "source": _("Source"),
    "basis": _("Legal basis"),
    "added": _("Added on"),
    "notice": _("To be told by"),
}
USUAL: Final = ("level", "permission", "stage", "next", "last_contact")
# Beside an open quick look there is room for these.
BESIDE_LOOK: Final = ("level", "next")
_DAYS: Final = ("last_contact", "added", "notice")


@dataclass(frozen=True)
class Heading:
    """One heading of the table."""

    key: str
    label: str
    is_day: bool
    leaves: bool


@dataclass(frozen=True)
class Cell:
    """One cell; which of its values is set depends on the column."""

    heading: Heading
    text: str = ""
    sub: str = ""
    day: datetime | None = None
    badge: dict[str, Any] | None = None


@dataclass(frozen=True)
class ListedPerson:
    """One row of the list; `badge` is None for members who may not see the score."""

    public_id: str
    name: str
    now: str
    is_sample: bool
    badge: dict[str, Any] | None
    figure: str
    permission: str
    stage: str
    next: next_words.NextWords
    last_contact: datetime | None
    is_told: bool
    notice_due_at: datetime | None
    may_hand_over: bool
    is_restricted: bool
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Around:
    """What the chosen columns need besides the rows: asked once a page, and only when shown."""

    tags: dict[int, list[str]] = field(default_factory=dict)
    pools: dict[int, list[str]] = field(default_factory=dict)
    keepers: dict[int, str] = field(default_factory=dict)


def known_columns(names: Iterable[str]) -> list[str]:
    """The columns among these names, in the order of the page."""
    wanted = set(names)
    return [name for name in COLUMNS if name in wanted]


def headings(names: Sequence[str]) -> list[Heading]:
    """The headings of these columns, or of the usual ones."""
    return [
        Heading(name, str(COLUMNS[name]), name in _DAYS, name not in BESIDE_LOOK)
        for name in known_columns(names or USUAL)
    ]


def listed(row: Row, shown: Sequence[Heading] = (), around: Around | None = None) -> ListedPerson:
    """A row in words."""
    candidate = row.candidate
    person = ListedPerson(
        public_id=candidate.public_id,
        name=candidate.display_name,
        now=joined([candidate.title, candidate.company]),
        is_sample=candidate.is_sample,
        badge=badges.badge(row.measured) if row.sees_score else None,
        figure=badges.figure(row.measured) if row.measured else "",
        permission=permission_words(row.permission),
        stage=stage_label(candidate.stage),
        next=next_words.words_of(row.next),
        last_contact=row.last_contact,
        is_told=candidate.notice_due_at is None,
        notice_due_at=candidate.notice_due_at,
        may_hand_over=row.sees_score,
        is_restricted=candidate.restricted_at is not None,
    )
    person.cells.extend(_cell(row, person, heading, around or Around()) for heading in shown)
    return person


def around(rows: Sequence[Row], shown: Sequence[Heading], workspace: Workspace) -> Around:
    """Tags, pools and keepers of these people, where a column shows them."""
    keys, ids = {heading.key for heading in shown}, [row.candidate.pk for row in rows]
    return Around(
        tags=groups.tags_by_candidate(ids) if "tags" in keys else {},
        pools=groups.pools_by_candidate(ids) if "pools" in keys else {},
        keepers=names_of_members(workspace) if "owner" in keys else {},
    )


def _cell(row: Row, person: ListedPerson, heading: Heading, beside: Around) -> Cell:
    match heading.key:
        case "level":
            return Cell(heading, badge=person.badge)
        case "next":
            return Cell(heading, person.next.title, person.next.when)
        case "last_contact":
            return Cell(heading, day=person.last_contact)
        case "added":
            return Cell(heading, day=row.candidate.created_at)
        case "notice":
            return Cell(heading, day=row.candidate.notice_due_at)
        case "tags":
            return Cell(heading, in_a_row(beside.tags.get(row.candidate.pk, [])))
        case "pools":
            return Cell(heading, in_a_row(beside.pools.get(row.candidate.pk, [])))
        case "owner":
            return Cell(heading, beside.keepers.get(row.candidate.owner_id, ""))
    return Cell(heading, _text(row, person, heading.key))


def _text(row: Row, person: ListedPerson, key: str) -> str:
    candidate = row.candidate
    match key:
        case "permission":
            return person.permission
        case "stage":
            return person.stage
        case "skills":
            return in_a_row([str(skill) for skill in candidate.skills])
        case "source":
            return _label(playbook().source, candidate.source)
        case "basis":
            return _label(playbook().legal_basis, candidate.legal_basis)
    return str(getattr(candidate, key))


def _label(find: Callable[[str], Any], code: str) -> str:
    try:
        return say(find(code).label)
    except UnknownPlaybookEntry:
        return code
