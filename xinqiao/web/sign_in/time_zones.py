"""The time zones that a person can choose from."""

from __future__ import annotations

import zoneinfo
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Group = tuple[Promise | str, list[tuple[str, Promise | str]]]

OFTEN: dict[str, Promise | str] = {
    "Asia/Shanghai": _("Beijing, Shanghai"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Tokyo": _("Tokyo"),
    "Europe/London": _("London"),
    "Europe/Berlin": _("Berlin"),
    "America/New_York": _("New York"),
    "America/Los_Angeles": _("Los Angeles"),
    "Australia/Sydney": _("Sydney"),
    "UTC": "UTC",
}
REGIONS: dict[str, Promise] = {
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "America": _("America"),
    "Africa": _("Africa"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
}


@cache
def time_zone_groups() -> list[Group]:
    """The frequent zones first, then the IANA list by region; every zone stands once."""
    groups: list[Group] = [(_("Often chosen"), list(OFTEN.items()))]
    for region, label in REGIONS.items():
        names = sorted(name for name in _zones_of(region) if name not in OFTEN)
        groups.append((label, [(name, _city(name)) for name in names]))
    return groups


def _zones_of(region: str) -> list[str]:
    return [name for name in zoneinfo.available_timezones() if name.startswith(f"{region}/")]


def _city(name: str) -> str:
    return name.split("/", 1)[1].replace("_", " ").replace("/", ", ")
