"""What a list of people asks for, as it stands in an address. Never a score, a level, a curve or a drifting sign."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

MAX_TEXT: Final = 120
MAX_VALUE: Final = 60
# Not within so many days, or never.
CONTACTED: Final = ("never", "30", "90", "180")
ORDERS: Final = ("name", "newest")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Search text and filters; an empty value asks for nothing. `owner`, `pool` and `tag` are public ids.

    `mine` and `notice` are "1" or empty; `contacted` is one of CONTACTED; `order` is one of ORDERS and counts only
    where nothing is filtered: whatever is found comes newest first.
    """

    q: str = ""
    stage: str = ""
    owner: str = ""
    mine: str = ""
    pool: str = ""
    tag: str = ""
    source: str = ""
    basis: str = ""
    skill: str = ""
    contacted: str = ""
    notice: str = ""
    order: str = ""

    @classmethod
    def parse(cls, query: str) -> Self:
        """Reads a query string; what it does not know, and what is no possible value, is left out."""
        known = {field.name for field in fields(cls)}
        pairs = parse_qsl(query.lstrip("?"), max_num_fields=60)
        return cls.of({name: value for name, value in pairs if name in known})

    @classmethod
    def of(cls, values: dict[str, str]) -> Self:
        """As `parse`, from single values."""
        clean = {name: _clean(value, MAX_TEXT if name == "q" else MAX_VALUE) for name, value in values.items()}
        for name, allowed in (("contacted", CONTACTED), ("order", ORDERS), ("mine", ("1",)), ("notice", ("1",))):
            if clean.get(name, "") not in allowed:
                clean.pop(name, None)
        return cls(**clean)

    @property
    def query(self) -> str:
        """The same as a query string, values in a fixed order; empty when nothing is asked for."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def values(self) -> dict[str, str]:
        """Every value by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order is asked for."""
        return any(value for name, value in self.values.items() if name != "order")

    def without(self, name: str) -> Self:
        """The filter with one value taken away."""
        return replace(self, **{name: ""})


def _clean(value: str, limit: int) -> str:
    # PostgreSQL refuses a NUL even in a question.
    return value.replace("\x00", "").strip()[:limit]
