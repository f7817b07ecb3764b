"""Time zones in which candidates live, with words; any other zone of the record stays selectable."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ZONES: Final = {
    "Asia/Shanghai": _("Mainland China"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Taipei": _("Taipei"),
    "Asia/Singapore": _("Singapore, Kuala Lumpur"),
    "Asia/Tokyo": _("Tokyo, Seoul"),
    "Asia/Bangkok": _("Bangkok, Hanoi"),
    "Asia/Kolkata": _("India"),
    "Asia/Dubai": _("Dubai"),
    "Europe/London": _("London"),
    "Europe/Berlin": _("Berlin, Paris, Zurich"),
    "America/New_York": _("New York"),
    "America/Chicago": _("Chicago"),
    "America/Los_Angeles": _("Los Angeles, San Francisco"),
    "Australia/Sydney": _("Sydney"),
}


def zone_words(zone: str) -> str:
    """The zone in words, or its own name."""
    return str(ZONES.get(zone, zone.replace("_", " ")))


def zone_choices(present: str) -> list[tuple[str, str]]:
    """The zones to choose from."""
    further = [(present, zone_words(present))] if present and present not in ZONES else []
    return [*((zone, str(words)) for zone, words in ZONES.items()), *further]
