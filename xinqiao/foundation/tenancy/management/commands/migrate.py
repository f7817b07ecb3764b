"""`migrate`, followed by the row-level security that no migration can then forget."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate

from xinqiao.foundation.tenancy import row_security


class Command(DjangoMigrate):
    """Django's command plus the cache table and the policies."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrates, then applies grants and policies."""
        result = super().handle(*args, **options)
        if not options.get("plan") and not options.get("check_unapplied"):
            call_command("createcachetable", verbosity=0)
            row_security.apply()
        return result
