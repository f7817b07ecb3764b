"""Contact points in a form: kind, value and label on a line, as many as there are and some to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xinqiao.capabilities.candidates.operations import PointFacts

if TYPE_CHECKING:
    from django.http import QueryDict

    from xinqiao.capabilities.candidates.models import ContactPoint

KINDS: Final = {
    "email": _("E-mail"),
    "phone": _("Phone"),
    "wechat": _("WeChat"),
    "link": _("Profile or page"),
}
EXTERNAL: Final = _("Number in another system")
UNUSABLE: Final = {
    "email": _("This does not read as an e-mail address. Please check it."),
    "phone": _("This does not read as a phone number. Please check it."),
    "wechat": _("This does not read as a WeChat name. Please check it."),
    "link": _("This does not read as the address of a page. Please check it."),
    "points": _("A record holds at most 30 contact points."),
    "employer_domain": _("This is no employer's domain: write yanchuan.example, not a public mailbox such as qq.com."),
}
# What a label usually says; anything else may be typed.
LABELS: Final = (_("private"), _("work"), _("home"), _("assistant"))
# Labels that came with a list or are told from the address are stored as codes.
_LABEL_CODES: Final = {
    "mobile": _("mobile"),
    "home": _("home"),
    "work": _("work"),
    "other": pgettext_lazy("label of a contact point", "other"),
    "linkedin": _("LinkedIn"),
    "maimai": _("Maimai"),
    "github": _("GitHub"),
    "website": _("website"),
}
EMPTY_ROWS: Final = 2
ROWS_AT_MOST: Final = 30


@dataclass
class ContactRow:
    """One line of the form."""

    kind: str = "email"
    value: str = ""
    label: str = ""
    error: str = ""

    def facts(self) -> PointFacts:
        """As the record takes it."""
        return PointFacts(self.kind, self.value, self.label)


def label_words(label: str) -> str:
    """A label in the reader's language, as far as it is a code."""
    return str(_LABEL_CODES.get(label, label))


def rows_of(points: Iterable[ContactPoint]) -> list[ContactRow]:
    """What stands on the record besides the first of each kind, and lines to fill in."""
    further = [ContactRow(one.kind, one.value, one.label) for one in points if one.position and one.kind in KINDS]
    return _with_empty(further)


def sent_rows(data: QueryDict) -> list[ContactRow]:
    """What came with the form; a line whose kind is none of ours is left out."""
    sent = zip(data.getlist("more_kind"), data.getlist("more_value"), data.getlist("more_label"), strict=False)
    rows = [ContactRow(kind, _line(value)[:400], _line(label)[:20]) for kind, value, label in sent if kind in KINDS]
    return _with_empty([row for row in rows if row.value][:ROWS_AT_MOST])


def _with_empty(rows: list[ContactRow]) -> list[ContactRow]:
    return [*rows, *(ContactRow(kind) for kind in ("email", "phone")[:EMPTY_ROWS])]


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
