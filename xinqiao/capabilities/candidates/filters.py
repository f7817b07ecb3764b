"""What a list is narrowed by: the filters of its address, as plain values. Never a score, a level or a sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

NEVER: Final = "never"
CONTACTED: Final = (NEVER, "30", "90", "180")
NEWEST: Final = "newest"
TEXT_AT_MOST: Final = 120

# How each filter is called in an address; the order is that of the serialised query. Saved views and pools keep these
# names, so none is ever renamed.
_NAMES: Final = {
    "text": "q",
    "stage": "stage",
    "owner": "owner",
    "pool": "pool",
    "tag": "tag",
    "source": "source",
    "basis": "basis",
    "skill": "skill",
    "contacted": "contacted",
    "notice": "notice",
    "mine": "mine",
    "order": "order",
}


@dataclass(frozen=True)
class ListFilter:
    """Filters of a list; empty means no filter. `owner`, `pool` and `tag` are public ids.

    `contacted` leaves people for whom the last contact is longer ago than so many days, or never was.
    """

    text: str = ""
    stage: str = ""
    owner: str = ""
    pool: str = ""
    tag: str = ""
    source: str = ""
    basis: str = ""
    skill: str = ""
    contacted: str = ""
    notice: bool = False
    mine: bool = False
    order: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Reads an address's values; what is unknown or unusable is left out."""
        # PostgreSQL refuses a NUL even in a question.
        found = {
            field: values.get(name, "").replace("\x00", "").strip()[:TEXT_AT_MOST] for field, name in _NAMES.items()
        }
        if found["contacted"] not in CONTACTED:
            found["contacted"] = ""
        if found["order"] != NEWEST:
            found["order"] = ""
        notice, mine = found.pop("notice") == "1", found.pop("mine") == "1"
        return cls(**found, notice=notice, mine=mine)

    @classmethod
    def from_query(cls, query: str) -> Self:
        """Reads a query string as `query()` writes it, or as anybody may have typed it."""
        return cls.parse(dict(parse_qsl(query)))

    def query(self) -> str:
        """The filters as a query string, always in the same order."""
        values = {name: getattr(self, field) for field, name in _NAMES.items()}
        return urlencode({name: "1" if value is True else value for name, value in values.items() if value})

    def kept_by(self, member_public_id: str) -> Self:
        """The same for everybody: "mine" becomes this member's people."""
        return replace(self, mine=False, owner=member_public_id) if self.mine else self

    @property
    def narrows(self) -> bool:
        """Whether anybody is left out."""
        return any(getattr(self, field) for field in _NAMES if field != "order")

    @property
    def is_by_name(self) -> bool:
        """Whether people stand by name: whatever narrows the list shows the newest first."""
        return not self.order and not self.narrows
