"""Whether the database has exactly the migrations that this code knows."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@dataclass(frozen=True)
class SchemaState:
    """`missing`: the code has them, the database not yet. `unknown`: a newer release put them there."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Neither side has something that the other lacks."""
        return not self.missing and not self.unknown


@cache
def known_migrations() -> frozenset[str]:
    """Every migration of this code as "app.name". Names only: loading them all would cost a web process memory."""
    names = set()
    for app in apps.get_app_configs():
        package = f"{app.name}.migrations"
        if find_spec(package) is None:
            continue
        for module in pkgutil.iter_modules(import_module(package).__path__):
            if not module.ispkg and not module.name.startswith(("_", "~")):
                names.add(f"{app.label}.{module.name}")
    return frozenset(names)


def applied_migrations() -> frozenset[str]:
    """What the database says was applied, as "app.name"; empty for a new database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return frozenset(f"{label}.{name}" for label, name in applied)


def schema_state() -> SchemaState:
    """Compares the database with this code; raises Django's database errors when it is away."""
    known, applied = known_migrations(), applied_migrations()
    return SchemaState(tuple(sorted(known - applied)), tuple(sorted(unknown_among(applied))))


def unknown_among(applied: frozenset[str]) -> set[str]:
    """Which of these migrations belong to an installed application and are not known to this code."""
    labels = {app.label for app in apps.get_app_configs()}
    return {name for name in applied - known_migrations() if name.partition(".")[0] in labels}
