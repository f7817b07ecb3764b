"""Which program an export comes from. The programs themselves stand in `profiles.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from xinqiao.capabilities.importing.headings import Field, heading_key, is_known

# A column is taken by its words alone when so many of its filled cells are among them.
_MARKED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Profile:
    """A known export: its names, how it is recognised, and what its headings mean where that is special."""

    id: str
    name_zh: str
    name_en: str
    system: str = ""
    all_of: tuple[frozenset[str], ...] = ()
    signs: frozenset[str] = frozenset()
    least: int = 1
    columns: Mapping[str, Field] | None = None
    order: tuple[Field, ...] = ()
    mark_column: int = 0
    mark_values: frozenset[str] = frozenset()
    is_general: bool = False

    def field_of(self, index: int, heading: str) -> Field | None:
        """Return what a column is in this export, where that does not follow from its heading alone."""
        field = (self.columns or {}).get(heading_key(heading))
        if field is None and self.order and not is_known(heading):
            return self.order[index] if index < len(self.order) else None
        return field

    def matches(self, keys: frozenset[str]) -> int:
        """Return how many of its headings are there; 0 when it is another export."""
        signs = len(self.signs & keys)
        if signs < self.least or not all(alternatives & keys for alternatives in self.all_of):
            return 0
        return len(self.all_of) + signs

    def is_marked(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
        """Say whether a file whose headings tell nothing stands in the fixed order of this export."""
        if not self.order or any(map(is_known, header)):
            return False
        cells = [row[self.mark_column] for row in rows if len(row) > self.mark_column and row[self.mark_column]]
        marked = sum(1 for cell in cells if cell in self.mark_values)
        return bool(cells) and marked >= len(cells) * _MARKED_SHARE


def recognise(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Profile | None:
    """Return the export that the headings (or, without any, the sample rows) speak for most clearly, or None."""
    keys = frozenset(map(heading_key, header)) - {""}
    best = max(
        all_profiles(), key=lambda profile: (profile.matches(keys) > 0, not profile.is_general, profile.matches(keys))
    )
    if best.matches(keys):
        return best
    return next((profile for profile in all_profiles() if profile.is_marked(header, rows)), None)


def profile_by_id(profile_id: str) -> Profile | None:
    """Return a profile, or None for an empty id or one that is no longer listed."""
    return next((profile for profile in all_profiles() if profile.id == profile_id), None)


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Return all known exports in the order of `profiles.yaml`."""
    text = files(__package__).joinpath("profiles.yaml").read_text(encoding="utf-8")
    return tuple(_profile(entry) for entry in yaml.safe_load(text))


def _profile(entry: dict[str, Any]) -> Profile:
    mark = entry.get("mark", {"column": 0, "values": []})
    return Profile(
        id=entry["id"],
        name_zh=entry["name"]["zh"],
        name_en=entry["name"]["en"],
        system=entry.get("system", ""),
        all_of=tuple(frozenset([keys] if isinstance(keys, str) else keys) for keys in entry["all"]),
        signs=frozenset(entry["signs"]),
        least=entry.get("least", 1),
        columns={key: Field(field) for key, field in entry.get("columns", {}).items()},
        order=tuple(map(Field, entry.get("order", []))),
        mark_column=mark["column"],
        mark_values=frozenset(mark["values"]),
        is_general=entry.get("general", False),
    )
