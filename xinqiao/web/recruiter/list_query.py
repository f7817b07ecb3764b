"""The address of a list: filters, view and columns, in and out; and the filters in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xinqiao.capabilities.candidates.filters import CONTACTED, NEVER, ListFilter
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.list_columns import known_columns
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import SavedView
    from xinqiao.foundation.workspaces.models import Member
    from xinqiao.web.access.members import MemberRequest

NAMES: Final = {
    "text": gettext_lazy("Search"),
    "stage": gettext_lazy("Stage"),
    "pool": gettext_lazy("Pool"),
    "owner": gettext_lazy("Kept by"),
    "tag": gettext_lazy("Tag"),
    "source": gettext_lazy("Source"),
    "basis": gettext_lazy("Legal basis"),
    "skill": gettext_lazy("Skill"),
    "contacted": gettext_lazy("Last contact"),
    "notice": gettext_lazy("Not told yet"),
    "mine": gettext_lazy("Kept by me"),
}
# Filters that are on or off: their chip is the name alone.
_SWITCHES: Final = ("notice", "mine")


@dataclass(frozen=True)
class Asked:
    """What a list's address asks for."""

    chosen: ListFilter
    view: SavedView | None
    columns: Sequence[str]
    # The columns as the address names them; empty where the view or the habit decides.
    own_columns: Sequence[str]

    def query(self, chosen: ListFilter | None = None, **more: str) -> str:
        """The address of this list, or of one with other filters."""
        kept = {"view": self.view.public_id if self.view else "", "columns": ",".join(self.own_columns), **more}
        rest = urlencode({name: value for name, value in kept.items() if value})
        return "&".join(part for part in ((chosen or self.chosen).query(), rest) if part)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return replace(self.chosen, order="") != ListFilter()


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the list without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Choices:
    """One filter that offers values."""

    name: str
    label: str
    every: str
    options: tuple[tuple[str, str], ...]
    value: str


def asked(request: MemberRequest, views: Iterable[SavedView]) -> Asked:
    """Reads the address."""
    view = next((one for one in views if one.public_id == request.GET.get("view")), None)
    # A form sends a box for each column, a link one list of them.
    own = known_columns(",".join(request.GET.getlist("columns")).split(","))
    return Asked(
        chosen=_chosen(request),
        view=view,
        columns=own or known_columns(view.columns if view else ()),
        own_columns=own,
    )


def _chosen(request: MemberRequest) -> ListFilter:
    chosen = ListFilter.parse(request.GET.dict())
    # A word that is no stage asks for nothing, rather than for nobody.
    return chosen if chosen.stage in {one.id for one in playbook().stages} else replace(chosen, stage="")


def choices(colleagues: Iterable[Member], chosen: ListFilter) -> list[Choices]:
    """The filters that offer values, with the one in force; `colleagues`: whose people can be asked for."""
    book = playbook()
    options: dict[str, list[tuple[str, str]]] = {
        "stage": [(one.id, say(one.label)) for one in book.stages],
        "pool": [(one.public_id, one.name) for one in groups.pools_by_hand()],
        "owner": [(one.public_id, _member_name(one)) for one in colleagues],
        "tag": [(one.public_id, one.name) for one in groups.tags()],
        "source": [(one.id, say(one.label)) for one in book.sources],
        "basis": [(one.id, say(one.label)) for one in book.legal_bases],
        "contacted": [(code, contacted_words(code)) for code in CONTACTED],
    }
    every = {
        "stage": _("Every stage"),
        "pool": _("Every pool"),
        "owner": _("Everybody's"),
        "tag": _("Every tag"),
        "source": _("Every source"),
        "basis": _("Every legal basis"),
        "contacted": _("Any last contact"),
    }
    return [
        Choices(name, str(NAMES[name]), every[name], tuple(entries), getattr(chosen, name))
        for name, entries in options.items()
        if entries
    ]


def chips(asked_for: Asked, offered: Iterable[Choices]) -> list[Chip]:
    """The filters in force, each with the list without it."""
    labels = {one.name: dict(one.options) for one in offered}
    found = []
    for one in fields(ListFilter):
        value = getattr(asked_for.chosen, one.name)
        if not value or one.name not in NAMES:
            continue
        nothing: Any = False if one.name in _SWITCHES else ""
        without = replace(asked_for.chosen, **{one.name: nothing})
        found.append(Chip(_words(one.name, value, labels), asked_for.query(without)))
    return found


def in_words(chosen: ListFilter, offered: Iterable[Choices]) -> list[str]:
    """The filters as short words, for pools by rule and for the history of exports."""
    return [chip.words for chip in chips(Asked(chosen, None, (), ()), offered)]


def contacted_words(code: str) -> str:
    """Since when nobody was in touch."""
    if code == NEVER:
        return _("no contact yet")
    return _("not in %(days)s days") % {"days": code}


def _words(name: str, value: Any, labels: dict[str, dict[str, str]]) -> str:
    if name in _SWITCHES:
        return str(NAMES[name])
    shown = labels.get(name, {}).get(value, value if name in ("text", "skill") else _("no longer there"))
    return pgettext("a filter and its value", "%(filter)s: %(value)s") % {"filter": NAMES[name], "value": shown}


def _member_name(member: Member) -> str:
    return member.user.name or member.user.email
