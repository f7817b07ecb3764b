"""Who owns the demo team. Free of Django, so that the supervisor can read it."""

from __future__ import annotations

from typing import Final

DEMO_EMAIL: Final = "demo@example.test"
