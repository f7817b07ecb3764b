"""What a list taken out may say about a person. There is no column for scores, levels, curves, risk or signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext_lazy

from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, CustomField
from xinqiao.capabilities.candidates.queries.contact_points import is_shielded
from xinqiao.capabilities.candidates.queries.groups import pools_by_candidate, tags_by_candidate
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.text import Text

LIST_SEPARATOR: Final = "; "
_Kind = ContactPoint.Kind


@dataclass(frozen=True)
class Person:
    """A person with everything that a row may say, already loaded."""

    candidate: Candidate
    points: Sequence[ContactPoint] = ()
    tags: Sequence[str] = ()
    pools: Sequence[str] = field(default=())

    def values(self, kind: str) -> list[str]:
        """Their addresses, numbers or links of a kind, the first one first."""
        return [point.value for point in self.points if point.kind == kind]

    @property
    def is_told(self) -> bool:
        """False for people who do not know of us yet: of them only a few fields may leave."""
        return self.candidate.notice_due_at is None


@dataclass(frozen=True)
class Column:
    """A column: its heading, its cell, and whether it may speak of people who were never told."""

    heading: str | Promise
    cell: Callable[[Person], str]
    before_notice: bool = False


def _first(kind: str) -> Callable[[Person], str]:
    return lambda person: next(iter(person.values(kind)), "")


def _others(kind: str) -> Callable[[Person], str]:
    return lambda person: LIST_SEPARATOR.join(person.values(kind)[1:])


def _all(kind: str) -> Callable[[Person], str]:
    return lambda person: LIST_SEPARATOR.join(person.values(kind))


def _plain(name: str) -> Callable[[Person], str]:
    return lambda person: str(getattr(person.candidate, name))


def _said(find: Callable[[str], Text], name: str) -> Callable[[Person], str]:
    def cell(person: Person) -> str:
        code = getattr(person.candidate, name)
        try:
            return find(code).in_language(get_language() or "zh-hans") if code else ""
        except UnknownPlaybookEntry:
            return str(code)

    return cell


def _day(name: str) -> Callable[[Person], str]:
    def cell(person: Person) -> str:
        at = getattr(person.candidate, name)
        return date_format(localtime(at), "Y-m-d") if at else ""

    return cell


def _owner(person: Person) -> str:
    user = person.candidate.owner.user
    return user.name or user.email


# The headings are those that our own import and common CRMs recognise.
COLUMNS: Final[dict[str, Column]] = {
    "name": Column(pgettext_lazy("export", "Name"), _plain("display_name"), before_notice=True),
    "pinyin": Column(pgettext_lazy("export", "Pinyin"), lambda person: person.candidate.pinyin),
    "company": Column(pgettext_lazy("export", "Company"), _plain("company"), before_notice=True),
    "title": Column(pgettext_lazy("export", "Position"), _plain("title"), before_notice=True),
    "city": Column(pgettext_lazy("export", "City"), _plain("city")),
    "email": Column(pgettext_lazy("export", "E-mail"), _first(_Kind.EMAIL), before_notice=True),
    "other_emails": Column(pgettext_lazy("export", "Other e-mail addresses"), _others(_Kind.EMAIL)),
    "phone": Column(pgettext_lazy("export", "Phone"), _first(_Kind.PHONE), before_notice=True),
    "other_phones": Column(pgettext_lazy("export", "Other phone numbers"), _others(_Kind.PHONE)),
    "wechat": Column(pgettext_lazy("export", "WeChat"), _first(_Kind.WECHAT), before_notice=True),
    "links": Column(pgettext_lazy("export", "Links"), _all(_Kind.LINK), before_notice=True),
    "role_family": Column(
        pgettext_lazy("export", "Field of work"), _said(lambda code: playbook().role_family(code).label, "role_family")
    ),
    "seniority": Column(
        pgettext_lazy("export", "Seniority"), _said(lambda code: playbook().seniority(code).label, "seniority")
    ),
    "skills": Column(
        pgettext_lazy("export", "Skills"), lambda person: LIST_SEPARATOR.join(map(str, person.candidate.skills))
    ),
    "tags": Column(pgettext_lazy("export", "Tags"), lambda person: LIST_SEPARATOR.join(person.tags)),
    "pools": Column(pgettext_lazy("export", "Pools"), lambda person: LIST_SEPARATOR.join(person.pools)),
    "stage": Column(pgettext_lazy("export", "Stage"), _said(lambda code: playbook().stage(code).label, "stage")),
    "owner": Column(pgettext_lazy("export", "Kept by"), _owner),
    "source": Column(
        pgettext_lazy("export", "Source"), _said(lambda code: playbook().source(code).label, "source"), True
    ),
    "source_detail": Column(pgettext_lazy("export", "Source in detail"), _plain("source_detail"), before_notice=True),
    "basis": Column(
        pgettext_lazy("export", "Legal basis"), _said(lambda code: playbook().legal_basis(code).label, "legal_basis")
    ),
    "last_contact": Column(pgettext_lazy("export", "Last contact"), _day("last_contact_at")),
    "added": Column(pgettext_lazy("export", "Added on"), _day("created_at")),
    "notice": Column(pgettext_lazy("export", "To be told by"), _day("notice_due_at"), before_notice=True),
}
ALWAYS: Final = "name"
# Stands for all fields of the team's own.
CUSTOM: Final = "custom"


@dataclass(frozen=True)
class Layout:
    """The columns of one file."""

    names: Sequence[str]
    fields: Sequence[CustomField] = ()

    def headings(self) -> list[str]:
        """The first line."""
        return [*(str(COLUMNS[name].heading) for name in self.names), *(field.name for field in self.fields)]

    def cells(self, person: Person) -> list[str]:
        """One line. Of people who were never told only the few fields are said, and one contact."""
        told = person.is_told
        shown = person if told else Person(person.candidate, person.points[:1])
        row = [COLUMNS[name].cell(shown) if told or COLUMNS[name].before_notice else "" for name in self.names]
        return [*row, *(_own_value(person, field) if told else "" for field in self.fields)]


def chosen(names: Iterable[str]) -> list[str]:
    """These columns in the order of the page, the name always among them; all of them for none."""
    wanted = set(names)
    return [name for name in (*COLUMNS, CUSTOM) if name == ALWAYS or name in wanted or not wanted]


def layout(names: Iterable[str]) -> Layout:
    """The columns of a file, the team's own fields looked up."""
    wanted = chosen(names)
    own = CustomField.objects.filter(archived_at=None).order_by("position", "id") if CUSTOM in wanted else ()
    return Layout([name for name in wanted if name != CUSTOM], list(own))


def _own_value(person: Person, field: CustomField) -> str:
    value = person.candidate.custom.get(field.public_id, "")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "" if value is None else str(value)


def load(ids: Sequence[int]) -> list[Person]:
    """These people in order, where their data may be used, with all that a row says; in a fixed number of queries."""
    # Data that are only kept leave for nowhere.
    people = Candidate.objects.filter(restricted_at=None).select_related("owner__user").in_bulk(ids)
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(candidate_id__in=list(people)).order_by("position", "id"):
        # Another program would not know that an address at the present employer must never be used.
        if not is_shielded(point, people[point.candidate_id]):
            points.setdefault(point.candidate_id, []).append(point)
    tags, pools = tags_by_candidate(ids), pools_by_candidate(ids)
    return [
        Person(people[one], points.get(one, ()), tags.get(one, ()), pools.get(one, ())) for one in ids if one in people
    ]
